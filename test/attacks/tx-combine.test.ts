/**
 * Attacks by returned files: only signatures that verify reach the stored proposal, a bad file spoils nothing, and the
 * good one beside it still counts.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { combine } from '../../src/core/psbt/combine.ts';
import { finalizePsbt } from '../../src/core/psbt/finalize.ts';
import { parsePsbt } from '../../src/core/psbt/parse.ts';
import { serializePsbt } from '../../src/core/psbt/serialize.ts';
import { reviewPsbt } from '../../src/core/review/review.ts';
import { type Fixture, loadFixture, NOW } from './fixture.ts';
import { COMBINE_ROWS } from './rows/combine.ts';
import { attempt } from './run.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await loadFixture();
});

for (const { row, title, cases } of COMBINE_ROWS) {
  describe(`${row} ${title}`, () => {
    for (const { name, build, expected } of cases) {
      it(`${name}: ${expected.result}, and Bob’s own file counts`, () => {
        const files = build(fixture);
        const [base, attack, control] = [files.base, files.attack, files.control].map(parsePsbt);
        const alone = combine(base!, [attack!]);
        expect(alone.files[0]).toMatchObject({ result: expected.result });
        expect(alone.files[0]?.bad.length).toBe(expected.bad);
        const both = combine(base!, [attack!, control!]);
        expect(serializePsbt(both.psbt)).toEqual(files.control);

        const { registered } = fixture.alice;
        const psbtBytes = serializePsbt(both.psbt);
        const review = reviewPsbt({ psbtBytes, registered, second: fixture.group.second, now: NOW });
        expect(review.signedBy).toEqual([fixture.bob.registered.me]);
        expect(review.findings.filter(({ severity }) => severity === 'stop')).toEqual([]);
        const { signed } = attempt(fixture, psbtBytes);
        expect(signed?.signedBy.length).toBe(2);
        expect(finalizePsbt(parsePsbt(signed!.psbtBytes)).inputs.every((each) => each.finalScriptWitness)).toBe(true);
      });
    }
  });
}
