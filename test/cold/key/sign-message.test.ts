import { createHash } from 'node:crypto';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { mnemonicToSeedSync } from '@scure/bip39';
import { beforeAll, describe, expect, it } from 'vitest';
import { type AccountSecret, deriveAccount, wipeAccount } from '../../../src/cold/key/account.ts';
import { signMessage } from '../../../src/cold/key/sign-message.ts';
import type { ColdSecondOpinion } from '../../../src/cold/second/types.ts';
import { loadColdSecondOpinion } from '../../../src/cold/second/wally.ts';
import { seedFromBytes } from '../../../src/cold/seed.ts';
import { fromBase64, toHex } from '../../../src/core/bytes.ts';
import { messageDigest, verifyMessage } from '../../../src/core/message/bip137.ts';
import { codeOf } from '../../support/errors.ts';

let second: ColdSecondOpinion;
let account: AccountSecret;
beforeAll(async () => {
  second = await loadColdSecondOpinion();
  const seed = seedFromBytes(mnemonicToSeedSync(`${'abandon '.repeat(11)}about`));
  account = deriveAccount({ seed, network: 'main', scriptType: 'p2wsh', scheme: 'bip48', name: 'Anna', second });
});

const TEXT = 'Icehouse receipt 1\nCharter: 00';

describe('signMessage', () => {
  it('signs a text of ours so that BIP-0137 verification accepts it', () => {
    const signature = signMessage({ account, text: TEXT, second });
    expect(verifyMessage({ publicKey: account.key.extendedKey.publicKey, text: TEXT, signature })).toBe(true);
    const header = fromBase64(signature)[0]!;
    expect(header === 31 || header === 32).toBe(true);
  });

  it('is plain RFC 6979 as in Bitcoin Core’s signmessage: some r are high, and the bytes never vary', () => {
    const texts = Array.from({ length: 16 }, (_, index) => `Icehouse proposal 1\nnumber ${index}`);
    const signatures = texts.map((text) => fromBase64(signMessage({ account, text, second })));
    expect(signatures.some((signature) => signature[1]! >= 0x80)).toBe(true);
    expect(toHex(fromBase64(signMessage({ account, text: texts[0]!, second })))).toBe(toHex(signatures[0]!));
    const key = account.hdKey.privateKey!;
    const plain = secp256k1.sign(messageDigest(texts[0]!), key, { prehash: false });
    expect(toHex(signatures[0]!.subarray(1))).toBe(toHex(plain));
  });

  it.each([
    ['a text without a domain line', 'hello'],
    ['a domain line alone', 'Icehouse receipt 1'],
    ['a 32-byte hash in hex', createHash('sha256').update('transaction').digest('hex')],
    ['a 32-byte hash in Latin-1 characters', createHash('sha256').update('transaction').digest().toString('latin1')],
    ['nothing', ''],
    ['a domain line behind a space', ` ${TEXT}`],
    ['another program’s domain', 'BSMS 1.0\n00'],
  ])('refuses %s', (_, text) => {
    expect(codeOf(() => signMessage({ account, text, second }))).toBe('message/unknown-domain');
  });

  it('gives nothing out when the libraries disagree', () => {
    const liar: ColdSecondOpinion = {
      ...second,
      signRecoverable: (privateKey, digest) => second.signRecoverable(privateKey, digest.with(0, digest[0]! ^ 1)),
    };
    expect(codeOf(() => signMessage({ account, text: TEXT, second: liar }))).toBe('second-opinion/differs');
  });

  it('fails once the account is wiped', () => {
    const seed = seedFromBytes(new Uint8Array(32).fill(3));
    const other = deriveAccount({ seed, network: 'main', scriptType: 'p2wsh', scheme: 'bip48', name: 'Bob', second });
    wipeAccount(other);
    expect(codeOf(() => signMessage({ account: other, text: TEXT, second }))).toBe('account/wiped');
  });
});
