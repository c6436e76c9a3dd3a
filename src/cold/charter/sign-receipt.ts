/**
 * Signing the receipt: a member's word that she has compared this charter with the others. Call it after the person has
 * confirmed the code words and the first address, never before; no program can compare them for her.
 */
import { receiptMessage, verifyReceipt } from '../../core/charter/receipt.ts';
import { myPosition } from '../../core/charter/register.ts';
import type { Charter, Receipt } from '../../core/charter/types.ts';
import { invariant } from '../../core/errors.ts';
import { formatOrigin } from '../../core/key/origin.ts';
import type { CosignerKey, KeyOrigin } from '../../core/key/types.ts';
import { verifiedOutput } from '../../core/wallet/verified.ts';
import type { AccountSecret } from '../key/account.ts';
import { signMessage } from '../key/sign-message.ts';
import type { ColdSecondOpinion } from '../second/types.ts';

export interface ReceiptToSign {
  readonly charter: Charter;
  readonly account: AccountSecret;
  readonly second: ColdSecondOpinion;
}

/**
 * Signs a receipt over the charter's id and first receive address. The account's key must be in the charter by public
 * key and chain code, and both libraries must derive the address alike. Where the charter knows no origin of the key, or
 * another one than the seed shows, the receipt states the true one, so that the group can mend its charter.
 *
 * @throws IcehouseError those of `myPosition` (`charter/my-key-absent` …), `verifiedOutput` and `signMessage`.
 */
export function signReceipt({ charter, account, second }: ReceiptToSign): Receipt {
  const position = myPosition(charter, account.key);
  const { address } = verifiedOutput(charter.wallet, 'receive', 0, second);
  const key = charter.wallet.keys[position]!;
  const unsigned = {
    ...{ charterId: charter.id, firstAddress: address, xpub: key.xpub },
    ...trueOrigin(key, account.key),
  };
  const signature = signMessage({ account, text: receiptMessage(unsigned), second });
  const receipt: Receipt = { ...unsigned, signature };
  invariant(verifyReceipt(charter, receipt) === position, 'a receipt just signed verifies for its signer');
  return receipt;
}

function trueOrigin(inCharter: CosignerKey, own: CosignerKey): { readonly origin?: KeyOrigin } {
  if (own.origin === undefined) return {};
  const isKnown = inCharter.origin !== undefined && formatOrigin(inCharter.origin) === formatOrigin(own.origin);
  return isKnown ? {} : { origin: own.origin };
}
