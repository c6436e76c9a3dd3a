/**
 * Proofs for whoever does not trust Icehouse: what `icehouse charter proofs` writes is verified by real Electrum, whose
 * `verifymessage` follows Bitcoin Core's; what was changed in anything is not.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addConfirmation, addReceipt, createCharterFile } from '../../../src/core/charter/charter-file.ts';
import { createKeyCard } from '../../../src/core/charter/key-card.ts';
import { type SignedText, signedTexts } from '../../../src/core/charter/signed-texts.ts';
import type { CharterFile } from '../../../src/core/charter/types.ts';
import { openDesk } from '../../cli/workshop.ts';
import { openWorkshop, type Workshop } from '../../support/members.ts';
import { peer } from '../peer.ts';
import { type Electrum, openElectrum } from './electrum.ts';

/** Anna and Bob with proven cards, Carol with a bare key; receipts of Anna and Carol, and Bob confirmed by Anna. */
function groupFile(workshop: Workshop): CharterFile {
  const [anna, bob, carol] = (['Anna', 'Bob', 'Carol'] as const).map((name) => workshop.card(name));
  const cards = [anna!, bob!, createKeyCard({ ...carol!, proof: undefined })];
  const charter = workshop.charter({ cards, allowUnproven: ['Carol'] });
  const file = createCharterFile({ charter, cards });
  const signed = [workshop.receipt('Anna', charter), workshop.receipt('Carol', charter)].reduce(addReceipt, file);
  return addConfirmation(signed, workshop.confirmation('Anna', 'Bob', charter));
}

peer('electrum').describe('proofs in real Electrum', () => {
  let electrum: Electrum;
  let proofs: readonly SignedText[];
  let file: CharterFile;
  beforeAll(async () => {
    electrum = openElectrum();
    file = groupFile(await openWorkshop());
    proofs = signedTexts(file);
  });
  afterAll(() => electrum.close());

  it('verify: key cards, receipts and confirmations', async () => {
    expect(proofs.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      ...['Anna key-card', 'Bob key-card', 'Anna receipt', 'Carol receipt', 'Anna confirmation'],
    ]);
    for (const proof of proofs) expect(await electrum.verifies('main', proof), proof.kind).toBe(true);
  });

  it('do not verify with another key, another message or another signature', async () => {
    const [card, other] = [proofs[0]!, proofs[1]!];
    expect(await electrum.verifies('main', { ...card, address: other.address })).toBe(false);
    expect(await electrum.verifies('main', { ...card, message: card.message.replace('Anna', 'Dora') })).toBe(false);
    expect(await electrum.verifies('main', { ...card, message: `${card.message}\n` })).toBe(false);
    expect(await electrum.verifies('main', { ...card, signature: other.signature })).toBe(false);
  });

  describe('icehouse charter proofs', () => {
    it('gives exactly these, and names whose key has signed nothing', async () => {
      const desk = openDesk();
      desk.charter('family.json', file);
      const shown = await desk.run(['charter', 'proofs', 'family.json', '--json']);
      expect(shown.json()).toEqual({ form: 'bip137', proofs, unproven: [] });
      desk.charter('bare.json', { ...file, receipts: [], confirmations: [] });
      const bare = await desk.run(['charter', 'proofs', 'bare.json', '--json']);
      expect(bare.json()).toMatchObject({ unproven: ['Carol'] });
    });
  });
});
