import { describe, expect, it } from 'vitest';
import { readBatch } from '../../src/exchange/batch.ts';
import { refusalOf } from '../support/errors.ts';

const A = 'bc1qufgy354j3kmvuch987xe4s40836x3h0lg8f5n2';
const B = 'bc1p5swkugezn97763tl0yty6556856uug0q6jflljvep9m4p7339x5qzyrh4g';
const read = (text: string) => readBatch(text, 'main');

describe('a batch', () => {
  const ROOFER = { address: A, amount: 40_000_000n, label: 'Roofer' };
  const TAX = { address: B, amount: 50_000n, label: 'Tax, second part' };

  it.each([
    ['with names', `address,amount,label\n${A},0.4,Roofer\n${B},50000 sat,"Tax, second part"\n`],
    ['with names in another order', `Label, Amount ,ADDRESS\r\nRoofer,0.4,${A}\r\n"Tax, second part",0.0005,${B}`],
    ['of a European spreadsheet', `address;amount;label\n${A};0,4;Roofer\n${B};0,0005;Tax, second part\n`],
    ['pasted', `${A}\t0.4\tRoofer\n\n${B}\t500 bits\tTax, second part\n`],
    [
      'with a byte order mark and empty lines',
      `\ufeffaddress,amount,label\n,,\n${A},"0,4",Roofer\n\n${B},0.0005,"Tax, second part"`,
    ],
    [
      'of links',
      `address,amount,label\nbitcoin:${A}?amount=0.4&label=Roofer\nbitcoin:${B},0.0005,"Tax, second part"\n`,
    ],
  ])('%s is read', (_, text) => {
    expect(read(text)).toMatchObject([ROOFER, TAX]);
  });

  it('knows the lines and sources, and whoever receives all', () => {
    const text = `address,amount,label,source\n${A},0.4,"two\nlines",invoice 12\n\n${B},all,,\n`;
    expect(read(text)).toEqual([
      { line: 2, address: A, amount: 40_000_000n, label: 'two\nlines', source: 'invoice 12' },
      { line: 5, address: B, amount: 'all', label: undefined, source: undefined },
    ]);
  });

  const good = `address,amount,label\n${A},0.4,Roofer\n`;
  it.each([
    ['a wrong checksum', `${B.replace('swk', 'swx')},0.1,x`, 'address/bad-checksum', 'line 3, address'],
    ['another network', 'tb1qghfhmd4zh7ncpmxl3qzhmq566jk8ckq4gafnmg,0.1,x', 'address/wrong-network', 'line 3, address'],
    ['no address', ',0.1,x', 'address/not-an-address', 'line 3, address'],
    ['no amount', `${B},,x`, 'amount/not-a-bitcoin-amount', 'line 3, amount'],
    ['an amount with two meanings', `${B},"1,234",x`, 'amount/ambiguous', 'line 3, amount'],
    ['a negative amount', `${B},-1,x`, 'amount/negative', 'line 3, amount'],
    ['a comma too many', `${B},0,1,x`, 'batch/wrong-columns', 'line 3'],
    ['two amounts', `bitcoin:${B}?amount=0.1,0.2,x`, 'batch/amounts-differ', 'line 3'],
    ['a link with demands', `bitcoin:${B}?req-x=1,0.2,x`, 'uri/unknown-requirement', 'line 3, address'],
    ['an open quotation mark', `${B},"0.1,x`, 'batch/not-a-table', 'line 3'],
    ['a private key', `${'K'}${'w'.repeat(51)},0.1,x`, 'key/wif-refused', 'line 3, address'],
  ])('with %s is refused with its line', (_, line, code, at) => {
    expect(read(`${good}${B},0.1,x\n`)).toHaveLength(2);
    const error = refusalOf(() => read(`${good}${line}\n`));
    expect(error).toMatchObject({ code, at });
    if (code.startsWith('key/')) expect(JSON.stringify(error)).not.toContain('www');
  });

  it.each([
    ['without names', `${A},1,4\n`, 1],
    ['with names', `address,amount,label\n${A},1,4\n`, 2],
    ['with other columns behind', `address,amount,label,source\n${A}, 1 , 40 ,,\n`, 2],
  ])('%s does not pay 1 where 1,4 may be meant', (_, text, line) => {
    expect(refusalOf(() => read(text))).toMatchObject({
      code: 'batch/wrong-columns',
      at: `line ${line}`,
      next: expect.stringMatching(/1\.40?, or .*"1,40?";.* 1 BTC/),
    });
  });

  it('takes a decimal comma in quotation marks, another separator, and a label of digits beside a unit', () => {
    const one = 100_000_000n;
    expect(read(`${A},"1,4"\n`)).toMatchObject([{ amount: 140_000_000n }]);
    expect(read(`${A};1,4;4\n`)).toMatchObject([{ amount: 140_000_000n, label: '4' }]);
    expect(read(`${A};1;4\n`)).toMatchObject([{ amount: one, label: '4' }]);
    expect(read(`${A},1 BTC,4\n${B},1,four\n`)).toMatchObject([
      { amount: one, label: '4' },
      { amount: one, label: 'four' },
    ]);
  });

  it.each([
    ['nothing', '', 'batch/empty'],
    ['names only', 'address,amount\n', 'batch/empty'],
    ['a column that means nothing', `address,amount,memo\n${A},1,x`, 'batch/unknown-column'],
    ['a column without a name', `address,amount,\n${A},1,x`, 'batch/unknown-column'],
    ['no amounts', `address,label\n${A},x`, 'batch/missing-column'],
    ['a column twice', `address,amount,amount\n${A},1,2`, 'batch/missing-column'],
    ['too many lines', Array.from({ length: 501 }, () => `${A},1`).join('\n'), 'batch/too-many'],
    ['far too many lines', Array.from({ length: 3_000 }, () => `${A},1`).join('\n'), 'batch/not-a-table'],
  ])('of %s is refused', (_, text, code) => {
    expect(refusalOf(() => read(text)).code).toBe(code);
  });
});
