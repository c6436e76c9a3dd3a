/** Attacks on a BSMS setup (20): tokens of other sessions, stripped proofs of origin, mixed rounds, wrong addresses. */
import { signMessage } from '../../../../src/cold/key/sign-message.ts';
import { utf8ToBytes } from '../../../../src/core/bytes.ts';
import { formatKeyCard } from '../../../../src/core/charter/key-card.ts';
import { addChecksum } from '../../../../src/core/descriptor/checksum.ts';
import type { ErrorCode } from '../../../../src/core/errors.ts';
import { sha256 } from '../../../../src/core/hash.ts';
import { bsmsKeyMessage } from '../../../../src/core/message/bsms-key.ts';
import { deriveOutput } from '../../../../src/core/wallet/output.ts';
import { formatDescriptorRecord } from '../../../../src/exchange/bsms/descriptor-record.ts';
import { sealRecord } from '../../../../src/exchange/bsms/encryption.ts';
import { gatherSigners, type SignerFile } from '../../../../src/exchange/bsms/gather.ts';
import { formatKeyRecord, keyClaim } from '../../../../src/exchange/bsms/key-record.ts';
import {
  type BsmsSession,
  closeSession,
  formatSession,
  openSession,
  tokenOf,
} from '../../../../src/exchange/bsms/session.ts';
import { acceptDelivery } from '../../../../src/exchange/bsms/signer.ts';
import { type BsmsToken, NO_TOKEN } from '../../../../src/exchange/bsms/token.ts';
import type { MemberName } from '../../../support/members.ts';
import { goodFile } from '../../documents.ts';
import { type Fixture, NOW } from '../../fixture.ts';
import { type ActCase, type CommandLine, type Row, refused } from '../../row.ts';
import { cardsOf } from './lines.ts';

const NAMES = ['Anna', 'Bob', 'Carol'] as const;

/** Tokens from the name of the session, so that each run has the same. */
function session(name: string, mode: 'standard' | 'extended' = 'standard'): BsmsSession {
  let calls = 0;
  const random = (length: number) => sha256(utf8ToBytes(`a session of the tests, ${name} ${calls++}`)).slice(0, length);
  return openSession({ mode, m: 2, n: 3, network: 'main', scriptType: 'p2wsh', now: NOW, random });
}

/** What a signer's device writes in round 1. */
function keyRecord({ workshop }: Fixture, name: MemberName, token: BsmsToken): string {
  const account = workshop.account(name);
  const claim = keyClaim(account.key, { token, description: `${name}'s key` });
  return formatKeyRecord(claim, signMessage({ account, text: bsmsKeyMessage(claim), second: workshop.second }));
}

function signerFile(f: Fixture, name: MemberName, token: BsmsToken): SignerFile {
  return { name, content: sealRecord(keyRecord(f, name, token), token) };
}

/** `icehouse bsms collect` of a session and its signers' files. */
function collecting(opened: BsmsSession, files: readonly SignerFile[]): CommandLine {
  const named = files.map(({ name }) => `${name}=${name}.dat`);
  return {
    words: ['bsms', 'collect', 'session.json', ...named, '--name', 'Vault', '--out', 'new.json', '--records', '.'],
    files: {
      'session.json': formatSession(opened),
      ...Object.fromEntries(files.map(({ name, content }) => [`${name}.dat`, content])),
    },
  };
}

function allFiles(f: Fixture, opened: BsmsSession): readonly SignerFile[] {
  return NAMES.map((name, index) => signerFile(f, name, tokenOf(opened, index)));
}

/** The coordinator gathers the signers' files, of which Bob's is another one. */
function gathering(
  name: string,
  code: ErrorCode,
  bobs: (fixture: Fixture, token: BsmsToken, opened: BsmsSession) => SignerFile,
  mode: 'standard' | 'extended' = 'standard',
): ActCase {
  const pair = (f: Fixture) => {
    const opened = session('this one', mode);
    const control = allFiles(f, opened);
    return { opened, control, attack: control.with(1, bobs(f, tokenOf(opened, 1), opened)) };
  };
  return {
    name,
    expected: refused(code),
    library: (f) => {
      const { opened, attack, control } = pair(f);
      return { attack: () => gatherSigners(opened, attack, NOW), control: () => gatherSigners(opened, control, NOW) };
    },
    commands: (f) => {
      const { opened, attack, control } = pair(f);
      return { attack: collecting(opened, attack), control: collecting(opened, control) };
    },
  };
}

/** `icehouse bsms accept` of a record in clear. */
function accepting(f: Fixture, record: string): CommandLine {
  const members = ['1=Key 1', '2=Key 2', '3=Key 3'].flatMap((member) => ['--member', member]);
  const words = ['bsms', 'accept', 'wallet.bsms', '--card', 'mine.card', '--no-encryption', ...members];
  return {
    words: [...words, '--name', 'Vault', '--out', 'new.json'],
    files: { 'wallet.bsms': record, 'mine.card': formatKeyCard(cardsOf(f).anna) },
  };
}

/** Anna is handed the wallet's record in round 2. */
function delivered(name: string, code: ErrorCode, evil: (record: string, fixture: Fixture) => string): ActCase {
  const texts = (f: Fixture) => {
    const control = formatDescriptorRecord(goodFile(f).charter.wallet);
    return { attack: evil(control, f), control };
  };
  return {
    name,
    expected: refused(code),
    library: (f) => {
      const { attack, control } = texts(f);
      const { second } = f.workshop;
      const mine = cardsOf(f).anna.key;
      const accept = (record: string) => () =>
        acceptDelivery({ content: utf8ToBytes(record), token: NO_TOKEN, network: 'main', mine, second });
      return { attack: accept(attack), control: accept(control) };
    },
    commands: (f) => {
      const { attack, control } = texts(f);
      return { attack: accepting(f, attack), control: accepting(f, control) };
    },
  };
}

export const BSMS_ROWS: readonly Row<ActCase>[] = [
  {
    row: 20,
    cases: [
      gathering('20-token-of-another-session', 'bsms/bad-mac', (f) =>
        signerFile(f, 'Bob', tokenOf(session('an earlier one'), 0)),
      ),
      gathering('20-old-record-sealed-anew', 'bsms/other-session', (f, token) => {
        const record = keyRecord(f, 'Bob', tokenOf(session('an earlier one'), 0));
        return { name: 'Bob', content: sealRecord(record, token) };
      }),
      gathering('20-record-in-clear', 'bsms/mac-stripped', (f, token) => ({
        name: 'Bob',
        content: utf8ToBytes(keyRecord(f, 'Bob', token)),
      })),
      gathering('20-ciphertext-without-its-mac', 'bsms/bad-mac', (f, token) => ({
        name: 'Bob',
        content: signerFile(f, 'Bob', token).content.slice(32),
      })),
      gathering('20-record-of-the-second-round', 'bsms/other-round', (f, token) => ({
        name: 'Bob',
        content: sealRecord(formatDescriptorRecord(goodFile(f).charter.wallet), token),
      })),
      gathering(
        '20-one-token-for-two-signers',
        'bsms/token-reused',
        (f, _, opened) => signerFile(f, 'Bob', tokenOf(opened, 0)),
        'extended',
      ),
      {
        name: '20-session-used-twice',
        expected: refused('bsms/session-used'),
        library: (f) => {
          const opened = session('this one');
          const gather = (each: BsmsSession) => () => gatherSigners(each, allFiles(f, opened), NOW);
          return { attack: gather(closeSession(opened, goodFile(f).charter.id)), control: gather(opened) };
        },
        commands: (f) => {
          const opened = session('this one');
          const used = closeSession(opened, goodFile(f).charter.id);
          return { attack: collecting(used, allFiles(f, opened)), control: collecting(opened, allFiles(f, opened)) };
        },
      },
      delivered('20-wrong-first-address', 'bsms/first-address-differs', (record, f) => {
        const { wallet, firstOutput } = goodFile(f).charter;
        return record.replace(firstOutput.address, deriveOutput(wallet, 'receive', 1).address);
      }),
      delivered('20-key-replaced-under-the-right-address', 'bsms/first-address-differs', (record, f) => {
        const lines = record.split('\n');
        const [carol, mallory] = [cardsOf(f).carol.key.xpub, f.workshop.card('Mallory').key.xpub];
        const body = lines[1]!.replace(/#.*$/, '').replace(carol, mallory);
        return lines.with(1, lines[1]!.includes('#') ? addChecksum(body) : body).join('\n');
      }),
    ],
  },
];
