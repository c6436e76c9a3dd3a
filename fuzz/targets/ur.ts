/** Uniform Resources and the CBOR in them: what is read writes to the same resource again. */
import { isDeepStrictEqual } from 'node:util';
import { cborOf, decodeUr, encodeUr } from '../../src/exchange/ur/ur.ts';
import { textEdits } from '../edits/text.ts';
import { holds, type TextTarget } from '../engine/target.ts';
import { sample, stringsIn } from './vectors.ts';

const FILES = ['ur/ur-registry-types.json', 'ur/ur-research-examples.json'];

const KNOWN = ['bytes', 'crypto-output', 'output-descriptor', 'crypto-account', 'crypto-hdkey', 'hdkey', 'crypto-psbt'];

export const target: TextTarget = {
  kind: 'text',
  name: 'ur',
  pace: 'light',
  seeds: () =>
    FILES.flatMap((file) =>
      sample(
        stringsIn(file, (text) => /^ur:/i.test(text) && text.length < 3_000),
        30,
      ),
    ),
  edits: textEdits([
    'ur:',
    'bytes',
    'crypto-output',
    'crypto-account',
    'crypto-hdkey',
    '/',
    '1-2',
    'ae',
    'zm',
    'ad',
    '1OF2',
  ]),
  run: (text) => {
    const resource = decodeUr(text);
    const value = cborOf(resource);
    const again = cborOf(decodeUr(encodeUr(resource.type, value)));
    holds(isDeepStrictEqual(again, value), 'a value survives being written and read');
    return [KNOWN.includes(resource.type) ? resource.type : 'another type'];
  },
};
