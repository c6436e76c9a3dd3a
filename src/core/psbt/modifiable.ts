/**
 * PSBT_GLOBAL_TX_MODIFIABLE of BIP-0370: which parts of a version 2 transaction may still be changed. Icehouse never
 * changes them, but clears the flags when it signs, so that other programs do not either.
 */

export const INPUTS_MODIFIABLE = 0b001;
export const OUTPUTS_MODIFIABLE = 0b010;
export const HAS_SIGHASH_SINGLE = 0b100;

const SIGHASH_NONE = 0x02;
const SIGHASH_SINGLE = 0x03;
const SIGHASH_ANYONECANPAY = 0x80;

/** The flags after a signature of a sighash type was added; bits that BIP-0370 does not define stay as they are. */
export function modifiableAfterSigning(flags: number, sighashType: number): number {
  const outputsPart = sighashType & ~SIGHASH_ANYONECANPAY;
  let after = flags;
  if ((sighashType & SIGHASH_ANYONECANPAY) === 0) after &= ~INPUTS_MODIFIABLE;
  if (outputsPart !== SIGHASH_NONE) after &= ~OUTPUTS_MODIFIABLE;
  if (outputsPart === SIGHASH_SINGLE) after |= HAS_SIGHASH_SINGLE;
  return after;
}
