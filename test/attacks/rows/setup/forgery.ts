/** A charter with the attacker's key whose descriptor has the very checksum of the good one: a matter of milliseconds. */
import { readPlainKey } from '../../../../src/core/charter/plain-key.ts';
import type { Charter } from '../../../../src/core/charter/types.ts';
import { formatXpub } from '../../../../src/core/key/extended-key.ts';
import { forgeChecksum } from '../../../support/checksum-collision.ts';
import { goodFile } from '../../documents.ts';
import type { Fixture } from '../../fixture.ts';
import { cardsOf } from './lines.ts';

/** Accounts of Mallory's that are tried; three in four have no solution. */
const ACCOUNTS = 40;

export function forgedTwin(fixture: Fixture): Charter {
  const [, checksum = ''] = goodFile(fixture).charter.wallet.descriptor.split('#');
  for (let account = 0; account < ACCOUNTS; account++) {
    const twin = forgeWith(fixture, account, checksum);
    if (twin) return twin;
  }
  throw new Error('no account of Mallory’s gives the checksum');
}

function forgeWith(fixture: Fixture, account: number, checksum: string): Charter | undefined {
  const template = evil(fixture, account, '1234567012345670').wallet.descriptor.slice(0, -9);
  const [before, between, after] = template.split('12345670') as [string, string, string];
  const digits = forgeChecksum(
    checksum,
    16,
    (free) => `${before}${free.slice(0, 8)}${between}${free.slice(8)}${after}`,
  );
  return digits === undefined ? undefined : evil(fixture, account, digits);
}

/** Eight octal digits of a free fingerprint, and eight more of a free account number behind a one. */
function evil(fixture: Fixture, account: number, digits: string): Charter {
  const { workshop } = fixture;
  const { anna, bob } = cardsOf(fixture);
  const { extendedKey } = workshop.card('Mallory', { account }).key;
  const text = `[${digits.slice(0, 8)}/48h/0h/1${digits.slice(8)}h/2h]${formatXpub(extendedKey)}`;
  const { card } = readPlainKey({ name: 'Carol', text, network: 'main', scriptType: 'p2wsh' });
  return workshop.charter({ cards: [anna, bob, card], allowUnproven: ['Carol'] });
}
