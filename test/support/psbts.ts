/** PSBTs in tests: vector files, and the way from Base64 to a value and back. */
import { readFileSync } from 'node:fs';
import { fromBase64, fromHex, toHex } from '../../src/core/bytes.ts';
import type { ScriptType } from '../../src/core/key/types.ts';
import { mapSize, writeMap } from '../../src/core/psbt/maps.ts';
import { PSBT_MAGIC, parsePsbt } from '../../src/core/psbt/parse.ts';
import { encodePsbt } from '../../src/core/psbt/text.ts';
import type { KeyValueMap, Psbt } from '../../src/core/psbt/types.ts';
import { serializeTransaction } from '../../src/core/tx/serialize.ts';
import type { Transaction } from '../../src/core/tx/types.ts';
import { createWriter } from '../../src/core/tx/writer.ts';

/** Reads a JSON file of test/vectors. */
export function vectors<Shape>(path: string): Shape {
  return JSON.parse(readFileSync(new URL(`../vectors/${path}`, import.meta.url), 'utf8'));
}

export const psbtOf = (base64: string): Psbt => parsePsbt(fromBase64(base64));
export const psbtOfHex = (hex: string): Psbt => parsePsbt(fromHex(hex));
export const base64Of: (psbt: Psbt) => string = encodePsbt;
export const transactionHex = (transaction: Transaction): string => toHex(serializeTransaction(transaction));

/** One multisig spend that Bitcoin Core made, signed and finalized; `core/core-signed-psbts.json` has 11. */
export interface CoreSpend {
  readonly type: 'wsh' | 'sh-wsh' | 'sh';
  readonly m: number;
  readonly n: number;
  readonly keys: readonly { readonly seed: string }[];
  readonly unsigned: string;
  readonly signed_by_key: readonly string[];
  readonly combined_first_m: string;
  readonly final_tx: string;
}

export const coreSpends: readonly CoreSpend[] = vectors<{ cases: CoreSpend[] }>('core/core-signed-psbts.json').cases;

export const SCRIPT_TYPES: { readonly [type in CoreSpend['type']]: ScriptType } = {
  wsh: 'p2wsh',
  'sh-wsh': 'p2sh-p2wsh',
  sh: 'p2sh',
};

/** The 2-of-3 P2WSH spend: the usual wallet. */
export const usualSpend: CoreSpend = coreSpends.find(({ type, m, n }) => type === 'wsh' && m === 2 && n === 3)!;

/** Writes maps as they are, good or bad: what a hostile file may hold. */
export function fileOfMaps(maps: {
  readonly global: KeyValueMap;
  readonly inputs: readonly KeyValueMap[];
  readonly outputs: readonly KeyValueMap[];
}): Uint8Array {
  const all = [maps.global, ...maps.inputs, ...maps.outputs];
  const writer = createWriter(all.reduce((size, map) => size + mapSize(map), PSBT_MAGIC.length));
  writer.bytes(PSBT_MAGIC);
  for (const map of all) writeMap(writer, map);
  return writer.target;
}

/** The maps of a PSBT, to be changed and written by {@link fileOfMaps}. */
export function mapsOf(psbt: Psbt) {
  return {
    global: psbt.map,
    inputs: psbt.inputs.map(({ map }) => map),
    outputs: psbt.outputs.map(({ map }) => map),
  };
}
