/** From bcoin's objects to the practice node's values, and from text that a person or a peer sent to bcoin's objects. */

import { sats } from '../../core/amount.ts';
import { IcehouseError } from '../../core/errors.ts';
import { reverseHex } from './bcoin.ts';
import type { Bcoin, BcoinAddress, BcoinBlock, BcoinTx } from './bcoin-types.ts';
import type { NodeBlock, NodeTransaction } from './types.ts';

export function nodeTransaction(tx: BcoinTx): NodeTransaction {
  return {
    txid: tx.txid(),
    hex: tx.toRaw().toString('hex'),
    spends: tx.isCoinbase()
      ? []
      : tx.inputs.map(({ prevout }) => ({ txid: reverseHex(prevout.hash), vout: prevout.index })),
    outputs: tx.outputs.map(({ value, script }) => ({
      amount: sats(BigInt(value)),
      scriptPubKey: Uint8Array.from(script.toRaw()),
    })),
  };
}

export function nodeBlock(height: number, block: BcoinBlock): NodeBlock {
  return {
    height,
    hash: block.rhash(),
    header: Uint8Array.from(block.toHead()),
    transactions: block.txs.map(nodeTransaction),
  };
}

/** @throws IcehouseError `node/not-a-transaction`. */
export function readTransaction(bcoin: Bcoin, hex: string): BcoinTx {
  const bytes = Buffer.from(hex, 'hex');
  if (hex.length > 0 && bytes.length * 2 === hex.length) {
    const tx = attempt(() => bcoin.TX.fromRaw(bytes));
    if (tx?.toRaw().equals(bytes)) return tx;
  }
  throw new IcehouseError({
    code: 'node/not-a-transaction',
    message: 'the node cannot read this as a transaction',
    expected: 'a serialized transaction as hexadecimal digits',
  });
}

/** @throws IcehouseError `node/not-an-address`; taproot addresses are unknown to this node as well. */
export function readAddress(bcoin: Bcoin, text: string): BcoinAddress {
  const address = attempt(() => bcoin.Address.fromString(text, 'regtest'));
  if (address) return address;
  throw new IcehouseError({
    code: 'node/not-an-address',
    message: 'the node cannot pay to this address',
    expected: 'a regtest address: bcrt1q…, 2…, m… or n…',
  });
}

/** bcoin tells bad input by assertions; the callers give their own account of it. */
function attempt<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
