/** The runner of long searches: what it tells, keeps and gives back, and how it ends a run that never ends. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startCoverage } from '../../fuzz/engine/coverage.ts';
import { decodeInput, encodeInput } from '../../fuzz/engine/files.ts';
import type { Target } from '../../fuzz/engine/target.ts';
import { takeTurns } from '../../fuzz/engine/turns.ts';
import type { Watchdog } from '../../fuzz/engine/watchdog.ts';

const meter = startCoverage();
const { planted } = await import('./planted.ts');
const { target: amount } = await import('../../fuzz/targets/amount.ts');

const ROOT = join(import.meta.dirname, '../..');
const watchdog: Watchdog = { beforeRun: () => {}, stop: async () => {} };

async function turns(targets: readonly Target[], isStopped = () => false) {
  const lines: string[] = [];
  const say = (line: string) => lines.push(line);
  const findings = await takeTurns({ targets, meter, seed: 5, seconds: 1, watchdog, isStopped, say });
  return { findings, lines };
}

function fuzz(...given: readonly string[]) {
  return spawnSync(process.execPath, ['fuzz/run.ts', ...given], { cwd: ROOT, encoding: 'utf8' });
}

describe('taking turns', () => {
  it('tells a finding with the input and the command that repeats it, and goes on with the others', async () => {
    const loud = { ...planted({ fault: 'crash' }), seeds: () => [Buffer.from('IC!')] };
    const { findings, lines } = await turns([loud, amount]);
    expect(findings).toBe(1);
    expect(lines).toContain('FINDING in planted: untyped-exception: TypeError: planted');
    const again = lines.find((line) => line.startsWith('  again'));
    const path = /--replay (\S+)$/.exec(again ?? '')?.[1] ?? '';
    expect(readFileSync(path, 'latin1')).toBe('IC!');
    rmSync(path);
    expect(lines.at(-1)).toMatch(/^amount +[1-9][\d,]* runs +[\d,]+\/s +[1-9]\d* blocks +[1-9]\d* inputs$/);
  });

  it('ends when it is told to, without a finding', async () => {
    let asked = 0;
    const { findings, lines } = await turns([amount], () => ++asked > 3);
    expect(findings).toBe(0);
    expect(lines.filter((line) => line.startsWith('amount')).length).toBeGreaterThan(0);
  });
});

describe('npm run fuzz', () => {
  it('runs one target for some seconds and ends well', () => {
    const { status, stdout } = fuzz('--target', 'amount', '--seconds', '1', '--seed', '1');
    expect(stdout).toMatch(/^1 target, seed 1; ctrl-C ends it\n\namount /);
    expect(stdout).toMatch(/\nno finding\n$/);
    expect(status).toBe(0);
  });

  it('explains itself when asked for what it has not', () => {
    const { status, stdout } = fuzz('--target', 'nothing');
    expect(status).toBe(2);
    expect(stdout).toContain('one of: transaction, psbt');
  });
});

describe('a run that never ends', () => {
  it('is ended from outside, its input kept', () => {
    const { status, signal, stdout } = spawnSync(process.execPath, [join(import.meta.dirname, 'hang.ts')], {
      cwd: ROOT,
      encoding: 'utf8',
      timeout: 30_000,
    });
    expect(status).toBeNull();
    expect(signal).toBe('SIGKILL');
    const path = join(ROOT, /input {2}(\S+)/.exec(stdout)?.[1] ?? 'nothing');
    expect(stdout).toContain('FINDING in hanging: one run has taken 1 seconds and goes on');
    expect(existsSync(path)).toBe(true);
    expect(decodeInput('text', readFileSync(path))).toBe('for ever\ud800');
    rmSync(path);
  });
});

describe('inputs as files', () => {
  it('keep every byte and every half of a character', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    expect(decodeInput('bytes', encodeInput(bytes))).toEqual(bytes);
    const text = '\ud800 \u0000 "äöü" \u{1f600}\r\n';
    expect(decodeInput('text', encodeInput(text))).toBe(text);
  });
});
