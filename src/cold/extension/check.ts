/**
 * Judges an extension that a person has typed, as a lower bound: a text is called strong only when nothing known about
 * languages, keyboards, dictionaries and patterns tells it from 160 bits drawn at random. Where the extension was generated,
 * `generate.ts` knows its strength and nothing needs to be judged.
 */
import { IcehouseError } from '../../core/errors.ts';
import { normaliseElectrum } from '../mnemonic/electrum.ts';
import type { MnemonicKind, TextNote } from '../mnemonic/types.ts';
import { checkExtensionText } from '../seed.ts';
import { type CrackCost, crackCost } from './cost.ts';
import { SEED_BITS, STRONG_BITS } from './forms.ts';
import type { GeneratedExtension } from './generate.ts';
import { reasonsFor } from './reasons.ts';
import { loadDictionaries } from './strength/dictionaries.ts';
import { type Evidence, remainingBits, WRITTEN_BITS, weigh } from './strength/evidence.ts';
import { glyphsOf } from './strength/glyphs.ts';
import { type PublicData, publicData } from './strength/public-data.ts';

export type Verdict = 'strong' | 'weak' | 'very-weak';

export interface ExtensionCheck {
  /** At least so many bits: guessing it takes 2 to this power tries, half of them on average, by all that is known here. */
  readonly bits: number;
  readonly verdict: Verdict;
  readonly reasons: readonly TextNote[];
  readonly crackCost: CrackCost;
}

/** Characters that are judged; what follows can only add to the strength. */
const JUDGED = 256;

/** Below this, somebody rich can expect to find it. */
const VERY_WEAK_BELOW = 80;

export interface CheckOptions {
  /** The kind of mnemonic it belongs to; for an Electrum seed, what is left after Electrum's normalisation is judged. */
  readonly kind?: MnemonicKind | undefined;
}

/**
 * Judges a typed extension. Loads the dictionaries on first use.
 *
 * What the bound means: the random-looking part counts in full, everything else together at most 64 bits, and the result is
 * strong only if the random-looking part alone reaches 160. A bound cannot prove that a text *was* drawn at random; random
 * words and pronounceable syllables are told from a sentence by nobody, and count as written.
 *
 * @throws IcehouseError `extension/too-long`, `extension/not-unicode`.
 */
export async function checkExtension(typed: string, { kind = 'bip39' }: CheckOptions = {}): Promise<ExtensionCheck> {
  checkExtensionText(typed);
  const text = kind === 'electrum' ? normaliseElectrum(typed) : typed;
  const judged = Array.from(text.normalize('NFC')).slice(0, JUDGED).join('');
  const dictionaries = await loadDictionaries();
  const lookedUp = dictionaries.lookUp(judged);
  const evidence = weigh(glyphsOf(judged), { letters: dictionaries.letters, known: lookedUp.known });
  const published = publicData(text);
  const bits = boundOf(evidence, published, lookedUp.bits);
  return {
    bits,
    verdict: bits >= STRONG_BITS ? 'strong' : bits >= VERY_WEAK_BELOW ? 'weak' : 'very-weak',
    reasons: reasonsFor({ text, bits, evidence, published }),
    crackCost: crackCost(bits),
  };
}

function boundOf(evidence: Evidence, published: PublicData | undefined, zxcvbnBits: number): number {
  const { random, kinds } = evidence;
  const remaining = remainingBits(evidence);
  if (published) return Math.min(published.bits, remaining);
  if (random >= STRONG_BITS) return Math.min(random, SEED_BITS);
  const sum = remaining < STRONG_BITS ? remaining : STRONG_BITS - 1;
  // With patterns found, or too little text to find any in, zxcvbn's estimate holds where it is lower.
  return kinds.length > 0 || sum < WRITTEN_BITS ? Math.min(sum, zxcvbnBits) : sum;
}

export interface AcceptOptions extends CheckOptions {
  /** Whether the person has been shown that the extension is weaker than 160 bits, and wants it nevertheless. */
  readonly acknowledgeWeak: boolean;
}

export interface AcceptedExtension {
  readonly text: string;
  /** Exact for a generated extension, a lower bound for a typed one. */
  readonly bits: number;
  readonly verdict: Verdict;
}

/**
 * Lets an extension pass for a new key: a generated one always (unless Electrum would take its capitals away), a typed one
 * when it is strong or its weakness is acknowledged. Not for recovery, where any extension must be allowed that the key was made with.
 *
 * @throws IcehouseError `extension/weak` (kind `refused`), and those of {@link checkExtension}.
 */
export async function acceptExtension(
  extension: string | GeneratedExtension,
  { acknowledgeWeak, kind = 'bip39' }: AcceptOptions,
): Promise<AcceptedExtension> {
  const text = typeof extension === 'string' ? extension : extension.text;
  const countsInFull = kind === 'bip39' || normaliseElectrum(text) === text;
  if (typeof extension !== 'string' && countsInFull) return { text, bits: extension.bits, verdict: 'strong' };
  const { bits, verdict, reasons } = await checkExtension(text, { kind });
  if (verdict === 'strong' || acknowledgeWeak) return { text, bits, verdict };
  throw new IcehouseError({
    code: 'extension/weak',
    message: `this extension may be found by trying: ${reasons.map(({ message }) => message).join('; ')}`,
    found: `at least ${Math.floor(bits)} bits`,
    expected: `at least ${STRONG_BITS} bits`,
    next: 'let Icehouse draw one (icehouse extension new), or take the weak one knowingly (--accept-weak-extension)',
    kind: 'refused',
  });
}
