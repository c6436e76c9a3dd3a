/**
 * Outputs that two engines agree on. Every address that a person is shown, pays to or returns change to comes through
 * here: @noble/curves and libwally each derive it from the wallet, and a difference stops everything.
 */
import { equalBytes } from '../bytes.ts';
import { IcehouseError } from '../errors.ts';
import type { SecondOpinion } from '../second/types.ts';
import { decodeAddress } from './address.ts';
import { deriveOutput } from './output.ts';
import type { DerivedOutput, Keychain, Wallet } from './types.ts';

/**
 * Derives one output with both engines and compares script and address, and reads the address back into the script.
 *
 * @throws IcehouseError `second-opinion/differs`, kind refused, and those of `deriveOutput`.
 */
export function verifiedOutput(
  wallet: Wallet,
  keychain: Keychain,
  index: number,
  second: SecondOpinion,
): DerivedOutput {
  const output = deriveOutput(wallet, keychain, index);
  if (!agrees(output, wallet, second)) throw engineDifference(keychain, index);
  return output;
}

/** Whether the second engine gives the same script and address for an output that the first has derived. */
export function agrees(output: DerivedOutput, wallet: Wallet, second: SecondOpinion): boolean {
  const other = second.output(wallet, output.keychain, output.index);
  return (
    other.address === output.address &&
    equalBytes(other.scriptPubKey, output.scriptPubKey) &&
    equalBytes(decodeAddress(output.address, wallet.network), output.scriptPubKey)
  );
}

function engineDifference(keychain: Keychain, index: number): IcehouseError {
  return new IcehouseError({
    code: 'second-opinion/differs',
    kind: 'refused',
    message: `two independent libraries do not agree on the ${keychain} address ${index}`,
    expected: 'the same address from both',
    next: 'use no address of this installation; compare the program with its published hash and install it anew',
  });
}
