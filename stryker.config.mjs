/**
 * Mutation testing of the code where a mistake costs money: reading and writing PSBTs, and signing. Stryker changes one
 * thing at a time (a condition, a number, a call) and a test has to fail; what no test noticed is listed with the reason
 * in docs/mutation.md. Sentences for people are left out by the rule below; error codes, field names and places are not.
 */
import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

const WORDS = 'words for people';

/** A string or template with a space in it is a sentence, except where it says at which place something is wrong. */
const sentences = {
  shouldIgnore(path) {
    const isPlace = path.parentPath?.isObjectProperty() && path.parent.key.name === 'at';
    if (isPlace) return undefined;
    if (path.isStringLiteral() && path.node.value.includes(' ')) return WORDS;
    if (path.isTemplateLiteral() && path.node.quasis.some(({ value }) => value.raw.includes(' '))) return WORDS;
    return undefined;
  },
};

export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, 'sentences', sentences)];

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: ['src/core/psbt/**/*.ts', 'src/cold/sign/**/*.ts'],
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutation.config.ts', related: false },
  plugins: ['@stryker-mutator/vitest-runner', import.meta.url],
  ignorers: ['sentences'],
  coverageAnalysis: 'perTest',
  concurrency: 1,
  // Generous, as a mutant that merely runs on a busy machine must not count as found.
  timeoutMS: 20_000,
  timeoutFactor: 2,
  incremental: true,
  incrementalFile: 'reports/mutation/incremental.json',
  reporters: ['clear-text', 'json', 'html'],
  clearTextReporter: { allowColor: false, reportTests: false, reportMutants: true, allowEmojis: false },
  thresholds: { high: 95, low: 90, break: 90 },
  // The sandbox needs the sources and the tests alone; nothing in it is compiled.
  tsconfigFile: 'none',
  disableTypeChecks: false,
  ignorePatterns: ['/dist', '/docs', '/bench', '/fuzz', '/scripts', '/coverage', '/.cache'],
  allowConsoleColors: false,
};
