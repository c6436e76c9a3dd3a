import { mnemonicToSeedSync } from '@scure/bip39';
import { beforeAll, describe, expect, it } from 'vitest';
import { signKeyCard } from '../../../src/cold/charter/sign-card.ts';
import { signReceipt } from '../../../src/cold/charter/sign-receipt.ts';
import { deriveAccount, wipeAccount } from '../../../src/cold/key/account.ts';
import type { ColdSecondOpinion } from '../../../src/cold/second/types.ts';
import { seedFromBytes } from '../../../src/cold/seed.ts';
import { formatKeyCard, parseKeyCard } from '../../../src/core/charter/key-card.ts';
import { verifyReceipt } from '../../../src/core/charter/receipt.ts';
import type { Charter } from '../../../src/core/charter/types.ts';
import { codeOf } from '../../support/errors.ts';
import { openWorkshop, SOFTWARE, WORDS, type Workshop } from '../../support/members.ts';

let workshop: Workshop;
let charter: Charter;
beforeAll(async () => {
  workshop = await openWorkshop();
  charter = workshop.charter();
});

describe('signKeyCard', () => {
  it('gives a card that others read and believe', () => {
    const card = signKeyCard({ account: workshop.account('Anna'), software: SOFTWARE, second: workshop.second });
    expect(parseKeyCard(formatKeyCard(card))).toEqual(card);
    expect(card).toMatchObject({ scheme: 'bip48', scriptType: 'p2wsh', software: SOFTWARE });
  });

  it('is the same card every time: nothing in it is random', () => {
    expect(formatKeyCard(workshop.card('Anna'))).toBe(formatKeyCard(workshop.card('Anna')));
  });

  it('refuses a name that others would refuse, before anything is signed', () => {
    const silent: ColdSecondOpinion = {
      ...workshop.second,
      signRecoverable: () => {
        throw new Error('nothing must be signed');
      },
    };
    const sign = (as: string) => () =>
      signKeyCard({ account: workshop.account('Anna', { as }), software: SOFTWARE, second: silent });
    expect(codeOf(sign('Anna\u200b'))).toBe('name/not-plain');
    expect(codeOf(sign(' '))).toBe('name/empty');
  });
});

describe('signReceipt', () => {
  it('gives a receipt that verifies for the signer', () => {
    const receipt = signReceipt({ charter, account: workshop.account('Carol'), second: workshop.second });
    expect(verifyReceipt(charter, receipt)).toBe(2);
    expect(receipt.charterId).toBe(charter.id);
  });

  it('refuses a seed with the wrong extension, whose key is in no charter', () => {
    const seed = seedFromBytes(mnemonicToSeedSync(WORDS.Anna, 'extension'));
    const account = deriveAccount({
      seed,
      network: 'main',
      scriptType: 'p2wsh',
      scheme: 'bip48',
      name: 'Anna',
      second: workshop.second,
    });
    expect(codeOf(() => signReceipt({ charter, account, second: workshop.second }))).toBe('charter/my-key-absent');
  });

  it('refuses when the second library derives another first address', () => {
    const liar: ColdSecondOpinion = {
      ...workshop.second,
      output: (wallet, keychain, index) => workshop.second.output(wallet, keychain, index + 1),
    };
    const account = workshop.account('Anna');
    expect(codeOf(() => signReceipt({ charter, account, second: liar }))).toBe('second-opinion/differs');
  });

  it('refuses with a wiped account', () => {
    const account = workshop.account('Anna');
    wipeAccount(account);
    expect(codeOf(() => signReceipt({ charter, account, second: workshop.second }))).toBe('account/wiped');
  });
});
