/**
 * Real Electrum as values: one Python process (driver.py) answers wallets, signatures and combinations. Electrum hangs
 * for ever after some errors, so the process runs under `timeout` and is ended with the tests.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ScriptType } from '../../../src/core/key/types.ts';

export type ElectrumNetwork = 'main' | 'testnet3' | 'regtest';

export type ElectrumKey =
  | { readonly electrum: string; readonly extension: string }
  | {
      readonly bip39: string;
      readonly passphrase: string;
      /** Such as `m/48h/1h/0h/2h`. */
      readonly path: string;
      readonly scriptType: ScriptType;
    }
  | { readonly xpub: string; readonly path?: string; readonly fingerprint?: string };

export interface ElectrumPolicy {
  readonly network: ElectrumNetwork;
  readonly m: number;
  readonly keys: readonly ElectrumKey[];
}

export interface ElectrumWallet {
  /** Such as `2of3`. */
  readonly policy: string;
  /** `xpub` in the form that Electrum shows: SLIP-0132 where the script type is segwit. */
  readonly keys: readonly { readonly xpub: string; readonly path: string; readonly fingerprint: string }[];
  readonly receive: readonly string[];
  readonly change: readonly string[];
}

/** A PSBT (Base64) while signatures are missing, then the transaction (hex). */
export type ElectrumTransaction =
  | { readonly complete: false; readonly psbt: string }
  | { readonly complete: true; readonly transaction: string };

/** What Electrum's own look at a PSBT finds, by its own derivation. */
export interface ElectrumInspection {
  readonly fee: number;
  /** Whether each input is the wallet's. */
  readonly inputs: readonly boolean[];
  readonly outputs: readonly {
    readonly address: string;
    readonly amount: number;
    readonly mine: boolean;
    readonly change: boolean;
  }[];
}

export interface ElectrumFile {
  readonly network: ElectrumNetwork;
  readonly path: string;
  readonly password?: string;
}

export interface SignedMessage {
  readonly address: string;
  readonly message: string;
  /** Base64. */
  readonly signature: string;
}

export interface OwnKey {
  /** Counted from 1. */
  readonly position: number;
  readonly key: ElectrumKey;
}

export interface Electrum {
  wallet(policy: ElectrumPolicy, count: number): Promise<ElectrumWallet>;
  /** Signs with every seed among the policy's keys. */
  sign(policy: ElectrumPolicy, psbt: string): Promise<ElectrumTransaction>;
  combine(policy: ElectrumPolicy, psbts: readonly string[]): Promise<ElectrumTransaction>;
  inspect(policy: ElectrumPolicy, psbt: string): Promise<ElectrumInspection>;
  /** Writes a wallet file, encrypted where there is a password. */
  save(policy: ElectrumPolicy, path: string, password?: string): Promise<void>;
  /** Opens a wallet file that may be by anybody. */
  open(file: ElectrumFile, count: number): Promise<ElectrumWallet>;
  /** Opens a wallet file, puts a seed in the place of one of its keys, and signs. */
  signFile(file: ElectrumFile, own: OwnKey, psbt: string): Promise<ElectrumTransaction>;
  /** Opens a wallet file, imports a file of labels, exports all labels to another, and tells them. */
  labels(file: ElectrumFile, from: string, to: string): Promise<{ readonly [ref: string]: string }>;
  /** What its `verifymessage` says. */
  verifies(network: ElectrumNetwork, signed: SignedMessage): Promise<boolean>;
  close(): Promise<void>;
}

const PYTHON = '/usr/bin/python3';
const SECONDS = '120';

export function openElectrum(): Electrum {
  const folder = mkdtempSync(join(tmpdir(), 'icehouse-electrum-'));
  const child = spawn('timeout', [SECONDS, PYTHON, join(import.meta.dirname, 'driver.py')], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, HOME: folder },
  });
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const complaints: string[] = [];
  child.stderr.on('data', (bytes: Buffer) => complaints.push(bytes.toString()));
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let last: Promise<unknown> = Promise.resolve();

  /** One request after another: an answer belongs to the oldest request. */
  function ask(request: object): Promise<unknown> {
    const next = last.then(async () => {
      child.stdin.write(`${JSON.stringify({ folder, ...request })}\n`);
      const { value, done } = await answers.next();
      if (done) throw new Error(`Electrum ended without an answer: ${complaints.join('')}`);
      const { result, error } = JSON.parse(value) as { result?: unknown; error?: string };
      if (error !== undefined) throw new Error(`Electrum says: ${error}`);
      return result;
    });
    last = next.catch(() => undefined);
    return next;
  }

  return {
    wallet: async (policy, count) => (await ask({ do: 'wallet', ...policy, count })) as ElectrumWallet,
    sign: async (policy, psbt) => (await ask({ do: 'sign', ...policy, psbt })) as ElectrumTransaction,
    combine: async (policy, psbts) => (await ask({ do: 'combine', ...policy, psbts })) as ElectrumTransaction,
    inspect: async (policy, psbt) => (await ask({ do: 'inspect', ...policy, psbt })) as ElectrumInspection,
    save: async (policy, path, password) =>
      void (await ask({ do: 'save', ...policy, path, ...(password === undefined ? {} : { password }) })),
    open: async (file, count) => (await ask({ do: 'open', ...file, count })) as ElectrumWallet,
    signFile: async (file, own, psbt) => (await ask({ do: 'sign-file', ...file, own, psbt })) as ElectrumTransaction,
    labels: async (file, from, to) => {
      const { labels } = (await ask({ do: 'labels', ...file, from, to })) as { labels: { [ref: string]: string } };
      return labels;
    },
    verifies: async (network, { address, message, signature }) =>
      ((await ask({ do: 'verify', network, address, message, signature })) as { holds: boolean }).holds,
    async close() {
      child.stdin.end();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
