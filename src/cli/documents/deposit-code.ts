/** A receive address as a QR code that wallets of payers read: a `bitcoin:` link (BIP-0021) in the letters of codes. */
import { IcehouseError } from '../../core/errors.ts';
import { codeLines } from '../terminal/code.ts';

/** 77 letters: any segwit address with its scheme. */
const VERSION = 4;

/** @throws IcehouseError `receive/no-code` for addresses whose capitals matter, which these codes do not tell apart. */
export function depositCode(address: string): string[] {
  if (/^(?:bc|tb|bcrt)1[0-9a-z]+$/.test(address)) return codeLines(`bitcoin:${address}`.toUpperCase(), VERSION);
  throw new IcehouseError({
    code: 'receive/no-code',
    kind: 'usage',
    message: 'this wallet’s addresses are not shown as a code: their capitals would be lost',
    next: 'give the address as text',
  });
}
