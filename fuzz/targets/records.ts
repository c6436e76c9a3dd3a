/**
 * The registry's records below the checksum of their codes: keys, outputs and accounts. Every reader gives a value or a typed
 * error, and what a record says is the same after it was written and read once more.
 */
import { isDeepStrictEqual } from 'node:util';
import { IcehouseError } from '../../src/core/errors.ts';
import { fileOfContent } from '../../src/exchange/codes/content.ts';
import { accountRecordValue, readAccount, readAccountRecord } from '../../src/exchange/ur/account.ts';
import { type CborValue, decodeCbor } from '../../src/exchange/ur/cbor.ts';
import { encodeCbor } from '../../src/exchange/ur/cbor-write.ts';
import { readHdKey } from '../../src/exchange/ur/hd-key.ts';
import { hdKeyMap, readHdKeyRecord } from '../../src/exchange/ur/hd-key-record.ts';
import { readCryptoOutput, readOutputDescriptor } from '../../src/exchange/ur/output.ts';
import {
  outputDescriptorValue,
  outputRecordValue,
  readOutputDescriptorRecord,
  readOutputRecord,
} from '../../src/exchange/ur/output-record.ts';
import { decodeUr } from '../../src/exchange/ur/ur.ts';
import { bytesEdits } from '../edits/bytes.ts';
import { type BytesTarget, holds } from '../engine/target.ts';
import { stringsIn } from './vectors.ts';

const FILES = ['ur/ur-registry-types.json', 'ur/ur-research-examples.json'];
const WHOLE = /^ur:[a-z-]*(?:hdkey|output|account|output-descriptor|account-descriptor)\/[a-z]+$/i;

/** Reads, writes and reads again; says what came of it. */
function survives<R>(name: string, read: (value: CborValue) => R, write: (record: R) => CborValue) {
  return (value: CborValue): string =>
    attempt(name, () => {
      const record = read(value);
      const again = read(decodeCbor(encodeCbor(write(record))));
      holds(isDeepStrictEqual(again, record), 'a record survives being written and read');
    });
}

const RECORDS = [
  survives('key', readHdKeyRecord, (record) => hdKeyMap(record, 2)),
  survives('output', readOutputRecord, (record) => outputRecordValue(record, 1)),
  survives('descriptor', readOutputDescriptorRecord, outputDescriptorValue),
  survives('account', readAccountRecord, accountRecordValue),
];

const MEANINGS: readonly (readonly [name: string, read: (value: CborValue) => unknown])[] = [
  ['crypto-hdkey', readHdKey],
  ['crypto-output', readCryptoOutput],
  ['output-descriptor', readOutputDescriptor],
  ['crypto-account', readAccount],
];

export const target: BytesTarget = {
  kind: 'bytes',
  name: 'records',
  pace: 'light',
  seeds: () => FILES.flatMap((file) => stringsIn(file, (text) => WHOLE.test(text)).map((text) => decodeUr(text).cbor)),
  edits: bytesEdits,
  run: (bytes) => {
    const value = decodeCbor(bytes);
    return [
      ...RECORDS.map((check) => check(value)),
      ...MEANINGS.map(([name, read]) => attempt(name, () => read(value))),
      ...MEANINGS.map(([type]) => attempt(`file of ${type}`, () => fileOfContent({ form: 'ur', type, cbor: bytes }))),
    ];
  },
};

function attempt(name: string, step: () => unknown): string {
  try {
    step();
    return name;
  } catch (error) {
    if (error instanceof IcehouseError) return `${name}: ${error.code}`;
    throw error;
  }
}
