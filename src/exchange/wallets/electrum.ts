/**
 * Electrum: the wallet file of a multisig wallet, read in all its versions since 2.0 and written watch-only as Electrum 4
 * opens it. Electrum knows sorted keys only, and its keys carry SLIP-0132 versions that declare the script type.
 */
import { formatSlip132, parseExtendedPublicKey } from '../../core/key/extended-key.ts';
import { slip132FormFor } from '../../core/key/slip132.ts';
import type { ScriptType } from '../../core/key/types.ts';
import { completeDraft, type DraftKey } from '../draft.ts';
import { electrumObject, isElectrumFile } from '../electrum/file.ts';
import { electrumKeys, electrumQuorum, secretNotes } from '../electrum/keystores.ts';
import { checkStoredAddresses } from '../electrum/stored-addresses.ts';
import type { ExportFormat, ImportFormat } from '../format.ts';
import { requireFits } from '../limits.ts';
import { pathText } from '../origins.ts';

/** A version of the file that every Electrum from 4.2 on upgrades by itself. */
const SEED_VERSION = 50;

/** Electrum has no wallets of more cosigners. */
const MOST_COSIGNERS = 15;

export const electrumFile: ImportFormat = {
  name: 'electrum',
  program: 'Electrum wallet file',
  recognises: isElectrumFile,
  read: (document, context) => {
    const file = electrumObject(document);
    const quorum = electrumQuorum(file);
    const keys = electrumKeys(file, quorum);
    const draft = {
      ...quorum,
      name: undefined,
      scriptType: scriptTypeOf(keys),
      keyOrder: 'sorted',
      keys,
      notes: secretNotes(file, keys),
    } as const;
    const read = completeDraft(draft, context);
    checkStoredAddresses(file, read.wallet);
    return read;
  },
};

/** Electrum's rule: the prefix of the keys is the script type, and `xpub` is P2SH. Two kinds are core's to refuse. */
function scriptTypeOf(keys: readonly DraftKey[]): ScriptType | undefined {
  const [first] = keys;
  if (first === undefined) return undefined;
  const { declares } = parseExtendedPublicKey(first.xpub, first.at).slip132;
  return declares === 'p2wsh' || declares === 'p2sh-p2wsh' ? declares : 'p2sh';
}

export const electrumExport: ExportFormat = {
  name: 'electrum',
  purpose: 'a watch-only wallet file for Electrum: save it and open it there',
  write: ({ wallet }) => {
    requireFits(wallet, { program: 'Electrum', mostKeys: MOST_COSIGNERS, sortedOnly: true, usualChainsOnly: true });
    const form = slip132FormFor(wallet.scriptType, wallet.network === 'main' ? 'main' : 'test');
    const keystores = wallet.keys.map((key, position) => [
      `x${position + 1}/`,
      {
        type: 'bip32',
        pw_hash_version: 1,
        label: key.name,
        xpub: formatSlip132(key.extendedKey, form),
        ...(key.origin && {
          derivation: pathText(key.origin.path),
          root_fingerprint: key.origin.fingerprint,
        }),
      },
    ]);
    const file = {
      seed_version: SEED_VERSION,
      wallet_type: `${wallet.m}of${wallet.keys.length}`,
      use_encryption: false,
      ...Object.fromEntries(keystores),
    };
    return `${JSON.stringify(file, null, 4)}\n`;
  },
};
