import { beforeAll, describe, expect, it } from 'vitest';
import { addReceipt, createCharterFile } from '../../../src/core/charter/charter-file.ts';
import { explainCharter } from '../../../src/core/charter/explain.ts';
import { originNotes, statedOrigins, statedOriginText } from '../../../src/core/charter/origin-notes.ts';
import { readPlainKey } from '../../../src/core/charter/plain-key.ts';
import { formatReceipt, parseReceipt, receiptMessage, statedOrigin } from '../../../src/core/charter/receipt.ts';
import type { CharterFile, KeyCard } from '../../../src/core/charter/types.ts';
import { parseOrigin } from '../../../src/core/key/origin.ts';
import { codeOf } from '../../support/errors.ts';
import { openWorkshop, type Workshop } from '../../support/members.ts';

let workshop: Workshop;
let anna: KeyCard;
let bob: KeyCard;
let carol: KeyCard;
beforeAll(async () => {
  workshop = await openWorkshop();
  [anna, bob, carol] = [workshop.card('Anna'), workshop.card('Bob'), workshop.card('Carol')];
});

const BOBS_ORIGIN = '[b8688df1/48h/0h/0h/2h]';
const plainBob = (text: string, trueOrigin?: string) =>
  readPlainKey({
    ...{ name: 'Bob', text, network: 'main', scriptType: 'p2wsh' },
    ...(trueOrigin === undefined ? {} : { trueOrigin: () => parseOrigin(trueOrigin) }),
  }).card;
const fileWith = (card: KeyCard): CharterFile => {
  const cards = [anna, card, carol];
  return createCharterFile({ charter: workshop.charter({ cards, allowUnproven: ['Bob'] }), cards });
};

describe('what is told of key origins', () => {
  it('is nothing where every key has its own, in its place', () => {
    expect(originNotes(workshop.charter().wallet)).toEqual([]);
  });

  it('a missing one: what it costs when signing, and the way out', () => {
    expect(originNotes(fileWith(plainBob(bob.key.xpub)).charter.wallet)).toEqual([
      'The origin of Bob’s key is not known. Icehouse finds the key nevertheless, but hardware signers and most other ' +
        'programs look for their master fingerprint and would sign nothing. Ask for the fingerprint and the path that the ' +
        'device shows, and found the charter anew with it before anything is paid in.',
    ]);
  });

  it('a shared one: who has it, and that devices may stall', () => {
    const second = workshop.card('Anna', { account: 1, as: 'Dora' });
    const { wallet } = workshop.charter({ cards: [anna, second, bob], allowSharedFingerprint: true });
    const [note, ...more] = originNotes(wallet);
    expect(more).toEqual([]);
    expect(note).toMatch(/^The keys of (Anna and Dora|Dora and Anna) name the same master key 73c5da0a: /);
    expect(note).toContain(
      'Icehouse tells keys apart by public key; a device that looks for the fingerprint may stall',
    );
  });

  it('a path that is the usual one for another script type', () => {
    const nested = workshop.card('Bob', { scriptType: 'p2sh-p2wsh' }).key.xpub;
    expect(originNotes(fileWith(plainBob(`[b8688df1/48h/0h/0h/1h]${nested}`)).charter.wallet)).toEqual([
      'The path of Bob’s key, 48h/0h/0h/1h, is the usual one for P2SH-P2WSH (nested segwit multisig), and this wallet is ' +
        'P2WSH (native segwit multisig). It works, but some devices refuse to sign with such a key.',
    ]);
  });
});

describe('mending an origin', () => {
  it('the true one takes the place of a placeholder or of none, and gives the charter of the card', () => {
    for (const text of [bob.key.xpub, `[00000000/48h/0h/0h/2h]${bob.key.xpub}`]) {
      const mended = plainBob(text, BOBS_ORIGIN);
      expect(mended.key).toEqual(bob.key);
      expect(workshop.charter({ cards: [anna, mended, carol], allowUnproven: ['Bob'] }).id).toBe(workshop.charter().id);
    }
  });

  it('refuses a true origin that is none, or does not fit the key', () => {
    expect(codeOf(() => plainBob(bob.key.xpub, '[00000000/48h/0h/0h/2h]'))).toBe('origin/zero-fingerprint');
    expect(codeOf(() => plainBob(bob.key.xpub, '[b8688df1/87h/0h/0h]'))).toBe('origin/depth-differs');
    expect(codeOf(() => plainBob(bob.key.xpub, '[b8688df1/48h/1h/0h/2h]'))).toBe('origin/wrong-coin-type');
  });
});

describe('an origin that a receipt states', () => {
  it('stands there only where the charter has none or another one', () => {
    expect(workshop.receipt('Bob', workshop.charter()).origin).toBeUndefined();
    const lacking = workshop.receipt('Bob', fileWith(plainBob(bob.key.xpub)).charter);
    expect(lacking.origin).toEqual(bob.key.origin);
    const wrong = workshop.receipt('Bob', fileWith(plainBob(`[deadbeef/48h/0h/0h/2h]${bob.key.xpub}`)).charter);
    expect(wrong.origin).toEqual(bob.key.origin);
  });

  it('is signed as the last line, and goes through its file and back', () => {
    const receipt = workshop.receipt('Bob', fileWith(plainBob(bob.key.xpub)).charter);
    expect(receiptMessage(receipt).split('\n').at(-1)).toBe(`Origin: ${BOBS_ORIGIN}`);
    expect(parseReceipt(formatReceipt(receipt))).toEqual(receipt);
    const { origin: _, ...without } = receipt;
    expect(codeOf(() => statedOrigin(without))).toBe('receipt/bad-signature');
    const altered = { ...receipt, origin: parseOrigin('[deadbeef/48h/0h/0h/2h]') };
    expect(codeOf(() => statedOrigin(altered))).toBe('receipt/bad-signature');
    const rewritten = formatReceipt(receipt).replace(BOBS_ORIGIN, "[b8688df1/48'/0'/0'/2']");
    expect(codeOf(() => parseReceipt(rewritten))).toBe('receipt/malformed');
  });

  it('is told to the group, and mends the next charter', () => {
    const file = fileWith(plainBob(bob.key.xpub));
    const receipt = workshop.receipt('Bob', file.charter);
    const told = addReceipt(file, receipt);
    const [stated] = statedOrigins(told);
    const sentence =
      'Bob’s receipt states the origin [b8688df1/48h/0h/0h/2h] for the key, where the charter knows none: found the charter ' +
      'anew with it before anything is paid in.';
    expect(statedOriginText(stated!)).toBe(sentence);
    expect(explainCharter(told)).toContain(sentence);
    const { extendedKey, origin } = statedOrigin(receipt)!;
    const mended = readPlainKey({
      ...{ name: 'Bob', text: bob.key.xpub, network: 'main', scriptType: 'p2wsh' },
      trueOrigin: (key) => (key.publicKey.join() === extendedKey.publicKey.join() ? origin : undefined),
    }).card;
    expect(fileWith(mended).charter.id).toBe(workshop.charter().id);
    expect(statedOrigin(workshop.receipt('Anna', file.charter))).toBeUndefined();
  });

  it('contradicts a wrong one openly', () => {
    const file = fileWith(plainBob(`[deadbeef/48h/0h/0h/2h]${bob.key.xpub}`));
    const [stated] = statedOrigins(addReceipt(file, workshop.receipt('Bob', file.charter)));
    expect(statedOriginText(stated!)).toContain('where the charter says [deadbeef/48h/0h/0h/2h]');
  });
});
