/** `bsms new`: the coordinator opens a session of BIP-0129 and gets the tokens to hand out. */
import { resolve } from 'node:path';
import { drawHealthy } from '../../cold/entropy/health.ts';
import { IcehouseError } from '../../core/errors.ts';
import { network } from '../../core/network.ts';
import { pairs, wrapped } from '../../core/text/columns.ts';
import { type BsmsSession, formatSession, openSession } from '../../exchange/bsms/session.ts';
import { BSMS_MODES, type BsmsMode, tokenForms } from '../../exchange/bsms/token.ts';
import type { Command } from '../command.ts';
import { secondsNow, tokenLines } from '../documents/bsms.ts';
import { readScriptType } from '../documents/cards.ts';
import { readWholeNumber } from '../documents/numbers.ts';
import { requireFreeName, writeNewFile } from '../files/write.ts';
import type { Io } from '../io.ts';

export const bsmsNew: Command = {
  name: 'bsms new',
  summary: 'open a BSMS session and get its tokens',
  options: {
    m: { kind: 'text', value: 'NUMBER', help: 'how many must sign', required: true },
    n: { kind: 'text', value: 'NUMBER', help: 'how many signers there are', required: true },
    out: { kind: 'text', value: 'FILE', help: 'the session to write; it holds the tokens', required: true },
    encryption: { kind: 'text', value: 'MODE', help: 'standard (default), extended or none' },
    tokens: { kind: 'text', value: 'PREFIX', help: 'also write PREFIX.token files, as Coldcard reads them' },
    network: { kind: 'text', value: 'NETWORK', help: 'main (default), testnet3, testnet4, signet or regtest' },
    'script-type': { kind: 'text', value: 'TYPE', help: 'p2wsh (default), p2sh-p2wsh or p2sh' },
  },
  description: [
    'The coordinator’s first step of BIP-0129, for groups whose signers speak BSMS (Coldcard, Nunchuk and others; ' +
      'Icehouse by icehouse bsms key). Give each signer her token in person or by voice. Standard has one token of 64 bits ' +
      'for all, extended one of 128 bits for each. The session ends after 24 hours, or with its wallet.',
  ],
  example: 'icehouse bsms new --m 2 --n 3 --out family.session.json',
  shape:
    '{ "session": file, "mode", "m", "n", "expires": seconds since 1970, "tokens": [{ hex, decimal, words, file }] }',
  run: async ({ args, io }) => {
    const file = args.required('out');
    const session = openSession({
      mode: readMode(args.text('encryption') ?? 'standard'),
      m: readWholeNumber(args.required('m'), 'm', [1, 20]),
      n: readWholeNumber(args.required('n'), 'n', [1, 20]),
      network: network(args.text('network') ?? 'main').name,
      scriptType: readScriptType(args.text('script-type') ?? 'p2wsh'),
      now: secondsNow(io),
      random: (length) => freshBytes(io, length),
    });
    const { mode, m, n, expires } = session;
    const files = tokenFiles(session, args.text('tokens'));
    for (const name of [file, ...files]) requireFreeName(resolve(io.folder, name));
    writeNewFile(resolve(io.folder, file), formatSession(session));
    for (const [index, name] of files.entries()) writeNewFile(resolve(io.folder, name), session.tokens[index]!.hex);
    const shown = mode === 'none' ? [] : session.tokens;
    return {
      json: {
        ...{ session: file, mode, m, n, expires },
        tokens: shown.map((token, index) => {
          const { hex, decimal, words } = tokenForms(token);
          return { hex, decimal, words: words ?? null, file: files[index] ?? null };
        }),
      },
      lines: [
        `Session for ${m} of ${n} written to ${file}; it is open for 24 hours.`,
        ...shown.flatMap((token, index) => [
          mode === 'extended' ? `Token of signer ${index + 1}:` : 'Token for every signer:',
          ...pairs(tokenLines(token)),
        ]),
        ...wrapped('Each signer makes her key record with it (round 1), then: icehouse bsms collect'),
      ],
    };
  },
};

/** Sixteen bytes are the fewest that the health check judges. */
function freshBytes(io: Io, length: number): Uint8Array {
  return drawHealthy(io.random, Math.max(length, 16)).slice(0, length);
}

function tokenFiles({ mode, tokens }: BsmsSession, prefix: string | undefined): readonly string[] {
  if (prefix === undefined || mode === 'none') return [];
  return tokens.map((_, index) => (mode === 'extended' ? `${prefix}-${index + 1}.token` : `${prefix}.token`));
}

function readMode(text: string): BsmsMode {
  const mode = BSMS_MODES.find((each) => each === text);
  if (mode !== undefined) return mode;
  throw new IcehouseError({
    code: 'usage/arguments',
    kind: 'usage',
    message: 'this is no mode of encryption',
    at: '--encryption',
    expected: BSMS_MODES.join(', '),
  });
}
