/** Servers one after the other, and the pauses between tries. */
import { describe, expect, it } from 'vitest';
import { IcehouseError } from '../../../src/core/errors.ts';
import { backOffMs, inTurn, untilDone } from '../../../src/watch/chain/in-turn.ts';
import { pause } from '../../../src/watch/chain/pause.ts';

const error = (code: `${string}/${string}`, kind: 'environment' | 'refused' = 'environment') =>
  new IcehouseError({ code, kind, message: `it is ${code}` });

describe('servers in turn', () => {
  it('are left alone once one has done the work', async () => {
    const asked: string[] = [];
    const failed: string[] = [];
    const work = async (url: string) => {
      asked.push(url);
      if (url === 'a') throw error('chain/unreachable');
      return url;
    };
    expect(await inTurn(['a', 'b', 'c'], work, ({ where }) => failed.push(where))).toBe('b');
    expect([asked, failed]).toEqual([['a', 'b'], ['a']]);
  });

  it('are all named when none could be asked; a single one by its own error', async () => {
    const work = async (url: string) => Promise.reject(error(url === 'a' ? 'chain/timeout' : 'core/warming-up'));
    await expect(inTurn(['a', 'b'], work, () => {})).rejects.toMatchObject({
      code: 'chain/no-server',
      kind: 'environment',
      found: 'a: it is chain/timeout; b: it is core/warming-up',
    });
    await expect(inTurn(['a'], work, () => {})).rejects.toMatchObject({ code: 'chain/timeout' });
  });

  for (const trouble of [
    error('chain/false-proof', 'refused'),
    error('chain/certificate-changed', 'refused'),
    error('chain/wrong-network', 'refused'),
    error('chain/stopped'),
    error('store/disk-full'),
    new TypeError('a defect'),
  ]) {
    it(`do not pass over ${'code' in trouble ? trouble.code : trouble.message}`, async () => {
      const asked: string[] = [];
      const work = async (url: string) => {
        asked.push(url);
        throw trouble;
      };
      await expect(inTurn(['a', 'b'], work, () => {})).rejects.toBe(trouble);
      expect(asked).toEqual(['a']);
    });
  }
});

describe('the pause before the next try', () => {
  it('doubles up to a minute, somewhere in its upper half', () => {
    expect([1, 2, 3, 4].map((failures) => backOffMs(failures, 0))).toEqual([500, 1_000, 2_000, 4_000]);
    expect([1, 2, 3, 50].map((failures) => backOffMs(failures, 0.999_999))).toEqual([1_000, 2_000, 4_000, 60_000]);
  });

  const patience = (signal: AbortSignal) => {
    const pauses: number[] = [];
    return {
      pauses,
      options: { chance: () => 0, signal, onPause: () => {}, wait: async (ms: number) => void pauses.push(ms) },
    };
  };

  it('grows while it fails, and is short again after success', async () => {
    const { pauses, options } = patience(new AbortController().signal);
    let tries = 0;
    const done = await untilDone(async (progressed) => {
      tries += 1;
      if (tries === 3) progressed();
      if (tries < 5) throw error('chain/unreachable');
      return 'done';
    }, options);
    expect(done).toBe('done');
    expect(pauses).toEqual([500, 1_000, 500, 1_000]);
  });

  it('is not waited for where waiting would not help', async () => {
    const { pauses, options } = patience(new AbortController().signal);
    const work = () => Promise.reject(error('chain/false-header', 'refused'));
    await expect(untilDone(work, options)).rejects.toMatchObject({ code: 'chain/false-header' });
    expect(pauses).toEqual([]);
  });

  it('can be stopped', async () => {
    const stop = new AbortController();
    const work = () => Promise.reject(error('chain/unreachable'));
    const trying = untilDone(work, { chance: () => 0, signal: stop.signal, onPause: () => stop.abort() });
    await expect(trying).rejects.toMatchObject({ code: 'chain/stopped' });
    await expect(pause(10, AbortSignal.abort())).rejects.toMatchObject({ code: 'chain/stopped' });
  });
});
