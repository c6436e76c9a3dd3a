/** The forms in which PSBT files arrive: whatever is read prints to one Base64 text that reads as the same PSBT. */
import { concatBytes, equalBytes, fromBase64, toHex, utf8ToBytes } from '../../src/core/bytes.ts';
import { serializePsbt } from '../../src/core/psbt/serialize.ts';
import { encodePsbt, readPsbt, readReturnedFile } from '../../src/core/psbt/text.ts';
import { coreSpends } from '../../test/support/psbts.ts';
import { bytesEdits } from '../edits/bytes.ts';
import { type BytesTarget, holds } from '../engine/target.ts';

const { unsigned, combined_first_m, final_tx } = coreSpends[0]!;

export const target: BytesTarget = {
  kind: 'bytes',
  name: 'psbt-text',
  pace: 'light',
  seeds: () => [
    fromBase64(unsigned),
    ...[
      unsigned,
      combined_first_m,
      toHex(fromBase64(unsigned)),
      final_tx,
      `${unsigned.replace(/.{76}/g, '$&\r\n')}\r\n`,
    ].map(utf8ToBytes),
    concatBytes(Uint8Array.of(0xef, 0xbb, 0xbf), utf8ToBytes(unsigned)),
    Uint8Array.from(Buffer.from(`\ufeff${unsigned}`, 'utf16le')),
  ],
  edits: bytesEdits,
  run: (file) => {
    const returned = readReturnedFile(file);
    if (!('map' in returned)) return ['transaction'];
    const psbt = readPsbt(file);
    const again = readPsbt(utf8ToBytes(encodePsbt(psbt)));
    holds(equalBytes(serializePsbt(again), serializePsbt(psbt)), 'a PSBT survives being written as text');
    return ['psbt'];
  },
};
