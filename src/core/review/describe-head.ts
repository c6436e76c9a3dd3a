/** The first words of a review: which wallet, whose key, who proposes and why. */
import { formatPath } from '../key/path.ts';
import { pairs } from '../text/columns.ts';
import { groups } from '../text/groups.ts';
import { visible } from '../text/visible.ts';
import { allOf, cosignerName } from './names.ts';
import type { Review } from './types.ts';

/** The code words stand here whole, as on every other document of the group. */
export function describeCharter({ registered, signedBy }: Review): string[] {
  const { charter, me } = registered;
  const { wallet } = charter;
  const origin = wallet.keys[me]?.origin;
  const from = origin ? `, ${origin.fingerprint}/${formatPath(origin.path)}` : '';
  const [first = [], ...others] = charter.code;
  return pairs([
    ['wallet', visible(charter.name, { max: 64 })],
    ['rule', `${wallet.m} of ${wallet.keys.length}, ${wallet.scriptType}, network ${wallet.network}`],
    ['code', first.join(' ')],
    ...others.map((words) => ['', words.join(' ')] as const),
    ['your key', `yes, ${cosignerName(wallet, me)}${from}`],
    ['signed by', signedBy.length === 0 ? 'nobody yet' : allOf(signedBy.map((each) => cosignerName(wallet, each)))],
  ]);
}

/** The id of the unsigned transaction binds every byte of it, so that two members can see that they hold the same one. */
export function describeProposal({ registered, psbt, proposal, proposedBy }: Review): string[] {
  const half = psbt.txid.length / 2;
  const id = [
    ['transaction', groups(psbt.txid.slice(0, half))],
    ['', groups(psbt.txid.slice(half))],
  ] as const;
  if (!proposal) return pairs([['proposed by', 'not stated'], ...id]);
  const { wallet } = registered.charter;
  const claimed = visible(proposal.proposer, { max: 64 });
  // What is proven comes before a name that anybody may have written, and may have written "signed" into.
  const proposer =
    proposedBy === undefined
      ? `only claimed, no valid signature: ${claimed}`
      : `${claimed} (signed with the key of ${cosignerName(wallet, proposedBy)})`;
  return pairs([
    ['proposed by', proposer, 'foreign'],
    ['purpose', visible(proposal.purpose), 'foreign'],
    ...(proposal.expires === undefined ? [] : [['not after', visible(proposal.expires)] as const]),
    ...(proposal.maxFeeRate === undefined ? [] : [['fee', `not more than ${proposal.maxFeeRate} sat/vB`] as const]),
    ...id,
  ]);
}
