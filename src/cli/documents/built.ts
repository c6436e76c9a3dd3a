/** A payment that was built, as `propose` tells it. */
import { formatBtc } from '../../core/amount.ts';
import { pairs, wrapped } from '../../core/text/columns.ts';
import { groups } from '../../core/text/groups.ts';
import { visible } from '../../core/text/visible.ts';
import type { BuiltProposal } from '../../watch/spend/build.ts';

export function builtJson({ id, summary }: BuiltProposal): Readonly<Record<string, unknown>> {
  const { paid, fee, virtualSize, inputs, change, payments } = summary;
  return {
    txid: id,
    payments: payments.map(({ address, amount, name }) => ({ address, amount, payee: name ?? null })),
    ...{ paid, fee, virtualSize, inputs: inputs.length },
    coins: inputs.map(({ txid, vout }) => `${txid}:${vout}`),
    change: change ?? null,
  };
}

export function builtLines({ proposal, summary }: BuiltProposal): string[] {
  const { paid, fee, virtualSize, inputs, change, payments } = summary;
  const total: readonly (readonly [string, string])[] =
    payments.length > 1 ? [['in all', `${formatBtc(paid)} BTC to ${payments.length} payees`]] : [];
  return [
    ...wrapped(`Proposal of ${visible(proposal.proposer)}: ${visible(proposal.purpose)}`),
    ...pairs([
      ...payments.map(({ address, amount, name }): [string, string] => [
        'pay',
        `${formatBtc(amount)} BTC to ${name === undefined ? '' : `${visible(name)}, `}${groups(address)}`,
      ]),
      ...total,
      ['from', `${inputs.length} ${inputs.length === 1 ? 'coin' : 'coins'}`],
      ['fee', `${formatBtc(fee)} BTC, ${virtualSize} vbytes`],
      ['change', change === undefined ? 'none' : `${formatBtc(change.amount)} BTC to change ${change.index}`],
    ]),
  ];
}
