/** `--allow`: some stops a person may turn into warnings for one payment; none of the checks on change is among them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { FINDING_CODES, isLowerable } from '../../src/core/review/catalogue.ts';
import { charterFileOf } from '../attacks/documents.ts';
import { changed, type Fixture, loadFixture, NOW } from '../attacks/fixture.ts';
import type { FileCase } from '../attacks/row.ts';
import { CHANGE_ROWS } from '../attacks/rows/change.ts';
import { casesOf, GROUP_NAMES } from '../attacks/table.ts';
import { wordsOfMember } from '../review/group.ts';
import { freshFolder, icehouse } from './icehouse.ts';

const LOWERABLE = FINDING_CODES.filter(isLowerable);
const ALLOW_ALL = LOWERABLE.flatMap((code) => ['--allow', code]);

let fixture: Fixture;
beforeAll(async () => {
  fixture = await loadFixture();
});

/** A folder with a payment and the charter. */
function folderWith(psbtBytes: Uint8Array): string {
  const folder = freshFolder();
  writeFileSync(join(folder, 'payment.psbt'), psbtBytes);
  writeFileSync(join(folder, 'family.json'), charterFileOf(fixture.group));
  return folder;
}

const io = { now: () => new Date(NOW * 1000) };
const NAMED = ['payment.psbt', '--charter', 'family.json'];

const review = (folder: string, ...more: readonly string[]) =>
  icehouse(['review', ...NAMED, '--me', 'Alice', ...more, '--json'], { folder, io });

const sign = (folder: string, ...more: readonly string[]) =>
  icehouse(['sign', ...NAMED, '--out', 'signed.psbt', '--secret-stdin', ...more, '--json'], {
    ...{ folder, io },
    input: `${wordsOfMember('Alice')}\n`,
  });

/** The first attack of the table that is refused with this code and nothing else. */
function attackWith(code: string): FileCase {
  const cases = GROUP_NAMES.flatMap((name) => casesOf(name, 'commands'));
  const found = cases.find(
    ({ kind, each }) => kind === 'files' && each.expected.outcome === 'refuse' && each.expected.code === code,
  );
  if (found?.kind !== 'files') throw new Error(`no attack is refused with ${code}`);
  return found.each;
}

describe('a stop that may be allowed', () => {
  it.each(LOWERABLE)('%s is a warning then, to be acknowledged like any other', async (code) => {
    const folder = folderWith(attackWith(code).build(fixture).attack);
    expect((await review(folder)).json()).toMatchObject({ verdict: 'stop' });
    const allowed = await review(folder, '--allow', code);
    expect(allowed.exitCode).toBe(0);
    const { findings, totals } = allowed.json() as { findings: { code: string; severity: string }[]; totals: Totals };
    expect(findings).toContainEqual(expect.objectContaining({ code, severity: 'warn' }));
    const amount = ['--confirm-amount', (totals.leaving / 1e8).toFixed(8)];
    const warned = [...new Set(findings.filter(({ severity }) => severity === 'warn').map((each) => each.code))];
    expect((await sign(folder, '--allow', code, ...amount)).json()).toMatchObject({
      error: { code: 'review/not-acknowledged' },
    });
    const acknowledged = warned.flatMap((each) => ['--acknowledge', each]);
    expect((await sign(folder, ...amount, ...acknowledged)).exitCode).toBe(1);
    expect((await sign(folder, '--allow', code, ...amount, ...acknowledged)).exitCode).toBe(0);
  });
});

interface Totals {
  readonly leaving: number;
}

describe('everything else', () => {
  it('cannot be allowed: the command says what can', async () => {
    const folder = folderWith(changed(fixture.base, {}));
    for (const code of [...FINDING_CODES.filter((each) => !isLowerable(each)), 'toString', 'anything', '']) {
      const refused = await review(folder, '--allow', code);
      expect(refused.exitCode, code).toBe(2);
      expect(refused.json()).toMatchObject({ error: { code: 'usage/arguments', expected: LOWERABLE.join(', ') } });
    }
  });

  it('holds on change, whatever is allowed', async () => {
    for (const { build, name } of CHANGE_ROWS.flatMap(({ cases }) => cases)) {
      const folder = folderWith(build(fixture).attack);
      const [without, allowed] = [await review(folder), await review(folder, ...ALLOW_ALL)];
      expect(allowed.json().verdict, name).toBe(without.json().verdict);
      expect(allowed.json().outputs, name).toEqual(without.json().outputs);
    }
  });
});
