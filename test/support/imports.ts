/** What tests of foreign wallet files share: reading samples, and holding an imported wallet against what is expected. */
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { ScriptType } from '../../src/core/key/types.ts';
import type { NetworkName } from '../../src/core/network.ts';
import { loadSecondOpinion } from '../../src/core/second/wally.ts';
import type { Keychain, Wallet } from '../../src/core/wallet/types.ts';
import { verifiedOutput } from '../../src/core/wallet/verified.ts';
import type { ImportAnswers } from '../../src/exchange/format.ts';
import { type ImportedWallet, importWallet } from '../../src/exchange/import-wallet.ts';

/** The fields that the samples' `expected.json` files have in common. */
export interface ExpectedFile {
  readonly file: string;
  readonly policy?: string;
  readonly script_type?: string;
  readonly network?: 'mainnet' | 'testnet';
  readonly name?: string;
  readonly receive_0_computed?: string;
  readonly change_0_computed?: string;
}

/** Reads a sample below test/vectors. */
export function sample(path: string): string {
  return readFileSync(new URL(`../vectors/${path}`, import.meta.url), 'utf8');
}

export function sampleJson<T>(path: string): T {
  return JSON.parse(sample(path)) as T;
}

export interface SampleOptions {
  readonly network?: NetworkName;
  readonly answers?: ImportAnswers;
  readonly password?: string;
}

export function importSample(
  text: string,
  { network = 'main', answers = {}, password }: SampleOptions = {},
): ImportedWallet {
  return importWallet(text, { network, answers, password });
}

/** Script types by the names that the samples use. */
export function scriptTypeOf(name: string): ScriptType {
  return name === 'p2wsh-p2sh' || name === 'p2sh-p2wsh' ? 'p2sh-p2wsh' : name === 'p2wsh' ? 'p2wsh' : 'p2sh';
}

export function networkOf(name: 'mainnet' | 'testnet' | undefined): NetworkName {
  return name === 'testnet' ? 'testnet3' : 'main';
}

/** The address at a place, as two engines derive it. */
export async function addressAt(wallet: Wallet, keychain: Keychain, index: number): Promise<string> {
  return verifiedOutput(wallet, keychain, index, await loadSecondOpinion()).address;
}

/** Holds policy, script type and first addresses against the expectation. */
export async function expectWallet({ wallet }: Pick<ImportedWallet, 'wallet'>, expected: ExpectedFile): Promise<void> {
  expect(`${wallet.m}of${wallet.keys.length}`).toBe(expected.policy);
  if (expected.script_type !== undefined) expect(wallet.scriptType).toBe(scriptTypeOf(expected.script_type));
  expect(await addressAt(wallet, 'receive', 0)).toBe(expected.receive_0_computed);
  if (expected.change_0_computed !== undefined) {
    expect(await addressAt(wallet, 'change', 0)).toBe(expected.change_0_computed);
  }
}

/** Codes of an import's notes, in their order, each once. */
export function noteCodes({ notes }: Pick<ImportedWallet, 'notes'>): readonly string[] {
  return [...new Set(notes.map(({ code }) => code))];
}
