import { execFileSync } from 'node:child_process';
import { createHash, randomFillSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readMnemonic } from '../../src/cold/mnemonic/read.ts';
import { freshFolder, icehouse } from './icehouse.ts';

const THROWS = '3516224631543216451326411534265132464236512613542643165243146532165423516342165324165423516234125634';

/** Randomness of the system that answers the one question for 32 bytes with the hash of a text, and is sound elsewhere. */
function systemPart(text: string): (length: number) => Uint8Array {
  const part = createHash('sha256').update(text).digest();
  return (length) => (length === 32 ? new Uint8Array(part) : randomFillSync(new Uint8Array(length)));
}

interface Made {
  readonly mnemonic: string;
  readonly entropy: { readonly text: string; readonly command: string; readonly result: string };
}

async function makeSeed(text: string): Promise<Made> {
  const { exitCode, stdout, json } = await icehouse(['seed', 'new', '--dice-stdin', '--json'], {
    folder: freshFolder(),
    input: `${THROWS}\n`,
    io: { random: systemPart(text) },
  });
  expect(exitCode, stdout).toBe(0);
  return json() as unknown as Made;
}

describe('seed new', () => {
  it('makes words in the first round when they read in one way only', async () => {
    const { mnemonic, entropy } = await makeSeed('system 0');
    expect(entropy.text).not.toContain('round');
    expect(readMnemonic(mnemonic)).toMatchObject({ kind: 'bip39', language: 'english' });
  });

  // The first round over these bytes gives "tooth moral fabric …", "vote upset light …" and so on: Electrum seeds as well.
  it.each([
    'system 183',
    'system 201',
    'system 394',
    'system 590',
  ])('goes a round further over the same throws when the words could be mistaken (%s)', async (text) => {
    const { mnemonic, entropy } = await makeSeed(text);
    expect(entropy.text.endsWith(`\ndice: ${THROWS}\nround: 2\n`)).toBe(true);
    const byHand = execFileSync('sh', ['-c', entropy.command], { encoding: 'utf8' }).trim();
    expect(byHand).toBe(entropy.result);
    expect(readMnemonic(mnemonic)).toMatchObject({ kind: 'bip39', language: 'english' });
  });
});
