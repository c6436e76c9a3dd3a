import { deriveAccount, wipeAccount } from '../../cold/key/account.ts';
import { findOwnAccount } from '../../cold/key/own-account.ts';
import { loadColdSecondOpinion } from '../../cold/second/wally.ts';
import { wipe } from '../../cold/seed.ts';
import { parseKeyCard } from '../../core/charter/key-card.ts';
import { IcehouseError } from '../../core/errors.ts';
import { sameKey } from '../../core/key/identity.ts';
import { pairs } from '../../core/text/columns.ts';
import type { Command } from '../command.ts';
import { readCharterFile } from '../documents/charters.ts';
import { readDocumentText } from '../documents/travelled.ts';
import { describeMnemonic } from '../secret/describe-mnemonic.ts';
import { MNEMONIC_OPTIONS, readSecret } from '../secret/read-secret.ts';

export const seedCheck: Command = {
  name: 'seed check',
  summary: 'check a mnemonic, and whether it opens your key',
  cold: 'asks-secret',
  options: {
    card: { kind: 'text', value: 'FILE', help: 'your key card: does this secret hold its key?' },
    charter: { kind: 'text', value: 'FILE', help: 'a charter: which of its keys does this secret hold?' },
    ...MNEMONIC_OPTIONS,
  },
  description: [
    'A wrong extension opens another, empty wallet without a word from most programs. Here it shows at once: the secret ' +
      'does not hold the key. Without --card or --charter compare the fingerprint with the one on your paper.',
  ],
  example: 'icehouse seed check --card alice.card.json',
  shape: '{ "kind", "words", "language" or "seedType", "fingerprint", "member": name or null }',
  run: async (context) => {
    const { args, io } = context;
    const second = await loadColdSecondOpinion();
    const { mnemonic, seed, extension } = await readSecret(context, { confirm: false });
    const { masterFingerprint } = second.account({ seed, chain: 'main', path: [] });
    const holder = { seed, second, io, card: args.text('card'), charter: args.text('charter') };
    const member = holderOf(holder);
    wipe(seed);
    const words = mnemonic.kind === 'bip39' ? mnemonic.words.length : mnemonic.phrase.split(' ').length;
    return {
      json: {
        ...{ kind: mnemonic.kind, words, fingerprint: masterFingerprint, member: member ?? null },
        ...(mnemonic.kind === 'bip39' ? { language: mnemonic.language } : { seedType: mnemonic.seedType }),
      },
      lines: [
        'The words are a valid mnemonic.',
        ...pairs([
          ['kind', describeMnemonic(mnemonic)],
          ['extension', extension === '' ? 'none' : `${[...extension].length} characters`],
          ['fingerprint', masterFingerprint],
        ]),
        member === undefined
          ? 'Compare the fingerprint with the one on your paper: another extension gives another one.'
          : `They hold the key of ${member}.`,
      ],
    };
  },
};

interface Holder {
  readonly seed: Parameters<typeof findOwnAccount>[1];
  readonly second: Parameters<typeof findOwnAccount>[2];
  readonly io: Parameters<typeof readCharterFile>[0];
  readonly card: string | undefined;
  readonly charter: string | undefined;
}

/** @throws IcehouseError `seed/not-a-key-of-this-wallet`, `seed/not-the-key-of-this-card`. */
function holderOf({ seed, second, io, card, charter }: Holder): string | undefined {
  if (charter !== undefined) {
    const { account } = findOwnAccount(readCharterFile(io, charter).charter.wallet, seed, second);
    wipeAccount(account);
    return account.key.name;
  }
  if (card === undefined) return undefined;
  const { key, scriptType } = parseKeyCard(readDocumentText(io, card));
  const path = key.origin?.path ?? [];
  const own = deriveAccount({ seed, network: key.network, scriptType, name: key.name, second, scheme: 'other', path });
  wipeAccount(own);
  if (sameKey(own.key.extendedKey, key.extendedKey)) return key.name;
  throw new IcehouseError({
    code: 'seed/not-the-key-of-this-card',
    kind: 'refused',
    message: 'this seed with this extension does not hold the key of the card',
    expected: `the seed of ${key.name}`,
    next: 'check the extension letter by letter (case and spaces count), and that these are the right words',
  });
}
