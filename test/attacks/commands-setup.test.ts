/** Every attack on setting up a wallet, by the commands `icehouse charter` and `icehouse address`. */
import { runGroup } from './run/group.ts';

runGroup('keys', 'commands');
runGroup('secrets', 'commands');
runGroup('charters', 'commands');
runGroup('commitments', 'commands');
runGroup('agreement', 'commands');
runGroup('descriptors', 'commands');
runGroup('bsms', 'commands');
