/**
 * The key in an Electrum file of a single-key wallet. Electrum makes other keys for multisig than for single-key wallets,
 * and the prefix says so; one with a plain `xpub` may serve.
 */
import { asObject } from '../../core/json/fields.ts';
import { objectOf } from '../document.ts';
import { electrumObject, isElectrumFile } from '../electrum/file.ts';
import { keystore } from '../electrum/keystores.ts';
import type { KeyFormat } from './format.ts';
import { useOf } from './lines.ts';

export const electrumKey: KeyFormat = {
  name: 'electrum',
  program: 'Electrum wallet file',
  recognises: (document) => isElectrumFile(document) && objectOf(document)?.keystore !== undefined,
  read: (document) => {
    const { xpub, claim, at } = keystore(asObject(electrumObject(document).keystore, 'keystore'), 'keystore');
    return [{ xpub, claim, use: useOf(xpub, at), at }];
  },
};
