/** The forms in which a charter is written for other programs, and the files of other programs that are read. */
import { bsmsRecord } from './bsms/export.ts';
import type { ExportFormat, ImportFormat } from './format.ts';
import { bitcoinCore, bitcoinCoreExport } from './wallets/bitcoin-core.ts';
import { blueWalletExport } from './wallets/bluewallet.ts';
import { bsmsDescriptorRecord } from './wallets/bsms-record.ts';
import { caravan, caravanExport } from './wallets/caravan.ts';
import { coldcardExport, coldcardText } from './wallets/coldcard.ts';
import { coldcardSetting } from './wallets/coldcard-setting.ts';
import { descriptorPair, descriptorText, multipathDescriptor } from './wallets/descriptors.ts';
import { electrumExport, electrumFile } from './wallets/electrum.ts';
import { keyList } from './wallets/key-list.ts';
import { liana } from './wallets/liana.ts';
import { policyExport, walletPolicy } from './wallets/policy.ts';
import { sparrowExport, sparrowText } from './wallets/sparrow.ts';
import { specter, specterExport } from './wallets/specter.ts';
import { urDescriptorExport, urExport, urOutput } from './wallets/ur-output.ts';

export const EXPORT_FORMATS: readonly ExportFormat[] = [
  multipathDescriptor,
  descriptorPair,
  bitcoinCoreExport,
  electrumExport,
  sparrowExport,
  specterExport,
  caravanExport,
  coldcardExport,
  blueWalletExport,
  bsmsRecord,
  urExport,
  urDescriptorExport,
  policyExport,
];

/** Each recognises its own; no text is of two formats. */
export const IMPORT_FORMATS: readonly ImportFormat[] = [
  descriptorText,
  sparrowText,
  liana,
  walletPolicy,
  bitcoinCore,
  electrumFile,
  specter,
  caravan,
  coldcardText,
  coldcardSetting,
  bsmsDescriptorRecord,
  urOutput,
  keyList,
];
