/**
 * A charter's wallet as an unencrypted descriptor record of BIP-0129: the file that ends a BSMS setup in other programs. No
 * line feed at its end: Coldcard counts the lines.
 */
import type { ExportFormat } from '../format.ts';
import { formatDescriptorRecord } from './descriptor-record.ts';

export const bsmsRecord: ExportFormat = {
  name: 'bsms',
  purpose: 'a BSMS descriptor record (BIP-0129): Nunchuk, Sparrow, Coldcard',
  write: ({ wallet }) => formatDescriptorRecord(wallet),
};
