/**
 * What the file carries beside the payment: records of unknown and proprietary types, which signers must keep (BIP-0174)
 * and which nobody sees, and global extended keys, which some wallets believe. Both are told; neither is believed.
 */
import { equalBytes, toHex } from '../bytes.ts';

import { isProposalRecord } from '../proposal/codec.ts';

import type { GlobalXpub, KeyValue, KeyValueMap } from '../psbt/types.ts';
import type { Wallet } from '../wallet/types.ts';
import type { ReviewContext } from './context.ts';
import { finding } from './finding.ts';
import type { Finding } from './types.ts';

interface Place {
  readonly at: string;
  readonly records: KeyValueMap;
}

export function reviewUnknownFields({ psbt, wallet, policy }: ReviewContext): Finding[] {
  const places: Place[] = [
    { at: 'global', records: psbt.unknown.filter((record) => !isProposalRecord(record)) },
    ...psbt.inputs.map(({ unknown }, index) => ({ at: `inputs[${index}]`, records: unknown })),
    ...psbt.outputs.map(({ unknown }, index) => ({ at: `outputs[${index}]`, records: unknown })),
  ].filter(({ records }) => records.length > 0);
  const total = places.flatMap(({ records }) => records).reduce((bytes, record) => bytes + sizeOf(record), 0);
  const findings = places.map(({ at, records }) => finding('unknown-fields', at, describe(records)));
  if (total > policy.unknownBytes) {
    const message = `${total} bytes of unknown fields; at most ${policy.unknownBytes} pass`;
    findings.unshift(finding('unknown-fields-large', '', message));
  }
  return [...findings, ...foreignXpubs(wallet, psbt.xpubs)];
}

const sizeOf = ({ key, value }: KeyValue): number => key.length + value.length;

const MAX_NAMED = 3;

function describe(records: KeyValueMap): string {
  const named = records.slice(0, MAX_NAMED).map((record) => {
    const key = toHex(record.key.subarray(0, 12));
    return `${key}${record.key.length > 12 ? '…' : ''} (${sizeOf(record)} bytes)`;
  });
  const rest = records.length - named.length;
  return `of unknown meaning: ${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/** Positions in the 78 bytes of BIP-0032: chain code, then public key. */
const CHAIN_CODE = [13, 45] as const;
const PUBLIC_KEY = [45, 78] as const;

/** Compared by public key and chain code: depth and parent fingerprint can be changed at will. */
function foreignXpubs(wallet: Wallet, xpubs: readonly GlobalXpub[]): Finding[] {
  return xpubs.flatMap(({ extendedKey }, index) => {
    const isOurs = wallet.keys.some(
      ({ extendedKey: ours }) =>
        equalBytes(extendedKey.subarray(...CHAIN_CODE), ours.chainCode) &&
        equalBytes(extendedKey.subarray(...PUBLIC_KEY), ours.publicKey),
    );
    const key = toHex(extendedKey.subarray(...PUBLIC_KEY));
    return isOurs ? [] : [finding('global-xpub-foreign', `xpubs[${index}]`, `the key ${key} is none of the charter’s`)];
  });
}
