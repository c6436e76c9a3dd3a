/**
 * Sparrow: the text of its export “Output Descriptor”, with both chains in one descriptor and then each by itself. Its
 * wallet database (`.mv.db`) is encrypted in a way of its own and is not read: this text is what it is for.
 */
import type { ExportFormat, ImportFormat } from '../format.ts';
import { keychainDescriptors, readDescriptorText } from './descriptors.ts';
import { isSparrow, SPARROW_HEADER } from './text-marks.ts';

export const sparrowText: ImportFormat = {
  name: 'sparrow',
  program: 'Sparrow output descriptor',
  recognises: isSparrow,
  read: readDescriptorText,
};

export const sparrowExport: ExportFormat = {
  name: 'sparrow',
  purpose: 'the text that Sparrow exports and imports as “Output Descriptor”',
  write: ({ wallet }) => {
    const [receive, change] = keychainDescriptors(wallet);
    return [
      SPARROW_HEADER,
      wallet.descriptor,
      '',
      '',
      '# Receive descriptor (Bitcoin Core):',
      receive,
      '',
      '# Change descriptor (Bitcoin Core):',
      change,
      '',
    ].join('\n');
  },
};
