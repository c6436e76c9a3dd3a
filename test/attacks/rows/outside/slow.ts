/** Texts that nearly fit, as long as no text should be (82): every parser refuses a hundred kilobytes in 50 ms. */
import { readMnemonic } from '../../../../src/cold/mnemonic/read.ts';
import { parseBtc } from '../../../../src/core/amount.ts';
import { utf8ToBytes } from '../../../../src/core/bytes.ts';
import { formatKeyCard, parseKeyCard } from '../../../../src/core/charter/key-card.ts';
import { readPlainKey } from '../../../../src/core/charter/plain-key.ts';
import { parseDescriptor } from '../../../../src/core/descriptor/parse.ts';
import type { ErrorCode } from '../../../../src/core/errors.ts';
import { parseStrictJson } from '../../../../src/core/json/strict.ts';
import { parseExtendedPublicKey } from '../../../../src/core/key/extended-key.ts';
import { parseOrigin } from '../../../../src/core/key/origin.ts';
import { parsePath } from '../../../../src/core/key/path.ts';
import { decodeMessageSignature } from '../../../../src/core/message/bip137.ts';
import { readPaymentLink } from '../../../../src/core/pay/payment-uri.ts';
import { readTypedAmount } from '../../../../src/core/pay/typed-amount.ts';
import { readPsbt } from '../../../../src/core/psbt/text.ts';
import { checkedName } from '../../../../src/core/text/name.ts';
import { decodeAddress } from '../../../../src/core/wallet/address.ts';
import { readBatch } from '../../../../src/exchange/batch.ts';
import { labelFormatOf } from '../../../../src/exchange/labels/formats.ts';
import { WORDS } from '../../../support/members.ts';
import { changed, type Fixture } from '../../fixture.ts';
import { type ActCase, type Row, refused } from '../../row.ts';
import { cardsOf } from '../setup/lines.ts';

const LENGTH = 100_000;

/** A beginning, a middle as often as it takes, and an end. */
function filled(before: string, middle: string, after = ''): string {
  return before + middle.repeat(Math.floor((LENGTH - before.length - after.length) / middle.length)) + after;
}

function slow(
  name: string,
  code: ErrorCode,
  read: (text: string) => unknown,
  attack: string,
  control: (fixture: Fixture) => string,
): ActCase {
  return {
    name: `82-${name}`,
    expected: refused(code),
    library: (f) => {
      const honest = control(f);
      return { attack: () => read(attack), control: () => read(honest) };
    },
    within: 50,
  };
}

const xpub = (f: Fixture): string => cardsOf(f).anna.key.xpub;
const plain = (text: string) => readPlainKey({ name: 'Anna', text, network: 'main', scriptType: 'p2wsh' });
const readLabels = (text: string) => labelFormatOf(text).read(text);
const PAYEE = 'bc1qufgy354j3kmvuch987xe4s40836x3h0lg8f5n2';
const readLink = (text: string) => readPaymentLink(text, 'main');
const readTable = (text: string) => readBatch(text, 'main');
const LABEL = JSON.stringify({ type: 'tx', ref: 'ab'.repeat(32), label: 'rent' });
const readText = (text: string) => readPsbt(utf8ToBytes(text));
const base64 = (f: Fixture): string => Buffer.from(changed(f.base, {})).toString('base64');

export const SLOW_ROWS: readonly Row<ActCase>[] = [
  {
    row: 82,
    cases: [
      slow('typed-amount', 'amount/not-a-bitcoin-amount', readTypedAmount, filled('1', ' 000'), () => '1 000 sat'),
      slow(
        'payment-link',
        'uri/malformed',
        readLink,
        filled(`bitcoin:${PAYEE}?`, 'a=%41&', '#'),
        () => `bitcoin:${PAYEE}`,
      ),
      slow('batch', 'batch/not-a-table', readTable, filled(`${PAYEE},"`, '""', 'x'), () => `${PAYEE},0.4`),
      slow('labels', 'json/syntax', readLabels, filled('{', '"type":'), () => LABEL),
      slow('labels-in-one-line', 'json/too-large', readLabels, filled('{', '"type":', '}'), () => LABEL),
      slow('path', 'path/too-long', parsePath, filled('m', '/0h', '/x'), () => 'm/48h/0h/0h/2h'),
      slow('origin', 'origin/bad-form', parseOrigin, filled('[73c5da0a', '/0h', 'x'), () => '[73c5da0a/48h/0h]'),
      slow('extended-key', 'key/not-base58', parseExtendedPublicKey, filled('xpub', '6'), xpub),
      slow('key-as-text', 'key-card/too-long', plain, filled('[73c5da0a', '/0h', ']xpub6'), xpub),
      slow(
        'address',
        'address/not-an-address',
        (text) => decodeAddress(text, 'main'),
        filled('bc1', 'q'),
        ({ group }) => group.charter.firstOutput.address,
      ),
      slow('amount', 'amount/not-a-bitcoin-amount', parseBtc, filled('0.', '0', 'x'), () => '0.015'),
      slow(
        'descriptor',
        'descriptor/too-long',
        parseDescriptor,
        filled('wsh(multi(1', ',0', '))'),
        ({ wallet }) => wallet.descriptor,
      ),
      slow('json', 'json/too-deep', parseStrictJson, filled('', '['), () => '{"m":2}'),
      slow('key-card', 'json/too-large', parseKeyCard, filled('{"name":"', 'a'), (f) => formatKeyCard(cardsOf(f).anna)),
      slow(
        'name',
        'name/too-long',
        (text) => checkedName(text, 'name'),
        filled('', 'a\u0301'),
        () => 'Anna',
      ),
      slow('words', 'mnemonic/too-long', readMnemonic, filled('', 'abandon '), () => WORDS.Bob),
      slow('psbt-as-text', 'psbt/not-base64', readText, filled('cHNidP8', 'A\n', '!'), base64),
      slow(
        'signature',
        'message/not-a-signature',
        decodeMessageSignature,
        filled('', 'A', '='),
        (f) => cardsOf(f).anna.proof!,
      ),
    ],
  },
];
