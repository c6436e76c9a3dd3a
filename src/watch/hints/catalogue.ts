/**
 * What is worth knowing before a payment is proposed, and about coins that lie in the wallet: what others could learn from
 * it, and what it wastes. Each has a code, a severity, what it means and what to do instead, in the form of the review's
 * findings (`core/review/catalogue.ts`); none of them forbids anything. The screens and `docs/findings.md` take the words
 * from here.
 */
import type { Severity } from '../../core/review/catalogue.ts';

export type HintArea = 'coin' | 'privacy' | 'waste';

export interface HintEntry {
  readonly area: HintArea;
  readonly severity: Exclude<Severity, 'stop'>;
  /** What it means: one sentence, for somebody who has never read a BIP. */
  readonly meaning: string;
  /** What to do instead: one sentence. */
  readonly action: string;
}

const entry = (area: HintArea, severity: HintEntry['severity'], meaning: string, action: string): HintEntry => ({
  ...{ area, severity, meaning, action },
});

const CATALOGUE = {
  'coin-dust': entry(
    'coin',
    'warn',
    'A stranger may have sent so small a coin to see what it is spent together with; it is worth no more than its own input.',
    'Leave it: it is frozen by itself, and icehouse coin unfreeze frees it if you know whom it is from.',
  ),
  'coin-address-reused': entry(
    'coin',
    'note',
    'An address was paid more than once, so everybody can see that those coins have one owner.',
    'Give every payer a fresh address (icehouse watch receive), and spend such coins together.',
  ),
  'coin-look-alike': entry(
    'coin',
    'warn',
    'Whoever sent this coin used an address that begins and ends like one you know, hoping that you copy it.',
    'Never take an address from a history; have the payee send it anew and compare all of it.',
  ),
  'address-partly-spent': entry(
    'privacy',
    'warn',
    'Coins stay behind on an address of which another coin is spent, so that this payment and the next one are linked.',
    'Spend them together: icehouse propose --keep-together.',
  ),
  'labels-merged': entry(
    'privacy',
    'warn',
    'Coins with different labels are spent together, so whoever knows one of them learns of the others.',
    'Choose coins of one label with --coin, or pay in two transactions.',
  ),
  'unnecessary-input': entry(
    'privacy',
    'note',
    'A coin is spent without which the payment would be covered as well; it shows that the coins have one owner.',
    'Choose fewer coins with --coin unless you want small coins gathered while fees are low.',
  ),
  'round-amount': entry(
    'privacy',
    'note',
    'The payment is a round amount and the change is not, so everybody can see which output is which.',
    'Nothing if the amount is agreed; else add a few satoshis to it.',
  ),
  'change-type': entry(
    'privacy',
    'note',
    'The change is of another script type than every payment, so everybody can see that it is change.',
    'Nothing can be done from here but to pay without change; a payee with an address of the same type helps.',
  ),
  'change-size': entry(
    'privacy',
    'note',
    'The change is so much larger than all payments that everybody takes it for change, and the payee sees what you hold.',
    'Choose smaller coins with --coin if there are any.',
  ),
  'payee-paid-before': entry(
    'privacy',
    'note',
    'This very address was paid before, so the payments are linked for everybody.',
    'Ask the payee for a fresh address.',
  ),
  'payee-look-alike': entry(
    'privacy',
    'warn',
    'This address begins and ends like another one that you know, and is not the same.',
    'Do not pay before you have compared the whole address with the payee, by voice or in person.',
  ),
  'payee-twice': entry(
    'privacy',
    'warn',
    'The same address is paid more than once in this payment, which is mostly a line too many.',
    'Take the second out, or add the two up.',
  ),
  'payment-small': entry(
    'waste',
    'note',
    'A payment is worth no more than the payee will have to pay to spend it at ordinary fees.',
    'Pay more at once, or by another way.',
  ),
  'rest-to-fee': entry(
    'waste',
    'note',
    'What is left over is too little for change and goes to the fee.',
    'Add it to the payment, or choose other coins with --coin.',
  ),
  'consolidation-cheap': entry(
    'waste',
    'note',
    'Fees are low now, and the wallet holds many small coins that will be dear to spend when they are high.',
    'Gather them while it is cheap: icehouse consolidate shows what it would cost.',
  ),
} as const satisfies Readonly<Record<string, HintEntry>>;

/** The stable name of a hint. Never reused for another meaning. */
export type HintCode = keyof typeof CATALOGUE;

export const HINT_CODES = Object.keys(CATALOGUE) as readonly HintCode[];

export function hintEntry(code: HintCode): HintEntry {
  return CATALOGUE[code];
}

export interface Hint {
  readonly code: HintCode;
  readonly severity: HintEntry['severity'];
  /** Such as `inputs[2]`, `payments[0]`, `change`; empty for the whole. */
  readonly at: string;
  /** One sentence with the facts of this case; escaped. */
  readonly message: string;
}

export function hint(code: HintCode, at: string, message: string): Hint {
  return { code, severity: CATALOGUE[code].severity, at, message };
}
