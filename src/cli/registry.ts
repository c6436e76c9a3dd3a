/**
 * All commands with one line each; the code behind a command is loaded when it runs, so that `--help` and `--version`
 * stay quick. The groups are the order of a wallet's life.
 */
import type { Command } from './command.ts';

export interface Entry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

export interface Group {
  readonly title: string;
  readonly entries: readonly Entry[];
}

export const GROUPS: readonly Group[] = [
  {
    title: 'Offline: your seed and your key',
    entries: [
      {
        name: 'extension new',
        summary: 'make a random seed extension of at least 160 bits',
        load: async () => (await import('./commands/extension-new.ts')).extensionNew,
      },
      {
        name: 'extension check',
        summary: 'say honestly how hard an extension is to guess',
        load: async () => (await import('./commands/extension-check.ts')).extensionCheck,
      },
      {
        name: 'seed new',
        summary: 'make a mnemonic from dice and the system’s randomness',
        load: async () => (await import('./commands/seed-new.ts')).seedNew,
      },
      {
        name: 'seed check',
        summary: 'check a mnemonic, and whether it opens your key',
        load: async () => (await import('./commands/seed-check.ts')).seedCheck,
      },
      {
        name: 'key card',
        summary: 'write the public card that you give to the others',
        load: async () => (await import('./commands/key-card.ts')).keyCard,
      },
      {
        name: 'keystore new',
        summary: 'keep your words in an encrypted file (offline)',
        load: async () => (await import('./commands/keystore-new.ts')).keystoreNew,
      },
      {
        name: 'keystore change',
        summary: 'give a keystore another passphrase (offline)',
        load: async () => (await import('./commands/keystore-change.ts')).keystoreChange,
      },
      {
        name: 'keystore remove',
        summary: 'overwrite and remove a keystore (offline)',
        load: async () => (await import('./commands/keystore-remove.ts')).keystoreRemove,
      },
    ],
  },
  {
    title: 'Together: the charter',
    entries: [
      {
        name: 'key import',
        summary: 'make a card of a key that a device exported',
        load: async () => (await import('./commands/key-import.ts')).keyImport,
      },
      {
        name: 'key commit',
        summary: 'commit to your card before you show it (P2SH only)',
        load: async () => (await import('./commands/key-commit.ts')).keyCommit,
      },
      {
        name: 'charter new',
        summary: 'put the members’ cards together to one charter',
        load: async () => (await import('./commands/charter-new.ts')).charterNew,
      },
      {
        name: 'charter show',
        summary: 'show a charter with its code words and receipts',
        load: async () => (await import('./commands/charter-show.ts')).charterShow,
      },
      {
        name: 'charter check',
        summary: 'explain a charter: who, which key is yours, what if',
        load: async () => (await import('./commands/charter-check.ts')).charterCheck,
      },
      {
        name: 'charter proofs',
        summary: 'show what was signed, for checking by other programs',
        load: async () => (await import('./commands/charter-proofs.ts')).charterProofs,
      },
      {
        name: 'charter sign',
        summary: 'sign a receipt after comparing the code (offline)',
        load: async () => (await import('./commands/charter-sign.ts')).charterSign,
      },
      {
        name: 'charter confirm',
        summary: 'vouch for a member without a receipt (offline)',
        load: async () => (await import('./commands/charter-confirm.ts')).charterConfirm,
      },
      {
        name: 'charter add-receipt',
        summary: 'put members’ receipts into the charter file',
        load: async () => (await import('./commands/charter-add-receipt.ts')).charterAddReceipt,
      },
      {
        name: 'charter import',
        summary: 'make a charter of a wallet from another program',
        load: async () => (await import('./commands/charter-import.ts')).charterImport,
      },
      {
        name: 'charter export',
        summary: 'write the wallet for another program',
        load: async () => (await import('./commands/charter-export.ts')).charterExport,
      },
      {
        name: 'address',
        summary: 'show an address, once enough receipts verify',
        load: async () => (await import('./commands/address.ts')).address,
      },
    ],
  },
  {
    title: 'Together, with other programs: BSMS (BIP-0129)',
    entries: [
      {
        name: 'bsms new',
        summary: 'open a BSMS session and get its tokens',
        load: async () => (await import('./commands/bsms-new.ts')).bsmsNew,
      },
      {
        name: 'bsms key',
        summary: 'make your BSMS key record, round 1 (offline)',
        load: async () => (await import('./commands/bsms-key.ts')).bsmsKey,
      },
      {
        name: 'bsms collect',
        summary: 'verify all key records and make the wallet of them',
        load: async () => (await import('./commands/bsms-collect.ts')).bsmsCollect,
      },
      {
        name: 'bsms accept',
        summary: 'check the coordinator’s BSMS record, round 2',
        load: async () => (await import('./commands/bsms-accept.ts')).bsmsAccept,
      },
    ],
  },
  {
    title: 'Online: watch and receive',
    entries: [
      {
        name: 'watch add',
        summary: 'watch a charter through a server',
        load: async () => (await import('./commands/watch-add.ts')).watchAdd,
      },
      {
        name: 'watch sync',
        summary: 'fetch and prove what is new',
        load: async () => (await import('./commands/watch-sync.ts')).watchSync,
      },
      {
        name: 'watch receive',
        summary: 'hand out the next unused deposit address',
        load: async () => (await import('./commands/watch-receive.ts')).watchReceive,
      },
      {
        name: 'watch confirm',
        summary: 'confirm an address that another member gave out',
        load: async () => (await import('./commands/watch-confirm.ts')).watchConfirm,
      },
      {
        name: 'watch balance',
        summary: 'show confirmed, waiting and unproven amounts',
        load: async () => (await import('./commands/watch-balance.ts')).watchBalance,
      },
      {
        name: 'watch history',
        summary: 'list transactions with a running balance',
        load: async () => (await import('./commands/watch-history.ts')).watchHistory,
      },
      {
        name: 'watch export',
        summary: 'write the history as CSV, JSON or ledger journal',
        load: async () => (await import('./commands/watch-export.ts')).watchExport,
      },
      {
        name: 'watch coins',
        summary: 'list the coins',
        load: async () => (await import('./commands/watch-coins.ts')).watchCoins,
      },
      {
        name: 'coin label',
        summary: 'say in your own words what a coin is',
        load: async () => (await import('./commands/coin-label.ts')).coinLabel,
      },
      {
        name: 'coin freeze',
        summary: 'keep a coin from being spent',
        load: async () => (await import('./commands/coin-freeze.ts')).coinFreeze,
      },
      {
        name: 'coin unfreeze',
        summary: 'let a frozen coin be spent again',
        load: async () => (await import('./commands/coin-unfreeze.ts')).coinUnfreeze,
      },
      {
        name: 'watch backup',
        summary: 'write everything that is watched into one file',
        load: async () => (await import('./commands/watch-backup.ts')).watchBackup,
      },
      {
        name: 'watch restore',
        summary: 'put a backup back where nothing is watched yet',
        load: async () => (await import('./commands/watch-restore.ts')).watchRestore,
      },
      {
        name: 'labels import',
        summary: 'take in the labels of another program',
        load: async () => (await import('./commands/labels-import.ts')).labelsImport,
      },
      {
        name: 'labels export',
        summary: 'write the labels for another program',
        load: async () => (await import('./commands/labels-export.ts')).labelsExport,
      },
    ],
  },
  {
    title: 'Online: propose and follow',
    entries: [
      {
        name: 'propose',
        summary: 'write a payment for the others to review',
        load: async () => (await import('./commands/propose.ts')).propose,
      },
      {
        name: 'proposal list',
        summary: 'list proposals with state and signers',
        load: async () => (await import('./commands/proposal-list.ts')).proposalList,
      },
      {
        name: 'proposal show',
        summary: 'show a proposal, its signers and its conflicts',
        load: async () => (await import('./commands/proposal-show.ts')).proposalShow,
      },
      {
        name: 'proposal add',
        summary: 'take another member’s proposal into your folder',
        load: async () => (await import('./commands/proposal-add.ts')).proposalAdd,
      },
      {
        name: 'proposal withdraw',
        summary: 'take a proposal back and free its coins',
        load: async () => (await import('./commands/proposal-withdraw.ts')).proposalWithdraw,
      },
      {
        name: 'sweep',
        summary: 'send everything to one address, in stages',
        load: async () => (await import('./commands/sweep.ts')).sweep,
      },
      {
        name: 'consolidate',
        summary: 'gather many small coins into few, in stages',
        load: async () => (await import('./commands/consolidate.ts')).consolidate,
      },
      {
        name: 'bump',
        summary: 'raise the fee of a payment that waits',
        load: async () => (await import('./commands/bump.ts')).bump,
      },
      {
        name: 'cancel',
        summary: 'take a payment’s coins back before it confirms',
        load: async () => (await import('./commands/cancel.ts')).cancel,
      },
    ],
  },
  {
    title: 'Offline: review and sign',
    entries: [
      {
        name: 'proposal sign',
        summary: 'sign for your proposal, not for the payment (offline)',
        load: async () => (await import('./commands/proposal-sign.ts')).proposalSign,
      },
      {
        name: 'review',
        summary: 'tell the whole truth about a payment',
        load: async () => (await import('./commands/review.ts')).review,
      },
      {
        name: 'sign',
        summary: 'review, confirm and sign a payment (offline)',
        load: async () => (await import('./commands/sign.ts')).sign,
      },
    ],
  },
  {
    title: 'Online: complete and send',
    entries: [
      {
        name: 'combine',
        summary: 'put members’ signatures onto one payment',
        load: async () => (await import('./commands/combine.ts')).combine,
      },
      {
        name: 'finalize',
        summary: 'make the final transaction from m signatures',
        load: async () => (await import('./commands/finalize.ts')).finalize,
      },
      {
        name: 'broadcast',
        summary: 'send a final transaction and ask back for it',
        load: async () => (await import('./commands/broadcast.ts')).broadcast,
      },
    ],
  },
  {
    title: 'Travel: between the members',
    entries: [
      {
        name: 'qr show',
        summary: 'show a document as one QR code or an animated one',
        load: async () => (await import('./commands/qr-show.ts')).qrShow,
      },
      {
        name: 'qr join',
        summary: 'put scanned codes together to a document',
        load: async () => (await import('./commands/qr-join.ts')).qrJoin,
      },
      {
        name: 'inbox',
        summary: 'list what lies in the drop folder, and from whom',
        load: async () => (await import('./commands/inbox.ts')).inbox,
      },
      {
        name: 'seal',
        summary: 'sign and encrypt a document to the members',
        load: async () => (await import('./commands/seal.ts')).seal,
      },
      {
        name: 'open',
        summary: 'open a sealed document and learn who signed it',
        load: async () => (await import('./commands/open.ts')).open,
      },
      {
        name: 'book new-key',
        summary: 'make an OpenPGP key of your own for what travels',
        load: async () => (await import('./commands/book-new-key.ts')).bookNewKey,
      },
      {
        name: 'book add',
        summary: 'put a member’s OpenPGP or age key into your book',
        load: async () => (await import('./commands/book-add.ts')).bookAdd,
      },
      {
        name: 'book compare',
        summary: 'note that you have compared a member’s key with her',
        load: async () => (await import('./commands/book-compare.ts')).bookCompare,
      },
      {
        name: 'book show',
        summary: 'show the people of your book and the words of their keys',
        load: async () => (await import('./commands/book-show.ts')).bookShow,
      },
      {
        name: 'book remove',
        summary: 'take a member and her key out of your book',
        load: async () => (await import('./commands/book-remove.ts')).bookRemove,
      },
    ],
  },
  {
    title: 'Learn',
    entries: [
      {
        name: 'practice',
        summary: 'the whole ceremony on an embedded practice chain',
        load: async () => (await import('./commands/practice.ts')).practice,
      },
    ],
  },
];

export const ENTRIES: readonly Entry[] = GROUPS.flatMap((group) => group.entries);
