/**
 * Making the key card: the account's public side, signed by the account's own key. It is the first thing that leaves a
 * member's offline computer; `core/charter/key-card.ts` says what it holds and how others check it.
 */
import { createKeyCard, keyCardMessage } from '../../core/charter/key-card.ts';
import type { KeyCard } from '../../core/charter/types.ts';
import type { AccountSecret } from '../key/account.ts';
import { signMessage } from '../key/sign-message.ts';
import type { ColdSecondOpinion } from '../second/types.ts';

export interface CardToSign {
  /** Its `key.name` is the name on the card. */
  readonly account: AccountSecret;
  /** Name and version of the program, such as `icehouse 0.1.0`. */
  readonly software: string;
  readonly second: ColdSecondOpinion;
}

/**
 * Signs a card for an account. The finished card is read once more as the others will read it, proof included.
 *
 * @throws IcehouseError those of `createKeyCard` (an unusable name, say) and `signMessage`.
 */
export function signKeyCard({ account, software, second }: CardToSign): KeyCard {
  const { key, scriptType } = account;
  const draft = createKeyCard({ key, scriptType, software, proof: undefined });
  const proof = signMessage({ account, text: keyCardMessage(draft), second });
  return createKeyCard({ key, scriptType, software, proof });
}
