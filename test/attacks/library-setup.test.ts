/** Every attack on setting up a wallet, against the library: keys, descriptors, charters, receipts. */
import { runGroup } from './run/group.ts';

runGroup('keys', 'library');
runGroup('secrets', 'library');
runGroup('charters', 'library');
runGroup('commitments', 'library');
runGroup('agreement', 'library');
runGroup('descriptors', 'library');
runGroup('bsms', 'library');
