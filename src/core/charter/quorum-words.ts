/**
 * What m of n means for the people who rely on it: who must act together, what may be lost, what a thief needs. Made for
 * `charter/explain.ts`; the only place where these sentences are.
 */
import type { Wallet } from '../wallet/types.ts';

/** Sentences in plain words, true of any m of n. */
export function quorumLines({ m, keys }: Pick<Wallet, 'm' | 'keys'>): readonly string[] {
  const n = keys.length;
  if (n === 1) {
    return ['Whoever has the one key can spend; if it is lost, the money is lost. This is not shared custody.'];
  }
  return [
    spendingLine(m, n),
    lossLine(m, n),
    theftLine(m, n),
    ...(m < n
      ? [
          `To spend, all ${n} public keys are needed as well, even of members who do not sign: keep this charter with every seed.`,
        ]
      : []),
    'This charter cannot spend anything, but whoever has it sees every payment of the wallet: keep it private.',
  ];
}

function spendingLine(m: number, n: number): string {
  if (m === n) return `To spend, ${all(n)} members must sign. Any one of them can refuse.`;
  if (m === 1)
    return `To spend, any one of the ${n} members signs alone, without asking the other${n === 2 ? '' : 's'}.`;
  return `To spend, any ${m} of the ${n} members must sign. They can do so without the ${n - m === 1 ? 'other one' : `other ${n - m}`}.`;
}

function lossLine(m: number, n: number): string {
  const spare = n - m;
  if (spare === 0) return 'Loss: there is no spare key. If a single seed is lost, the money is lost for ever.';
  const rest = m === 1 ? 'the last one can still spend' : `the other ${m} can still spend`;
  const tooMany = m === 1 ? all(n) : `${spare + 1}`;
  return `Loss: ${spare === 1 ? 'one seed' : `${spare} seeds`} may be lost and ${rest}. If ${tooMany} are lost, the money is lost for ever.`;
}

function theftLine(m: number, n: number): string {
  if (m === 1) return 'Theft: every single seed can spend everything. A thief needs only one of them.';
  const harmless = m === 2 ? 'One stolen seed' : `Up to ${m - 1} stolen seeds`;
  return `Theft: a thief needs ${m === n ? all(n) : m} seeds. ${harmless} cannot spend, but move the money to a new wallet before the next one goes.`;
}

function all(n: number): string {
  return n === 2 ? 'both' : `all ${n}`;
}
