/**
 * BSMS descriptor record (BIP-0129, round 2) in clear, as Nunchuk, Sparrow and Coldcard export wallets. The record itself
 * is read by `bsms/descriptor-record.ts`; here its wallet is imported like any other. The encrypted one belongs to a
 * session and is opened with its token there.
 */
import { equalBytes } from '../../core/bytes.ts';
import { parseDescriptor } from '../../core/descriptor/parse.ts';
import { keysOf } from '../../core/descriptor/walk.ts';
import { IcehouseError } from '../../core/errors.ts';
import { decodeAddress } from '../../core/wallet/address.ts';
import { deriveOutput } from '../../core/wallet/output.ts';
import type { Wallet } from '../../core/wallet/types.ts';
import { type DescriptorRecord, parseDescriptorRecord } from '../bsms/descriptor-record.ts';
import { readForeignDescriptor } from '../descriptor-wallet.ts';
import type { ImportFormat } from '../format.ts';
import { isBsmsRecord } from './text-marks.ts';

export const bsmsDescriptorRecord: ImportFormat = {
  name: 'bsms',
  program: 'BSMS 1.0 descriptor record',
  recognises: isBsmsRecord,
  read: ({ text }, context) => {
    const record = parseDescriptorRecord(text, context);
    const [receive = '', change, ...more] = record.concrete;
    if (more.length > 0) throw tooManyPaths(record.concrete.length);
    const descriptors = change === undefined ? receive : ([receive, change] as const);
    const read = readForeignDescriptor({ descriptors }, context);
    if (change === undefined) requireAddressOf(read.wallet, record);
    const custom = {
      code: 'import/chains-by-custom',
      text: 'the record names no paths; /0/* and /1/* are taken, and its first address agrees',
    } as const;
    return { ...read, notes: [...(record.assumedPaths ? [custom] : []), ...read.notes] };
  },
};

/** For a record of a single address: the address must be the one of the wallet at that very place. */
function requireAddressOf(wallet: Wallet, { concrete, firstAddress, network }: DescriptorRecord): void {
  const [key] = keysOf(parseDescriptor(concrete[0] ?? '', { network, slip132: 'convert' }).script);
  const [branch, index] = key?.kind === 'extended' ? key.steps : [];
  const isPlace = typeof branch === 'number' && typeof index === 'number';
  const { scriptPubKey } = deriveOutput(wallet, branch === 1 ? 'change' : 'receive', isPlace ? index : 0);
  if (equalBytes(scriptPubKey, decodeAddress(firstAddress, network))) return;
  throw new IcehouseError({
    code: 'exchange/addresses-differ',
    kind: 'refused',
    message: 'the address in the record is not one of this wallet',
    at: 'line 4',
    next: 'ask the coordinator for the record again',
  });
}

function tooManyPaths(count: number): IcehouseError {
  return new IcehouseError({
    code: 'exchange/several-wallets',
    message: 'the record names more chains of addresses than a wallet has',
    found: `${count} paths`,
    expected: 'two paths, such as /0/*,/1/*',
  });
}
