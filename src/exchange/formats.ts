/** The formats that a charter is written in for other programs. */
import { bitcoinCore } from './bitcoin-core.ts';
import { descriptorPair, multipathDescriptor } from './descriptors.ts';
import { electrumWallet } from './electrum-wallet.ts';
import type { ExportFormat } from './format.ts';

export const EXPORT_FORMATS: readonly ExportFormat[] = [
  multipathDescriptor,
  descriptorPair,
  bitcoinCore,
  electrumWallet,
];
