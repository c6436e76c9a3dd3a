/**
 * Makes `scenario.csv`, once and for all: 1,000 payments out of a family's wallet over some years, with the fee rate of the
 * day and what was deposited before each. The rates follow a random walk that is drawn back to 8 sat/vB and has sudden
 * peaks, as the mempool of 2017 to 2024 had: most days below 20 sat/vB, some above 100. Same seed, same file.
 *
 *     node bench/select/make-scenario.ts
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { quickRandom } from '../../src/watch/spend/random.ts';

const random = quickRandom((limit) => 321_321_321 % limit);
const uniform = (): number => (random.bits32() + 0.5) / 2 ** 32;
const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());

/** Satoshis around `middle`, many smaller and few much larger. */
const amount = (middle: number, spread: number): number =>
  Math.max(2_000, Math.round(middle * Math.exp(spread * normal())));

const rows = ['fee rate in sat/vB,payment in sat,deposits in sat before it'];
let level = Math.log(8);
let peak = 0;
let balance = 0;
for (let day = 0; day < 1_000; day++) {
  level += 0.05 * (Math.log(8) - level) + 0.22 * normal();
  if (uniform() < 0.02) peak = 1 + 1.8 * uniform();
  peak *= 0.88;
  const rate = Math.min(400, Math.max(1, Math.round(Math.exp(level + peak))));
  const payment = amount(400_000, 1.3);
  const deposits: number[] = [];
  while (day === 0 ? deposits.length < 30 : balance < payment * 6 + 2_000_000) {
    deposits.push(amount(700_000, 1.4));
    balance += deposits.at(-1)!;
    if (day > 0 && balance > payment * 3 + 2_000_000 && uniform() < 0.3) break;
  }
  // With what the fee may come to.
  balance -= payment + rate * 600;
  rows.push(`${rate},${payment},${deposits.join(' ')}`);
}
writeFileSync(join(import.meta.dirname, 'scenario.csv'), `${rows.join('\n')}\n`);
