/** Attacks by descriptors: keys that follow other paths than they seem to, and scripts with hidden ways to spend (7, 9, 21, 22). */
import { readPlainKey } from '../../../../src/core/charter/plain-key.ts';
import { walletFromDescriptor } from '../../../../src/core/descriptor/wallet-reader.ts';
import type { ErrorCode } from '../../../../src/core/errors.ts';
import { formatXpub } from '../../../../src/core/key/extended-key.ts';
import { createWallet } from '../../../../src/core/wallet/wallet.ts';
import { goodFile } from '../../documents.ts';
import type { Fixture } from '../../fixture.ts';
import { type ActCase, type Row, refused } from '../../row.ts';
import { cardsOf, charterText, founding, importing, showing } from './lines.ts';

/** Nothing-up-my-sleeve point of BIP-0341: nobody knows its private key. */
const NUMS = '50929b74c1a04954b78b4b6035e97a5e078a5a0f28ec96d547bfee9ace803ac0';

/** A descriptor in the place of the good one, as a coordinator hands it out. */
function descriptor(name: string, code: ErrorCode, evil: (keys: readonly string[], body: string) => string): ActCase {
  const texts = (f: Fixture) => {
    const control = goodFile(f).charter.wallet.descriptor.slice(0, -9);
    const keys = control.slice('wsh(sortedmulti(2,'.length, -2).split(',');
    return { attack: evil(keys, control), control };
  };
  return {
    name,
    expected: refused(code),
    library: (f) => {
      const { attack, control } = texts(f);
      const read = (text: string) => () => walletFromDescriptor(text, { network: 'main' });
      return { attack: read(attack), control: read(control) };
    },
    commands: (f) => {
      const { attack, control } = texts(f);
      return { attack: importing(attack), control: importing(control) };
    },
  };
}

/** The first key with other steps behind it. */
const onBranch = (key: string | undefined, steps: string): string => `${key?.replace('/<0;1>/*', steps)}`;

const wsh = (...keys: readonly (string | undefined)[]): string => `wsh(sortedmulti(2,${keys.join(',')}))`;

export const DESCRIPTOR_ROWS: readonly Row<ActCase>[] = [
  {
    row: 7,
    cases: [
      descriptor('7-same-key-on-two-pairs-of-branches', 'descriptor/branches-differ', ([first, second]) =>
        wsh(first, second, onBranch(first, '/<2;3>/*')),
      ),
      descriptor('7-same-key-on-receive-and-change', 'descriptor/branches-differ', ([first, second]) =>
        wsh(onBranch(first, '/0/*'), onBranch(second, '/0/*'), onBranch(first, '/1/*')),
      ),
      descriptor('7-same-key-on-one-branch', 'wallet/duplicate-key', ([first, second]) => wsh(first, second, first)),
      {
        name: '7-receive-is-change',
        expected: refused('wallet/branches'),
        library: (f) => {
          const { wallet } = goodFile(f).charter;
          const create = (change: number) => () => createWallet({ ...wallet, branches: { receive: 0, change } });
          return { attack: create(0), control: create(1) };
        },
        commands: (f) => {
          const json = JSON.parse(charterText(goodFile(f).charter));
          const show = (change: number) =>
            showing(JSON.stringify({ ...json, charter: { ...json.charter, branches: { receive: 0, change } } }));
          return { attack: show(0), control: show(1) };
        },
      },
    ],
  },
  {
    row: 9,
    cases: [
      descriptor('9-hardened-branch', 'descriptor/hardened-derivation', (_, body) =>
        body.replaceAll('<0;1>', '<0;1h>'),
      ),
      descriptor('9-hardened-addresses', 'descriptor/hardened-derivation', (_, body) => body.replaceAll('/*', '/*h')),
      descriptor('9-no-addresses', 'descriptor/key-path', (_, body) => body.replaceAll('/*', '')),
      descriptor('9-no-branch', 'descriptor/key-path', (_, body) => body.replaceAll('/<0;1>', '')),
      descriptor('9-one-step-more', 'descriptor/key-path', (_, body) => body.replaceAll('/<0;1>', '/0/<0;1>')),
      descriptor('9-branch-twice', 'descriptor/multipath', (_, body) => body.replaceAll('<0;1>', '<0;0>')),
      descriptor('9-three-branches', 'descriptor/key-path', (_, body) => body.replaceAll('<0;1>', '<0;1;2>')),
      {
        name: '9-origin-of-eleven-steps',
        expected: refused('origin/too-deep'),
        library: (f) => {
          const { attack, control } = originTexts(f);
          const read = (text: string) => () =>
            readPlainKey({ name: 'Carol', text, network: 'main', scriptType: 'p2wsh' });
          return { attack: read(attack), control: read(control) };
        },
        commands: (f) => {
          const { anna, bob } = cardsOf(f);
          const { attack, control } = originTexts(f);
          const found = (key: string) => founding({ cards: [anna, bob], keys: [`Carol=${key}`] });
          return { attack: found(attack), control: found(control) };
        },
      },
    ],
  },
  {
    row: 21,
    cases: [
      descriptor(
        '21-a-key-that-spends-alone',
        'descriptor/not-a-multisig-wallet',
        (keys) => `tr(${keys[0]},multi_a(2,${keys.join(',')}))`,
      ),
      descriptor(
        '21-a-leaf-that-spends-alone',
        'descriptor/not-a-multisig-wallet',
        (keys) => `tr(${NUMS},{multi_a(2,${keys.join(',')}),pk(${keys[0]})})`,
      ),
    ],
  },
  {
    row: 22,
    cases: [
      descriptor(
        '22-lock-of-65536-blocks',
        'descriptor/not-supported-yet',
        ([first]) => `wsh(and_v(v:pk(${first}),older(65536)))`,
      ),
      descriptor(
        '22-lock-by-bit-22',
        'descriptor/not-supported-yet',
        ([first]) => `wsh(and_v(v:pk(${first}),older(4194304)))`,
      ),
      descriptor(
        '22-two-ways-with-one-key',
        'descriptor/not-supported-yet',
        ([first]) => `wsh(or_i(pk(${first}),pk(${first})))`,
      ),
    ],
  },
];

/** Carol's key as if it stood at the end of a path of eleven steps, and of ten. */
function originTexts(f: Fixture) {
  const { extendedKey, origin } = cardsOf(f).carol.key;
  const text = (...more: readonly number[]) => {
    const depth = 4 + more.length;
    const path = ['48h', '0h', '0h', '2h', ...more].join('/');
    return `[${origin?.fingerprint}/${path}]${formatXpub({ ...extendedKey, depth, childNumber: more.at(-1) ?? 0 })}`;
  };
  return { attack: text(1, 2, 3, 4, 5, 6, 7), control: text(1, 2, 3, 4, 5, 6) };
}
