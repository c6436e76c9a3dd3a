/**
 * Three members with public test seeds and the documents they make together: the valid base that setup tests change one
 * thing of. Everything is derived and signed by the real code.
 */
import { mnemonicToSeedSync } from '@scure/bip39';
import { signKeyCard } from '../../src/cold/charter/sign-card.ts';
import { signConfirmation } from '../../src/cold/charter/sign-confirmation.ts';
import { signReceipt } from '../../src/cold/charter/sign-receipt.ts';
import { type AccountSecret, deriveAccount } from '../../src/cold/key/account.ts';
import type { ColdSecondOpinion } from '../../src/cold/second/types.ts';
import { loadColdSecondOpinion } from '../../src/cold/second/wally.ts';
import { type Seed, seedFromBytes } from '../../src/cold/seed.ts';
import { type CharterRequest, createCharter } from '../../src/core/charter/charter.ts';
import { addReceipt, createCharterFile } from '../../src/core/charter/charter-file.ts';
import type {
  Charter,
  CharterFile,
  Confirmation,
  ConfirmationWay,
  KeyCard,
  Receipt,
} from '../../src/core/charter/types.ts';
import type { ScriptType } from '../../src/core/key/types.ts';
import type { NetworkName } from '../../src/core/network.ts';

/** The words of Anna, Bob and Carol; Mallory is in no charter. */
export const WORDS = {
  Anna: `${'abandon '.repeat(11)}about`,
  Bob: 'legal winner thank year wave sausage worth useful legal winner thank yellow',
  Carol: 'letter advice cage absurd amount doctor acoustic avoid letter advice cage above',
  Mallory: `${'zoo '.repeat(11)}wrong`,
} as const;

export type MemberName = keyof typeof WORDS;

export const SOFTWARE = 'icehouse test';

export interface MemberOptions {
  readonly network?: NetworkName;
  readonly scriptType?: ScriptType;
  readonly scheme?: 'bip48' | 'bip87' | 'bip45';
  readonly account?: number;
  /** The name on the card, where it is not the member's own. */
  readonly as?: string;
}

export interface Workshop {
  readonly second: ColdSecondOpinion;
  readonly seed: (name: MemberName) => Seed;
  readonly account: (name: MemberName, options?: MemberOptions) => AccountSecret;
  readonly card: (name: MemberName, options?: MemberOptions) => KeyCard;
  /** A 2-of-3 of Anna, Bob and Carol (mainnet, P2WSH), changed as asked. */
  readonly charter: (changes?: Partial<CharterRequest>) => Charter;
  readonly receipt: (name: MemberName, charter: Charter, options?: MemberOptions) => Receipt;
  /** By voice on the last day of March 2026 when left out. */
  readonly confirmation: (
    by: MemberName,
    member: MemberName,
    charter: Charter,
    options?: { readonly how?: ConfirmationWay; readonly date?: string },
  ) => Confirmation;
  /** The charter's file with cards and the receipts of these members. */
  readonly file: (signers?: readonly MemberName[]) => CharterFile;
}

/** Loads the second library and opens the workshop; seeds are stretched once. */
export async function openWorkshop(): Promise<Workshop> {
  const second = await loadColdSecondOpinion();
  const seeds = new Map(
    Object.entries(WORDS).map(([name, words]) => [name, seedFromBytes(mnemonicToSeedSync(words))] as const),
  );
  const seed = (name: MemberName): Seed => seeds.get(name)!;
  const account: Workshop['account'] = (name, options = {}) =>
    deriveAccount({
      seed: seed(name),
      network: options.network ?? 'main',
      scriptType: options.scriptType ?? 'p2wsh',
      scheme: options.scheme ?? 'bip48',
      account: options.account ?? 0,
      name: options.as ?? name,
      second,
    });
  const card: Workshop['card'] = (name, options) =>
    signKeyCard({ account: account(name, options), software: SOFTWARE, second });
  const cards = (['Anna', 'Bob', 'Carol'] as const).map((name) => card(name));
  const charter: Workshop['charter'] = (changes = {}) =>
    createCharter({ name: 'Family vault', m: 2, cards, birthdayHeight: 850_000, ...changes });
  const receipt: Workshop['receipt'] = (name, signed, options) =>
    signReceipt({ charter: signed, account: account(name, options), second });
  const confirmation: Workshop['confirmation'] = (by, asked, compared, options = {}) =>
    signConfirmation({
      charter: compared,
      account: account(by),
      member: compared.wallet.keys.findIndex(({ name }) => name === asked),
      how: options.how ?? 'voice',
      date: options.date ?? '2026-03-31',
      second,
    });
  const file: Workshop['file'] = (signers = ['Anna', 'Bob', 'Carol']) => {
    const founded = charter();
    return signers.reduce(
      (sofar, name) => addReceipt(sofar, receipt(name, founded)),
      createCharterFile({ charter: founded, cards }),
    );
  };
  return { second, seed, account, card, charter, receipt, confirmation, file };
}
