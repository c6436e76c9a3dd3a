/**
 * Mixes the machine's randomness with thrown dice or coins by a published recipe (`docs/entropy.md`) that anyone can redo
 * with a shell and no Icehouse: one SHA-256 over a short text. As long as one of the two sources is good, so is the result.
 */
import { toHex, utf8ToBytes } from '../../core/bytes.ts';
import { IcehouseError, invariant } from '../../core/errors.ts';
import { sha256 } from '../../core/hash.ts';
import { type Rolls, rollsNeeded, type Strength } from './dice.ts';

/** Bytes from the machine that go into the recipe, whatever the strength. */
export const SYSTEM_BYTES = 32;

export interface MixInput {
  /** From `drawHealthy`, shown to the person before she types her throws, so that it cannot be chosen to fit them. */
  readonly system: Uint8Array;
  /** Accepted throws; none is allowed, dice and coins together are too. */
  readonly rolls: readonly Rolls[];
  readonly strength: Strength;
  /** From 1, the default; raised by one when the words of a round could be mistaken (`isUnambiguous`). */
  readonly round?: number;
}

/** Everything needed to check the mixing by hand. As secret as the mnemonic that follows from it. */
export interface MixTranscript {
  /** The very text that is hashed. */
  readonly text: string;
  readonly systemHex: string;
  readonly entropyHex: string;
  /** A shell command that prints `entropyHex`. To be run on the offline machine only, with its history off. */
  readonly command: string;
}

export interface Mixed {
  /** 16 to 32 bytes for `mnemonicFromEntropy`. */
  readonly entropy: Uint8Array;
  readonly transcript: MixTranscript;
}

/**
 * Mixes: the first bytes of the SHA-256 of `icehouse entropy 1`, a line `system: ` in hexadecimal and a line for each kind
 * of throws, and from the second round on a line `round: 2`; each line ended by a line feed. Changing any bit of the machine's bytes or any throw changes all of it.
 *
 * NOT checked: whether `system` is random; `drawHealthy` has done what can be done.
 *
 * @throws IcehouseError `entropy/system-length`, `entropy/too-few-rolls` (throws accepted for a lower strength),
 * `entropy/doubled-rolls` (two sets of the same kind).
 */
export function mixEntropy({ system, rolls, strength, round = 1 }: MixInput): Mixed {
  invariant(Number.isSafeInteger(round) && round >= 1, 'rounds are counted from 1 by the program');
  if (system.length !== SYSTEM_BYTES) {
    throw new IcehouseError({
      code: 'entropy/system-length',
      message: 'the recipe takes another number of bytes from the machine',
      found: `${system.length} bytes`,
      expected: `${SYSTEM_BYTES} bytes`,
      kind: 'usage',
    });
  }
  for (const { means, faces } of rolls) checkEnough(rollsNeeded(means, strength), faces.length, strength);
  if (new Set(rolls.map(({ means }) => means)).size < rolls.length) {
    throw new IcehouseError({
      code: 'entropy/doubled-rolls',
      message: 'the recipe has one line for dice and one for coins',
      next: 'type all throws of one kind together',
      kind: 'usage',
    });
  }
  const systemHex = toHex(system);
  const lines = [
    'icehouse entropy 1',
    `system: ${systemHex}`,
    ...rolls.map(({ means, faces }) => `${means}: ${faces}`),
    ...(round > 1 ? [`round: ${round}`] : []),
  ];
  const text = `${lines.join('\n')}\n`;
  const entropy = sha256(utf8ToBytes(text)).slice(0, strength / 8);
  const quoted = lines.map((line) => `'${line}'`).join(' ');
  const command = `printf '%s\\n' ${quoted} | sha256sum | cut -c 1-${strength / 4}`;
  return { entropy, transcript: { text, systemHex, entropyHex: toHex(entropy), command } };
}

function checkEnough(needed: number, count: number, strength: Strength): void {
  if (count >= needed) return;
  throw new IcehouseError({
    code: 'entropy/too-few-rolls',
    message: `${strength} bits need more throws`,
    found: `${count} throws`,
    expected: `at least ${needed} throws`,
  });
}
