/**
 * The tests that Stryker runs for each mutant: those of PSBTs and of signing, quickest first, so that most mutants cost
 * one file. Left out are those that repeat on many random files what quicker ones show. The whole suite is
 * `vitest.config.ts`.
 */
import { matchesGlob } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** In the order in which they are run. */
const FILES = [
  'test/core/psbt/fields.test.ts',
  'test/core/psbt/create-edit.test.ts',
  'test/core/psbt/[d-z]*.test.ts',
  'test/vectors/psbt-*.test.ts',
  'test/core/psbt/combine.test.ts',
  'test/cold/sign/*.test.ts',
  'test/core/psbt/caps.test.ts',
];

/** Thousands of random files, and files that a second library reads. */
const LEFT_OUT = ['test/core/psbt/properties.test.ts', 'test/vectors/psbt-second-reader.test.ts'];

/** A file runs when the first of {@link FILES} that matches it comes. */
class InOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) =>
      FILES.findIndex((pattern) => matchesGlob(moduleId, `**/${pattern}`));
    return files.toSorted((left, right) => rank(left) - rank(right));
  }
}

export default defineConfig({
  test: {
    include: FILES,
    exclude: LEFT_OUT,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'threads',
    isolate: false,
    sequence: { sequencer: InOrder },
  },
});
