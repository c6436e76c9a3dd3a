/** Every attack from the outside world that needs no network and no page, by the commands. */
import { runGroup } from './run/group.ts';

runGroup('shown', 'commands');
runGroup('sizes', 'commands');
runGroup('json', 'commands');
runGroup('proposals', 'commands');
runGroup('openpgp', 'commands');
runGroup('names', 'commands');
runGroup('codes', 'commands');
runGroup('randomness', 'commands');
runGroup('seeds', 'commands');
