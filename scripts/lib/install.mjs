/**
 * Brings node_modules to what package-lock.json says, by `npm ci`, and only when it differs. No install script of any
 * package runs but the one that sets up the pinned Node.
 */
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { BIN, ROOT, runQuietly } from './run.mjs';
import { say, step } from './say.mjs';

/** Installs what is missing; ends the process with the log where that fails. */
export async function ensureInstalled() {
  if (isInstalled() && (await pinnedNodeRuns())) return;
  await withSafe(process.execPath, async (node) => {
    if (!isInstalled()) await install('Installing packages', node);
    await ensurePinnedNode(node);
  });
  if (isInstalled()) return;
  // npm leaves out optional packages that ask for a newer Node than the one it runs on; the pinned one is new enough.
  await withSafe(join(BIN, 'node'), async (node) => {
    await install('Completing packages', node);
    await ensurePinnedNode(node);
  });
  if (!isInstalled()) fail('The packages that npm installed are not those of package-lock.json.', '');
}

/** Whether what npm noted at its last installation has every package of the lock file in its version, and no other. */
export function isInstalled(root = ROOT) {
  const wanted = readPackages(join(root, 'package-lock.json'));
  const found = readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (wanted === undefined || found === undefined) return false;
  const complete = Object.entries(wanted).every(
    ([path, entry]) =>
      path === '' || found[path]?.integrity === entry.integrity || (found[path] === undefined && mayBeAbsent(entry)),
  );
  return complete && Object.keys(found).every((path) => path in wanted);
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** Optional packages may be absent, but not one that is made for this very machine: others do not run without it. */
function mayBeAbsent({ optional, os, cpu, libc }) {
  const isForHere = allows(os, process.platform) && allows(cpu, process.arch) && allows(libc, thisLibc());
  return optional === true && !(isForHere && os !== undefined && cpu !== undefined);
}

/** npm's rule for `os`, `cpu` and `libc`: a list of what is allowed, or of what is not, marked by `!`. */
function allows(list, value) {
  if (list === undefined || value === undefined) return true;
  const names = [list].flat();
  if (names.includes(`!${value}`)) return false;
  return names.includes(value) || names.every((name) => name.startsWith('!'));
}

function thisLibc() {
  if (process.platform !== 'linux') return undefined;
  return process.report.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl';
}

async function ensurePinnedNode(node) {
  if (await pinnedNodeRuns()) return;
  await step('Setting up the pinned Node', () => npm(['rebuild', 'node', '--loglevel=error'], node));
  if (!(await pinnedNodeRuns())) fail('The pinned Node does not run on this machine.', '');
}

async function pinnedNodeRuns() {
  const { code } = await runQuietly(join(BIN, 'node'), ['--version']);
  return code === 0;
}

/** `npm ci` begins by deleting node_modules: a Node from there, asked to run it, is copied elsewhere first. */
async function withSafe(node, work) {
  if (!node.startsWith(join(ROOT, 'node_modules'))) return work(node);
  const folder = mkdtempSync(join(tmpdir(), 'icehouse-node-'));
  try {
    const copy = join(folder, basename(node));
    copyFileSync(node, copy);
    return await work(copy);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function install(name, node) {
  return step(name, () => npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], node));
}

/** npm as it was started, or the one on the path, run by the given Node. */
async function npm(args, node) {
  const own = process.env.npm_execpath?.endsWith('npm-cli.js') ? process.env.npm_execpath : undefined;
  const path = { PATH: [dirname(node), process.env.PATH ?? ''].join(delimiter) };
  const { code, log } = own ? await runQuietly(node, [own, ...args], path) : await runQuietly('npm', args, path);
  if (code !== 0) fail(`npm ${args[0]} ended with code ${code}.`, log);
}

function fail(message, log) {
  if (log !== '') say(log.trimEnd());
  say(message);
  process.exit(1);
}
