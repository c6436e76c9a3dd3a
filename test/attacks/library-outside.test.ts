/** Every attack from the outside world that needs no network and no page, against the library. */
import { runGroup } from './run/group.ts';

runGroup('proofs', 'library');
runGroup('shown', 'library');
runGroup('sizes', 'library');
runGroup('json', 'library');
runGroup('proposals', 'library');
runGroup('openpgp', 'library');
runGroup('slow', 'library');
runGroup('links', 'library');
runGroup('codes', 'library');
runGroup('randomness', 'library');
runGroup('seeds', 'library');
