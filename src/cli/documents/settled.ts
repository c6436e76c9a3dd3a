/** What a comparison with the chain has changed about proposals, for people and as JSON. */
import { wrapped } from '../../core/text/columns.ts';
import type { Settled } from '../../watch/proposals/settle.ts';
import { stateText } from './proposals.ts';

export function settledJson({ id, before, state, reason, txid }: Settled) {
  return { id, before, state, reason: reason ?? null, txid: txid ?? null };
}

/** A dead proposal is told with what to do, before anybody signs it. */
export function settledLines(settled: readonly Settled[]): string[] {
  return settled.flatMap((each) => {
    const advice = each.state === 'dead' ? '. Nobody should sign it: tell the others.' : '';
    return wrapped(`Proposal ${each.id.slice(0, 16)}… is ${stateText(each)}${advice}`);
  });
}
