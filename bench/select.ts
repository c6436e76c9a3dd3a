/**
 * Choosing coins: how much 1,000 payments over a recorded series of fee rates waste, ours beside Bitcoin Core's published
 * algorithm, two libraries and the plain largest-first; and how long a choice out of 10,000 coins takes.
 *
 *     node bench/select.ts [--json FILE] [--check]
 */
import { sats } from '../src/core/amount.ts';
import { feeRate, LONG_TERM_RATE } from '../src/watch/spend/fee-rate.ts';
import { quickRandom } from '../src/watch/spend/random.ts';
import { spendSizes } from '../src/watch/spend/sizes.ts';
import { familyCharter } from '../test/watch/world/family.ts';
import { measureInTurns, printReport, type Target } from './harness.ts';
import { readScenario } from './select/scenario.ts';
import { simulate, type Years } from './select/simulate.ts';
import { WAYS, type Way } from './select/ways.ts';

/** Runs of the ways that throw dice; their middle is told. */
const SEEDS = [1, 2, 3];
const COINS = 10_000;

const payee = Uint8Array.of(0, 20, ...new Uint8Array(20));
const sizes = spendSizes(familyCharter().wallet, [payee], Uint8Array.of(0, 32, ...new Uint8Array(32)));
const steps = readScenario();

const years = WAYS.map((way) => middle((way.isRandom ? SEEDS : [1]).map((seed) => simulate(way, steps, sizes, seed))));
const reference = years[1]!;

console.log(
  [
    `${steps.length} payments of a 2-of-3 P2WSH wallet over a recorded series of fee rates`,
    '',
    row('', 'waste', 'fees', 'and coins', 'inputs', 'change', 'left'),
    ...WAYS.map(({ name }, index) => {
      const { waste, fees, cost, inputs, withChange, coinsLeft } = years[index]!;
      return row(name, ...[waste, fees, cost, inputs, withChange, coinsLeft].map(whole));
    }),
    '',
    'Waste by Bitcoin Core’s measure and fees in sat; "and coins" adds what it costs to',
    'spend the coins left at 10 sat/vB. Of three runs each where dice are thrown.',
    '',
  ].join('\n'),
);

const coins = Array.from({ length: COINS }, (_, number) => ({
  number,
  amount: sats(BigInt(10_000 + ((number * 7_919) % 100_003))),
}));
const random = quickRandom(() => 5);
const choices = [
  [20_000_000n, 5_000n],
  [1_000_000n, 5_000n],
  [20_000_000n, 50_000n],
  [3_000_000n, 50_000n],
] as const;
const chooseAll = (way: Way) => () => {
  for (const [target, rate] of choices) {
    const prices = { rate: feeRate(rate), longTermRate: LONG_TERM_RATE, sizes, changeDust: 330n };
    way.choose({ ...prices, target: sats(target) }, coins, random);
  }
};
const measured = WAYS.filter(({ name }) => name !== '@scure/btc-signer selectUTXO');
const measurements = await measureInTurns(
  measured.map((way) => ({ name: way.name, units: choices.length, run: chooseAll(way) })),
);
const own = years[0]!;
const targets: Target[] = [
  { name: 'sat wasted less than by Core’s algorithm', wanted: 0, measured: Number(reference.waste - own.waste) },
  { name: 'sat of fees and coins less than by Core’s', wanted: 0, measured: Number(reference.cost - own.cost) },
  { name: 'milliseconds left of 100 for a choice', wanted: 0, measured: 100 - 1_000 / measurements[0]!.perSecond },
];
printReport({
  title: `A choice out of ${COINS.toLocaleString('en-GB')} coins, for 0.01 to 0.2 BTC at 5 and at 50 sat/vB`,
  unit: 'choices',
  measurements,
  reference: measurements[1]!,
  targets,
});

/** The run with the middle waste. */
function middle(runs: readonly Years[]): Years {
  return runs.toSorted((left, right) => Number(left.waste - right.waste))[Math.floor(runs.length / 2)]!;
}

function row(name: string, ...columns: readonly string[]): string {
  return name.padEnd(29) + columns.map((column, index) => column.padStart(index < 3 ? 11 : 7)).join('');
}

function whole(value: number | bigint): string {
  return value.toLocaleString('en-GB');
}
