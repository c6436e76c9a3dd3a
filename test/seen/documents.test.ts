/** The page for other implementers, held against the code: its example gives the very hashes that it shows. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { journalMessage } from '../../src/core/journal/journal.ts';
import { parseStrictJson } from '../../src/core/json/strict.ts';
import { factsFromJson, factsToJson } from '../../src/core/seen/facts.ts';
import { seenMessage } from '../../src/core/seen/statement.ts';

const page = readFileSync(new URL('../../docs/seen.md', import.meta.url), 'utf8');
const [, example = ''] = /```json\n(\{\n[\s\S]*?\n\})\n```/.exec(page) ?? [];
const facts = factsFromJson(parseStrictJson(example), 'facts');

describe('docs/seen.md', () => {
  it('has an example of facts with every field', () => {
    expect(factsToJson(facts)).toEqual(JSON.parse(example));
    expect(facts.outputs[0]).toMatchObject({ payee: 'Roofer', source: 'invoice 12' });
    expect(facts.proposal).toMatchObject({ isSigned: true, expires: '2026-12-24' });
  });

  it('shows the texts that are signed', () => {
    const xpub = 'xpub6DkFA…';
    expect(page).toContain(seenMessage({ facts, acknowledged: ['fee-cap-raised'], xpub }));
    const entries = [{ signedAt: 1_767_225_600, facts, acknowledged: [] }];
    expect(page).toContain(journalMessage({ charterId: facts.charterId, xpub, entries }));
  });
});
