/**
 * The door to bcoin, a full node in JavaScript: loads it, set to Bitcoin Core's regtest. It is a development dependency,
 * so it is asked for only when a node is started. What is used of it is declared in `bcoin-types.ts`.
 */
import { createRequire } from 'node:module';
import { IcehouseError } from '../../core/errors.ts';
import type { Bcoin } from './bcoin-types.ts';

interface RegtestParameters {
  minerWindow: number;
  activationThreshold: number;
  readonly block: { bip65height: number; bip66height: number };
  readonly addressPrefix: { pubkeyhash: number; scripthash: number; bech32: string };
  readonly keyPrefix: { privkey: number; xpubkey: number; xprivkey: number; xpubkey58: string; xprivkey58: string };
}

/** Turns a hash from internal byte order into the order that people read, and back. */
export function reverseHex(hash: string): string {
  return Buffer.from(hash, 'hex').reverse().toString('hex');
}

let loaded: Bcoin | undefined;

/**
 * Loads bcoin with Bitcoin Core's regtest parameters, once for the process. They are read when the network is first
 * named, so they are set before anything else of bcoin is required.
 *
 * @param from the file whose surroundings are searched for the package; this one.
 * @throws IcehouseError `practice/node-missing` where bcoin is not installed.
 */
export function loadBcoin(from: string = import.meta.url): Bcoin {
  loaded ??= withScriptBackend(createRequire(from), requireBcoin);
  return loaded;
}

function requireBcoin(require: NodeJS.Require): Bcoin {
  const { regtest } = require('bcoin/lib/protocol/networks') as { regtest: RegtestParameters };
  becomeCoreRegtest(regtest);
  const library = require('bcoin') as Bcoin & { set(network: 'regtest'): void };
  library.set('regtest');
  // bcoin loads each part when it is first touched; touching them here keeps that inside the chosen backend.
  const { Chain, Mempool, Miner, MTX, TX, Script, Address } = library;
  return { Chain, Mempool, Miner, MTX, TX, Script, Address };
}

/** bcoin's own regtest has other prefixes than Bitcoin Core's, and activates the soft forks late. */
function becomeCoreRegtest(regtest: RegtestParameters): void {
  Object.assign(regtest.addressPrefix, { pubkeyhash: 0x6f, scripthash: 0xc4, bech32: 'bcrt' });
  Object.assign(regtest.keyPrefix, {
    privkey: 0xef,
    xpubkey: 0x043587cf,
    xprivkey: 0x04358394,
    xpubkey58: 'tpub',
    xprivkey58: 'tprv',
  });
  // Strict DER and OP_CHECKLOCKTIMEVERIFY from the first block; segwit (BIP-0009) from block 12 instead of 432.
  Object.assign(regtest.block, { bip65height: 1, bip66height: 1 });
  Object.assign(regtest, { minerWindow: 4, activationThreshold: 3 });
}

/**
 * Runs `load` with bcoin's native add-ons switched off: they are never compiled here. Its hashes then come from Node;
 * only murmur3 insists on a switch of its own. The environment is as before afterwards.
 */
function withScriptBackend<Result>(require: NodeJS.Require, load: (require: NodeJS.Require) => Result): Result {
  const before = process.env.NODE_BACKEND;
  try {
    const requireOfBcoin = createRequire(require.resolve('bcoin/package.json'));
    process.env.NODE_BACKEND = 'js';
    requireOfBcoin('mrmr');
    process.env.NODE_BACKEND = 'node';
    return load(require);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw cause;
    throw new IcehouseError({
      code: 'practice/node-missing',
      kind: 'environment',
      message: 'the practice node needs the package bcoin, which is not installed',
      next: 'run `npm ci` with its development dependencies in a copy of the source, and start practice there',
      cause,
    });
  } finally {
    if (before === undefined) delete process.env.NODE_BACKEND;
    else process.env.NODE_BACKEND = before;
  }
}
