/** Every attack on a payment, by the commands `icehouse review`, `icehouse sign` and `icehouse combine`. */
import { runGroup } from './run/group.ts';

runGroup('change', 'commands');
runGroup('inputs', 'commands');
runGroup('scripts', 'commands');
runGroup('signatures', 'commands');
runGroup('outputs', 'commands');
runGroup('locks', 'commands');
runGroup('file', 'commands');
runGroup('bit-rot', 'commands');
runGroup('approval', 'commands');
runGroup('earlier', 'commands');
runGroup('returned', 'commands');
