/** Labels in three forms: what strangers put into them stays text, and what cannot be read is told by its line. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBip329, writeBip329 } from '../../src/exchange/labels/bip329.ts';
import { readCsv, writeCsv } from '../../src/exchange/labels/csv.ts';
import { readElectrumLabels, writeElectrumLabels } from '../../src/exchange/labels/electrum.ts';
import type { Label } from '../../src/exchange/labels/label.ts';
import { codeOf, refusalOf } from '../support/errors.ts';

const TXID = 'f91d0a8a78462bc59398f2c5d7a84fcff491c26ba54c4833478b202796c8aafd';
const ADDRESS = 'bc1q34aq5drpuwy3wgl9lhup9892qp6svr8ldzyy7c';
const FORMULAS = ['=HYPERLINK("http://x","y")', '+1', '-2', '@SUM(A1)', '\tx', '\rx', '＝1', "'quoted", '|cmd', '%0'];

const tx = (label: string): Label => ({ type: 'tx', ref: TXID, label });

describe('CSV', () => {
  it.each(FORMULAS)('makes no formula of %j', (label) => {
    const written = writeCsv({ labels: [tx(label)] });
    const [, line = ''] = written.split('\r\n');
    const cell = line.split(',')[2]?.replace(/^"/, '') ?? '';
    expect(cell.startsWith("'")).toBe(true);
    expect(readCsv(written).labels).toEqual([tx(label)]);
  });

  it.each([
    ['a;=HYPERLINK("http://x")', `a;'=HYPERLINK(""http://x"")`],
    ['a; "=1', `a; ""'=1`],
    ['a\t＝1;-2', "a\t'＝1;'-2"],
    [";'=1", ";''=1"],
    ['\t=1', "'\t'=1"],
  ])('makes no formula of %j where cells are split inside', (label, cell) => {
    const written = writeCsv({ labels: [tx(label)] });
    expect(written).toContain(cell);
    expect(readCsv(written).labels).toEqual([tx(label)]);
  });

  it('is quick with a label of nothing but spaces and separators', () => {
    const started = performance.now();
    for (const label of [`;${' '.repeat(100_000)}`, '; '.repeat(50_000), `;${"'".repeat(100_000)}`]) {
      writeCsv({ labels: [tx(label)] });
    }
    expect(performance.now() - started).toBeLessThan(500);
  });

  it('leaves semicolons in plain labels alone', () => {
    const label = "roof; Anna's part; 1 = 2";
    expect(writeCsv({ labels: [tx(label)] })).toContain(`,${label},`);
  });

  it('gives back labels of separators, marks and signs', () => {
    const piece = fc.constantFrom(';', '\t', "'", '"', ' ', '=', '-', 'a', ',', '＝', '\n');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const given = [tx(pieces.join(''))];
        expect(readCsv(writeCsv({ labels: given })).labels).toEqual(given);
      }),
      { numRuns: 2_000 },
    );
  });

  it('gives back every label that it was given', () => {
    const labels = fc.array(fc.string({ unit: 'grapheme', maxLength: 40 }), { maxLength: 5 });
    fc.assert(
      fc.property(labels, (texts) => {
        const given = texts.map((text) => ({ ...tx(text), spendable: texts.length % 2 === 0 }));
        expect(readCsv(writeCsv({ labels: given })).labels).toEqual(given);
      }),
      { numRuns: 200 },
    );
  });

  it('takes line feeds alone and a byte order mark, as spreadsheets write them', () => {
    const written = writeCsv({ labels: [tx('a, "b"'), { ...tx('two\nlines'), spendable: false }] });
    expect(readCsv(`\ufeff${written.replaceAll('\r\n', '\n')}`).labels).toHaveLength(2);
    expect(readCsv(written.replace('false', 'FALSE')).labels[1]?.spendable).toBe(false);
  });

  it.each([
    ['another header', 'a,b\r\n'],
    ['an open quotation mark', 'type,ref,label,spendable,origin\r\ntx,"'],
    ['text behind a cell', 'type,ref,label,spendable,origin\r\n"tx"x,,,,'],
    ['an unknown type', `type,ref,label,spendable,origin\r\ntz,${TXID},,,`],
    ['a missing cell', `type,ref,label,spendable,origin\r\ntx,${TXID},a`],
    ['a spendable that is none', `type,ref,label,spendable,origin\r\ntx,${TXID},a,maybe,`],
  ])('refuses %s', (_, text) => {
    expect(codeOf(() => readCsv(text))).toBe('labels/csv');
  });

  it('refuses a reference that is none', () => {
    expect(codeOf(() => readCsv('type,ref,label,spendable,origin\r\ntx,=1,a,,'))).toBe('labels/bad-ref');
  });
});

describe('BIP-0329', () => {
  it('keeps fields of other programs', () => {
    const line = `{"type":"tx","ref":"${TXID}","label":"rent","height":800000,"rate":{"EUR":1.5}}\n`;
    const file = readBip329(line);
    expect(file.labels[0]?.more).toEqual({ height: 800_000, rate: { EUR: 1.5 } });
    expect(writeBip329(file)).toBe(line);
  });

  it.each<[string, string, string]>([
    ['json/syntax', 'no JSON', 'tx'],
    ['json/missing-field', 'no type', '{}'],
    ['json/missing-field', 'no reference', '{"type":"tx"}'],
    ['labels/bad-ref', 'an address as transaction', `{"type":"tx","ref":"${ADDRESS}"}`],
    ['labels/spendable', 'spendable as text', `{"type":"output","ref":"${TXID}:0","spendable":"no"}`],
    ['json/forbidden-key', '__proto__', `{"type":"tx","ref":"${TXID}","__proto__":{}}`],
    ['json/duplicate-key', 'two labels', `{"type":"tx","ref":"${TXID}","label":"a","label":"b"}`],
    ['json/too-deep', 'depth', `{"type":"tx","more":${'['.repeat(10)}${']'.repeat(10)}}`],
  ])('refuses with %s: %s, naming the line', (code, _, line) => {
    const refusal = refusalOf(() => readBip329(`\n${line}\n`));
    expect([refusal.code, refusal.at?.startsWith('line 2')]).toEqual([code, true]);
  });

  it('bounds the number of lines', () => {
    expect(codeOf(() => readBip329('\n'.repeat(200_000)))).toBe('labels/too-many');
  });
});

describe('Electrum', () => {
  const labels: readonly Label[] = [
    tx('rent'),
    { type: 'addr', ref: ADDRESS, label: 'Ana' },
    { type: 'output', ref: `${TXID}:1`, label: 'change' },
  ];

  it('goes there and back', () => {
    expect(readElectrumLabels(writeElectrumLabels({ labels })).labels).toEqual(labels);
  });

  it('comes out of a wallet file, without what other programs do not know', () => {
    const file = { wallet_type: '2of3', seed_version: 50, labels: { [TXID]: 'rent', 'lightning:1': 'x', number: 5 } };
    expect(readElectrumLabels(JSON.stringify(file)).labels).toEqual([tx('rent')]);
    expect(readElectrumLabels('{"wallet_type":"2of3"}').labels).toEqual([]);
  });

  it('leaves behind labels of keys', () => {
    const key: Label = { type: 'pubkey', ref: `02${'a'.repeat(64)}`, label: 'mine' };
    expect(writeElectrumLabels({ labels: [key] })).toBe('{}\n');
  });

  it('refuses prototype keys', () => {
    expect(codeOf(() => readElectrumLabels('{"__proto__":"x"}'))).toBe('json/forbidden-key');
  });
});
