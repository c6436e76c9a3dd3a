/** Extended keys, paths, origins and addresses: whatever one of the readers takes prints to the same again. */
import { IcehouseError } from '../../src/core/errors.ts';
import { formatXpub, parseExtendedPublicKey } from '../../src/core/key/extended-key.ts';
import { formatOrigin, parseOrigin } from '../../src/core/key/origin.ts';
import { formatPath, parsePath, samePath } from '../../src/core/key/path.ts';
import { NETWORK_NAMES, type NetworkName } from '../../src/core/network.ts';
import { decodeAddress, encodeAddress } from '../../src/core/wallet/address.ts';
import { textEdits } from '../edits/text.ts';
import { holds, type TextTarget } from '../engine/target.ts';
import { sample, stringsIn } from './vectors.ts';

const SECRET = /[A-Za-z]prv[1-9A-HJ-NP-Za-km-z]{20,}|\b[5KL9c][1-9A-HJ-NP-Za-km-z]{50,51}\b/g;
const LEAKED_LETTERS = 12;

export const target: TextTarget = {
  kind: 'text',
  name: 'keys',
  pace: 'light',
  seeds: () => [
    ...sample(
      stringsIn('slip132/slip132-and-conversions.json', (text) => /^[a-zA-Z](?:pub|prv)/.test(text)),
      24,
    ),
    ...sample(
      stringsIn('core/core-key-io-valid.json', (text) => text.length > 20 && text.length < 100),
      40,
    ),
    ...sample(
      stringsIn('core/core-key-io-invalid.json', (text) => text.length < 100),
      10,
    ),
    ...["m/48'/0'/0'/2'", '48h/1h/0h/2h', 'm', '0/2147483647', '[73c5da0a/48h/0h/0h/2h]', '[00000000]'],
  ],
  edits: textEdits([
    'm/',
    "'",
    'h',
    'H',
    '/',
    '[',
    ']',
    '*',
    'xpub',
    'xprv',
    'Zpub',
    'bc1',
    'tb1',
    'bcrt1',
    '1',
    'q',
    'p',
    'BC1',
  ]),
  run: (text) => {
    const marks = [
      attempt('key', text, () => {
        const { extendedKey } = parseExtendedPublicKey(text);
        const printed = formatXpub(extendedKey);
        holds(formatXpub(parseExtendedPublicKey(printed).extendedKey) === printed, 'a key prints to the same key');
      }),
      attempt('path', text, () => {
        const path = parsePath(text);
        holds(samePath(parsePath(formatPath(path)), path), 'a path prints to the same path');
      }),
      attempt('origin', text, () => {
        const printed = formatOrigin(parseOrigin(text));
        holds(formatOrigin(parseOrigin(printed)) === printed, 'an origin prints to the same origin');
      }),
      ...NETWORK_NAMES.map((network) => attempt(`address of ${network}`, text, () => readAddress(text, network))),
    ];
    return marks;
  },
};

function readAddress(text: string, network: NetworkName): void {
  const script = decodeAddress(text, network);
  const printed = encodeAddress(script, network);
  const given = text.replace(/^[\s\ufeff]+|[\s\ufeff]+$/gu, '');
  holds(printed === given || printed === given.toLowerCase(), 'an address prints to the same address');
}

/** The mark of a step or the code that refused it, which must hold nothing of a private key. */
function attempt(mark: string, text: string, step: () => void): string {
  try {
    step();
    return mark;
  } catch (error) {
    if (!(error instanceof IcehouseError)) throw error;
    const said = JSON.stringify(error);
    for (const [secret] of text.slice(0, 5_000).matchAll(SECRET)) {
      for (let from = 0; from + LEAKED_LETTERS <= secret.length; from += 4) {
        holds(!said.includes(secret.slice(from, from + LEAKED_LETTERS)), 'no error repeats a private key');
      }
    }
    return error.code;
  }
}
