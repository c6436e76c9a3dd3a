/** A 2-of-3 charter for tests of the watch side, made of public keys only, and a store that watches it. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HDKey } from '@scure/bip32';
import { createCharter } from '../../../src/core/charter/charter.ts';
import { readPlainKey } from '../../../src/core/charter/plain-key.ts';
import type { Charter } from '../../../src/core/charter/types.ts';
import type { ScriptType } from '../../../src/core/key/types.ts';
import { deriveOutput } from '../../../src/core/wallet/output.ts';
import type { DerivedOutput, Keychain } from '../../../src/core/wallet/types.ts';
import { openStore } from '../../../src/watch/store/open.ts';
import type { Store } from '../../../src/watch/store/store.ts';

const TEST_VERSIONS = { private: 0x04358394, public: 0x043587cf };

const SCRIPT_PATHS: { readonly [type in ScriptType]: string } = {
  p2wsh: "48'/1'/0'/2'",
  'p2sh-p2wsh': "48'/1'/0'/1'",
  p2sh: "45'",
};

export const NAMES = ['Alice', 'Bob', 'Carol'];

export function accountOf(
  name: string,
  scriptType: ScriptType = 'p2wsh',
): { master: HDKey; account: HDKey; origin: string } {
  const seed = new Uint8Array(32).fill(name.charCodeAt(0));
  const master = HDKey.fromMasterSeed(seed, TEST_VERSIONS);
  const path = SCRIPT_PATHS[scriptType];
  const fingerprint = master.fingerprint.toString(16).padStart(8, '0');
  return { master, account: master.derive(`m/${path}`), origin: `[${fingerprint}/${path}]` };
}

export function familyCharter({
  scriptType = 'p2wsh',
  gapLimit = 5,
  names = NAMES,
  m = 2,
}: {
  scriptType?: ScriptType;
  gapLimit?: number;
  /** With different first letters, which their keys are made of. */
  names?: readonly string[];
  m?: number;
} = {}): Charter {
  const cards = names.map((name) => {
    const { account, origin } = accountOf(name, scriptType);
    return readPlainKey({ name, text: `${origin}${account.publicExtendedKey}`, network: 'regtest', scriptType }).card;
  });
  return createCharter({
    name: 'Family',
    m,
    cards,
    birthdayHeight: 0,
    gapLimit,
    allowUnproven: names,
    allowUncommitted: true,
  });
}

export const at = (charter: Charter, keychain: Keychain, index: number): DerivedOutput =>
  deriveOutput(charter.wallet, keychain, index);

export interface Desk {
  readonly store: Store;
  readonly path: string;
  remove(): Promise<void>;
}

/** Where nothing waits for a disk: what is tested with it is what the store says, not that it lasts. */
const FAST = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** A store in a folder of its own that watches the charter. */
export async function openDesk(charter: Charter): Promise<Desk> {
  const folder = mkdtempSync(join(FAST, 'icehouse-watch-'));
  const path = join(folder, 'watch.sqlite');
  const store = await openStore(path);
  const { network } = charter.wallet;
  await store.wallets.add({ charterId: charter.id, network, charterFile: '{}', at: NOW.toISOString() });
  return {
    store,
    path,
    async remove() {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

export const NOW = new Date('2025-03-01T12:00:00Z');
