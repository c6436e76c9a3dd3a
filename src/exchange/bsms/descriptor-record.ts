/**
 * Round 2 of BIP-0129: the descriptor of the wallet, its path restrictions and its first address. Written from a wallet,
 * read from any coordinator's file. A record that is read has a first address that follows from its descriptor; that it
 * is the group's wallet is for `signer.ts` and the members themselves to find out.
 */

import { equalBytes } from '../../core/bytes.ts';
import { outputScripts } from '../../core/descriptor/derive.ts';
import { expandMultipath } from '../../core/descriptor/multipath.ts';
import { parseDescriptor } from '../../core/descriptor/parse.ts';
import type { Descriptor } from '../../core/descriptor/types.ts';
import { readWalletDescriptor, type WalletReading } from '../../core/descriptor/wallet-reader.ts';
import { IcehouseError } from '../../core/errors.ts';
import { formatOrigin } from '../../core/key/origin.ts';
import type { NetworkName } from '../../core/network.ts';
import type { SecondOpinion } from '../../core/second/types.ts';
import { decodeAddress } from '../../core/wallet/address.ts';
import { deriveOutput } from '../../core/wallet/output.ts';
import type { Wallet } from '../../core/wallet/types.ts';
import { verifiedOutput } from '../../core/wallet/verified.ts';
import { BSMS_VERSION, recordLines } from './lines.ts';
import { concreteDescriptors, formatRestrictions, type PathRestrictions, parseRestrictions } from './restrictions.ts';

export interface DescriptorRecord {
  /** The second line, as it stood. */
  readonly descriptor: string;
  /** The concrete descriptors, one for each path. */
  readonly concrete: readonly string[];
  readonly paths: PathRestrictions;
  /** A template came without paths, and `/0/*` and `/1/*` were taken, as other wallets do. */
  readonly assumedPaths: boolean;
  readonly firstAddress: string;
  readonly network: NetworkName;
}

/**
 * Writes a wallet as a descriptor record: a template with `/**` and the wallet's two chains as restrictions, hardened steps
 * marked `'`, no checksum, as in the BIP's own records. Keys keep the order of the wallet, unsorted `multi` stays `multi`.
 */
export function formatDescriptorRecord(wallet: Wallet): string {
  const keys = wallet.keys.map(
    ({ origin, xpub }) => `${origin === undefined ? '' : formatOrigin(origin, { hardenedMark: "'" })}${xpub}/**`,
  );
  const script = `${wallet.keyOrder === 'sorted' ? 'sortedmulti' : 'multi'}(${[wallet.m, ...keys].join(',')})`;
  const wrapped = { p2wsh: `wsh(${script})`, 'p2sh-p2wsh': `sh(wsh(${script}))`, p2sh: `sh(${script})` };
  const { receive, change } = wallet.branches;
  const paths = formatRestrictions([`/${receive}/*`, `/${change}/*`]);
  const { address } = deriveOutput(wallet, 'receive', 0);
  return [BSMS_VERSION, wrapped[wallet.scriptType], paths, address].join('\n');
}

/**
 * Reads a descriptor record and derives its first address: of the first path, or of the descriptor where there is none.
 * The primary engine derives here; {@link walletOfRecord} has both do it.
 *
 * @throws IcehouseError those of `recordLines`, `bsms/first-address-differs` (refused), `bsms/path-restrictions`,
 * `bsms/template-mixed`, `bsms/restrictions-without-template`, `address/…`, `descriptor/…`, `key/…`.
 */
export function parseDescriptorRecord(text: string, { network }: { readonly network: NetworkName }): DescriptorRecord {
  const [descriptor = '', restrictions = '', firstAddress = ''] = recordLines(text, 'descriptor');
  const { texts, paths, assumed } = concreteDescriptors(descriptor, parseRestrictions(restrictions));
  const [first] = texts.map((each) => parseDescriptor(each, { network, slip132: 'convert' }));
  if (!equalBytes(firstScript(first!), decodeAddress(firstAddress, network))) throw firstAddressDiffers();
  return { descriptor, concrete: texts, paths, assumedPaths: assumed, firstAddress, network };
}

function firstScript(descriptor: Descriptor): Uint8Array {
  return outputScripts(expandMultipath(descriptor)[0])[0]!;
}

export interface RecordReading extends WalletReading {
  readonly record: DescriptorRecord;
}

/**
 * Makes a wallet of a record: two chains of addresses.
 *
 * NOT checked: that both engines derive the first address; {@link walletOfRecord} does.
 *
 * @param names of the holders, in the order of the keys; none when left out.
 * @throws IcehouseError `bsms/not-a-wallet` for a record of a single address or another number of chains, and those of
 * `readWalletDescriptor`.
 */
export function readingOfRecord(record: DescriptorRecord, names?: readonly string[]): WalletReading {
  return readWalletDescriptor(chainsOf(record), {
    network: record.network,
    slip132: 'convert',
    ...(names === undefined ? {} : { names }),
  });
}

export interface RecordReading extends WalletReading {
  readonly record: DescriptorRecord;
}

/**
 * Makes a wallet of a record whose first address both engines derive.
 *
 * @throws IcehouseError `bsms/first-address-differs`, `second-opinion/differs` (refused), and those of
 * {@link readingOfRecord}.
 */
export function walletOfRecord(
  record: DescriptorRecord,
  { names, second }: { readonly names?: readonly string[] | undefined; readonly second: SecondOpinion },
): RecordReading {
  const reading = readingOfRecord(record, names);
  const { scriptPubKey } = verifiedOutput(reading.wallet, 'receive', 0, second);
  if (!equalBytes(scriptPubKey, decodeAddress(record.firstAddress, record.network))) throw firstAddressDiffers();
  return { ...reading, record };
}

function chainsOf({ concrete, paths }: DescriptorRecord): string | readonly [string, string] {
  const [receive = '', change, ...more] = concrete;
  if (paths === undefined && /\/<\d+;\d+>\/\*/.test(receive)) return receive;
  if (change !== undefined && more.length === 0) return [receive, change];
  throw new IcehouseError({
    code: 'bsms/not-a-wallet',
    message: 'this record describes no wallet with receive and change addresses',
    found: paths === undefined ? 'fixed keys, hence a single address' : `the paths ${paths.join(',')}`,
    expected: 'a template with /** and two paths, such as /0/*,/1/*',
    next: 'export the whole wallet from the program that wrote the record',
  });
}

function firstAddressDiffers(): IcehouseError {
  return new IcehouseError({
    code: 'bsms/first-address-differs',
    kind: 'refused',
    message: 'the first address in the record is not the one of its descriptor',
    at: 'line 4',
    next: 'pay nothing to it: the record was changed or its program is wrong. Ask the coordinator for it again',
  });
}
