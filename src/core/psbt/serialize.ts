/**
 * PSBT to bytes: the maps as they stand, in their order. What was parsed and not edited comes out as it went in; the
 * typed values beside the maps are not looked at.
 */
import { createWriter } from '../tx/writer.ts';
import { mapSize, writeMap } from './maps.ts';
import { PSBT_MAGIC } from './parse.ts';
import type { Psbt } from './types.ts';

export function serializePsbt(psbt: Psbt): Uint8Array {
  const maps = [psbt.map, ...psbt.inputs.map(({ map }) => map), ...psbt.outputs.map(({ map }) => map)];
  const writer = createWriter(maps.reduce((size, map) => size + mapSize(map), PSBT_MAGIC.length));
  writer.bytes(PSBT_MAGIC);
  for (const map of maps) writeMap(writer, map);
  return writer.target;
}
