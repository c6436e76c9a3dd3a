/**
 * The programs that the peers tests meet. On Debian, as root, missing ones are installed; elsewhere they are named, and
 * their tests are skipped (or fail, on a build machine: see test/peers/peer.ts).
 */
import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runQuietly } from './run.mjs';
import { say, step } from './say.mjs';

/** Program → the Debian package that brings it. */
const PACKAGES = JSON.parse(readFileSync(new URL('peers.json', import.meta.url), 'utf8'));

export async function ensurePeers() {
  if (missing().length > 0 && canInstall()) {
    await step(`Installing ${packages().join(', ')}`, async () => {
      const quiet = { DEBIAN_FRONTEND: 'noninteractive' };
      const update = await runQuietly('apt-get', ['update'], quiet);
      const install = await runQuietly('apt-get', ['install', '-y', '--no-install-recommends', ...packages()], quiet);
      if (install.code !== 0) say(`${update.log}${install.log}`.trimEnd());
    });
  }
  for (const program of missing()) say(`Not installed: ${program} (Debian package ${PACKAGES[program]})`);
}

function packages() {
  return missing().map((program) => PACKAGES[program]);
}

function missing() {
  return Object.keys(PACKAGES).filter((program) => !isInstalled(program));
}

function canInstall() {
  return existsSync('/etc/debian_version') && isInstalled('apt-get') && process.getuid?.() === 0;
}

function isInstalled(program) {
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...path, ...postgresFolders()].some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Debian keeps the server of each version of PostgreSQL in a folder of its own, outside of PATH. */
function postgresFolders(root = '/usr/lib/postgresql') {
  return existsSync(root) ? readdirSync(root).map((version) => join(root, version, 'bin')) : [];
}
