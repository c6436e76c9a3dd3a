import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { optionsOf } from '../../src/cli/options.ts';
import { ENTRIES } from '../../src/cli/registry.ts';
import { columnsOf } from '../../src/core/text/columns.ts';
import { VERSION } from '../../src/core/version.ts';
import { freshFolder, icehouse } from './icehouse.ts';

const SECRET_WORDS = /mnemonic|passphrase|password|secret$|^seed$|private|^extension$/;

describe('help', () => {
  it('lists every command on one page of 80 columns', async () => {
    const { exitCode, stdout } = await icehouse(['--help'], { folder: freshFolder() });
    expect(exitCode).toBe(0);
    for (const { name, summary } of ENTRIES) {
      expect(stdout).toContain(`  ${name} `);
      expect(stdout).toContain(summary);
    }
    expect(stdout.split('\n').filter((line) => columnsOf(line) > 80)).toEqual([]);
    expect(await icehouse([], { folder: freshFolder() })).toMatchObject({ exitCode: 0, stdout });
  });

  it.each(
    ENTRIES.map((entry) => [entry.name, entry] as const),
  )('tells what `%s` does, with an example', async (name, entry) => {
    const command = await entry.load();
    expect({ name: command.name, summary: command.summary }).toEqual({ name: entry.name, summary: entry.summary });
    const { exitCode, stdout } = await icehouse([...name.split(' '), '--help'], { folder: freshFolder() });
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`Usage: icehouse ${name}`);
    expect(command.example.startsWith(`icehouse ${name}`)).toBe(true);
    expect(stdout).toContain('With --json');
    expect(stdout.split('\n').filter((line) => columnsOf(line) > 80)).toEqual([]);
  });

  it.each(
    ENTRIES.map((entry) => [entry.name, entry] as const),
  )('gives `%s` no option that a secret could be passed by', async (_, entry) => {
    const options = Object.entries(optionsOf(await entry.load()));
    const suspicious = options.filter(([name, spec]) => spec.kind !== 'flag' && SECRET_WORDS.test(name));
    expect(suspicious).toEqual([]);
  });

  it('tells the version of the package', async () => {
    const manifest = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../package.json'), 'utf8')) as {
      version: string;
    };
    expect(VERSION).toBe(manifest.version);
    expect((await icehouse(['--version'], { folder: freshFolder() })).stdout).toBe(`${VERSION}\n`);
  });
});

describe('a command line that cannot be run', () => {
  const cases: readonly [string, readonly string[], string][] = [
    ['an unknown command', ['sing'], 'usage/unknown-command'],
    ['half a command', ['charter'], 'usage/unknown-command'],
    ['an unknown option', ['charter', 'show', 'f.json', '--colour'], 'usage/unknown-option'],
    ['an option without its value', ['charter', 'new', '--name'], 'usage/arguments'],
    ['a missing option', ['charter', 'new', '--name', 'Family'], 'usage/missing-option'],
    ['too many arguments', ['charter', 'show', 'a', 'b'], 'usage/arguments'],
    [
      'a number that is none',
      ['charter', 'new', '--name', 'F', '--m', 'two', '--card', 'x', '--out', 'y'],
      'file/cannot-read',
    ],
  ];
  it.each(cases)('tells %s by its code', async (_, words, code) => {
    const asText = await icehouse(words, { folder: freshFolder() });
    const asJson = await icehouse([...words, '--json'], { folder: freshFolder() });
    expect(asText.stdout).toBe('');
    expect(asText.stderr).toContain(code);
    expect(asJson.json()).toMatchObject({ error: { code } });
    expect(asJson.stderr).toBe('');
    expect([asText.exitCode, asJson.exitCode]).toEqual(code.startsWith('usage/') ? [2, 2] : [3, 3]);
  });
});
