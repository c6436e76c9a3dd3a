/** Descriptor records of BSMS as a wallet format: Sparrow's samples, each imported, asked about or refused. */
import { describe, expect, it } from 'vitest';
import { codeOf } from '../support/errors.ts';
import { addressAt, importSample, noteCodes, sample, sampleJson } from '../support/imports.ts';

interface RecordFile {
  readonly file: string;
  readonly expect: string;
  readonly first_address_of_descriptor: string;
}

const files = sampleJson<{ files: readonly RecordFile[] }>('bsms/sparrow/expected.json').files.filter(({ file }) =>
  file.includes('multisig-'),
);
const isFixed = ({ expect: expected }: RecordFile) => expected.startsWith('accept: fixed');
const accepted = files.filter((each) => each.expect === 'accept');
const fixed = files.filter(isFixed);
const refused = files.filter((each) => !each.expect.startsWith('accept'));
const read = ({ file }: RecordFile) => sample(`bsms/sparrow/${file.replace(/^bsms\//, '')}`);

describe('descriptor records', () => {
  it('are 14: 2 wallets, 3 single addresses, 9 refused', () => {
    expect([files.length, accepted.length, fixed.length, refused.length]).toEqual([14, 2, 3, 9]);
  });

  it.each(accepted)('$file is a wallet', async (each) => {
    const imported = importSample(read(each));
    expect(imported.format).toBe('bsms');
    expect(await addressAt(imported.wallet, 'receive', 0)).toBe(each.first_address_of_descriptor);
    const hasPaths = read(each).includes('/0/*,/1/*');
    expect(noteCodes(imported)).toEqual(hasPaths ? [] : ['import/chains-by-custom']);
  });

  it.each(fixed)('$file asks for its chains, and has its address in them', async (each) => {
    expect(codeOf(() => importSample(read(each)))).toBe('exchange/ask-chains');
    const { wallet } = importSample(read(each), { answers: { chains: '0,1' } });
    const isChange = each.expect.includes('change /1/3');
    const address = isChange ? await addressAt(wallet, 'change', 3) : await addressAt(wallet, 'receive', 0);
    expect(address).toBe(each.first_address_of_descriptor);
  });

  it.each(refused)('$file: $expect', (each) => {
    expect(codeOf(() => importSample(read(each), { answers: { chains: '0,1' } }))).toMatch(
      /^(?:bsms\/[a-z-]+|descriptor\/(?:key-path|threshold)|address\/[a-z-]+)$/,
    );
  });
});
