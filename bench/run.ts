/**
 * `npm run bench`: every benchmark in turn, each in a process of its own, so that none inherits another's warm code or
 * memory. Names after `--` run only those: `npm run bench -- startup sign`.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ALL = ['startup', 'addresses', 'sign', 'propose', 'sync', 'select'];

const asked = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const options = process.argv.slice(2).filter((word) => word.startsWith('--'));
const unknown = asked.filter((name) => !ALL.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`There is no benchmark ${unknown.join(', ')}; there are ${ALL.join(', ')}.\n`);
  process.exit(2);
}
let worst = 0;
for (const name of asked.length > 0 ? asked : ALL) {
  const file = join(import.meta.dirname, `${name}.ts`);
  const { status } = spawnSync(process.execPath, [file, ...options], { stdio: 'inherit' });
  worst = Math.max(worst, status ?? 1);
  process.stdout.write('\n');
}
process.exit(worst);
