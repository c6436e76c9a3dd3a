import { beforeAll, describe, expect, it } from 'vitest';
import { myPosition, refuseOverwrite, registerCharter } from '../../../src/core/charter/register.ts';
import type { CharterFile } from '../../../src/core/charter/types.ts';
import { codeOf } from '../../support/errors.ts';
import { openWorkshop, type Workshop } from '../../support/members.ts';

let workshop: Workshop;
let file: CharterFile;
beforeAll(async () => {
  workshop = await openWorkshop();
  file = workshop.file(['Bob']);
});

describe('registerCharter', () => {
  it('gives the charter and the member’s place once her own receipt verifies', () => {
    const { charter, receipts } = file;
    expect(registerCharter({ charter, receipts, me: workshop.account('Bob').key })).toEqual({ charter, me: 1 });
  });

  it('needs one’s own receipt; others’ do not count', () => {
    const { charter, receipts } = file;
    expect(codeOf(() => registerCharter({ charter, receipts, me: workshop.account('Anna').key }))).toBe(
      'charter/not-registered',
    );
    expect(codeOf(() => registerCharter({ charter, receipts: [], me: workshop.account('Bob').key }))).toBe(
      'charter/not-registered',
    );
  });

  it('refuses one’s own receipt for another charter, and finds the right one among several', () => {
    const { charter, receipts } = file;
    const old = workshop.receipt('Bob', workshop.charter({ name: 'Old vault' }));
    const me = workshop.account('Bob').key;
    expect(codeOf(() => registerCharter({ charter, receipts: [old], me }))).toBe('receipt/other-charter');
    expect(registerCharter({ charter, receipts: [old, ...receipts], me }).me).toBe(1);
  });

  it('refuses a forged receipt in one’s own name', () => {
    const { charter, receipts } = file;
    const forged = { ...receipts[0]!, signature: workshop.receipt('Anna', charter).signature };
    const me = workshop.account('Bob').key;
    expect(codeOf(() => registerCharter({ charter, receipts: [forged], me }))).toBe('receipt/bad-signature');
  });

  it('finds the member by public key and chain code', () => {
    expect(myPosition(file.charter, workshop.account('Carol').key)).toBe(2);
    const { extendedKey } = workshop.account('Carol').key;
    expect(
      myPosition(file.charter, {
        extendedKey: { ...extendedKey, depth: 9, parentFingerprint: 'ffffffff' },
        origin: undefined,
      }),
    ).toBe(2);
    const otherChain = { ...extendedKey, chainCode: extendedKey.publicKey.slice(1) };
    expect(codeOf(() => myPosition(file.charter, { extendedKey: otherChain, origin: undefined }))).toBe(
      'charter/my-key-absent',
    );
  });
});

describe('refuseOverwrite', () => {
  it('lets the same charter and other names through, and no other charter of a kept name', () => {
    const { charter } = file;
    expect(() => refuseOverwrite([charter], charter)).not.toThrow();
    expect(() => refuseOverwrite([], charter)).not.toThrow();
    expect(() => refuseOverwrite([charter], workshop.charter({ name: 'Second vault' }))).not.toThrow();
    for (const name of ['Family vault', 'FAMILY VAULT', 'Fаmily vault'.normalize()]) {
      expect(codeOf(() => refuseOverwrite([charter], { name, id: '0'.repeat(64) }))).toBe('charter/name-taken');
    }
  });
});
