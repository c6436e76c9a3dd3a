/** Documents of the two groups as files, as they lie before a command. */
import { signKeyCard } from '../../src/cold/charter/sign-card.ts';
import { signReceipt } from '../../src/cold/charter/sign-receipt.ts';
import { signReview } from '../../src/cold/sign/sign.ts';
import { createCharterFile, formatCharterFile } from '../../src/core/charter/charter-file.ts';
import type { CharterFile } from '../../src/core/charter/types.ts';
import { approveReview } from '../../src/core/review/approve.ts';
import { amountToType } from '../../src/core/review/describe-verdict.ts';
import { reviewPsbt } from '../../src/core/review/review.ts';
import type { Group } from '../review/group.ts';
import { psbtBytes } from '../review/payment.ts';
import { SOFTWARE } from '../support/members.ts';
import type { Fixture } from './fixture.ts';

const texts = new WeakMap<Group, string>();

/** The charter of Alice, Bob and Carol with all cards and receipts; made once. */
export function charterFileOf(group: Group): string {
  const known = texts.get(group);
  if (known !== undefined) return known;
  const { charter, members, second } = group;
  const cards = members.map(({ account }) => signKeyCard({ account, software: SOFTWARE, second }));
  const receipts = members.map(({ account }) => signReceipt({ charter, account, second }));
  const text = formatCharterFile({ ...createCharterFile({ charter, cards }), receipts });
  texts.set(group, text);
  return text;
}

const files = new WeakMap<Fixture['workshop'], CharterFile>();

/** The charter of Anna, Bob and Carol, which attacks on the set-up start from; made once. */
export function goodFile({ workshop }: Pick<Fixture, 'workshop'>): CharterFile {
  const known = files.get(workshop) ?? workshop.file();
  files.set(workshop, known);
  return known;
}

const signedBases = new WeakMap<Group, Uint8Array>();

/** The base as it was when Alice had signed it; made once. */
export function signedBaseOf({ group, alice, base }: Pick<Fixture, 'group' | 'alice' | 'base'>): Uint8Array {
  const known = signedBases.get(group);
  if (known) return known;
  const { registered, account } = alice;
  const review = reviewPsbt({ psbtBytes: psbtBytes(base), registered, second: group.second });
  const approved = approveReview(review, { acknowledged: [], confirmedAmount: amountToType(review) ?? '' });
  const signed = signReview(approved, account, group.second).psbtBytes;
  signedBases.set(group, signed);
  return signed;
}
