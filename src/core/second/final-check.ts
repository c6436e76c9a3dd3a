/**
 * A final transaction read by libwally, from its bytes alone: what each input reveals, whether that is the script of the
 * charter's address (by libwally's own descriptor parser), and whether m of its keys have signed, in their order, over
 * digests that libwally computes. Nothing of the primary engine's finalizer is used.
 */
import type { ScriptType } from '../key/types.ts';
import type { Keychain, Wallet } from '../wallet/types.ts';
import { guarded, secondOpinionFailed, type Wally } from './load.ts';
import type { FinalOpinion, FinalQuestion, SecondOpinion, SpentCoin } from './types.ts';

/** What this file needs of the rest of the second engine. */
export interface FinalCheckTools {
  readonly scriptPubKeyOf: (wallet: Wallet, keychain: Keychain, index: number) => Uint8Array;
  readonly sighashAll: SecondOpinion['sighashAll'];
  readonly verifyEcdsa: SecondOpinion['verifyEcdsa'];
}

const WITNESS = 1;
const SHA256 = 2;
const HASH160 = 1;
const SIGHASH_ALL = 1;

/** As `sighash.ts` has it: libwally's memory is 16 MiB. */
const MAX_TRANSACTION_SIZE = 4_000_000;

type Parsed = ReturnType<Wally['tx_from_bytes']>;

/** What one input reveals: the script and what stands before it, or what is wrong about its form. */
type Revealed =
  | { readonly script: Uint8Array; readonly before: readonly Uint8Array[]; readonly problem?: undefined }
  | { readonly problem: string };

export function createFinalCheck(wally: Wally, tools: FinalCheckTools): SecondOpinion['finalTransaction'] {
  return (question) =>
    guarded('read the final transaction', () => {
      const { transactionBytes, coins } = question;
      if (transactionBytes.length > MAX_TRANSACTION_SIZE) throw secondOpinionFailed('read so large a transaction');
      const transaction = wally.tx_from_bytes(transactionBytes, WITNESS);
      try {
        if (wally.tx_get_num_inputs(transaction) !== coins.length) {
          throw secondOpinionFailed('find one coin for each input');
        }
        const problems = coins.map((coin, index) => inputProblem(wally, tools, { question, transaction, coin, index }));
        const txid = idOf(wally, transaction);
        const virtualSize = wally.tx_get_vsize(transaction);
        return { txid, virtualSize, problems, unsignedTxid: unsignedId(wally, transaction) } satisfies FinalOpinion;
      } finally {
        wally.tx_free(transaction);
      }
    });
}

interface InputQuestion {
  readonly question: FinalQuestion;
  readonly transaction: Parsed;
  readonly coin: SpentCoin;
  readonly index: number;
}

function inputProblem(
  wally: Wally,
  tools: FinalCheckTools,
  { question, transaction, coin, index }: InputQuestion,
): string | undefined {
  const { wallet, transactionBytes } = question;
  const scriptSig = Uint8Array.from(wally.tx_get_input_script(transaction, index));
  const revealed = revealedBy(wally, wallet.scriptType, { scriptSig, witness: witnessOf(wally, transaction, index) });
  if (revealed.problem !== undefined) return revealed.problem;
  const { script, before } = revealed;
  const address = tools.scriptPubKeyOf(wallet, coin.keychain, coin.index);
  if (!same(outputScript(wally, wallet.scriptType, script), address)) return 'its script is not the charter’s';
  const policy = policyOf(script);
  if (policy.m !== wallet.m || policy.keys.length !== wallet.keys.length) return 'its script has another rule';
  const [dummy, ...signatures] = before;
  if (dummy?.length !== 0) return 'it does not begin with an empty element';
  if (signatures.length !== wallet.m) return `it has ${signatures.length} signatures`;
  const request = { transactionBytes, inputIndex: index, scriptCode: script, amount: coin.amount };
  const digest = tools.sighashAll({ ...request, segwit: wallet.scriptType !== 'p2sh' });
  const verifies = (key: Uint8Array, compact: Uint8Array): boolean => tools.verifyEcdsa(key, digest, compact);
  return signatureProblem(wally, { keys: policy.keys, signatures, verifies });
}

interface SignatureQuestion {
  readonly keys: readonly Uint8Array[];
  readonly signatures: readonly Uint8Array[];
  readonly verifies: (key: Uint8Array, compact: Uint8Array) => boolean;
}

/** OP_CHECKMULTISIG: signatures in the order of the keys, each key for one of them at most. */
function signatureProblem(wally: Wally, { keys, signatures, verifies }: SignatureQuestion): string | undefined {
  let next = 0;
  for (const [number, signature] of signatures.entries()) {
    const compact = signature.at(-1) === SIGHASH_ALL ? compactOf(wally, signature.subarray(0, -1)) : undefined;
    if (compact === undefined) return `its signature ${number + 1} is not in the form of the rules`;
    while (next < keys.length && !verifies(keys[next]!, compact)) next += 1;
    if (next === keys.length) return `its signature ${number + 1} is by none of the keys that may come there`;
    next += 1;
  }
  return undefined;
}

/** Reads DER and writes it again, which only the one strict form survives. */
function compactOf(wally: Wally, der: Uint8Array): Uint8Array | undefined {
  try {
    const compact = Uint8Array.from(wally.ec_sig_from_der(der));
    return same(Uint8Array.from(wally.ec_sig_to_der(compact)), der) ? compact : undefined;
  } catch {
    // libwally's word for bytes that are no signature.
    return undefined;
  }
}

interface Satisfaction {
  readonly scriptSig: Uint8Array;
  readonly witness: readonly Uint8Array[];
}

function revealedBy(wally: Wally, scriptType: ScriptType, { scriptSig, witness }: Satisfaction): Revealed {
  if (scriptType === 'p2sh') {
    if (witness.length > 0) return { problem: 'it has a witness' };
    const pushed = pushesOf(scriptSig);
    return pushed === undefined ? { problem: 'its script signature is not made of plain pushes' } : split(pushed);
  }
  const revealed = split(witness);
  if (revealed.problem !== undefined) return revealed;
  const expected = scriptType === 'p2wsh' ? new Uint8Array() : pushOf(wally, programOf(wally, revealed.script));
  return same(scriptSig, expected) ? revealed : { problem: 'its script signature is not what it should be' };
}

function split(elements: readonly Uint8Array[]): Revealed {
  const script = elements.at(-1);
  return script === undefined ? { problem: 'it is not signed' } : { script, before: elements.slice(0, -1) };
}

function outputScript(wally: Wally, scriptType: ScriptType, script: Uint8Array): Uint8Array {
  if (scriptType === 'p2wsh') return programOf(wally, script);
  const redeemScript = scriptType === 'p2sh' ? script : programOf(wally, script);
  return Uint8Array.from(wally.scriptpubkey_p2sh_from_bytes(redeemScript, HASH160));
}

function programOf(wally: Wally, script: Uint8Array): Uint8Array {
  return Uint8Array.from(wally.witness_program_from_bytes(script, SHA256));
}

function pushOf(wally: Wally, bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(wally.script_push_from_bytes(bytes, 0));
}

function witnessOf(wally: Wally, transaction: Parsed, index: number): readonly Uint8Array[] {
  const count = wally.tx_get_input_witness_num_items(transaction, index);
  return Array.from({ length: count }, (_, item) =>
    Uint8Array.from(wally.tx_get_input_witness(transaction, index, item)),
  );
}

const PUSHDATA1 = 0x4c;
const PUSHDATA2 = 0x4d;

/** What a script of pushes in their shortest form leaves on the stack. */
function pushesOf(script: Uint8Array): readonly Uint8Array[] | undefined {
  const pushed: Uint8Array[] = [];
  for (let at = 0; at < script.length; ) {
    const opcode = script[at]!;
    const [head, length] =
      opcode < PUSHDATA1
        ? [1, opcode]
        : opcode === PUSHDATA1
          ? [2, script[at + 1] ?? 0]
          : [3, (script[at + 1] ?? 0) + 256 * (script[at + 2] ?? 0)];
    const isShortest = length > 255 ? opcode === PUSHDATA2 : length > 75 ? opcode === PUSHDATA1 : opcode === length;
    if (!isShortest || at + head + length > script.length) return undefined;
    pushed.push(script.subarray(at + head, at + head + length));
    at += head + length;
  }
  return pushed;
}

const KEY_PUSH = 34;

/** The rule of a multisig script; that it is one follows from its hash, which was compared before. */
function policyOf(script: Uint8Array): { readonly m: number; readonly keys: readonly Uint8Array[] } {
  const isSmall = script[0]! > 80;
  const first = isSmall ? 1 : 2;
  const count = Math.floor((script.length - first) / KEY_PUSH);
  const keys = Array.from({ length: count }, (_, number) => {
    const start = first + number * KEY_PUSH + 1;
    return script.subarray(start, start + KEY_PUSH - 1);
  });
  return { m: isSmall ? script[0]! - 80 : script[1]!, keys };
}

function idOf(wally: Wally, transaction: Parsed): string {
  const bytes = Uint8Array.from(wally.tx_get_txid(transaction)).reverse();
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The id without script signatures. Takes them out of the parsed transaction, which is done with. */
function unsignedId(wally: Wally, transaction: Parsed): string {
  const count = wally.tx_get_num_inputs(transaction);
  for (let index = 0; index < count; index++) wally.tx_set_input_script(transaction, index, null);
  return idOf(wally, transaction);
}

function same(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}
