/** BIP-0329: the sample of the BIP, record for record; unknown types are kept, and nothing is lost on the way back. */
import { describe, expect, it } from 'vitest';
import { readBip329, writeBip329 } from '../../src/exchange/labels/bip329.ts';
import { readCsv, writeCsv } from '../../src/exchange/labels/csv.ts';
import { sample } from '../support/imports.ts';

const text = sample('labels/bip329-labels.jsonl');
const records = text
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('the labels of the BIP', () => {
  const file = readBip329(text);

  it('are 8 records, one of a type that is not known', () => {
    expect(records).toHaveLength(8);
    expect([file.labels.length, file.others.length]).toEqual([7, 1]);
    expect(file.others[0]).toEqual(records.find(({ type }) => type === 'spscan'));
  });

  it('keep type, reference, label, origin and spendable', () => {
    expect(file.labels).toEqual(records.filter(({ type }) => type !== 'spscan'));
    expect(file.labels.find(({ type }) => type === 'output')?.spendable).toBe(false);
  });

  it('are written and read again as they were', () => {
    const written = writeBip329(file);
    expect(readBip329(written)).toEqual(file);
    const again = written.trim().split('\n');
    expect(again.map((line) => JSON.parse(line))).toEqual(expect.arrayContaining(records));
  });

  it('go through a table of a spreadsheet', () => {
    expect(readCsv(writeCsv(file)).labels).toEqual(file.labels);
  });
});
