/** `watch receive`: hands out the next unused address, recorded before anybody sees it, or shows one again. */
import { resolve } from 'node:path';
import { IcehouseError } from '../../core/errors.ts';
import { HARDENED } from '../../core/key/types.ts';
import { loadSecondOpinion } from '../../core/second/wally.ts';
import { wrapped } from '../../core/text/columns.ts';
import { groups } from '../../core/text/groups.ts';
import { visible } from '../../core/text/visible.ts';
import type { DerivedOutput } from '../../core/wallet/types.ts';
import { checkConfirmation, parseConfirmation } from '../../watch/receive/confirmation.ts';
import { type GivenAddress, nextReceiveAddress, shownAgain } from '../../watch/receive/receive.ts';
import { turnOf } from '../../watch/receive/turns.ts';
import type { Arguments, Command } from '../command.ts';
import { depositCode } from '../documents/deposit-code.ts';
import { readWholeNumber } from '../documents/numbers.ts';
import { readReceivers, rememberReceiver } from '../documents/receivers.ts';
import { findWallet, WATCH_OPTIONS, withWatchFolder } from '../documents/watch-folder.ts';
import { readFileText } from '../files/read.ts';

/** From here on down the person is told how many addresses are left. */
const FEW = 3;

export const watchReceive: Command = {
  name: 'watch receive',
  summary: 'hand out the next unused deposit address',
  positionals: 'WALLET',
  arity: [1, 1],
  options: {
    member: { kind: 'text', value: 'NAME', help: 'give out this member’s addresses only; remembered' },
    everyone: { kind: 'flag', help: 'give out every address again; remembered' },
    index: { kind: 'text', value: 'N', help: 'show an address again that was given out before' },
    confirmation: { kind: 'list', value: 'FILE', help: 'of another member’s machine, by watch confirm; with --index' },
    qr: { kind: 'flag', help: 'show a QR code as well' },
    'beyond-gap': { kind: 'flag', help: 'go beyond the gap limit on purpose' },
    ...WATCH_OPTIONS,
  },
  description: [
    'Refuses until enough receipts verify, and when two libraries do not agree on the address. No address is handed out ' +
      'twice by this folder. Where several members hand out on machines of their own, each gives her name with --member: of ' +
      'n members each then has every n-th address, and none is given out twice (docs/watching.md).',
    'Other software stops looking behind as many unpaid addresses as the gap limit says; beyond it, an address is refused ' +
      'unless you insist, and found by Icehouse alone.',
  ],
  example: 'icehouse watch receive Family --member Alice',
  shape:
    '{ "wallet", "address", "index", "uri", "member": name or null, "left": addresses before the gap limit or null with ' +
    '--index, "confirmedBy": [names] }',
  run: (context) =>
    withWatchFolder(context, async (folder) => {
      const { args, io } = context;
      const file = await findWallet(folder, args.positionals[0]!);
      const { charter } = file;
      const base = { store: folder.store, file, second: await loadSecondOpinion() };
      const index = args.text('index');
      refuseMixed(args);
      const asked = args.text('member') ?? (args.flag('everyone') ? undefined : readReceivers(folder.path)[charter.id]);
      const turn = asked === undefined ? undefined : turnOf(charter, asked);
      const member = turn && charter.wallet.keys[turn.position]!.name;
      if (args.text('member') !== undefined || args.flag('everyone')) rememberReceiver(folder.path, charter.id, member);
      const output: DerivedOutput & Partial<GivenAddress> =
        index === undefined
          ? await nextReceiveAddress({ ...base, turn, beyondGap: args.flag('beyond-gap') ? 'allow' : 'refuse' })
          : await shownAgain(base, readWholeNumber(index, 'index', [0, HARDENED - 1]));
      const confirmedBy = args
        .list('confirmation')
        .map((name) => parseConfirmation(readFileText(resolve(io.folder, name))))
        .map((confirmation) => checkConfirmation(charter, output, confirmation));
      const { address, left } = output;
      const whose = member === undefined || index !== undefined ? '' : `, given out by ${visible(member)}`;
      return {
        json: {
          ...{ wallet: charter.name, address, index: output.index, uri: `bitcoin:${address}` },
          ...{ member: member ?? null, left: left ?? null, confirmedBy },
        },
        lines: [
          `Receive address ${output.index} of ${visible(charter.name)}${whose}:`,
          ...['', `    ${address}`, '', ...wrapped(groups(address), { indent: '    ' })],
          ...(args.flag('qr') ? ['', ...depositCode(address)] : []),
          ...(confirmedBy.length > 0 ? [''] : []),
          ...confirmedBy.flatMap((name) => wrapped(`Confirmed by ${visible(name)}’s machine, as the file says.`)),
          ...(left === undefined || left > FEW ? [] : ['', ...wrapped(gapText(left))]),
        ],
      };
    }),
};

function gapText(left: number): string {
  if (left < 0) return 'This address lies beyond the gap limit: other wallets will not find what is paid to it.';
  const more = left === 0 ? 'No further address' : left === 1 ? 'One further address' : `${left} further addresses`;
  return `${more} can be given out before one is paid; behind that, other wallets stop looking.`;
}

function refuseMixed(args: Arguments): void {
  const isAgain = args.text('index') !== undefined;
  const wrong =
    args.text('member') !== undefined && args.flag('everyone')
      ? '--everyone'
      : !isAgain && args.list('confirmation').length > 0
        ? '--confirmation'
        : undefined;
  if (wrong === undefined) return;
  throw new IcehouseError({
    code: 'usage/arguments',
    kind: 'usage',
    message:
      wrong === '--everyone'
        ? 'a member and everyone are two things'
        : 'a confirmation is about an address given out before',
    at: wrong,
    expected: wrong === '--everyone' ? 'one of --member and --everyone' : '--index with it',
  });
}
