import { beforeAll, describe, expect, it } from 'vitest';
import { toHex } from '../../../src/core/bytes.ts';
import { HARDENED } from '../../../src/core/key/types.ts';
import type { SecondOpinion } from '../../../src/core/second/types.ts';
import { loadSecondOpinion } from '../../../src/core/second/wally.ts';
import { decodeAddress } from '../../../src/core/wallet/address.ts';
import { assembleOutput, createDeriver, deriveOutput } from '../../../src/core/wallet/output.ts';
import { payToScriptHash, payToWitnessScriptHash } from '../../../src/core/wallet/script.ts';
import type { Keychain } from '../../../src/core/wallet/types.ts';
import { verifiedOutput } from '../../../src/core/wallet/verified.ts';
import { createWallet } from '../../../src/core/wallet/wallet.ts';
import { codeOf, refusalOf } from '../../support/errors.ts';
import { knownWallet, manyKeys } from '../../support/multisig.ts';

let second: SecondOpinion;
beforeAll(async () => {
  second = await loadSecondOpinion();
});

describe('the known 2-of-3 wallet', () => {
  // Addresses by Electrum 4.3.4 and Bitcoin Core for the three mnemonics at m/48'/0'/0'/2'.
  it.each([
    ['receive', 0, 'bc1qm43n7nnev58aj3nrznz2xscgv98t7gxycq5pmp20a5vzfp5t0q2s7r6twa'],
    ['receive', 7, 'bc1q8tlnl04asagj3pufe6a568eugxa2t0pqpgqujcdrj03wks2f4xyq5fp2fq'],
    ['change', 0, 'bc1qy0qa9lx04k0lk9lrv4542ndehul9spkcafdtcpdv38qx6ft5km2ssnce5d'],
  ] as const)('%s %i', (keychain, index, address) => {
    expect(verifiedOutput(knownWallet(), keychain, index, second).address).toBe(address);
  });
});

describe('deriveOutput', () => {
  const keys = manyKeys(3);

  it('wraps the multisig script as the script type says', () => {
    const make = (scriptType: 'p2wsh' | 'p2sh-p2wsh' | 'p2sh') =>
      deriveOutput(createWallet({ network: 'main', scriptType, m: 2, keys }), 'change', 4);
    const [native, nested, legacy] = [make('p2wsh'), make('p2sh-p2wsh'), make('p2sh')];
    const script = native.multisigScript;
    expect([nested.multisigScript, legacy.multisigScript]).toEqual([script, script]);
    const program = payToWitnessScriptHash(script);
    expect(native).toMatchObject({ witnessScript: script, redeemScript: undefined, scriptPubKey: program });
    expect(nested).toMatchObject({
      witnessScript: script,
      redeemScript: program,
      scriptPubKey: payToScriptHash(program),
    });
    expect(legacy).toMatchObject({
      witnessScript: undefined,
      redeemScript: script,
      scriptPubKey: payToScriptHash(script),
    });
    for (const { address, scriptPubKey } of [native, nested, legacy]) {
      expect(decodeAddress(address, 'main')).toEqual(scriptPubKey);
    }
  });

  it('gives the child keys in the order of the wallet, the script sorted', () => {
    const wallet = createWallet({ network: 'main', scriptType: 'p2wsh', m: 1, keys });
    const reversed = createWallet({ ...wallet, keys: [...keys].reverse() });
    const [one, other] = [deriveOutput(wallet, 'receive', 9), deriveOutput(reversed, 'receive', 9)];
    expect([...other.publicKeys].reverse()).toEqual(one.publicKeys);
    expect(other.multisigScript).toEqual(one.multisigScript);
    const inScript = one.publicKeys.map((key) => toHex(one.multisigScript).indexOf(toHex(key)));
    expect(inScript.every((place) => place > 0)).toBe(true);
  });

  it('gives the same one by one, in batches and from a deriver of one’s own', () => {
    const wallet = createWallet({ network: 'regtest', scriptType: 'p2wsh', m: 2, keys: manyKeys(3, 'regtest') });
    const deriver = createDeriver(wallet);
    const indices = [0, 5, 5, HARDENED - 1];
    const batch = deriver.outputs('change', indices);
    expect(indices.map((index) => deriver.output('change', index))).toEqual(batch);
    expect(indices.map((index) => deriveOutput(wallet, 'change', index))).toEqual(batch);
    expect(deriver.outputs('receive', [])).toEqual([]);
    expect(deriver.output('receive', 5).address).not.toBe(deriver.output('change', 5).address);
  });

  it.each([-1, 0.5, HARDENED, Number.NaN, Number.POSITIVE_INFINITY])('refuses the index %d', (index) => {
    expect(codeOf(() => deriveOutput(knownWallet(), 'receive', index))).toBe('wallet/index-out-of-range');
  });

  it('refuses a keychain that the wallet has not', () => {
    expect(codeOf(() => deriveOutput(knownWallet(), 'savings' as Keychain, 0))).toBe('wallet/unknown-keychain');
  });

  it('refuses a place where two members have the same child key', () => {
    const wallet = createWallet({ network: 'main', scriptType: 'p2wsh', m: 2, keys });
    const { publicKeys } = deriveOutput(wallet, 'receive', 0);
    const [first, other] = publicKeys as readonly [Uint8Array, Uint8Array];
    const place = { keychain: 'receive', index: 0, publicKeys: [first, other, first.slice()] } as const;
    expect(refusalOf(() => assembleOutput(wallet, place))).toMatchObject({
      code: 'wallet/duplicate-child-key',
      kind: 'refused',
      message: 'keys 1 and 3 are the same at receive 0, so one member could sign for two',
    });
  });
});

describe('verifiedOutput', () => {
  const wallet = knownWallet();
  const lying = (
    change: (output: ReturnType<SecondOpinion['output']>) => Partial<ReturnType<SecondOpinion['output']>>,
  ): SecondOpinion => ({
    ...second,
    output: (...place) => {
      const output = second.output(...place);
      return { ...output, ...change(output) };
    },
  });

  it('stops where the engines differ in a single bit or character', () => {
    const flipped = lying(({ scriptPubKey }) => ({
      scriptPubKey: scriptPubKey.map((byte, place) => (place === 33 ? byte ^ 1 : byte)),
    }));
    const otherText = lying(({ address }) => ({ address: address.toUpperCase() }));
    for (const liar of [flipped, otherText]) {
      expect(refusalOf(() => verifiedOutput(wallet, 'receive', 0, liar))).toMatchObject({
        code: 'second-opinion/differs',
        kind: 'refused',
      });
    }
    expect(
      verifiedOutput(
        wallet,
        'receive',
        0,
        lying(() => ({})),
      ).index,
    ).toBe(0);
  });
});
