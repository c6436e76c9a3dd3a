/**
 * Caravan's fixtures: the keys of its public test seed in every SLIP-0132 form, its 2-of-2 wallets with scripts and
 * addresses, and their PSBTs with the signatures of one signer.
 */
import { HDKey } from '@scure/bip32';
import { mnemonicToSeedSync } from '@scure/bip39';
import { describe, expect, it } from 'vitest';
import { fromBase64, fromHex, toBase64, toHex } from '../../src/core/bytes.ts';
import { cosignerKey } from '../../src/core/key/cosigner-key.ts';
import { formatSlip132, parseExtendedPublicKey } from '../../src/core/key/extended-key.ts';
import { fingerprintOf, sameKey } from '../../src/core/key/identity.ts';
import { SLIP132_FORMS } from '../../src/core/key/slip132.ts';
import { createMultisigInputs } from '../../src/core/psbt/multisig-spend.ts';
import { parsePsbt } from '../../src/core/psbt/parse.ts';
import { serializePsbt } from '../../src/core/psbt/serialize.ts';
import { signatureProblem, verifyWithNoble } from '../../src/core/psbt/signatures.ts';
import { serializeWithoutWitness } from '../../src/core/tx/serialize.ts';
import { deriveOutput } from '../../src/core/wallet/output.ts';
import type { Wallet } from '../../src/core/wallet/types.ts';
import { createWallet } from '../../src/core/wallet/wallet.ts';
import { addressAt, networkOf, sampleJson, scriptTypeOf } from '../support/imports.ts';

interface Braid {
  readonly extendedPublicKeys: readonly { readonly base58String: string }[];
}

interface Multisig {
  readonly description: string;
  readonly network: 'mainnet' | 'testnet';
  readonly type: string;
  readonly publicKeys: readonly string[];
  readonly changePublicKeys?: readonly string[];
  readonly multisigScriptHex: string;
  readonly scriptHex: string;
  readonly address: string;
  readonly braid: Braid;
  readonly transaction: { readonly hex: string };
  readonly [psbt: `psbt${string}`]: string | undefined;
}

interface Signing {
  readonly name: string;
  readonly psbt: string;
  readonly hex: string;
  readonly publicKeys: readonly string[];
  readonly signature: readonly string[];
}

type Node = Readonly<Record<string, string | number>>;

const { multisigs, transactions, keys } = sampleJson<{
  multisigs: readonly Multisig[];
  transactions: readonly Signing[];
  keys: readonly [{ open_source: { bip39Phrase: readonly string[]; nodes: Readonly<Record<string, Node>> } }];
}>('caravan/caravan-multisig-fixtures.json');

const [{ open_source: seed }] = keys;
const root = HDKey.fromMasterSeed(mnemonicToSeedSync(seed.bip39Phrase.join(' ')));
const nodes = Object.entries(seed.nodes);

function walletOf({ network, type, braid }: Multisig): Wallet {
  const name = networkOf(network);
  return createWallet({
    network: name,
    scriptType: scriptTypeOf(type.toLowerCase()),
    m: 2,
    keys: braid.extendedPublicKeys.map(({ base58String }) =>
      cosignerKey({ name: '', origin: undefined, xpubText: base58String, network: name }),
    ),
  });
}

const psbtsOf = (multisig: Multisig) =>
  Object.entries(multisig).filter(
    (entry): entry is [string, string] => /^psbt/.test(entry[0]) && entry[1] !== undefined,
  );

describe('the test seed', () => {
  it('has 23 keys', () => expect(nodes).toHaveLength(23));

  it.each(nodes)('%s in all its forms', (path, node) => {
    const derived = root.derive(path);
    if (node.pub !== undefined) expect(toHex(derived.publicKey!)).toBe(node.pub);
    if (node.rootFingerprint !== undefined) expect(node.rootFingerprint).toBe(fingerprintOf(root.publicKey!));
    const forms = SLIP132_FORMS.filter(({ prefix, visibility }) => visibility === 'public' && prefix in node);
    for (const form of forms) {
      const text = String(node[form.prefix]);
      const { extendedKey, slip132 } = parseExtendedPublicKey(text);
      // The source files some test keys under `xpub`; each wears the prefix of its own chain.
      expect([form.prefix, 'tpub']).toContain(slip132.prefix);
      const isDerived = sameKey(extendedKey, { publicKey: derived.publicKey!, chainCode: derived.chainCode! });
      // One `Upub` in the source is a key of depth 4 beside a path of six steps: not a form of the key there.
      expect(isDerived).toBe(path !== "m/48'/1'/0'/1'/0/0" || form.prefix !== 'Upub');
      expect(formatSlip132(extendedKey, slip132)).toBe(text);
    }
  });
});

describe('wallets', () => {
  it('are 4, with 17 PSBTs', () => {
    expect([multisigs.length, multisigs.flatMap(psbtsOf).length]).toEqual([4, 17]);
  });

  it.each(multisigs)('$description', async (multisig) => {
    const wallet = walletOf(multisig);
    const { publicKeys, multisigScript, scriptPubKey } = deriveOutput(wallet, 'receive', 0);
    expect(publicKeys.map(toHex).toSorted()).toEqual(multisig.publicKeys.toSorted());
    expect([toHex(multisigScript), toHex(scriptPubKey)]).toEqual([multisig.multisigScriptHex, multisig.scriptHex]);
    expect(await addressAt(wallet, 'receive', 0)).toBe(multisig.address);
    if (multisig.changePublicKeys === undefined) return;
    const change = deriveOutput(wallet, 'change', 0).publicKeys.map(toHex);
    expect(change.toSorted()).toEqual(multisig.changePublicKeys.toSorted());
  });

  it.each(multisigs)('$description: its PSBTs', (multisig) => {
    for (const [, text] of psbtsOf(multisig)) {
      const psbt = parsePsbt(fromBase64(text));
      expect(toBase64(serializePsbt(psbt))).toBe(text);
      const inputs = createMultisigInputs(psbt, 'any-utxo');
      psbt.inputs.forEach(({ partialSignatures }, index) => {
        for (const signature of partialSignatures) {
          expect(signatureProblem(signature, inputs(index), verifyWithNoble)).toBeUndefined();
        }
      });
    }
    const signed = parsePsbt(fromBase64(multisig.psbtPartiallySigned!));
    expect(signed.inputs.every(({ partialSignatures }) => partialSignatures.length === 1)).toBe(true);
    const { transaction } = parsePsbt(fromBase64(multisig.psbt!));
    expect(toHex(serializeWithoutWitness(transaction))).toBe(multisig.transaction.hex);
  });
});

describe('signatures of one signer', () => {
  it('are for 4 transactions', () => expect(transactions).toHaveLength(4));

  it.each(transactions)('$name', ({ psbt: text, hex, publicKeys, signature }) => {
    const psbt = parsePsbt(fromBase64(text));
    expect(toHex(serializeWithoutWitness(psbt.transaction))).toBe(hex);
    const inputs = createMultisigInputs(psbt, 'any-utxo');
    signature.forEach((der, index) => {
      // Some are written with their sighash byte and some without; it is SIGHASH_ALL.
      const bytes = fromHex(isWhole(der) ? `${der}01` : der);
      const given = { publicKey: fromHex(publicKeys[index]!), signature: bytes };
      expect(signatureProblem(given, inputs(index), verifyWithNoble)).toBeUndefined();
    });
  });
});

/** Whether a DER signature ends where its own length says. */
function isWhole(der: string): boolean {
  return Number.parseInt(der.slice(2, 4), 16) + 2 === der.length / 2;
}
