/** Every signature that Bitcoin Core made in `core-signed-psbts.json`, made again: the same bytes from our key and digest. */
import { readFileSync } from 'node:fs';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { HDKey } from '@scure/bip32';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ColdSecondOpinion } from '../../src/cold/second/types.ts';
import { loadColdSecondOpinion } from '../../src/cold/second/wally.ts';
import { signLowR } from '../../src/cold/sign/low-r.ts';
import { fromBase64, fromHex, toHex } from '../../src/core/bytes.ts';
import { formatPath } from '../../src/core/key/path.ts';
import { parsePsbt } from '../../src/core/psbt/parse.ts';
import { createSighasher } from '../../src/core/tx/sighash.ts';

interface Case {
  readonly type: string;
  readonly m: number;
  readonly n: number;
  readonly keys: readonly { readonly seed: string }[];
  readonly signed_by_key: readonly string[];
}

const { cases }: { cases: Case[] } = JSON.parse(
  readFileSync(new URL('core/core-signed-psbts.json', import.meta.url), 'utf8'),
);

let second: ColdSecondOpinion;
beforeAll(async () => {
  second = await loadColdSecondOpinion();
});

describe('Bitcoin Core’s signatures', () => {
  it('are those of 11 wallets', () => {
    expect(cases).toHaveLength(11);
  });

  it.each(cases)('$type $m-of-$n', ({ keys, signed_by_key }) => {
    let compared = 0;
    for (const [position, text] of signed_by_key.entries()) {
      const psbt = parsePsbt(fromBase64(text));
      const master = HDKey.fromMasterSeed(fromHex(keys[position]!.seed));
      const sighasher = createSighasher(psbt.transaction);
      for (const [index, input] of psbt.inputs.entries()) {
        const { publicKey, signature } = input.partialSignatures[0]!;
        const { path } = input.bip32Derivations.find((each) => toHex(each.publicKey) === toHex(publicKey))!;
        const { privateKey } = master.derive(`m/${formatPath(path, { hardenedMark: "'" })}`);
        const spent = input.nonWitnessUtxo!.transaction.outputs[input.vout]!;
        const digest =
          input.witnessScript === undefined
            ? sighasher.legacy(index, input.redeemScript!)
            : sighasher.segwitV0(index, input.witnessScript, spent.amount);
        const ours = signLowR(privateKey!, digest);
        expect(toHex(second.signEcdsa(privateKey!, digest))).toBe(toHex(ours));
        const der = secp256k1.Signature.fromBytes(ours, 'compact').toHex('der');
        expect(`${der}01`).toBe(toHex(signature));
        compared++;
      }
    }
    expect(compared).toBe(signed_by_key.length * 3);
  });
});
