/**
 * BlueWallet: its set-up text for cosigners, a dialect of Coldcard's with the path of a key in a comment before it where
 * paths differ. Reading is `coldcard.ts`'s, which knows the dialects.
 */

import { IcehouseError } from '../../core/errors.ts';
import { formatSlip132 } from '../../core/key/extended-key.ts';
import { slip132FormFor } from '../../core/key/slip132.ts';
import type { ExportFormat } from '../format.ts';
import { requireFits, requireOrigin } from '../limits.ts';
import { pathText } from '../origins.ts';
import { SETUP_FORMATS, setupName } from './coldcard.ts';

const MOST_KEYS = 15;

export const blueWalletExport: ExportFormat = {
  name: 'bluewallet',
  purpose: 'the set-up text that BlueWallet imports as a multisig vault',
  write: ({ name, wallet }) => {
    requireFits(wallet, { program: 'BlueWallet', mostKeys: MOST_KEYS, sortedOnly: true, usualChainsOnly: true });
    if (wallet.network !== 'main') {
      throw new IcehouseError({
        code: 'exchange/network-differs',
        message: 'BlueWallet knows the bitcoin network only',
        found: wallet.network,
        next: 'use Sparrow or Electrum for test networks',
      });
    }
    const origins = wallet.keys.map((key, position) => requireOrigin(key, position, 'BlueWallet'));
    const paths = origins.map(({ path }) => pathText(path));
    const [first = 'm'] = paths;
    const isSame = paths.every((path) => path === first);
    const form = slip132FormFor(wallet.scriptType, 'main');
    return [
      '# BlueWallet Multisig setup file',
      '# this file contains only public keys and is safe to',
      '# distribute among cosigners',
      '#',
      `Name: ${setupName(name, wallet)}`,
      `Policy: ${wallet.m} of ${wallet.keys.length}`,
      ...(isSame ? [`Derivation: ${first}`] : []),
      `Format: ${SETUP_FORMATS[wallet.scriptType]}`,
      '',
      ...wallet.keys.flatMap((key, position) => [
        ...(isSame ? [] : [`# derivation: ${paths[position]}`]),
        `${origins[position]?.fingerprint.toUpperCase()}: ${formatSlip132(key.extendedKey, form)}`,
        '',
      ]),
    ].join('\n');
  },
};
