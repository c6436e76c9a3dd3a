/**
 * The digests that signatures are made over, by libwally: BIP-0143 for segwit inputs and the old algorithm for P2SH, as
 * SIGHASH_ALL. Keeps the last transaction parsed, with the hashes that all its segwit inputs share.
 */
import { guarded, secondOpinionFailed, type Wally } from './load.ts';
import type { SecondOpinion, SighashRequest } from './types.ts';

const SIGHASH_ALL = 1;
const SIGTYPE_SEGWIT_V0 = 2;
const WHOLE_SCRIPT = 0xffff_ffff;
const CACHE_ENTRIES = 16;

/** More than a block holds, and little enough for libwally's memory of 16 MiB, which its wrapper does not guard. */
const MAX_TRANSACTION_SIZE = 4_000_000;
const MAX_SCRIPT_SIZE = 10_000;

interface ParsedTransaction {
  readonly bytes: Uint8Array;
  readonly transaction: ReturnType<Wally['tx_from_bytes']>;
  /** Where libwally puts hashPrevouts and its kin. */
  readonly shared: ReturnType<Wally['map_init']>;
}

/**
 * Makes the digest function. A transaction is known by the identity of its byte array: one changed in place would give
 * digests that differ from the primary engine's, hence a refusal, never a wrong signature.
 */
export function createWallySighash(wally: Wally): SecondOpinion['sighashAll'] {
  let last: ParsedTransaction | undefined;
  const parsed = (bytes: Uint8Array): ParsedTransaction => {
    if (last?.bytes === bytes) return last;
    if (last !== undefined) {
      wally.tx_free(last.transaction);
      wally.map_free(last.shared);
      last = undefined;
    }
    const transaction = wally.tx_from_bytes(bytes, 0);
    last = { bytes, transaction, shared: wally.map_init(CACHE_ENTRIES, null) };
    return last;
  };
  return (request) =>
    guarded('compute a signature digest', () => {
      const isTooLarge =
        request.transactionBytes.length > MAX_TRANSACTION_SIZE || request.scriptCode.length > MAX_SCRIPT_SIZE;
      if (isTooLarge) throw secondOpinionFailed('read so large a transaction');
      const { transaction, shared } = parsed(request.transactionBytes);
      // The old algorithm has a digest even for an input that is not there, a defect that bitcoin keeps.
      const isInput = request.inputIndex >= 0 && request.inputIndex < wally.tx_get_num_inputs(transaction);
      if (!isInput) throw secondOpinionFailed('find the input');
      if (request.segwit) return segwitDigest(wally, { transaction, shared }, request);
      const { inputIndex, scriptCode, amount } = request;
      return new Uint8Array(
        wally.tx_get_btc_signature_hash(transaction, inputIndex, scriptCode, amount, SIGHASH_ALL, 0),
      );
    });
}

function segwitDigest(
  wally: Wally,
  { transaction, shared }: Pick<ParsedTransaction, 'transaction' | 'shared'>,
  { inputIndex, scriptCode, amount }: SighashRequest,
): Uint8Array {
  const amounts = wally.map_init(1, null);
  try {
    const littleEndian = new Uint8Array(8);
    new DataView(littleEndian.buffer).setBigUint64(0, amount, true);
    wally.map_add_integer(amounts, inputIndex, littleEndian);
    return new Uint8Array(
      wally.tx_get_input_signature_hash(
        transaction,
        inputIndex,
        null, // scripts: taproot only
        null, // assets: Elements only
        amounts,
        scriptCode,
        0, // key version: taproot only
        WHOLE_SCRIPT,
        null, // annex: taproot only
        null, // genesis hash: Elements only
        SIGHASH_ALL,
        SIGTYPE_SEGWIT_V0,
        shared,
      ),
    );
  } finally {
    wally.map_free(amounts);
  }
}
