/** Runs a group of rows on a surface: one test for each case, and one that says that all of them were really run. */
import { beforeAll, describe, expect, it } from 'vitest';
import { type Fixture, loadFixture } from '../fixture.ts';
import type { Surface } from '../row.ts';
import { casesOf, type GroupName, type Numbered } from '../table.ts';
import * as commands from './commands.ts';
import * as library from './library.ts';
import type { Tally } from './tally.ts';

export function runGroup(name: GroupName, surface: Surface): void {
  describe(`${name}: ${surface}`, () => {
    const tally: Tally = { attacks: 0, controls: 0 };
    const accepted: commands.Accepted = new Map();
    const cases = casesOf(name, surface);
    let fixture: Fixture;
    beforeAll(async () => {
      fixture = await loadFixture();
    });
    for (const each of cases) {
      it(`${each.each.name}: ${verdictText(each)}`, async () => {
        if (surface === 'library') await onLibrary(fixture, each, tally);
        else await onCommands(fixture, each, tally, accepted);
      });
    }
    it('withstood every attack and accepted every control', () => {
      expect(tally).toEqual({ attacks: cases.length, controls: cases.length });
    });
  });
}

async function onLibrary(fixture: Fixture, { kind, each }: Numbered, tally: Tally): Promise<void> {
  if (kind === 'files') library.runFile(fixture, each, tally);
  else if (kind === 'returned') library.runReturned(fixture, each, tally);
  else await library.runAct(fixture, each, tally);
}

async function onCommands(
  fixture: Fixture,
  { kind, each }: Numbered,
  tally: Tally,
  accepted: commands.Accepted,
): Promise<void> {
  if (kind === 'files') await commands.runFile(fixture, each, tally, accepted);
  else if (kind === 'returned') await commands.runReturned(fixture, each, tally);
  else await commands.runAct(fixture, each, tally);
}

function verdictText({ kind, each }: Numbered): string {
  if (kind === 'returned') return each.expected.result;
  const { expected } = each;
  if (expected.outcome === 'refuse') return `refused (${expected.code})`;
  if (expected.outcome === 'asked') return `asked about (${expected.codes.join(', ')})`;
  if (expected.outcome === 'told') return 'told for what it is';
  return `a payment to somebody else${expected.code === undefined ? '' : ` (${expected.code})`}`;
}
