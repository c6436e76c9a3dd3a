/**
 * The node's watch-only wallet behind a charter. Bitcoin Core knows the history of scripts only for wallets that it
 * watches, so it gets one of our own (never one of the person's), the charter's descriptor, and a look through the blocks
 * since the wallet's birthday. We create and load that wallet; we never delete or unload one.
 *
 * The descriptor becomes `active` only after the blocks were looked through: what was stopped or killed half-way is seen
 * as such the next time, by any program.
 */

import { formatDescriptorBody } from '../../../core/descriptor/format.ts';
import { expandMultipath } from '../../../core/descriptor/multipath.ts';
import { parseDescriptor } from '../../../core/descriptor/parse.ts';
import { IcehouseError } from '../../../core/errors.ts';
import type { WatchRequest } from '../chain.ts';
import { foreignText, stopped } from '../errors.ts';
import { pause } from '../pause.ts';
import { readList, readRecord, wrong } from '../read.ts';
import { type CoreCall, type CoreRpc, faultError } from './rpc.ts';

/** How often the node is asked how far it has come, in milliseconds. */
const LOOK_EVERY_MS = 1_000;

/** Descriptors are imported by the thousand scripts, with at least so many to spare. */
const STEP = 1_000;
const SPARE = 200;

export interface CoreWallet {
  readonly name: string;
  /** Makes sure that the node watches so many scripts of both keychains and knows their past. */
  watch(request: WatchRequest): Promise<void>;
}

export function createCoreWallet(rpc: CoreRpc, name: string): CoreWallet {
  const { where } = rpc;
  const ask = (method: string, params: readonly unknown[], call: CoreCall = {}) =>
    rpc.call(method, params, { ...call, wallet: name });
  let isOpen = false;
  /** Scripts of each keychain that the node is known to watch. */
  let watched = 0;

  /** Finds, loads or creates the wallet. */
  async function open(signal: AbortSignal | undefined): Promise<void> {
    if (isOpen) return;
    const answer = await rpc.ask('getwalletinfo', [], { wallet: name, signal });
    if (answer.fault) {
      if (answer.fault.code !== -18) throw faultError(where, 'getwalletinfo', answer.fault);
      await ((await isOnDisk(signal)) ? load(signal) : create(signal));
      requireWatchOnly(await info(signal));
    } else {
      requireWatchOnly(readRecord(where, answer.result, 'the state of a wallet'));
    }
    isOpen = true;
  }

  async function isOnDisk(signal: AbortSignal | undefined): Promise<boolean> {
    const expected = 'a list of wallets';
    const { wallets } = readRecord(where, await rpc.call('listwalletdir', [], { signal }), expected);
    return readList(where, wallets, expected).some((each) => readRecord(where, each, expected).name === name);
  }

  async function load(signal: AbortSignal | undefined): Promise<void> {
    const { fault } = await rpc.ask('loadwallet', [name], { signal });
    // Another program may have loaded it in this moment, which is as good.
    if (fault && fault.code !== -35) throw faultError(where, 'loadwallet', fault);
  }

  async function create(signal: AbortSignal | undefined): Promise<void> {
    const kind = { disable_private_keys: true, blank: true, descriptors: true, load_on_startup: true };
    await rpc.call('createwallet', { wallet_name: name, ...kind }, { signal });
  }

  async function info(signal: AbortSignal | undefined): Promise<Record<string, unknown>> {
    return readRecord(where, await ask('getwalletinfo', [], { signal }), 'the state of a wallet');
  }

  function requireWatchOnly({ private_keys_enabled: hasKeys, descriptors }: Record<string, unknown>): void {
    if (hasKeys === false && descriptors === true) return;
    throw new IcehouseError({
      code: 'core/not-watch-only',
      kind: 'refused',
      message: 'the node has another wallet under this name, which can hold private keys',
      at: where,
      found: name,
      expected: 'a descriptor wallet without private keys',
      next: 'it was left as it is: rename that wallet, then try again',
    });
  }

  /** How far the node watches the descriptor already: the last index of the shorter keychain, and whether its past is known. */
  async function listed(descriptor: string, signal: AbortSignal | undefined) {
    const expected = 'a list of descriptors with their ranges';
    const { descriptors } = readRecord(where, await ask('listdescriptors', [], { signal }), expected);
    const bodies = expandMultipath(parseDescriptor(descriptor)).map(formatDescriptorBody);
    const entries = readList(where, descriptors, expected).map((each) => readRecord(where, each, expected));
    const ours = bodies.map((body) => entries.find(({ desc }) => isSame(desc, body)));
    const ends = ours.map((entry) => {
      if (entry === undefined) return -1;
      const [, end] = readList(where, entry.range, expected);
      if (!Number.isSafeInteger(end)) wrong(where, expected);
      return end as number;
    });
    return {
      end: Math.min(...ends),
      furthest: Math.max(...ends),
      isKnown: ours.every((entry) => entry?.active === true),
    };
  }

  async function importRange(descriptor: string, end: number, active: boolean, signal: AbortSignal | undefined) {
    const request = { desc: descriptor, active, timestamp: 'now', range: [0, end] };
    const expected = 'the outcome of an import';
    const [outcome] = readList(where, await ask('importdescriptors', [[request]], { signal }), expected);
    const { success, error } = readRecord(where, outcome, expected);
    if (success === true) return;
    const { message } = readRecord(where, error, expected);
    throw new IcehouseError({
      code: 'core/import-refused',
      kind: 'environment',
      message: 'the node does not take the descriptor',
      at: where,
      found: foreignText(String(message)),
      next: 'use Bitcoin Core 29 or newer',
    });
  }

  /** Has the node look through its blocks; stopping stops the node too. */
  async function rescan({ birthdayHeight, signal, onProgress }: WatchRequest): Promise<void> {
    while (shareOf(await info(signal)) !== undefined) await pause(LOOK_EVERY_MS, signal);
    let isOver = false;
    const work = rpc
      .ask('rescanblockchain', [birthdayHeight], { wallet: name, isEndless: true })
      .finally(() => (isOver = true));
    work.catch(() => {}); // Awaited below, whatever happens until then.
    while (!isOver) {
      await Promise.race([work.catch(() => {}), pause(LOOK_EVERY_MS, signal).catch(() => {})]);
      if (isOver) break;
      if (signal?.aborted) {
        await ask('abortrescan', []);
        await Promise.race([work.catch(() => {}), pause(LOOK_EVERY_MS / 10)]);
      } else {
        const share = shareOf(await info(undefined));
        if (share !== undefined) onProgress?.(share);
      }
    }
    const { fault } = await work;
    if (signal?.aborted) throw stopped();
    if (fault) throw /prune/i.test(fault.message) ? pruned(where) : faultError(where, 'rescanblockchain', fault);
  }

  return {
    name,
    async watch(request) {
      const { descriptor, scripts, signal } = request;
      if (scripts <= watched) return;
      await open(signal);
      const { end, furthest, isKnown } = await listed(descriptor, signal);
      if (isKnown && end >= scripts - 1) {
        watched = end + 1;
        return;
      }
      const newEnd = Math.max(furthest, Math.ceil((scripts + SPARE) / STEP) * STEP - 1);
      await importRange(descriptor, newEnd, false, signal);
      await rescan(request);
      await importRange(descriptor, newEnd, true, signal);
      watched = newEnd + 1;
    },
  };
}

/** The node writes hardened steps with `h` or `'`, and a checksum of its own. */
function isSame(listed: unknown, body: string): boolean {
  return typeof listed === 'string' && listed.split('#')[0]!.replaceAll("'", 'h') === body.replaceAll("'", 'h');
}

/** Undefined while the node is not looking through blocks. */
function shareOf({ scanning }: Record<string, unknown>): number | undefined {
  if (typeof scanning !== 'object' || scanning === null || !('progress' in scanning)) return undefined;
  const { progress } = scanning;
  return typeof progress === 'number' && progress >= 0 && progress <= 1 ? progress : 0;
}

function pruned(where: string): IcehouseError {
  return new IcehouseError({
    code: 'core/pruned',
    kind: 'environment',
    message: 'the node has thrown away blocks in which the wallet may have coins',
    at: where,
    next: 'use a node that keeps all blocks (prune=0), or an Electrum-protocol server, for the first sync',
  });
}
