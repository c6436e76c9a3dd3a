/**
 * Eleven spends by a real Bitcoin Core, signed by each key alone: review, approval and signing must give the very file
 * that Core made, signature bytes included.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { signReview } from '../../src/cold/sign/sign.ts';
import { formatBtc } from '../../src/core/amount.ts';
import { fromBase64, fromHex, toBase64 } from '../../src/core/bytes.ts';
import type { ScriptType } from '../../src/core/key/types.ts';
import { approveReview } from '../../src/core/review/approve.ts';
import { reviewPsbt } from '../../src/core/review/review.ts';
import { foundGroup, type Group } from './group.ts';

interface SignedCase {
  readonly id: number;
  readonly type: 'wsh' | 'sh-wsh' | 'sh';
  readonly m: number;
  readonly n: number;
  readonly keys: readonly { readonly fp: string; readonly seed: string; readonly path: string }[];
  readonly unsigned: string;
  readonly signed_by_key: readonly string[];
  readonly combined_first_m: string;
}

const VECTORS = join(import.meta.dirname, '../vectors/core/core-signed-psbts.json');
const cases = (JSON.parse(readFileSync(VECTORS, 'utf8')) as { readonly cases: readonly SignedCase[] }).cases;

const SCRIPT_TYPES = { wsh: 'p2wsh', 'sh-wsh': 'p2sh-p2wsh', sh: 'p2sh' } as const satisfies Record<string, ScriptType>;

function groupOf({ type, m, keys }: SignedCase): Promise<Group> {
  return foundGroup({
    network: 'regtest',
    scriptType: SCRIPT_TYPES[type],
    m,
    path: keys[0]?.path ?? '',
    members: keys.map(({ seed }, index) => ({ name: `Member ${index + 1}`, seed: fromHex(seed) })),
  });
}

describe('what Bitcoin Core signed', () => {
  it('has eleven cases with 56 keys', () => {
    expect(cases.length).toBe(11);
    expect(cases.flatMap(({ keys }) => keys).length).toBe(56);
  });

  for (const each of cases) {
    const title = `${each.type} ${each.m} of ${each.n}`;

    it(`${title}: the review tells payment, change and fee, and every key signs Core's very bytes`, async () => {
      const { members, second } = await groupOf(each);
      for (const [position, { account, registered }] of members.entries()) {
        const psbtBytes = fromBase64(each.unsigned);
        const review = reviewPsbt({ psbtBytes, registered, second });
        expect(review.findings.filter(({ code }) => code !== 'proposal-missing')).toEqual([]);
        expect(review.outputs.map(({ role }) => role)).toEqual(['payment', 'change']);
        expect(formatBtc(review.totals?.leaving ?? 0n)).toBe('1.20000000');
        const approved = approveReview(review, { acknowledged: [], confirmedAmount: '1.2' });
        const signed = signReview(approved, account, second);
        expect(toBase64(signed.psbtBytes)).toBe(each.signed_by_key[position]);
        expect(signed).toMatchObject({ added: 3, signedBy: [registered.me] });
      }
    });

    it(`${title}: the signatures that Core combined are all attributed`, async () => {
      const { charter, members, second } = await groupOf(each);
      const [first] = members;
      const review = reviewPsbt({
        psbtBytes: fromBase64(each.combined_first_m),
        registered: first!.registered,
        second,
      });
      const signers = review.signedBy.map((position) => charter.wallet.keys[position]?.name);
      expect(signers.toSorted()).toEqual(
        members
          .slice(0, each.m)
          .map(({ name }) => name)
          .toSorted(),
      );
      expect(review.findings.map(({ code }) => code)).toContain('enough-signatures');
    });
  }
});
