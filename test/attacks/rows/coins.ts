/** Ways to change the first coin that the base spends. */
import type { KeyValueMap } from '../../../src/core/psbt/types.ts';
import type { SpentInput } from '../../review/payment.ts';
import { changed, editedInput, type Fixture, replaced } from '../fixture.ts';
import type { Pair } from '../row.ts';

/** What the base's first coin holds. */
export const AMOUNT = 100_000_000n;

/** The base with another coin in the place of its first. */
export function withCoin({ base }: Fixture, coin: SpentInput): Pair<Uint8Array> {
  return {
    attack: changed(base, { inputs: replaced(base.inputs, 0, () => coin) }),
    control: changed(base, {}),
  };
}

/** The base with its first input's fields changed below the level of their meaning. */
export function withField({ base }: Fixture, edit: (map: KeyValueMap) => KeyValueMap): Pair<Uint8Array> {
  const control = changed(base, {});
  return { attack: editedInput(control, 0, edit), control };
}

/** The map with another value in its record of a type. */
export function withValue(map: KeyValueMap, type: number, value: Uint8Array): KeyValueMap {
  return map.map((each) => (each.key.length === 1 && each.key[0] === type ? { key: each.key, value } : each));
}
