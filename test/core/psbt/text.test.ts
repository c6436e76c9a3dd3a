import { describe, expect, it } from 'vitest';
import { fromBase64, fromHex, toHex, utf8ToBytes } from '../../../src/core/bytes.ts';
import { serializePsbt } from '../../../src/core/psbt/serialize.ts';
import { decodePsbt, encodePsbt, readPsbt, readReturnedFile } from '../../../src/core/psbt/text.ts';
import { parseTransaction } from '../../../src/core/tx/parse.ts';
import { serializeTransaction, serializeWithoutWitness } from '../../../src/core/tx/serialize.ts';
import type { TxInput } from '../../../src/core/tx/types.ts';
import { codeOf, refusalOf } from '../../support/errors.ts';
import { coreSpends, psbtOf, transactionHex, usualSpend } from '../../support/psbts.ts';

const base64 = usualSpend.unsigned;
const bytes = fromBase64(base64);
const hex = toHex(bytes);
const wrapped = (lineEnd: string) => base64.replace(/(.{64})/g, `$1${lineEnd}`);

describe('readPsbt', () => {
  it.each([
    ['binary', bytes],
    ['Base64', utf8ToBytes(base64)],
    ['Base64 with a newline at its end', utf8ToBytes(`${base64}\n`)],
    ['Base64 in lines of 64', utf8ToBytes(wrapped('\n'))],
    ['Base64 in lines from Windows', utf8ToBytes(wrapped('\r\n'))],
    ['Base64 after a byte order mark', utf8ToBytes(`\ufeff${base64}`)],
    ['Base64 between spaces and tabs', utf8ToBytes(`  \t${base64}\t\n\n`)],
    ['hex', utf8ToBytes(hex)],
    ['hex in upper case with a newline', utf8ToBytes(`${hex.toUpperCase()}\r\n`)],
    ['a Buffer of Node', Buffer.from(bytes)],
  ])('reads %s', (_, file) => {
    expect(encodePsbt(readPsbt(file))).toBe(base64);
  });

  it.each([
    ['an empty file', new Uint8Array(), 'psbt/empty-file'],
    ['a file of line ends', utf8ToBytes('\r\n\r\n'), 'psbt/empty-file'],
    ['UTF-16 of Windows', Uint8Array.of(0xff, 0xfe, 0x63, 0x00), 'psbt/utf-16-text'],
    ['UTF-16 the other way round', Uint8Array.of(0xfe, 0xff, 0x00, 0x63), 'psbt/utf-16-text'],
    ['a sentence', utf8ToBytes('Dear Alice, please sign this.'), 'psbt/not-base64'],
    ['cut-off Base64', utf8ToBytes(base64.slice(0, 101)), 'psbt/not-base64'],
    ['Base64 of something else', utf8ToBytes('aGVsbG8='), 'psbt/not-a-psbt'],
    ['hex of something else', utf8ToBytes('00ff00ff'), 'psbt/not-a-psbt'],
    ['noise', Uint8Array.of(0x00, 0x80, 0xff, 0x13), 'psbt/not-a-psbt'],
    ['Base64 of something else that ends like hex', utf8ToBytes('zz00'), 'psbt/not-a-psbt'],
    ['an odd number of hexadecimal digits', utf8ToBytes('70736274f'), 'psbt/not-base64'],
    ['text after a control character', utf8ToBytes(`\u0001${base64}`), 'psbt/not-a-psbt'],
    ['text before a control character', utf8ToBytes(`${base64}\u0001`), 'psbt/not-a-psbt'],
    [
      'a byte order mark in the middle',
      utf8ToBytes(`${base64.slice(0, 40)}\ufeff${base64.slice(40)}`),
      'psbt/not-a-psbt',
    ],
    ['the first half of one byte order mark', Uint8Array.of(0xff, 0x00), 'psbt/not-a-psbt'],
    ['the second half of one', Uint8Array.of(0x00, 0xfe), 'psbt/not-a-psbt'],
    ['the first half of the other', Uint8Array.of(0xfe, 0x00), 'psbt/not-a-psbt'],
    ['the second half of the other', Uint8Array.of(0x00, 0xff), 'psbt/not-a-psbt'],
    ['a PSBT that ends early', bytes.subarray(0, 300), 'psbt/truncated'],
  ])('refuses %s', (_, file, code) => {
    expect(codeOf(() => readPsbt(file))).toBe(code);
    expect(codeOf(() => readReturnedFile(file))).toBe(code);
  });

  it('keeps no view of the caller’s bytes', () => {
    const file = new Uint8Array(bytes);
    const psbt = readPsbt(file);
    file.fill(0);
    expect(toHex(serializePsbt(psbt))).toBe(hex);
  });
});

const unspent = (input: TxInput): TxInput => ({ ...input, scriptSig: new Uint8Array(), witness: [] });

describe('a transaction in place of a PSBT', () => {
  const signed = usualSpend.final_tx;
  const bare = toHex(serializeWithoutWitness(psbtOf(base64).transaction));

  it.each([
    ['in binary', fromHex(signed)],
    ['in hex', utf8ToBytes(`${signed}\n`)],
    ['in Base64', utf8ToBytes(Buffer.from(signed, 'hex').toString('base64'))],
  ])('is recognised %s', (_, file) => {
    const refusal = refusalOf(() => decodePsbt(file));
    expect(refusal.code).toBe('psbt/is-a-transaction');
    expect(refusal.message).toContain('signed');
    expect(refusal.found).toContain(psbtOf(base64).txid);
    const returned = readReturnedFile(file);
    expect('map' in returned ? 'a PSBT' : transactionHex(returned)).toBe(signed);
  });

  it('is called signed by a script signature as well as by a witness, in any input', () => {
    const legacy = coreSpends.find(({ type }) => type === 'sh')!.final_tx;
    const whole = parseTransaction(fromHex(signed));
    const last = whole.inputs.length - 1;
    const partly = { ...whole, inputs: whole.inputs.map((input, index) => (index < last ? unspent(input) : input)) };
    for (const file of [fromHex(legacy), serializeTransaction(partly)]) {
      expect(refusalOf(() => decodePsbt(file)).message).toContain('signed transaction');
    }
  });

  it('is told from a signed one when it is bare', () => {
    expect(refusalOf(() => decodePsbt(fromHex(bare))).message).toContain('bare transaction');
  });

  it('is decoded no further when it is a PSBT after all', () => {
    expect(toHex(decodePsbt(utf8ToBytes(wrapped('\r\n'))))).toBe(hex);
    expect(readReturnedFile(bytes)).toEqual(psbtOf(base64));
  });
});
