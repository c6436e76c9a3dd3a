/**
 * A vitest reporter that counts: tests passed, failed and skipped. What fails outside a test (a file that cannot be
 * loaded, an error that nobody caught) counts as failed. Writes the counts to the file that scripts/test.mjs names.
 */
import { writeFileSync } from 'node:fs';

export default class SummaryReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      counts.failed += module.errors().length;
      for (const suite of module.children.allSuites()) counts.failed += suite.errors().length;
      for (const test of module.children.allTests()) counts[test.result().state] += 1;
    }
    const file = process.env.ICEHOUSE_TEST_SUMMARY;
    if (file) writeFileSync(file, JSON.stringify(counts));
  }
}
