/**
 * `npm test`: installs what is missing, checks types and style, runs all tests. Arguments go to vitest, so that
 * `npm test -- test/core` runs a part. The last line is always `N passed, N failed, N skipped`; a failed check of types
 * or style counts as one failed.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureInstalled } from './lib/install.mjs';
import { ensurePeers } from './lib/peers.mjs';
import { BIN, ROOT, run } from './lib/run.mjs';
import { say, step } from './lib/say.mjs';

const node = join(BIN, 'node');
const colours = process.stdout.isTTY ? 'force' : 'off';

await ensureInstalled();
await ensurePeers();
const types = await step('Checking types', () => run(node, [join(BIN, 'tsc'), '-b']));
const style = await step('Checking style', () => run(node, [join(BIN, 'biome'), 'ci', `--colors=${colours}`, '.']));

const folder = mkdtempSync(join(tmpdir(), 'icehouse-test-'));
const summary = join(folder, 'summary.json');
const reporter = join(ROOT, 'scripts', 'lib', 'summary-reporter.mjs');
const tests = await run(
  node,
  [join(BIN, 'vitest'), 'run', '--reporter=default', `--reporter=${reporter}`, ...process.argv.slice(2)],
  { ICEHOUSE_TEST_SUMMARY: summary },
);
const { passed, failed, skipped, pending } = readCounts();
rmSync(folder, { recursive: true, force: true });

const checks = [types, style].filter((code) => code !== 0).length;
if (types !== 0) say('The types do not check.');
if (style !== 0) say('The style does not check; `npx biome check --write` mends most of it.');
const untold = tests !== 0 && failed + pending === 0 ? 1 : 0;
if (untold) say(`vitest ended with code ${tests}.`);
const allFailed = failed + pending + checks + untold;
say(`${passed} passed, ${allFailed} failed, ${skipped} skipped`);
process.exit(allFailed === 0 ? 0 : 1);

function readCounts() {
  try {
    return JSON.parse(readFileSync(summary, 'utf8'));
  } catch {
    return { passed: 0, failed: 0, skipped: 0, pending: 0 };
  }
}
