/** `parsePsbt`: prints back to the same bytes, survives the change of version, and its edits are as strict as the parser. */
import { equalBytes, fromBase64 } from '../../src/core/bytes.ts';
import { IcehouseError } from '../../src/core/errors.ts';
import { toVersion0, toVersion2 } from '../../src/core/psbt/convert.ts';
import { withSighashType } from '../../src/core/psbt/edit.ts';
import { finalizeAndExtract } from '../../src/core/psbt/extract.ts';
import { parsePsbt } from '../../src/core/psbt/parse.ts';
import { serializePsbt } from '../../src/core/psbt/serialize.ts';
import type { Psbt } from '../../src/core/psbt/types.ts';
import { psbtEdits } from '../edits/psbt.ts';
import { type BytesTarget, holds } from '../engine/target.ts';
import { sample, stringsIn } from './vectors.ts';

const FILES = [
  'psbt/bip174-psbt.json',
  'psbt/bip370-psbt.json',
  'psbt/bip371-psbt.json',
  'psbt/bip373-psbt.json',
  'psbt/caravan-psbtv2.json',
  'core/core-signed-psbts.json',
];

/** PSBTs of all versions and uses out of the vectors, those included that must be refused. */
export function psbtVectors(): readonly string[] {
  return FILES.flatMap((file) =>
    sample(
      stringsIn(file, (text) => /^cHNidP/.test(text) && text.length < 8_000),
      24,
    ),
  );
}

export const target: BytesTarget = {
  kind: 'bytes',
  name: 'psbt',
  pace: 'light',
  seeds: () => psbtVectors().map((text) => fromBase64(text)),
  edits: psbtEdits,
  run: (bytes) => {
    const psbt = parsePsbt(bytes);
    holds(equalBytes(serializePsbt(psbt), bytes), 'a PSBT prints back to the bytes it was read from');
    return [`version ${psbt.version}`, ...converted(psbt), ...completed(psbt)];
  },
};

/** There and back again: the transaction is the same, and what was printed is read. */
function converted(psbt: Psbt): readonly string[] {
  return attempt('converted', () => {
    const other = psbt.version === 0 ? toVersion2(psbt) : toVersion0(psbt);
    holds(other.txid === psbt.txid, 'a change of version changes no transaction');
    const read = parsePsbt(serializePsbt(other));
    holds(read.txid === psbt.txid, 'a changed version is read as it was written');
  });
}

function completed(psbt: Psbt): readonly string[] {
  const edited = attempt('edited', () => {
    const changed = withSighashType(psbt, 0, 1);
    holds(
      equalBytes(serializePsbt(parsePsbt(serializePsbt(changed))), serializePsbt(changed)),
      'an edited PSBT is a PSBT',
    );
  });
  return [...edited, ...attempt('finalized', () => finalizeAndExtract(psbt))];
}

/** The mark of a step, or the code that refused it; anything but a typed error is the engine's business. */
function attempt(mark: string, step: () => unknown): readonly string[] {
  try {
    step();
    return [mark];
  } catch (error) {
    if (error instanceof IcehouseError) return [error.code];
    throw error;
  }
}
