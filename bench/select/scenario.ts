/** The recorded scenario that every way of choosing coins goes through; `make-scenario.ts` says what it is. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Step {
  /** sat/vB. */
  readonly rate: number;
  readonly payment: bigint;
  readonly deposits: readonly bigint[];
}

export function readScenario(): readonly Step[] {
  const [, ...lines] = readFileSync(join(import.meta.dirname, 'scenario.csv'), 'utf8')
    .trimEnd()
    .split('\n');
  return lines.map((line) => {
    const [rate = '', payment = '', deposits = ''] = line.split(',');
    return {
      rate: Number(rate),
      payment: BigInt(payment),
      deposits: deposits.split(' ').flatMap((each) => (each === '' ? [] : [BigInt(each)])),
    };
  });
}
