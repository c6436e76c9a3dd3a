/** `npm start`: installs what is missing, builds, and opens the practice session in this terminal. */
import { join } from 'node:path';
import { ensureInstalled } from './lib/install.mjs';
import { BIN, ROOT, run } from './lib/run.mjs';
import { step } from './lib/say.mjs';

await ensureInstalled();
const built = await step('Building', () => run(join(BIN, 'node'), [join(BIN, 'tsc'), '-b', 'src/cli']));
if (built !== 0) process.exit(built);
process.exit(
  await run(join(BIN, 'node'), [join(ROOT, 'dist', 'cli', 'main.js'), 'practice', ...process.argv.slice(2)]),
);
