import { beforeAll, describe, expect, it } from 'vitest';
import { addConfirmation } from '../../../src/core/charter/charter-file.ts';
import { explainCharter } from '../../../src/core/charter/explain.ts';
import { createKeyCard } from '../../../src/core/charter/key-card.ts';
import type { CharterFile, KeyCard } from '../../../src/core/charter/types.ts';
import { type MemberName, openWorkshop, type Workshop } from '../../support/members.ts';

let workshop: Workshop;
beforeAll(async () => {
  workshop = await openWorkshop();
});

const cardsOf = (names: readonly MemberName[]): KeyCard[] => names.map((name) => workshop.card(name));
const bare = (changes: object): CharterFile => ({ charter: workshop.charter(changes), cards: [], receipts: [] });
const sentences = (file: CharterFile) => explainCharter(file).join('\n');

describe('explainCharter', () => {
  it('says in plain words what a charter is, whose the keys are and what is still to be done', () => {
    expect(explainCharter(workshop.file(['Anna']), { me: 0 }).join('\n')).toMatchInlineSnapshot(`
      "“Family vault”: a 2-of-3 wallet on the bitcoin network, P2WSH (native segwit multisig).
      Coins are looked for from block 850000 on, up to 20 unused addresses in a row.

      Its 3 keys:
        1. Anna: master key 73c5da0a, BIP-0048, 48h/0h/0h/2h; proven by a signed key card (BIP-0137). This is your key.
        2. Bob: master key b8688df1, BIP-0048, 48h/0h/0h/2h; proven by a signed key card (BIP-0137).
        3. Carol: master key 28645006, BIP-0048, 48h/0h/0h/2h; proven by a signed key card (BIP-0137).

      To spend, any 2 of the 3 members must sign. They can do so without the other one.
      Loss: one seed may be lost and the other 2 can still spend. If 2 are lost, the money is lost for ever.
      Theft: a thief needs 2 seeds. One stolen seed cannot spend, but move the money to a new wallet before the next one goes.
      To spend, all 3 public keys are needed as well, even of members who do not sign: keep this charter with every seed.
      This charter cannot spend anything, but whoever has it sees every payment of the wallet: keep it private.

      Code words, to be compared by voice with every member:
        action pill skill search
        business menu clap bid
        know mosquito treat skirt
        mercy nature flight plastic
      First receive address: bc1q m43n 7nne v58a j3nr znz2 xscg v98t 7gxy cq5p mp20 a5vz fp5t 0q2s 7r6t wa
      Charter id: 02949b29e101f1164a70b07bf2039f6558b526d63d30cef9290122f185898847

      Receipts: 1 of the 3 needed. Signed: Anna. Not yet: Bob, Carol.
      Deposits are locked: do not pay anything to this wallet yet."
    `);
  });

  it('says that deposits are open once all have signed', () => {
    const text = sentences(workshop.file());
    expect(text).toContain('Receipts: 3 of the 3 needed. Signed: Anna, Bob, Carol. Not yet: nobody.');
    expect(text).toContain('Deposits are unlocked');
    expect(text).toContain('Which of them is yours was not checked.');
  });

  it('says what is not proven, and counts a receipt as the proof of a key without one', () => {
    const [anna, bob, carol] = cardsOf(['Anna', 'Bob', 'Carol']) as [KeyCard, KeyCard, KeyCard];
    const unproven = createKeyCard({ ...bob, proof: undefined });
    const cards = [anna, unproven, carol];
    const charter = workshop.charter({ cards, allowUnproven: ['Bob'] });
    expect(sentences({ charter, cards, receipts: [] })).toMatch(/2\. Bob: .*; not proven/);
    const receipts = [workshop.receipt('Bob', charter)];
    expect(sentences({ charter, cards, receipts })).toMatch(/2\. Bob: .*; proven by its receipt/);
  });

  it('raises an alarm when a member has signed another charter', () => {
    const file = workshop.file(['Anna', 'Bob']);
    const stray = workshop.receipt('Carol', workshop.charter({ m: 1 }));
    const text = sentences({ ...file, receipts: [...file.receipts, stray] });
    expect(text).toContain(
      'ALARM: key 3 (Carol) has signed another charter. Stop: members were given different documents.',
    );
    expect(text).toContain('Deposits are locked');
  });

  it('tells of keys of one master key, of keys without origin and of test coins', () => {
    const cards = [
      workshop.card('Anna', { network: 'regtest' }),
      workshop.card('Anna', { network: 'regtest', account: 1, as: 'Dora' }),
    ];
    expect(sentences(bare({ cards, allowSharedFingerprint: true }))).toMatch(
      /The keys of (Dora and Anna|Anna and Dora) name the same master key 73c5da0a/,
    );
    const [anna, bob] = cardsOf(['Anna', 'Bob']) as [KeyCard, KeyCard];
    const rootless = createKeyCard({ ...bob, key: { ...bob.key, origin: undefined }, proof: undefined });
    const text = sentences(bare({ cards: [anna, rootless], allowUnproven: ['Bob'] }));
    expect(text).toContain('Bob: of unknown origin; not proven');
    expect(text).toContain(
      'hardware signers and most other programs look for their master fingerprint and would sign nothing',
    );
    expect(sentences(bare({ cards, allowSharedFingerprint: true }))).toContain('the test network regtest');
  });

  it('shows a confirmation as the weaker thing that it is', () => {
    const file = workshop.file(['Anna', 'Carol']);
    const { charter } = file;
    const confirmation = workshop.confirmation('Anna', 'Bob', charter);
    const text = sentences(addConfirmation(file, confirmation));
    expect(text).toContain('Receipts: 2 of the 3 needed. Signed: Anna, Carol. Not yet: nobody.');
    expect(text).toContain(
      'Bob: confirmed by voice by Anna on 2026-03-31, who compared the code words and the first address. This is no ' +
        'signature of Bob’s key, and weaker than a receipt.',
    );
    const advice = 'Let Bob sign a small payment before larger sums are paid in: nobody has signed with this key yet.';
    expect(text).not.toContain(advice);
    const withoutCards = addConfirmation({ ...file, cards: [] }, confirmation);
    expect(sentences(withoutCards)).toContain(advice);
    expect(text).toContain('Deposits are unlocked');
    const inPerson = workshop.confirmation('Anna', 'Bob', charter, { how: 'in-person' });
    expect(sentences(addConfirmation(file, inPerson))).toContain('Bob: confirmed in person by Anna');
    expect(sentences({ ...workshop.file(['Carol']), confirmations: [confirmation] })).toContain(
      'Not counted: key 1 (Anna) has confirmed another member but has signed no receipt.',
    );
  });
});
