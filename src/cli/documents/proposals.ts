/** Stored proposals: found by what a person types, and shown as lines and as the stable JSON of the commands. */
import { formatBtc } from '../../core/amount.ts';
import { fromHex, toHex } from '../../core/bytes.ts';
import { IcehouseError } from '../../core/errors.ts';
import { allOf, anyOf } from '../../core/review/names.ts';
import { carriedData } from '../../core/review/script-kind.ts';
import type { SeenOutput, SeenProposal } from '../../core/seen/types.ts';
import { pairs } from '../../core/text/columns.ts';
import { groups } from '../../core/text/groups.ts';
import { visible } from '../../core/text/visible.ts';
import { encodeAddress } from '../../core/wallet/address.ts';
import type { Wallet } from '../../core/wallet/types.ts';
import { isLeaving, type ProposalView } from '../../watch/proposals/view.ts';
import { table } from '../terminal/text.ts';
import { type WatchedWallet, type WatchFolder, watchedWallets } from './watch-folder.ts';

/** Digits of an id that a person has to type at least, and those that are shown. */
const LEAST_DIGITS = 6;
const SHOWN_DIGITS = 16;

/** The `--json` shape of one proposal. */
export const PROPOSAL_SHAPE =
  '{ "id", "wallet", "state": "draft" | "proposed" | "signed" | "complete" | "broadcast" | "confirmed" | "dead" | ' +
  '"expired" | "replaced" | "withdrawn", "reason", "txid", "confirmations", "proposer", "purpose", "expires", "leaving", ' +
  '"fee", "payments": [{ "address", "script", "amount", "payee" }], "inputs": number, "signedBy": [names], "needed": m, ' +
  '"stillNeeded": [names], "conflicts": [ids], "overtakenBy", "created", "updated" }';

/**
 * Finds a proposal by the beginning of its id, in whatever wallet of the folder.
 *
 * @throws IcehouseError `proposal/no-such-proposal`, `proposal/ambiguous`.
 */
export async function findStored(
  folder: WatchFolder,
  asked: string,
): Promise<{ readonly wallet: WatchedWallet; readonly id: string }> {
  const wanted = asked.toLowerCase();
  const found: { readonly wallet: WatchedWallet; readonly id: string }[] = [];
  for (const wallet of await watchedWallets(folder)) {
    const stored = await folder.store.proposals.list(wallet.charter.id);
    found.push(...stored.filter(({ id }) => id.startsWith(wanted)).map(({ id }) => ({ wallet, id })));
  }
  const isLongEnough = wanted.length >= LEAST_DIGITS;
  if (found[0] !== undefined && found.length === 1 && isLongEnough) return found[0];
  throw new IcehouseError({
    code: found.length > 1 && isLongEnough ? 'proposal/ambiguous' : 'proposal/no-such-proposal',
    kind: 'usage',
    message: found.length > 1 && isLongEnough ? 'several proposals begin so' : 'no proposal of this id is known here',
    found: visible(asked, { max: 80 }),
    expected: `the beginning of an id, at least ${LEAST_DIGITS} digits`,
    next: 'see: icehouse proposal list',
  });
}

export function proposalJson(view: ProposalView, wallet: WatchedWallet): Record<string, unknown> {
  const { id, state, confirmations, facts, leaving, psbt, signedBy, stillNeeded, conflicts, stored } = view;
  const { charter } = wallet;
  return {
    ...{ id, wallet: charter.name, state, reason: view.reason ?? null, txid: view.txid ?? null, confirmations },
    proposer: facts.proposal?.proposer ?? null,
    purpose: facts.proposal?.purpose ?? null,
    expires: facts.proposal?.expires ?? null,
    ...{ leaving, fee: facts.fee },
    payments: facts.outputs.filter(isLeaving).map((output) => paymentJson(output, charter.wallet)),
    ...{ inputs: psbt.inputs.length, signedBy, needed: charter.wallet.m, stillNeeded, conflicts },
    ...{ overtakenBy: view.overtakenBy ?? null, created: stored.createdAt, updated: stored.updatedAt },
  };
}

function paymentJson({ script, amount, payee }: SeenOutput, { network }: Wallet) {
  return { address: encodeAddress(fromHex(script), network) ?? null, script, amount, payee: payee ?? null };
}

/** One line for each proposal. */
export function proposalTable(views: readonly ProposalView[]): string[] {
  return table(
    ['state', 'BTC', 'id', 'signed by', 'purpose'],
    views.map((view) => [
      view.conflicts.length > 0 ? `${view.state} !` : view.state,
      formatBtc(view.leaving),
      view.id.slice(0, SHOWN_DIGITS),
      cut(view.signedBy.map((name) => visible(name)).join(', '), 14),
      cut(visible(view.facts.proposal?.purpose ?? ''), 16),
    ]),
    { right: [1] },
  );
}

function cut(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}

/** Everything about one proposal. */
export function proposalLines(view: ProposalView, { charter }: WatchedWallet): string[] {
  const { facts, psbt, signedBy, stillNeeded } = view;
  const { wallet } = charter;
  const words = facts.proposal;
  const signed = signedBy.length === 0 ? 'nobody yet' : allOf(signedBy);
  const open = isUnderWay(view) && stillNeeded.length > 0 ? `; still needed: ${anyOf(stillNeeded)}` : '';
  return [
    ...pairs([
      ['id', view.id],
      ['state', stateText(view)],
      ['purpose', words === undefined ? 'none is told' : visible(words.purpose), 'foreign'],
      ['proposer', words === undefined ? 'not named' : proposerText(words), 'foreign'],
      ...(words?.expires === undefined ? [] : [['last day', words.expires] as const]),
      ...facts.outputs.filter(isLeaving).map((output) => ['pay', paymentText(output, wallet), 'foreign'] as const),
      ...(facts.outputs.some(isLeaving) ? [] : [['pay', 'nobody: everything returns to the wallet'] as const]),
      ['fee', `${formatBtc(facts.fee)} BTC`],
      ['coins', `${psbt.inputs.length}`],
      ['signed by', `${signed} (${Math.min(signedBy.length, wallet.m)} of ${wallet.m})${open}`],
      ...(view.txid === undefined ? [] : [['transaction', view.txid] as const]),
    ]),
    ...conflictLines(view),
  ];
}

function isUnderWay({ state }: ProposalView): boolean {
  return state === 'draft' || state === 'proposed' || state === 'signed';
}

export function stateText({
  state,
  reason,
  confirmations,
}: Pick<ProposalView, 'state' | 'reason' | 'confirmations'>): string {
  const blocks = confirmations === 1 ? '1 block' : `${confirmations} blocks`;
  const more = state === 'confirmed' ? `${blocks} deep` : reason;
  return more === undefined ? state : `${state}: ${more}`;
}

/** What is proven comes before a name that anybody may have written. */
function proposerText({ proposer, isSigned }: SeenProposal): string {
  return isSigned ? visible(proposer) : `only claimed, no valid signature: ${visible(proposer)}`;
}

function paymentText({ script, amount, payee, role }: SeenOutput, { network }: Wallet): string {
  const bytes = fromHex(script);
  const address = encodeAddress(bytes, network);
  if (role === 'data') return `${formatBtc(amount)} BTC with data ${toHex(carriedData(bytes))}`;
  const whom = payee === undefined || payee === '' ? '' : `${visible(payee, { max: 100 })}, `;
  return `${formatBtc(amount)} BTC to ${whom}${address === undefined ? `script ${script}` : groups(address)}`;
}

/** Other proposals on the same coins. */
export function conflictLines({ conflicts, state }: Pick<ProposalView, 'conflicts' | 'state'>): string[] {
  return conflicts.flatMap((id) =>
    pairs([
      [
        '!',
        `${state === 'broadcast' ? 'to be replaced by' : 'same coins as'} proposal ${id}: only one can be confirmed`,
      ],
    ]),
  );
}
