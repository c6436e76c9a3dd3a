/** `key card`: from the member's secret to the public card that she gives to the others. */
import { resolve } from 'node:path';
import { signKeyCard } from '../../cold/charter/sign-card.ts';
import { acceptExtension } from '../../cold/extension/check.ts';
import { deriveAccount, wipeAccount } from '../../cold/key/account.ts';
import { loadColdSecondOpinion } from '../../cold/second/wally.ts';
import { wipe } from '../../cold/seed.ts';
import { formatKeyCard } from '../../core/charter/key-card.ts';
import type { PathScheme } from '../../core/charter/types.ts';
import { IcehouseError } from '../../core/errors.ts';
import { formatPath } from '../../core/key/path.ts';
import type { ScriptType } from '../../core/key/types.ts';
import { network } from '../../core/network.ts';
import { pairs } from '../../core/text/columns.ts';
import { VERSION } from '../../core/version.ts';
import type { Command, Context } from '../command.ts';
import { readScriptType } from '../documents/cards.ts';
import { readWholeNumber } from '../documents/numbers.ts';
import { writeNewFile } from '../files/write.ts';
import { describeMnemonic } from '../secret/describe-mnemonic.ts';
import { MNEMONIC_OPTIONS, readSecret, type Secret } from '../secret/read-secret.ts';

export const keyCard: Command = {
  name: 'key card',
  summary: 'write the public card that you give to the others',
  cold: 'asks-secret',
  options: {
    name: { kind: 'text', value: 'NAME', help: 'what the group calls you', required: true },
    out: { kind: 'text', value: 'FILE', help: 'the card to write', required: true },
    network: { kind: 'text', value: 'NETWORK', help: 'main (default), testnet3, testnet4, signet or regtest' },
    'script-type': { kind: 'text', value: 'TYPE', help: 'p2wsh (default), p2sh-p2wsh or p2sh' },
    scheme: { kind: 'text', value: 'SCHEME', help: 'bip48 (default), bip87, bip45; Electrum seeds use electrum' },
    account: { kind: 'text', value: 'NUMBER', help: 'account number, 0 by default' },
    'accept-weak-extension': { kind: 'flag', help: 'go on with an extension of less than 160 bits' },
    ...MNEMONIC_OPTIONS,
  },
  description: [
    'Derives your account key, signs the card with it (proof that you hold the key) and writes the card. The card is ' +
      'public: it cannot spend, but it reveals the wallet’s addresses to whoever has all cards.',
  ],
  example: 'icehouse key card --name Alice --out alice.card.json',
  shape: '{ "card": file, "name", "fingerprint", "path", "scheme", "scriptType", "network", "xpub", "mnemonic" kind }',
  run: async (context) => {
    const { args, io } = context;
    const scriptType = readScriptType(args.text('script-type') ?? 'p2wsh');
    const { name: networkName } = network(args.text('network') ?? 'main');
    const account = readWholeNumber(args.text('account') ?? '0', 'account', [0, 2 ** 31 - 1]);
    const second = await loadColdSecondOpinion();
    const secret = await readSecret(context, { confirm: true });
    await requireStrongExtension(context, secret);
    const scheme = schemeFor(args.text('scheme'), scriptType, secret);
    const own = deriveAccount({
      ...{ seed: secret.seed, network: networkName, scriptType, scheme, second },
      ...{ name: args.required('name'), account },
    });
    wipe(secret.seed);
    try {
      const card = signKeyCard({ account: own, software: `icehouse ${VERSION}`, second });
      const file = args.required('out');
      writeNewFile(resolve(io.folder, file), formatKeyCard(card));
      const { origin, xpub, name } = own.key;
      const path = formatPath(origin?.path ?? []);
      const fingerprint = origin?.fingerprint ?? '';
      return {
        json: {
          card: file,
          name,
          fingerprint,
          path,
          scheme: own.scheme,
          scriptType,
          network: networkName,
          xpub,
          mnemonic: secret.mnemonic.kind,
        },
        lines: [
          `Key card of ${name} written to ${file}.`,
          ...pairs([
            ['words read as', describeMnemonic(secret.mnemonic)],
            ['fingerprint', fingerprint],
            ['path', path === '' ? 'm' : path],
            ['key', xpub],
          ]),
          'Write the fingerprint next to your words: it tells a wrong extension at once.',
        ],
      };
    } finally {
      wipeAccount(own);
    }
  },
};

/** Without an extension the words alone decide, and they are told; a weak one is worse than it looks, and refused. */
async function requireStrongExtension({ args, say }: Context, { extension, mnemonic }: Secret): Promise<void> {
  if (extension === '') {
    say(
      'No extension: whoever finds the words has the key. An extension, kept apart from them, protects against that.',
    );
    return;
  }
  await acceptExtension(extension, { acknowledgeWeak: args.flag('accept-weak-extension'), kind: mnemonic.kind });
}

type Scheme = Exclude<PathScheme, 'other'>;
const SCHEMES: readonly Scheme[] = ['bip48', 'bip87', 'bip45', 'electrum'];

/** An Electrum seed has one place for a multisig key, and its kind decides the script type; BIP-0039 has a choice. */
function schemeFor(asked: string | undefined, scriptType: ScriptType, { mnemonic }: Secret): Scheme {
  if (mnemonic.kind === 'electrum') {
    const fits = mnemonic.seedType === 'standard' ? scriptType === 'p2sh' : scriptType !== 'p2sh';
    if (fits && (asked === undefined || asked === 'electrum')) return 'electrum';
    throw new IcehouseError({
      code: 'key/electrum-seed',
      message: `an Electrum seed of the ${mnemonic.seedType} kind has no such key`,
      expected: mnemonic.seedType === 'standard' ? '--script-type p2sh' : '--script-type p2wsh or p2sh-p2wsh',
      next: 'leave --scheme out, and take the script type of the seed’s kind',
    });
  }
  const fallback: Scheme = scriptType === 'p2sh' ? 'bip45' : 'bip48';
  const scheme = SCHEMES.find((each) => each === (asked ?? fallback));
  if (scheme === undefined || scheme === 'electrum') {
    throw new IcehouseError({
      code: 'usage/arguments',
      kind: 'usage',
      message: 'this scheme does not fit a BIP-0039 mnemonic',
      at: '--scheme',
      expected: 'bip48, bip87 or bip45',
    });
  }
  return scheme;
}
