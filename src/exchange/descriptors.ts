/** Output descriptors as plain text: the form that every current wallet can be set up from again. */

import { formatDescriptor } from '../core/descriptor/format.ts';
import { expandMultipath } from '../core/descriptor/multipath.ts';
import { parseDescriptor } from '../core/descriptor/parse.ts';
import type { Wallet } from '../core/wallet/types.ts';
import type { ExportFormat } from './format.ts';

/** One descriptor for each keychain, receive first, with checksums: for programs without BIP-0389. */
export function keychainDescriptors(wallet: Wallet): readonly string[] {
  return expandMultipath(parseDescriptor(wallet.descriptor)).map((each) => formatDescriptor(each));
}

/** BIP-0389: receive and change in one line. */
export const multipathDescriptor: ExportFormat = {
  name: 'descriptor',
  purpose: 'one output descriptor with <0;1>: Sparrow, Bitcoin Core from 29, Liana, Nunchuk',
  write: ({ wallet }) => `${wallet.descriptor}\n`,
};

export const descriptorPair: ExportFormat = {
  name: 'descriptors',
  purpose: 'two output descriptors, receive then change: programs without <0;1>',
  write: ({ wallet }) => `${keychainDescriptors(wallet).join('\n')}\n`,
};
