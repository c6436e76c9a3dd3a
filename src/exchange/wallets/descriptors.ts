/**
 * Output descriptors as plain text: one with both chains, one for each, or both in one file with comments and labels
 * between them, as people copy them. Also the two plain forms that we write.
 */
import { formatDescriptor } from '../../core/descriptor/format.ts';
import { expandMultipath } from '../../core/descriptor/multipath.ts';
import { parseDescriptor } from '../../core/descriptor/parse.ts';
import { IcehouseError } from '../../core/errors.ts';
import type { Wallet } from '../../core/wallet/types.ts';
import { readForeignDescriptor } from '../descriptor-wallet.ts';
import type { ExportFormat, ForeignDocument, ImportContext, ImportFormat, ReadWallet } from '../format.ts';
import { isLiana } from './liana.ts';
import { isBsmsRecord, isSparrow } from './text-marks.ts';

/** One descriptor for each keychain, receive first, with checksums: for programs without BIP-0389. */
export function keychainDescriptors(wallet: Wallet): readonly string[] {
  return expandMultipath(parseDescriptor(wallet.descriptor)).map((each) => formatDescriptor(each));
}

/** BIP-0389: receive and change in one line. */
export const multipathDescriptor: ExportFormat = {
  name: 'descriptor',
  purpose: 'one output descriptor with <0;1>: Sparrow, Bitcoin Core from 29, Nunchuk, Coldcard',
  write: ({ wallet }) => `${wallet.descriptor}\n`,
};

export const descriptorPair: ExportFormat = {
  name: 'descriptors',
  purpose: 'two output descriptors, receive then change: programs without <0;1>',
  write: ({ wallet }) => `${keychainDescriptors(wallet).join('\n')}\n`,
};

export const descriptorText: ImportFormat = {
  name: 'descriptor',
  program: 'output descriptor',
  recognises: (document) =>
    isDescriptorText(document) && !isSparrow(document) && !isBsmsRecord(document) && !isLiana(document),
  read: readDescriptorText,
};

/** Names that a label before a descriptor may have, such as `Receive:`, and Specter-DIY's `name&`. */
const LABELLED = /^(?:[^:&()]{1,80}[:&])?[ \t]*((?:wsh|sh|wpkh|pkh|pk|tr|combo|multi|sortedmulti|addr|raw|rawtr)\(.*)$/;

/** Lines of one file that are looked at. */
const MAX_LINES = 1_000;

/** Whether a line of the text begins with a descriptor. */
export function isDescriptorText({ text, json }: ForeignDocument): boolean {
  return json.kind !== 'value' && contentLines(text).some((line) => LABELLED.test(line));
}

/**
 * Reads the descriptors of a text as one wallet.
 *
 * @throws IcehouseError `exchange/several-wallets`, `exchange/descriptors-differ`, those of `readForeignDescriptor`.
 */
export function readDescriptorText({ text }: ForeignDocument, context: ImportContext): ReadWallet {
  const descriptors = splitDescriptors(text);
  const multipath = descriptors.filter((each) => each.includes('<'));
  const single = descriptors.filter((each) => !each.includes('<'));
  const [both] = multipath;
  const [first = '', second] = single;
  if (multipath.length === 1 && both !== undefined && single.length === 0) {
    return readForeignDescriptor({ descriptors: both }, context);
  }
  if (multipath.length > 1 || single.length > 2 || (both !== undefined && second === undefined)) {
    throw severalWallets(descriptors.length);
  }
  const pair = second === undefined ? first : ([first, second] as const);
  const wallet = readForeignDescriptor({ descriptors: pair }, context);
  if (both !== undefined) requireSame(wallet, readForeignDescriptor({ descriptors: both }, context));
  return wallet;
}

export function severalWallets(count: number): IcehouseError {
  return new IcehouseError({
    code: 'exchange/several-wallets',
    message: 'the file holds more than one wallet',
    found: `${count} descriptors`,
    expected: 'one wallet: one descriptor with <0;1>, or one for receiving and one for change',
    next: 'put the descriptors of the wallet you mean into a file of their own',
  });
}

function requireSame(left: ReadWallet, right: ReadWallet): void {
  if (left.wallet.descriptor === right.wallet.descriptor) return;
  throw new IcehouseError({
    code: 'exchange/descriptors-differ',
    message: 'the descriptor for both chains is not that of the two single ones below it',
    next: 'the file was put together from two wallets or altered: export the wallet again',
  });
}

/** Each descriptor on one line: a line that begins none goes on with the one before, as mail programs wrap them. */
function splitDescriptors(text: string): readonly string[] {
  const descriptors: string[] = [];
  for (const line of contentLines(text)) {
    const begun = LABELLED.exec(line)?.[1];
    if (begun !== undefined) descriptors.push(begun);
    else if (descriptors.length > 0) descriptors.push((descriptors.pop() ?? '') + line);
  }
  return descriptors;
}

function contentLines(text: string): readonly string[] {
  const lines = text.split('\n', MAX_LINES);
  return lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
}
