/** Scripts and wallets that attackers build from true keys. */
import { deriveAccount } from '../../../src/cold/key/account.ts';
import { seedFromBytes } from '../../../src/cold/seed.ts';
import { concatBytes } from '../../../src/core/bytes.ts';
import { hash160 } from '../../../src/core/hash.ts';
import { parsePath } from '../../../src/core/key/path.ts';
import type { Bip32Derivation } from '../../../src/core/psbt/types.ts';
import { payToWitnessScriptHash } from '../../../src/core/wallet/script.ts';
import type { Wallet } from '../../../src/core/wallet/types.ts';
import { createWallet } from '../../../src/core/wallet/wallet.ts';
import { seedOfMember } from '../../review/group.ts';
import { type MadeOutput, ownOutput, type PlaceAndAmount, type SpentInput, spend } from '../../review/payment.ts';
import { type Fixture, masterOf } from '../fixture.ts';

/** The wallet of the same seeds at another path: true keys of the same people, but not of this charter. */
export function otherAccount({ wallet, group }: Fixture, path: string): Wallet {
  const keys = wallet.keys.map(({ name }) => {
    const seed = seedFromBytes(seedOfMember(name));
    const { network, scriptType } = wallet;
    const { second } = group;
    return deriveAccount({ seed, network, scriptType, name, second, scheme: 'other', path: parsePath(path) }).key;
  });
  return createWallet({ network: wallet.network, scriptType: wallet.scriptType, m: wallet.m, keys });
}

export function foreignGroupOutput(fixture: Fixture, path: string, place: PlaceAndAmount): MadeOutput {
  return ownOutput(otherAccount(fixture, path), place);
}

/** P2WPKH of a member's own key at any path, with her true record. */
export function singleKey(
  name: string,
  path: string,
): { readonly script: Uint8Array; readonly record: Bip32Derivation } {
  const master = masterOf(name);
  const { publicKey } = parsePath(path).reduce((key, step) => key.deriveChild(step), master);
  const fingerprint = master.fingerprint.toString(16).padStart(8, '0');
  const script = concatBytes(Uint8Array.of(0x00, 20), hash160(publicKey!));
  return { script, record: { publicKey: publicKey!, fingerprint, path: parsePath(path) } };
}

/** A coin under any witness script, told to be ours by the given records. */
export function witnessScriptCoin(
  witnessScript: Uint8Array,
  amount: bigint,
  bip32Derivations: readonly Bip32Derivation[],
): SpentInput {
  const input = spend(payToWitnessScriptHash(witnessScript), amount, 'a script of an attacker');
  return { ...input, fields: { ...input.fields, witnessScript, bip32Derivations } };
}

/** A push of 33 bytes by one opcode. */
export function push(publicKey: Uint8Array): Uint8Array {
  return concatBytes(Uint8Array.of(publicKey.length), publicKey);
}
