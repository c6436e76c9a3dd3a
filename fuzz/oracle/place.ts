/**
 * The scripts of a wallet at a place, from the charter's texts alone and by other code than ours: @scure/bip32 derives,
 * bitcoinjs-lib assembles. What a signed file is judged by must not come from the signer.
 */
import { HDKey } from '@scure/bip32';
import { payments } from 'bitcoinjs-lib';
import type { Charter } from '../../src/core/charter/types.ts';
import type { Keychain } from '../../src/core/wallet/types.ts';

export interface OtherPlace {
  readonly scriptPubKey: Uint8Array;
  /** The script that signatures are made over: the witness script, or the redeem script of P2SH. */
  readonly multisigScript: Uint8Array;
  /** In the order of the charter's keys. */
  readonly publicKeys: readonly Uint8Array[];
}

export type OtherWallet = (keychain: Keychain, index: number) => OtherPlace;

const VERSIONS = {
  main: { public: 0x0488b21e, private: 0x0488ade4 },
  test: { public: 0x043587cf, private: 0x04358394 },
} as const;

export function otherWallet({ wallet }: Charter): OtherWallet {
  const versions = wallet.network === 'main' ? VERSIONS.main : VERSIONS.test;
  const accounts = wallet.keys.map(({ xpub }) => HDKey.fromExtendedKey(xpub, versions));
  const known = new Map<string, OtherPlace>();
  return (keychain, index) => {
    const name = `${keychain} ${index}`;
    const place = known.get(name) ?? derive(keychain, index);
    known.set(name, place);
    return place;
  };

  function derive(keychain: Keychain, index: number): OtherPlace {
    const branch = wallet.branches[keychain];
    const publicKeys = accounts.map((account) => account.deriveChild(branch).deriveChild(index).publicKey!);
    const pubkeys = wallet.keyOrder === 'sorted' ? publicKeys.toSorted(Buffer.compare) : publicKeys;
    const bare = payments.p2ms({ m: wallet.m, pubkeys });
    const outer = {
      p2wsh: () => payments.p2wsh({ redeem: bare }),
      'p2sh-p2wsh': () => payments.p2sh({ redeem: payments.p2wsh({ redeem: bare }) }),
      p2sh: () => payments.p2sh({ redeem: bare }),
    }[wallet.scriptType]();
    return { scriptPubKey: outer.output!, multisigScript: bare.output!, publicKeys };
  }
}
