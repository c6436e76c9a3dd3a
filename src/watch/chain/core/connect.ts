/**
 * The Bitcoin Core back end of `chain.ts`: the node's RPC, and a watch-only wallet of ours in it. What the node says is
 * proven like what any other server says.
 */
import { toHex } from '../../../core/bytes.ts';
import { IcehouseError, invariant } from '../../../core/errors.ts';
import { isAtHome, isOnion, parseServerAddress, type ServerAddress } from '../address.ts';
import {
  type Chain,
  type ChainRequest,
  type ConnectOptions,
  DEFAULT_TIMEOUT_MS,
  type MerkleProof,
  type WatchRequest,
} from '../chain.ts';
import { foreignText, rejected } from '../errors.ts';
import { checkGenesis } from '../genesis.ts';
import { openHttp } from '../net/http.ts';
import { inParallel } from '../parallel.ts';
import { pause } from '../pause.ts';
import {
  isHeight,
  readFeeInBitcoin,
  readHash,
  readHeaderHex,
  readHexBytes,
  readList,
  readRecord,
  wrong,
} from '../read.ts';
import { type CoreHistories, createCoreHistories } from './histories.ts';
import { readMerkleBlock } from './merkle-block.ts';
import { type CoreFault, type CoreRpc, createCoreRpc, faultError } from './rpc.ts';
import { createCoreWallet } from './wallet.ts';

export interface CoreOptions extends ConnectOptions {
  /** File with `user:password`, such as the node's `.cookie`. */
  readonly cookieFile: string;
  /** Name of the wallet that the node keeps for this charter. */
  readonly walletName: string;
}

/** How often a follower looks for news, in milliseconds: the node has no way to announce them over RPC. */
const LOOK_EVERY_MS = 2_000;

const ALREADY_IN_A_BLOCK = -27;
const REJECTIONS = [-25, -26];
const UNKNOWN_METHOD = -32601;

/**
 * Connects to `core+http://host:port` or `core+https://host:port` and checks that the node is on the wallet's network. The
 * node's wallet is not touched before {@link Chain.watch}.
 *
 * @throws IcehouseError `chain/bad-server-url`, `chain/wrong-network`, `core/no-cookie`, `core/bad-cookie`,
 * `core/wrong-password`, `core/password-in-clear`, and what `Chain` and `openStream` throw.
 */
export async function connectCore(options: CoreOptions): Promise<Chain> {
  const { network, signal, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const address = parseServerAddress(options.url, 'core');
  refuseInClear(address);
  const { where } = address;
  const rpc = createCoreRpc(openHttp(address, { ...options, timeoutMs }), where, options.cookieFile);
  try {
    const expected = 'the hash of a block';
    checkGenesis(where, network, readHash(where, await rpc.call('getblockhash', [0], { signal }), expected));
  } catch (error) {
    rpc.close();
    throw error;
  }
  return coreChain(rpc, options);
}

function coreChain(rpc: CoreRpc, { network, walletName }: CoreOptions): Chain {
  const { where } = rpc;
  const wallet = createCoreWallet(rpc, walletName);
  let histories: CoreHistories | undefined;
  /** A follower opens its store anew for each look: the last one counts. */
  let known: WatchRequest['known'] | undefined;

  const blockHash = async (height: number, { signal }: ChainRequest): Promise<string> =>
    readHash(where, await rpc.call('getblockhash', [height], { signal }), 'the hash of a block');

  const header = async (hash: string, { signal }: ChainRequest): Promise<Uint8Array> =>
    readHeaderHex(where, await rpc.call('getblockheader', [hash, false], { signal }));

  async function transaction(txid: string, request: ChainRequest): Promise<Uint8Array> {
    const own = await histories?.bytesOf(txid, request);
    if (own) return own;
    const { signal } = request;
    const answer = await rpc.ask('getrawtransaction', [txid, 0], { signal });
    if (!answer.fault) return readHexBytes(where, answer.result, 'a transaction in hex');
    // Without an index of all transactions the node finds those in blocks only in its wallet.
    const inWallet = await rpc.ask('gettransaction', [txid, true, true], { wallet: walletName, signal });
    if (inWallet.fault) throw faultError(where, 'getrawtransaction', answer.fault);
    const expected = 'a transaction of the wallet';
    const { hex, confirmations } = readRecord(where, inWallet.result, expected);
    if (!Number.isSafeInteger(confirmations)) wrong(where, expected);
    if ((confirmations as number) < 1) throw faultError(where, 'getrawtransaction', answer.fault);
    return readHexBytes(where, hex, expected);
  }

  async function merkleProof(txid: string, height: number, request: ChainRequest): Promise<MerkleProof | undefined> {
    const { signal } = request;
    const block = histories?.blockOf(txid) ?? (await blockHash(height, request));
    const answer = await rpc.ask('gettxoutproof', [[txid], block], { signal });
    if (answer.fault) return undefined;
    const proof = readMerkleBlock(readHexBytes(where, answer.result, 'a merkle block'), txid);
    return proof ?? wrong(where, `a merkle block that proves ${txid}`);
  }

  /**
   * What a follower compares: the newest block, the newest transactions that the wallet lists, and how many it has, as it
   * does not list transfers within itself.
   */
  async function sign({ signal }: ChainRequest): Promise<string> {
    const best = await rpc.call('getbestblockhash', [], { signal });
    const answer = await rpc.ask('listtransactions', ['*', 20, 0, true], { wallet: walletName, signal });
    const newest = (Array.isArray(answer.result) ? answer.result : []).map(
      (each) => readRecord(where, each, 'a transaction').txid,
    );
    const info = await rpc.ask('getwalletinfo', [], { wallet: walletName, signal });
    const count = info.fault ? undefined : readRecord(where, info.result, 'the state of a wallet').txcount;
    return JSON.stringify([best, newest, count]);
  }
  let lastSign: string | undefined;

  return {
    where,
    network,
    async tip(request = {}) {
      histories?.forget();
      lastSign = await sign(request);
      const expected = 'the state of the chain';
      const state = readRecord(where, await rpc.call('getblockchaininfo', [], { signal: request.signal }), expected);
      if (!isHeight(state.blocks)) wrong(where, expected);
      return { height: state.blocks, header: await header(readHash(where, state.bestblockhash, expected), request) };
    },
    async watch(request) {
      await wallet.watch(request);
      known = request.known;
      histories ??= createCoreHistories(rpc, walletName, async (txids) => (await known?.(txids)) ?? new Map());
    },
    headers(from, count, request = {}) {
      const heights = Array.from({ length: count }, (_, index) => from + index);
      return inParallel(heights, async (height) => header(await blockHash(height, request), request));
    },
    async histories(scripts, request = {}) {
      invariant(histories, 'a wallet is watched before its histories are asked for');
      return histories.of(scripts, request);
    },
    transactions: (txids, request = {}) => inParallel(txids, (txid) => transaction(txid, request)),
    merkleProofs: (transactions, request = {}) =>
      inParallel(transactions, ({ txid, height }) => merkleProof(txid, height, request)),
    async broadcast(bytes, { signal } = {}) {
      const hex = toHex(bytes);
      const trial = await rpc.ask('testmempoolaccept', [[hex]], { signal });
      const refusal = trial.fault ? trialFault(where, trial.fault) : readTrial(where, trial.result);
      if (refusal !== undefined) throw rejected(where, foreignText(refusal));
      const { fault } = await rpc.ask('sendrawtransaction', [hex], { signal });
      if (fault === undefined || fault.code === ALREADY_IN_A_BLOCK) return;
      throw REJECTIONS.includes(fault.code)
        ? rejected(where, foreignText(fault.message))
        : faultError(where, 'sendrawtransaction', fault);
    },
    async estimateFee(blocks, { signal } = {}) {
      const answer = readRecord(where, await rpc.call('estimatesmartfee', [blocks], { signal }), 'a fee estimate');
      return answer.feerate === undefined ? undefined : readFeeInBitcoin(where, answer.feerate);
    },
    async news(_, request = {}) {
      while ((await sign(request)) === lastSign) await pause(LOOK_EVERY_MS, request.signal);
    },
    close: rpc.close,
  };
}

/** What the node's own trial has against a transaction; what it knows already is no trouble. */
function readTrial(where: string, value: unknown): string | undefined {
  const expected = 'the outcome of a trial';
  const [outcome] = readList(where, value, expected);
  const { allowed, 'reject-reason': reason } = readRecord(where, outcome, expected);
  if (allowed === true) return undefined;
  if (typeof reason !== 'string') wrong(where, expected);
  return /^txn-already-/.test(reason) ? undefined : reason;
}

/** Where a node knows no trial, sending is the trial. */
function trialFault(where: string, fault: CoreFault): undefined {
  if (fault.code === UNKNOWN_METHOD) return undefined;
  throw faultError(where, 'testmempoolaccept', fault);
}

function refuseInClear({ host, isTls, where }: ServerAddress): void {
  if (isTls || isAtHome(host) || isOnion(host)) return;
  throw new IcehouseError({
    code: 'core/password-in-clear',
    kind: 'refused',
    message: "the node's password would cross the internet for everybody to read",
    at: where,
    next: 'reach the node through an SSH tunnel, a VPN, its .onion address or core+https',
  });
}
