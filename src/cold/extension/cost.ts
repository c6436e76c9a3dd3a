/**
 * What it costs to find an extension by trying, for somebody who already has the mnemonic. The figures are stated so that
 * they can be doubted: they are kind to the attacker, who is given more machines than anybody is known to have.
 */

/** Guesses a second: a million graphics cards, rounded up. */
export const GUESSES_PER_SECOND = 1e12;

/** BIP-0039 and Electrum: 2,048 rounds of HMAC, each two compressions of SHA-512. */
const HASHES_PER_GUESS = 4_096;

/** A graphics card of 2022 (RTX 4090) computes some 7.5 billion SHA-512 a second at 450 watts. */
const CARD = { hashesPerSecond: 7.5e9, watts: 450 };

/** Cheap industrial electricity. */
const DOLLARS_PER_KWH = 0.05;

const JOULES_PER_KWH = 3.6e6;
const SECONDS_PER_YEAR = 31_557_600;

export interface CrackCost {
  /** The assumed rate. */
  readonly guessesPerSecond: number;
  /** Years at that rate until half of all possibilities are tried. */
  readonly years: number;
  /** US dollars for the electricity alone. */
  readonly dollars: number;
  /** The assumptions in words. */
  readonly assumptions: string;
}

/** The cost of finding an extension that takes 2 to the power of `bits` guesses at most, half of them on average. */
export function crackCost(bits: number): CrackCost {
  const guesses = 2 ** Math.max(bits - 1, 0);
  const joules = guesses * (HASHES_PER_GUESS / CARD.hashesPerSecond) * CARD.watts;
  return {
    guessesPerSecond: GUESSES_PER_SECOND,
    years: guesses / GUESSES_PER_SECOND / SECONDS_PER_YEAR,
    dollars: (joules / JOULES_PER_KWH) * DOLLARS_PER_KWH,
    assumptions:
      'the attacker has the mnemonic, tries 10^12 extensions a second (2,048 rounds of PBKDF2-HMAC-SHA512 each) and pays 0.05 USD per kWh; the time is for half of all possibilities',
  };
}
