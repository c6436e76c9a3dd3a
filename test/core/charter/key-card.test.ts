import { beforeAll, describe, expect, it } from 'vitest';
import { createKeyCard, formatKeyCard, keyCardMessage, parseKeyCard } from '../../../src/core/charter/key-card.ts';
import { readPlainKey } from '../../../src/core/charter/plain-key.ts';
import type { KeyCard } from '../../../src/core/charter/types.ts';
import { formatSlip132 } from '../../../src/core/key/extended-key.ts';
import { slip132FormOfPrefix } from '../../../src/core/key/slip132.ts';
import { codeOf, refusalOf } from '../../support/errors.ts';
import { openWorkshop, type Workshop } from '../../support/members.ts';

let workshop: Workshop;
let card: KeyCard;
beforeAll(async () => {
  workshop = await openWorkshop();
  card = workshop.card('Anna');
});

/** The card's file with fields changed, added or (undefined) taken out. */
function withFields(changes: Record<string, unknown>): string {
  return JSON.stringify({ ...JSON.parse(formatKeyCard(card)), ...changes });
}

describe('key card', () => {
  it('signs a text that a person can read', () => {
    expect(keyCardMessage(card)).toBe(
      [
        'Icehouse key card 1',
        'Name: Anna',
        'Network: main',
        'Script type: p2wsh',
        'Scheme: bip48',
        'Key: [73c5da0a/48h/0h/0h/2h]xpub6DkFAXWQ2dHxq2vatrt9qyA3bXYU4ToWQwCHbf5XB2mSTexcHZCeKS1VZYcPoBd5X8yVcbXFHJR9R8UCVpt82VX1VhR28mCyxUFL4r6KFrf',
        'Software: icehouse test',
      ].join('\n'),
    );
  });

  it('goes through its file and back', () => {
    const text = formatKeyCard(card);
    expect(text.endsWith('}\n')).toBe(true);
    expect(parseKeyCard(text)).toEqual(card);
    expect(parseKeyCard(`\ufeff${text.replaceAll('\n', '\r\n')}\r\n`)).toEqual(card);
    expect(formatKeyCard(parseKeyCard(text))).toBe(text);
  });

  it.each([
    ['bip48', 'p2sh-p2wsh'],
    ['bip87', 'p2wsh'],
    ['bip87', 'p2sh'],
    ['bip45', 'p2sh'],
  ] as const)('is made for %s keys in %s wallets', (scheme, scriptType) => {
    const made = workshop.card('Bob', { scheme, scriptType, network: 'testnet4' });
    expect(made.scheme).toBe(scheme);
    expect(parseKeyCard(formatKeyCard(made))).toEqual(made);
  });

  it.each([
    ['name', 'Bob'],
    ['scriptType', 'p2sh-p2wsh'],
    ['software', 'icehouse tesT'],
    ['origin', '[73c5da0b/48h/0h/0h/2h]'],
  ])('is refused when its %s is changed after signing', (field, value) => {
    expect(codeOf(() => parseKeyCard(withFields({ [field]: value })))).toBe('key-card/bad-proof');
  });

  it.each<[string, Record<string, unknown>]>([
    ['json/wrong-format', { format: 'icehouse-receipt' }],
    ['json/unknown-version', { version: 2 }],
    ['json/unknown-field', { comment: 'x' }],
    ['json/missing-field', { xpub: undefined }],
    ['json/missing-field', { software: undefined }],
    ['json/wrong-type', { name: 7 }],
    ['json/wrong-type', { proof: null }],
    ['json/out-of-range', { network: 'mainnet' }],
    ['json/out-of-range', { scriptType: 'p2tr' }],
    ['name/empty', { name: ' ' }],
    ['name/not-plain', { name: 'Anna\u202e' }],
    ['name/too-long', { software: 'x'.repeat(65) }],
    ['key/network-differs', { network: 'testnet3' }],
    ['origin/bad-form', { origin: '73c5da0a/48h/0h/0h/2h' }],
    ['origin/zero-fingerprint', { origin: '[00000000/48h/0h/0h/2h]', proof: undefined }],
    ['origin/wrong-coin-type', { origin: '[73c5da0a/48h/1h/0h/2h]', proof: undefined }],
    ['origin/too-deep', { origin: '[73c5da0a/48h/0h/0h/2h/1/2/3/4/5/6/7]', proof: undefined }],
    ['origin/depth-differs', { origin: '[73c5da0a/87h/0h/0h]', scheme: 'bip87' }],
    ['key-card/not-canonical', { scheme: 'bip87' }],
    ['key-card/not-canonical', { origin: "[73c5da0a/48'/0'/0'/2']" }],
    ['message/not-a-signature', { proof: 'AAAA' }],
    ['key-card/proof-form', { proofForm: 'bip322' }],
    ['key-card/proof-form', { proofForm: undefined }],
    // A good BIP-0322 signature of the simple form (of the empty text, from that BIP's vectors): another kind of proof.
    [
      'message/not-a-signature',
      {
        proof:
          'AkcwRAIgM2gBAQqvZX15ZiysmKmQpDrG83avLIT492QBzLnQIxYCIBaTpOaD20qRlEylyxFSeEA2ba9YOixpX8z46TSDtS40ASECx/EgAxlkQpQ9hYjgGu6EBCPMVPwVIVJqO4XCsMvViHI=',
      },
    ],
  ])('is refused with %s: %j', (code, changes) => {
    expect(codeOf(() => parseKeyCard(withFields(changes)))).toBe(code);
  });

  it('without a proof stays what it is: not proven', () => {
    const unproven = createKeyCard({ ...card, proof: undefined });
    const text = formatKeyCard(unproven);
    expect(text).not.toContain('proof');
    expect(parseKeyCard(text).proof).toBeUndefined();
  });
});

describe('a key from plain text', () => {
  const xpub = () => card.key.xpub;
  const read = (text: string, more: object = {}) =>
    readPlainKey({ name: 'Anna', text, network: 'main', scriptType: 'p2wsh', ...more });

  it('is read with and without its origin, and is not proven', () => {
    const { card: plain, conversion } = read(` [73C5DA0A/48'/0'/0'/2']${xpub()}\n`);
    expect(plain).toEqual({ ...card, software: 'unknown', proof: undefined });
    expect(conversion).toBeUndefined();
    expect(read(xpub()).card).toMatchObject({ scheme: 'other', key: { origin: undefined, xpub: xpub() } });
  });

  it('tells of a converted Zpub and refuses a Ypub for a native segwit wallet', () => {
    const zpub = formatSlip132(card.key.extendedKey, slip132FormOfPrefix('Zpub')!);
    const ypub = formatSlip132(card.key.extendedKey, slip132FormOfPrefix('Ypub')!);
    const { card: plain, conversion } = read(zpub);
    expect(plain.key.xpub).toBe(xpub());
    expect(conversion).toContain('Zpub');
    expect(codeOf(() => read(ypub))).toBe('key/slip132-script-type');
    expect(read(ypub, { scriptType: 'p2sh-p2wsh' }).card.key.xpub).toBe(xpub());
  });

  it('takes a key that names itself as its root at any depth, as Electrum writes keys of unknown origin', () => {
    const own = readPlainKey({ name: 'A', text: xpub(), network: 'main', scriptType: 'p2wsh' }).card.key;
    expect(own.origin).toBeUndefined();
    expect(codeOf(() => read(`[73c5da0a]${xpub()}`))).toBe('origin/depth-differs');
    const self = workshop.card('Anna').key.extendedKey;
    expect(self.depth).toBe(4);
    expect(read(`[${ownFingerprint()}]${xpub()}`).card.key.origin?.path).toEqual([]);
  });

  it.each<[string, string]>([
    ['key-card/too-long', 'x'.repeat(5_001)],
    ['origin/bad-fingerprint', '[xyz/48h]xpub'],
    [
      'key/bad-checksum',
      'xpub6DkFAXWQ2dHxq2vatrt9qyA3bXYU4ToWQwCHbf5XB2mSTexcHZCeKS1VZYcPoBd5X8yVcbXFHJR9R8UCVpt82VX1VhR28mCyxUFL4r6KFrg',
    ],
    ['key/not-base58', '[73c5da0a/48h/0h/0h/2h'],
  ])('is refused with %s: %s', (code, text) => {
    expect(codeOf(() => read(text))).toBe(code);
  });

  it('names where the key stood', () => {
    expect(refusalOf(() => read('xpub')).at).toBe('key');
    expect(refusalOf(() => read('xpub', { at: '--key, number 2' })).at).toBe('--key, number 2');
  });
});

/** HASH160 of the account's own public key, as Electrum's descriptors have it for keys of unknown origin. */
function ownFingerprint(): string {
  return workshop.account('Anna').hdKey.fingerprint.toString(16).padStart(8, '0');
}
