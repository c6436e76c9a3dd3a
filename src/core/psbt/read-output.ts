/** From a checked output map to the typed output. Nothing in it is believed: see `review/`. */
import type { TxOutput } from '../tx/types.ts';
import type { CheckedMap } from './check-fields.ts';
import { readDerivations } from './derivations.ts';
import { OUTPUT_FIELDS } from './fields.ts';
import { findValue } from './maps.ts';
import type { KeyValueMap, PsbtOutput } from './types.ts';

const OUT = OUTPUT_FIELDS.named;

export function readOutput(map: KeyValueMap, checked: CheckedMap, { amount, scriptPubKey }: TxOutput): PsbtOutput {
  return {
    amount,
    scriptPubKey,
    redeemScript: findValue(map, OUT.PSBT_OUT_REDEEM_SCRIPT),
    witnessScript: findValue(map, OUT.PSBT_OUT_WITNESS_SCRIPT),
    bip32Derivations: readDerivations(map, OUT.PSBT_OUT_BIP32_DERIVATION),
    hasTaprootFields: checked.hasTaprootFields,
    unknown: checked.unknown,
    map,
  };
}
