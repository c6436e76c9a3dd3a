import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder, icehouse, type Result, spawnIcehouse } from '../cli/icehouse.ts';

/** Every file below a folder, with its text. */
function filesBelow(folder: string): readonly (readonly [name: string, text: string])[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => [name, readFileSync(join(folder, name), 'latin1')] as const);
}

describe('the practice ceremony', () => {
  it('goes from dice to a confirmed payment, exact to the satoshi, without a terminal', async () => {
    const folder = freshFolder();
    const { exitCode, stdout, stderr } = await spawnIcehouse(['practice', '--keep', 'kept'], { folder });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('Practice ended well.');
    const sum = /(\d+\.\d{8}) − (\d+\.\d{8}) − fee (\d+\.\d{8}) = (\d+\.\d{8})/.exec(stdout);
    const [deposit, payment, fee, balance] = (sum ?? []).slice(1).map((text) => BigInt(text.replace('.', '')));
    expect(deposit! - payment! - fee!).toBe(balance);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    const later = /(\d+\.\d{8}) − 3 × (\d+\.\d{8}) − fee (\d+\.\d{8}) = (\d+\.\d{8})/.exec(stdout);
    const [before, each, raised, left] = (later ?? []).slice(1).map((text) => BigInt(text.replace('.', '')));
    expect(before).toBe(balance);
    expect(before! - 3n * each! - raised!).toBe(left);
    expect(readdirSync(join(folder, 'kept')).sort()).toEqual(['alice', 'bob', 'carol']);
  });

  it('leaves no secret in any file, and nothing at all without --keep', async () => {
    const folder = freshFolder();
    const papers: string[] = [];
    // Listens at the very place where practice hands a member's paper to a command.
    const result: Result = await icehouse(['practice', '--keep', 'kept', '--json'], {
      folder,
      io: { random: rememberingRandom(papers) },
    });
    expect(result.exitCode).toBe(0);
    const words = papers.filter((paper) => paper.length > 0);
    expect(words.length).toBeGreaterThan(0);
    for (const [name, text] of filesBelow(join(folder, 'kept'))) {
      for (const secret of words) expect(text.includes(secret), `${name} holds a secret`).toBe(false);
      expect(/\b[xt]prv[1-9A-HJ-NP-Za-km-z]{50}/.test(text), `${name} holds a private key`).toBe(false);
    }
    const before = readdirSync(folder);
    expect((await icehouse(['practice', '--json'], { folder })).exitCode).toBe(0);
    expect(readdirSync(folder)).toEqual(before);
  });

  it('refuses a folder that is not empty', async () => {
    const folder = freshFolder();
    const { exitCode, json } = await icehouse(['practice', '--keep', '.', '--json'], {
      folder: join(folder, '..'),
    });
    expect(exitCode).toBe(1);
    expect(json()).toMatchObject({ error: { code: 'file/exists' } });
    expect(existsSync(folder)).toBe(true);
  });
});

/** Randomness of the system, kept as the hex texts that seeds are shown with. */
function rememberingRandom(kept: string[]): (length: number) => Uint8Array {
  return (length) => {
    const bytes = crypto.getRandomValues(new Uint8Array(length));
    if (length === 32) kept.push(Buffer.from(bytes).toString('hex'), Buffer.from(bytes).toString('latin1'));
    return bytes;
  };
}
