/**
 * What a recognised file is worth to a member: whose it is, by signatures and keys of her charters and address book, for
 * which wallet, and whether something is wrong. Nothing is taken from a file's word about itself without saying that it is
 * only that.
 */

import { attempt } from '../../core/charter/attempt.ts';
import { verifyConfirmation } from '../../core/charter/confirmation.ts';
import { signerOf, verifyReceipt } from '../../core/charter/receipt.ts';
import { refuseOverwrite } from '../../core/charter/register.ts';
import type { Charter, CharterFile, KeyCard, Receipt } from '../../core/charter/types.ts';
import { combineForWallet } from '../../core/completion/combine-for-wallet.ts';
import type { ErrorCode } from '../../core/errors.ts';
import { keyIdentity, sameKey } from '../../core/key/identity.ts';
import { findProposal } from '../../core/proposal/codec.ts';
import { verifyProposal } from '../../core/proposal/verify.ts';
import type { Psbt } from '../../core/psbt/types.ts';
import type { SecondOpinion } from '../../core/second/types.ts';
import { verifySeen } from '../../core/seen/statement.ts';
import { counted } from '../../core/text/counted.ts';
import { visible } from '../../core/text/visible.ts';
import type { Recognised } from './recognise.ts';

/** What the member has: her charters' files, and the second engine. */
export interface Shelf {
  readonly charters: readonly CharterFile[];
  readonly second: SecondOpinion;
}

/** How far the sender is known: a signature verified, the file's own word, or nothing at all. */
export type SenderProof = 'signed' | 'claimed' | 'unknown';

export interface Judgement {
  /** One sentence without a final full stop, safe to show. */
  readonly what: string;
  /** Safe to show; undefined where even the file does not say. */
  readonly from: string | undefined;
  readonly proof: SenderProof;
  /** The charter that it belongs to, of those at hand. */
  readonly charter: Pick<Charter, 'name' | 'id'> | undefined;
  /** The charters at hand hold it already. */
  readonly known: boolean;
  /** Something that must be told at once. */
  readonly alarm: { readonly code: ErrorCode; readonly message: string } | undefined;
}

/** Judges what `recognise` has found. */
export function judge(found: Recognised, shelf: Shelf): Judgement {
  switch (found.kind) {
    case 'key-card':
      return judgeCard(found.card, shelf);
    case 'charter':
      return judgeCharter(found.file, shelf);
    case 'receipt':
      return judgeReceipt(found.receipt, shelf);
    case 'confirmation':
      return judgeSigned(
        'a confirmation of another member',
        shelf,
        found.confirmation.charterId,
        (charter) => verifyConfirmation(charter, found.confirmation).by,
      );
    case 'seen':
      return judgeSigned('what a member saw when she signed', shelf, found.statement.facts.charterId, (charter) =>
        verifySeen(charter, found.statement),
      );
    case 'psbt':
      return judgePsbt(found.psbt, shelf);
    default:
      return judgeOther(found);
  }
}

type Other = Exclude<
  Recognised,
  { readonly kind: 'key-card' | 'charter' | 'receipt' | 'confirmation' | 'seen' | 'psbt' }
>;

function judgeOther(found: Other): Judgement {
  switch (found.kind) {
    case 'transaction':
      return plain(`a transaction, ${found.txid}`);
    case 'commitment':
      // Nothing is signed in it: it is worth what the way is worth by which it came.
      return { ...plain('a commitment to a key card'), from: visible(found.commitment.name), proof: 'claimed' };
    case 'opening':
      return plain('what opens the commitment to a key card');
    case 'bsms-key':
      return plain('a BSMS key record (round 1)');
    case 'bsms-wallet':
      return plain('a BSMS descriptor record (round 2)');
    case 'pgp':
      return plain('an OpenPGP message; open it to see what it is');
    case 'pgp-key':
      return plain('an OpenPGP public key');
    case 'age': {
      const to = found.recipients === 0 ? 'with a passphrase' : `for ${found.recipients} recipients`;
      return plain(`an age file ${to}; open it to see what it is`);
    }
    case 'foreign-wallet':
      return plain(`a wallet of another program: ${found.program}`);
    case 'foreign-key':
      return plain(`a key of another program: ${found.program}`);
    case 'labels':
      return plain(`labels (${found.form}); icehouse labels import takes them in`);
    case 'secret':
      return {
        ...plain('a secret'),
        alarm: {
          code: 'inbox/secret',
          message: 'this file holds a seed phrase or a private key: take it out of the folder, and treat it as lost',
        },
      };
    case 'damaged': {
      const { code, message } = found.error;
      return { ...plain('a damaged or altered file'), alarm: { code, message } };
    }
    case 'unknown':
      return plain('nothing that Icehouse knows');
  }
}

function judgeCard(card: KeyCard, { charters }: Shelf): Judgement {
  const { key, proof } = card;
  const owner = charters
    .flatMap((file) => file.charter.wallet.keys.map((each) => ({ file, each })))
    .find(({ each }) => sameKey(each.extendedKey, key.extendedKey));
  const name = owner?.each.name ?? key.name;
  return {
    what: `a key card${owner === undefined ? '' : ` for a key of ${visible(owner.file.charter.name)}`}`,
    from: visible(name),
    // The card's own name is signed by its key; that the key is that person's shows in a charter alone.
    proof: owner !== undefined && proof !== undefined ? 'signed' : 'claimed',
    charter: owner?.file.charter,
    known:
      owner?.file.cards.some((each) => keyIdentity(each.key.extendedKey) === keyIdentity(key.extendedKey)) ?? false,
    alarm: undefined,
  };
}

function judgeCharter({ charter, receipts }: CharterFile, { charters }: Shelf): Judgement {
  const known = charters.find((file) => file.charter.id === charter.id);
  const { m, keys } = charter.wallet;
  return {
    ...plain(
      `the charter ${visible(charter.name)}, ${m} of ${keys.length}, with ${counted(receipts.length, 'receipt')}`,
    ),
    charter,
    known:
      known !== undefined && receipts.every((receipt) => known.receipts.some((each) => sameReceipt(each, receipt))),
    alarm: alarmOf(() =>
      refuseOverwrite(
        charters.map((file) => file.charter),
        charter,
      ),
    ),
  };
}

function judgeReceipt(receipt: Receipt, { charters }: Shelf): Judgement {
  for (const { charter, receipts } of charters) {
    const signer = attempt(() => signerOf(charter, receipt)).value;
    if (signer === undefined) continue;
    return {
      what: 'a receipt',
      from: visible(charter.wallet.keys[signer]!.name),
      proof: 'signed',
      charter,
      known: receipts.some((each) => sameReceipt(each, receipt)),
      alarm: alarmOf(() => verifyReceipt(charter, receipt)),
    };
  }
  return plain('a receipt by a key of no charter at hand');
}

/** Documents that are signed by a member's account key and name their charter. */
function judgeSigned(
  what: string,
  { charters }: Shelf,
  charterId: string,
  verify: (charter: Charter) => number,
): Judgement {
  const file = charters.find(({ charter }) => charter.id === charterId);
  if (file === undefined) return plain(`${what}, for a charter that is not at hand`);
  const { charter } = file;
  const signer = attempt(() => verify(charter)).value;
  return {
    ...plain(what),
    ...(signer === undefined ? {} : { from: visible(charter.wallet.keys[signer]!.name), proof: 'signed' as const }),
    charter,
    alarm: alarmOf(() => verify(charter)),
  };
}

function judgePsbt(psbt: Psbt, { charters, second }: Shelf): Judgement {
  const proposal = attempt(() => findProposal(psbt.unknown)).value;
  for (const { charter } of charters) {
    const { wallet } = charter;
    const combined = attempt(() =>
      combineForWallet({ base: psbt, returned: [{ name: 'this file', content: psbt }], wallet, second }),
    ).value;
    if (combined === undefined) continue;
    const signers = combined.signedBy.map((position) => visible(wallet.keys[position]!.name));
    const signed = signers.length === 0 ? 'signed by nobody yet' : `signed by ${signers.join(', ')}`;
    const purpose = proposal === undefined ? '' : ` for ${visible(proposal.purpose, { max: 80 })}`;
    const claim = proposal && { proposal, charter, transaction: { txid: psbt.txid } };
    const proposer = claim && attempt(() => verifyProposal(claim)).value;
    return {
      what: `a payment${purpose}, ${signed}`,
      from: proposal === undefined ? undefined : visible(proposal.proposer),
      proof: proposer === undefined ? (proposal === undefined ? 'unknown' : 'claimed') : 'signed',
      charter,
      known: false,
      // A proposal without a signature is a proposal; one with a wrong signature is not.
      alarm: claim?.proposal.signature === undefined ? undefined : alarmOf(() => verifyProposal(claim)),
    };
  }
  return plain('a payment of no wallet at hand');
}

function plain(what: string): Judgement {
  return { what, from: undefined, proof: 'unknown', charter: undefined, known: false, alarm: undefined };
}

function sameReceipt(left: Receipt, right: Receipt): boolean {
  return left.charterId === right.charterId && left.xpub === right.xpub && left.signature === right.signature;
}

function alarmOf(check: () => unknown): Judgement['alarm'] {
  const { error } = attempt(check);
  return error && { code: error.code, message: error.message };
}
