/** OpenPGP packets (RFC 9580) put together by hand, for messages that no program would write. */
import { deflateRawSync } from 'node:zlib';
import { concatBytes } from '../../src/core/bytes.ts';

export function packet(tag: number, body: Uint8Array): Uint8Array {
  const header = new Uint8Array(6);
  header[0] = 0xc0 | tag;
  header[1] = 0xff;
  new DataView(header.buffer).setUint32(2, body.length);
  return concatBytes(header, body);
}

/** A literal data packet: binary, no name, no date. */
export function literal(content: Uint8Array): Uint8Array {
  return packet(11, concatBytes(Uint8Array.of(0x62, 0, 0, 0, 0, 0), content));
}

/** A compressed data packet (ZIP). */
export function compressed(packets: Uint8Array): Uint8Array {
  return packet(8, concatBytes(Uint8Array.of(1), deflateRawSync(packets)));
}
