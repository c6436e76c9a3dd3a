/** Every target by its name. A new one is a file in `fuzz/targets/` and a line here. */
import type { Target } from './engine/target.ts';

/** Loaded when it is used, so that coverage counts from the first line of the code under test. */
type Load = () => Promise<{ readonly target: Target }>;

export const TARGETS: Readonly<Record<string, Load>> = {
  transaction: () => import('./targets/transaction.ts'),
  psbt: () => import('./targets/psbt.ts'),
  'psbt-text': () => import('./targets/psbt-text.ts'),
  descriptor: () => import('./targets/descriptor.ts'),
  sign: () => import('./targets/sign.ts'),
  'sign-nested': () => import('./targets/sign-nested.ts'),
  'sign-legacy': () => import('./targets/sign-legacy.ts'),
  completion: () => import('./targets/completion.ts'),
  charter: () => import('./targets/charter.ts'),
  'key-card': () => import('./targets/key-card.ts'),
  receipt: () => import('./targets/receipt.ts'),
  commitment: () => import('./targets/commitment.ts'),
  proposal: () => import('./targets/proposal.ts'),
  seen: () => import('./targets/seen.ts'),
  'address-confirmation': () => import('./targets/address-confirmation.ts'),
  bsms: () => import('./targets/bsms.ts'),
  imports: () => import('./targets/imports.ts'),
  inbox: () => import('./targets/inbox.ts'),
  labels: () => import('./targets/labels.ts'),
  ur: () => import('./targets/ur.ts'),
  records: () => import('./targets/records.ts'),
  codes: () => import('./targets/codes.ts'),
  fountain: () => import('./targets/fountain.ts'),
  inflate: () => import('./targets/inflate.ts'),
  json: () => import('./targets/json.ts'),
  keys: () => import('./targets/keys.ts'),
  mnemonic: () => import('./targets/mnemonic.ts'),
  dice: () => import('./targets/dice.ts'),
  amount: () => import('./targets/amount.ts'),
  wishes: () => import('./targets/wishes.ts'),
  visible: () => import('./targets/visible.ts'),
};
