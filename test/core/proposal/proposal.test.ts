import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { signProposal } from '../../../src/cold/proposal/sign-proposal.ts';
import { fromBase64, toHex, utf8ToBytes } from '../../../src/core/bytes.ts';
import type { Charter } from '../../../src/core/charter/types.ts';
import {
  findProposal,
  isProposalRecord,
  parseProposal,
  proposalRecord,
  proposalText,
} from '../../../src/core/proposal/codec.ts';
import { isExpired, requireDay } from '../../../src/core/proposal/day.ts';
import type { Proposal } from '../../../src/core/proposal/types.ts';
import { proposalMessage, verifyProposal } from '../../../src/core/proposal/verify.ts';
import { withGlobalRecord } from '../../../src/core/psbt/edit.ts';
import { parsePsbt } from '../../../src/core/psbt/parse.ts';
import { serializePsbt } from '../../../src/core/psbt/serialize.ts';
import { codeOf, refusalOf } from '../../support/errors.ts';
import { openWorkshop, type Workshop } from '../../support/members.ts';

const ADDRESS = 'bc1q8tlnl04asagj3pufe6a568eugxa2t0pqpgqujcdrj03wks2f4xyq5fp2fq';
const txid = 'ab'.repeat(32);
const transaction = { txid };

const unsigned: Proposal = {
  charterId: 'cd'.repeat(32),
  proposer: 'Anna',
  purpose: 'the roof, second part',
  payees: [{ address: ADDRESS, name: 'Roofer Zoë', source: 'invoice 12 of 3 March' }],
  expires: '2026-12-24',
  signature: undefined,
};

describe('proposal record', () => {
  it('is canonical JSON under the proprietary key of BIP-0174', () => {
    const { key, value } = proposalRecord(unsigned);
    expect(toHex(key)).toBe(`fc08${toHex(utf8ToBytes('icehouse'))}00`);
    expect(new TextDecoder().decode(value)).toBe(
      `{"charter":"${'cd'.repeat(32)}","expires":"2026-12-24","format":"icehouse-proposal","payees":[{"address":"${ADDRESS}","name":"Roofer Zoë","source":"invoice 12 of 3 March"}],"proposer":"Anna","purpose":"the roof, second part","version":1}`,
    );
    expect(parseProposal(value)).toEqual(unsigned);
  });

  it('may promise what the fee comes to at most', () => {
    for (const maxFeeRate of ['10', '1.5', '0.125', '10000']) {
      const promising = { ...unsigned, maxFeeRate };
      expect(parseProposal(proposalRecord(promising).value)).toEqual(promising);
    }
  });

  it('travels in a PSBT through writing and reading', () => {
    const { cases } = JSON.parse(
      readFileSync(new URL('../../vectors/core/core-signed-psbts.json', import.meta.url), 'utf8'),
    );
    const bare = parsePsbt(fromBase64(cases[0].unsigned));
    expect(findProposal(bare.unknown)).toBeUndefined();
    const psbt = parsePsbt(serializePsbt(withGlobalRecord(bare, proposalRecord(unsigned))));
    expect(psbt.txid).toBe(bare.txid);
    expect(findProposal(psbt.unknown)).toEqual(unsigned);
  });

  it('is told from other proprietary records', () => {
    const { key, value } = proposalRecord(unsigned);
    const others = [
      key.with(key.length - 1, 1),
      Uint8Array.of(...key, 0),
      Uint8Array.of(0xfc, 1, 0x78, 0),
      key.slice(0, -1),
    ];
    for (const other of others) expect(isProposalRecord({ key: other, value })).toBe(false);
    expect(findProposal(others.map((each) => ({ key: each, value: Uint8Array.of(1) })))).toBeUndefined();
  });

  it('goes through with hostile texts as they are: showing them is visible()’s work', () => {
    const hostile = {
      ...unsigned,
      purpose: 'pay\u202e\u0000\n"\\',
      payees: [{ address: ADDRESS, name: '<b>', source: undefined }],
    };
    expect(parseProposal(proposalRecord(hostile).value)).toEqual(hostile);
  });

  const changed = (changes: object): Uint8Array => {
    const json = { ...JSON.parse(proposalText(unsigned)), ...changes };
    const sorted = Object.keys(json)
      .sort()
      .filter((key) => json[key] !== undefined);
    return utf8ToBytes(`{${sorted.map((key) => `${JSON.stringify(key)}:${JSON.stringify(json[key])}`).join(',')}}`);
  };

  it.each<[string, Uint8Array | object]>([
    ['proposal/too-large', new Uint8Array((1 << 17) + 1).fill(0x20)],
    ['proposal/not-utf8', Uint8Array.of(0x7b, 0xff, 0x7d)],
    ['proposal/not-utf8', Uint8Array.of(0xed, 0xa0, 0x80)],
    ['json/syntax', utf8ToBytes('{')],
    ['json/wrong-type', utf8ToBytes('[]')],
    ['json/wrong-format', { format: 'icehouse-charter' }],
    ['json/unknown-version', { version: 2 }],
    ['json/unknown-field', { note: 'x' }],
    ['json/missing-field', { purpose: undefined }],
    ['json/out-of-range', { purpose: 'x'.repeat(501) }],
    ['json/out-of-range', { payees: Array(501).fill(unsigned.payees[0]) }],
    ['json/too-deep', { payees: [{ address: [[]], name: '' }] }],
    ['json/unknown-field', { payees: [{ address: ADDRESS, amount: 5, name: '' }] }],
    ['proposal/malformed', { payees: [{ address: 'bc1q <script>', name: '' }] }],
    ['proposal/malformed', { charter: 'CD'.repeat(32) }],
    ['name/not-plain', { proposer: 'Anna\u202e' }],
    ['name/empty', { proposer: '' }],
    ['proposal/not-a-day', { expires: '2026-02-30' }],
    ['proposal/not-a-day', { expires: '24.12.2026' }],
    ['proposal/malformed', { maxFeeRate: '1e3' }],
    ['proposal/malformed', { maxFeeRate: '10.0' }],
    ['proposal/malformed', { maxFeeRate: '-1' }],
    ['proposal/malformed', { maxFeeRate: '010' }],
    ['message/not-a-signature', { signature: 'AAAA' }],
  ])('is refused with %s', (code, input) => {
    const value = input instanceof Uint8Array ? input : changed(input);
    expect(codeOf(() => parseProposal(value))).toBe(code);
  });

  it.each([
    ['white space', (text: string) => text.replace(':', ': ')],
    ['a line feed at the end', (text: string) => `${text}\n`],
    ['a byte order mark', (text: string) => `\ufeff${text}`],
    ['an escape that needs none', (text: string) => text.replace('Anna', '\\u0041nna')],
    [
      'another order of fields',
      (text: string) =>
        text
          .replace(/"version":1/, '"v":1')
          .replace('{', '{"version":1,')
          .replace(',"v":1', ''),
    ],
  ])('is refused with %s, where something could hide', (_, change) => {
    const text = change(proposalText(unsigned));
    expect(text).not.toBe(proposalText(unsigned));
    expect(codeOf(() => parseProposal(utf8ToBytes(text)))).toBe('proposal/not-canonical');
  });

  it('is not written with what would be refused in reading', () => {
    expect(codeOf(() => proposalRecord({ ...unsigned, purpose: 'x'.repeat(501) }))).toBe('json/out-of-range');
    expect(codeOf(() => proposalRecord({ ...unsigned, expires: 'soon' }))).toBe('proposal/not-a-day');
  });

  it('never throws anything but a typed error on flipped bytes', () => {
    const { value } = proposalRecord(unsigned);
    fc.assert(
      fc.property(fc.nat(value.length - 1), fc.integer({ min: 1, max: 255 }), (place, mask) => {
        const flipped = value.with(place, value[place]! ^ mask);
        try {
          parseProposal(flipped);
        } catch (error) {
          expect(error).toHaveProperty('code');
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('days', () => {
  it.each(['2026-01-01', '2024-02-29', '2100-12-31'])('%s is one', (day) => {
    expect(() => requireDay(day, 'at')).not.toThrow();
  });

  it.each([
    '2023-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-04-31',
    '26-01-01',
    '2026-1-1',
    '+02026-01-01',
    '2026-01-01T00',
    '',
  ])('%s is none', (day) => {
    expect(codeOf(() => requireDay(day, 'at'))).toBe('proposal/not-a-day');
  });

  it('expire when they are over', () => {
    expect(isExpired('2026-12-24', '2026-12-24')).toBe(false);
    expect(isExpired('2026-12-24', '2026-12-25')).toBe(true);
    expect(isExpired('2026-12-24', '2027-01-01')).toBe(true);
    expect(isExpired(undefined, '9999-12-31')).toBe(false);
  });
});

describe('a signed proposal', () => {
  let workshop: Workshop;
  let charter: Charter;
  let signed: Proposal;
  const draft = { purpose: unsigned.purpose, payees: unsigned.payees, expires: unsigned.expires };
  const sign = (more: object = {}) =>
    signProposal({
      proposal: draft,
      transaction,
      charter,
      account: workshop.account('Bob'),
      second: workshop.second,
      ...more,
    });
  const verify =
    (proposal: Proposal, more: object = {}) =>
    () =>
      verifyProposal({ proposal, charter, transaction, ...more });

  beforeAll(async () => {
    workshop = await openWorkshop();
    charter = workshop.charter();
    signed = sign();
  });

  it('is by the member whose key signed it, in the name that the charter gives her', () => {
    expect(signed).toMatchObject({ proposer: 'Bob', charterId: charter.id });
    expect(verify(signed)()).toBe(1);
    expect(verify(parseProposal(proposalRecord(signed).value))()).toBe(1);
    const nickname = sign({ account: workshop.account('Bob', { as: 'Bobby' }) });
    expect(nickname.proposer).toBe('Bob');
  });

  it('signs the transaction and the whole text', () => {
    const { signature: _, ...rest } = signed;
    expect(proposalMessage(signed, transaction)).toBe(
      `Icehouse proposal 1\nTransaction: ${txid}\nProposal: ${proposalText({ ...rest, signature: undefined })}`,
    );
  });

  it.each<[string, (proposal: Proposal) => Proposal]>([
    ['purpose', (each) => ({ ...each, purpose: 'the roof, third part' })],
    ['payee’s name', (each) => ({ ...each, payees: [{ ...each.payees[0]!, name: 'Mallory' }] })],
    [
      'payee’s address',
      (each) => ({ ...each, payees: [{ ...each.payees[0]!, address: charter.firstOutput.address }] }),
    ],
    ['source', (each) => ({ ...each, payees: [{ ...each.payees[0]!, source: undefined }] })],
    ['promise of a fee', (each) => ({ ...each, maxFeeRate: '500' })],
    ['expiry', (each) => ({ ...each, expires: undefined })],
    ['proposer', (each) => ({ ...each, proposer: 'Carol' })],
  ])('is refused with another %s', (_, change) => {
    expect(codeOf(verify(change(signed)))).toBe('proposal/bad-signature');
  });

  it('is refused on another transaction, for another charter, unsigned and by a stranger', () => {
    expect(codeOf(verify(signed, { transaction: { txid: 'ac'.repeat(32) } }))).toBe('proposal/bad-signature');
    expect(codeOf(verify(signed, { charter: workshop.charter({ name: 'Other' }) }))).toBe('proposal/other-charter');
    expect(codeOf(verify({ ...signed, signature: undefined }))).toBe('proposal/not-signed');
    const stranger = refusalOf(verify({ ...signed, proposer: 'Mallory' }));
    expect(stranger).toMatchObject({ code: 'proposal/unknown-proposer', kind: 'refused' });
  });

  it('cannot be made by somebody who is not in the charter, nor with texts that nobody would read', () => {
    expect(codeOf(() => sign({ account: workshop.account('Mallory') }))).toBe('charter/my-key-absent');
    expect(codeOf(() => sign({ proposal: { ...draft, purpose: 'x'.repeat(501) } }))).toBe('json/out-of-range');
  });
});
