/** Every attack on a payment, against the library: review, approval and signature. */
import { runGroup } from './run/group.ts';

runGroup('change', 'library');
runGroup('inputs', 'library');
runGroup('scripts', 'library');
runGroup('signatures', 'library');
runGroup('outputs', 'library');
runGroup('locks', 'library');
runGroup('file', 'library');
runGroup('bit-rot', 'library');
runGroup('approval', 'library');
runGroup('earlier', 'library');
runGroup('returned', 'library');
