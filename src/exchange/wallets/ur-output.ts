/**
 * Uniform Resources that hold a wallet: `crypto-output` and `output-descriptor`, as Keystone, Passport, Sparrow, Jade and
 * SeedSigner show them in codes. Their keys mostly do not say where they lead; all programs that write such codes mean
 * the chains 0 and 1, and that this was taken is told.
 */
import { readForeignDescriptor } from '../descriptor-wallet.ts';
import type { ExportFormat, ImportFormat } from '../format.ts';
import { requireFits } from '../limits.ts';
import { cryptoOutputValue, readCryptoOutput, readOutputDescriptor, walletDescriptorValue } from '../ur/output.ts';
import { cborOf, decodeUr, encodeUr } from '../ur/ur.ts';

const TYPE = /^\s*ur:(?:crypto-output|output-descriptor)\//i;

export const urOutput: ImportFormat = {
  name: 'ur',
  program: 'Uniform Resource',
  recognises: ({ text }) => TYPE.test(text),
  read: ({ text }, context) => {
    const resource = decodeUr(text);
    const value = cborOf(resource);
    const output = resource.type === 'crypto-output' ? readCryptoOutput(value) : readOutputDescriptor(value);
    const read = readForeignDescriptor(
      {
        descriptors: output.descriptor,
        labels: output.labels,
        name: output.name,
        chains: output.isBare ? 'by-format' : 'ask',
      },
      context,
    );
    const note = {
      code: 'import/chains-by-custom',
      text: 'the code does not say where addresses come from; receive at /0/* and change at /1/* are taken, as its programs mean it',
    } as const;
    return output.isBare ? { ...read, notes: [note, ...read.notes] } : read;
  },
};

export const urExport: ExportFormat = {
  name: 'ur',
  purpose: 'a Uniform Resource (crypto-output) for a QR code: Keystone, Passport, Sparrow, Jade, Krux, SeedSigner',
  write: ({ wallet }) => {
    requireFits(wallet, { program: 'a crypto-output code', usualChainsOnly: true });
    return `${encodeUr('crypto-output', cryptoOutputValue(wallet))}\n`;
  },
};

export const urDescriptorExport: ExportFormat = {
  name: 'ur-descriptor',
  purpose: 'a Uniform Resource of the second version (output-descriptor), with the wallet’s name',
  write: ({ name, wallet }) => {
    requireFits(wallet, { program: 'an output-descriptor code', usualChainsOnly: true });
    return `${encodeUr('output-descriptor', walletDescriptorValue(wallet, name))}\n`;
  },
};
