/** Attacks on the keys that a group gathers: doubled, disguised, nameless, ownerless, of another network (5, 6, 8, 11, 12, 19). */
import { formatKeyCard, parseKeyCard } from '../../../../src/core/charter/key-card.ts';
import { readPlainKey } from '../../../../src/core/charter/plain-key.ts';
import type { KeyCard } from '../../../../src/core/charter/types.ts';
import { formatSlip132, formatXpub } from '../../../../src/core/key/extended-key.ts';
import { formatOrigin } from '../../../../src/core/key/origin.ts';
import { slip132FormOfPrefix } from '../../../../src/core/key/slip132.ts';
import { type ExtendedPublicKey, HARDENED } from '../../../../src/core/key/types.ts';
import { decodeAddress } from '../../../../src/core/wallet/address.ts';
import type { Fixture } from '../../fixture.ts';
import { type ActCase, type Row, refused } from '../../row.ts';
import { cardsOf, founding } from './lines.ts';

const plain = (name: string, text: string) => readPlainKey({ name, text, network: 'main', scriptType: 'p2wsh' });

/** Anna and Bob found a charter with a third key that comes as text. */
function thirdKey(
  name: string,
  code: Parameters<typeof refused>[0],
  text: (fixture: Fixture) => { readonly attack: string; readonly control: string },
): ActCase {
  return {
    name,
    expected: refused(code),
    library: (f) => {
      const { anna, bob } = cardsOf(f);
      const { attack, control } = text(f);
      const found = (key: string) => () =>
        f.workshop.charter({ cards: [anna, bob, plain('Carol', key).card], allowUnproven: ['Carol'] });
      return { attack: found(attack), control: found(control) };
    },
    commands: (f) => {
      const { anna, bob } = cardsOf(f);
      const { attack, control } = text(f);
      const found = (key: string) => founding({ cards: [anna, bob], keys: [`Carol=${key}`] });
      return { attack: found(attack), control: found(control) };
    },
  };
}

/** Anna and Bob found a charter with a third card, good or not. */
function thirdCard(name: string, code: Parameters<typeof refused>[0], card: (fixture: Fixture) => KeyCard): ActCase {
  return {
    name,
    expected: refused(code),
    library: (f) => {
      const { anna, bob, carol } = cardsOf(f);
      const found = (third: KeyCard) => () => f.workshop.charter({ cards: [anna, bob, third] });
      return { attack: found(card(f)), control: found(carol) };
    },
    commands: (f) => {
      const { anna, bob, carol } = cardsOf(f);
      const found = (third: KeyCard) => founding({ cards: [anna, bob, third] });
      return { attack: found(card(f)), control: found(carol) };
    },
  };
}

function disguised(name: string, disguise: Partial<ExtendedPublicKey>): ActCase {
  return thirdKey(`6-${name}`, 'wallet/duplicate-key', (f) => {
    const { bob, carol } = cardsOf(f);
    return { attack: formatXpub({ ...bob.key.extendedKey, ...disguise }), control: carol.key.xpub };
  });
}

/** A card file with another card's value in one field. */
function cardFile(name: string, field: 'xpub' | 'proof', value: (fixture: Fixture) => string): ActCase {
  const edited = (f: Fixture) => {
    const text = formatKeyCard(cardsOf(f).carol);
    return { attack: JSON.stringify({ ...JSON.parse(text), [field]: value(f) }), control: text };
  };
  return {
    name,
    expected: refused('key-card/bad-proof'),
    library: (f) => {
      const { attack, control } = edited(f);
      return { attack: () => parseKeyCard(attack), control: () => parseKeyCard(control) };
    },
    commands: (f) => {
      const { anna, bob } = cardsOf(f);
      const { attack, control } = edited(f);
      return { attack: founding({ cards: [anna, bob, attack] }), control: founding({ cards: [anna, bob, control] }) };
    },
  };
}

/** Carol's key under a prefix that declares a script type. */
function prefixed(f: Fixture, prefix: string): string {
  return formatSlip132(cardsOf(f).carol.key.extendedKey, slip132FormOfPrefix(prefix)!);
}

const originOf = ({ key }: KeyCard): string => (key.origin ? formatOrigin(key.origin) : '');

export const KEY_ROWS: readonly Row<ActCase>[] = [
  {
    row: 5,
    cases: [
      thirdKey('5-same-key-as-text', 'wallet/duplicate-key', (f) => {
        const { bob, carol } = cardsOf(f);
        return { attack: bob.key.xpub, control: carol.key.xpub };
      }),
      thirdCard('5-same-key-under-another-name', 'charter/shared-fingerprint', ({ workshop }) =>
        workshop.card('Bob', { as: 'Dora' }),
      ),
    ],
  },
  {
    row: 6,
    cases: [
      disguised('another-depth', { depth: 3 }),
      disguised('another-parent', { parentFingerprint: 'deadbeef' }),
      disguised('another-child-number', { childNumber: HARDENED + 7 }),
      disguised('all-three', { depth: 1, parentFingerprint: '01020304', childNumber: 5 }),
    ],
  },
  {
    row: 8,
    cases: [
      thirdKey('8-fingerprint-twice', 'charter/shared-fingerprint', (f) => {
        const { bob, carol } = cardsOf(f);
        return { attack: `${originOf(bob)}${carol.key.xpub}`, control: `${originOf(carol)}${carol.key.xpub}` };
      }),
      thirdKey('8-fingerprint-of-zeros', 'origin/zero-fingerprint', (f) => {
        const { carol } = cardsOf(f);
        return { attack: `[00000000/48h/0h/0h/2h]${carol.key.xpub}`, control: carol.key.xpub };
      }),
    ],
  },
  {
    row: 11,
    cases: [
      thirdCard('11-test-card-in-a-main-group', 'charter/cards-differ', ({ workshop }) =>
        workshop.card('Carol', { network: 'testnet4' }),
      ),
      thirdKey('11-test-key-in-a-main-group', 'key/network-differs', (f) => ({
        attack: f.workshop.card('Carol', { network: 'testnet4' }).key.xpub,
        control: cardsOf(f).carol.key.xpub,
      })),
      {
        name: '11-two-test-networks',
        expected: refused('charter/cards-differ'),
        library: ({ workshop }) => {
          const bob = (network: 'signet' | 'regtest') => workshop.card('Bob', { network });
          const found = (other: KeyCard) => () =>
            workshop.charter({ cards: [workshop.card('Anna', { network: 'signet' }), other] });
          return { attack: found(bob('regtest')), control: found(bob('signet')) };
        },
        commands: ({ workshop }) => {
          const anna = workshop.card('Anna', { network: 'signet' });
          const found = (network: 'signet' | 'regtest') =>
            founding({ cards: [anna, workshop.card('Bob', { network })] });
          return { attack: found('regtest'), control: found('signet') };
        },
      },
      thirdKey('11-coin-type-of-a-test-network', 'origin/wrong-coin-type', (f) => {
        const { carol } = cardsOf(f);
        const { fingerprint = '' } = carol.key.origin ?? {};
        return {
          attack: `[${fingerprint}/48h/1h/0h/2h]${carol.key.xpub}`,
          control: `[${fingerprint}/48h/0h/0h/2h]${carol.key.xpub}`,
        };
      }),
      {
        name: '11-test-address-in-a-main-wallet',
        expected: refused('address/wrong-network'),
        library: ({ workshop }) => {
          const cards = ['Anna', 'Bob'] as const;
          const test = workshop.charter({ cards: cards.map((name) => workshop.card(name, { network: 'signet' })) });
          const main = workshop.charter();
          const read = (address: string) => () => decodeAddress(address, 'main');
          return { attack: read(test.firstOutput.address), control: read(main.firstOutput.address) };
        },
      },
    ],
  },
  {
    row: 12,
    cases: [
      thirdKey('12-prefix-of-a-nested-wallet', 'key/slip132-script-type', (f) => ({
        attack: prefixed(f, 'Ypub'),
        control: prefixed(f, 'Zpub'),
      })),
      thirdKey('12-prefix-of-a-single-key', 'key/slip132-script-type', (f) => ({
        attack: prefixed(f, 'zpub'),
        control: prefixed(f, 'Zpub'),
      })),
      {
        name: '12-conversion-without-a-word',
        expected: { outcome: 'told', shows: ['Zpub', 'xpub'] },
        library: (f) => {
          const told = (text: string) => () => plain('Carol', text).conversion ?? 'nothing was converted';
          return { attack: told(prefixed(f, 'Zpub')), control: told(cardsOf(f).carol.key.xpub) };
        },
        commands: (f) => {
          const { anna, bob, carol } = cardsOf(f);
          const found = (key: string) => founding({ cards: [anna, bob], keys: [`Carol=${key}`] });
          return { attack: found(prefixed(f, 'Zpub')), control: found(carol.key.xpub) };
        },
      },
    ],
  },
  {
    row: 19,
    cases: [
      cardFile('19-key-that-nobody-holds', 'xpub', ({ workshop }) => workshop.card('Mallory').key.xpub),
      cardFile('19-borrowed-proof', 'proof', (f) => cardsOf(f).bob.proof ?? ''),
      thirdCard('19-no-proof', 'charter/unproven-key', (f) => plain('Carol', cardsOf(f).carol.key.xpub).card),
    ],
  },
];
