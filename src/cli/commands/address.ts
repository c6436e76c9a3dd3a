/** `address`: one address of a charter, shown only when the group's receipts are there, and only if two libraries agree. */
import { requireDepositsOpen } from '../../core/charter/deposits.ts';
import { formatPath } from '../../core/key/path.ts';
import { loadSecondOpinion } from '../../core/second/wally.ts';
import { pairs } from '../../core/text/columns.ts';
import { groups } from '../../core/text/groups.ts';
import { verifiedOutput } from '../../core/wallet/verified.ts';
import type { Command } from '../command.ts';
import { readCharterFile } from '../documents/charters.ts';
import { readWholeNumber } from '../documents/numbers.ts';

const MOST_ADDRESSES = 100;

export const address: Command = {
  name: 'address',
  summary: 'show an address, once enough receipts verify',
  positionals: 'CHARTER',
  arity: [1, 1],
  options: {
    index: { kind: 'text', value: 'NUMBER', help: 'which address; 0 by default' },
    count: { kind: 'text', value: 'NUMBER', help: 'how many, starting there; 1 by default' },
    change: { kind: 'flag', help: 'change addresses instead of receive addresses' },
  },
  description: [
    'Needs no server and hands nothing out: to get the next unused address, use: icehouse watch receive. Refuses until the ' +
      'receipts that the charter asks for verify.',
  ],
  example: 'icehouse address family.json --index 0',
  shape: '{ "addresses": [{ "address", "keychain", "index", "path" }] }',
  run: async ({ args, io }) => {
    const file = readCharterFile(io, args.positionals[0]!);
    const keychain = args.flag('change') ? 'change' : 'receive';
    const index = readWholeNumber(args.text('index') ?? '0', 'index', [0, 2 ** 31 - 1]);
    const count = readWholeNumber(args.text('count') ?? '1', 'count', [1, MOST_ADDRESSES]);
    const { wallet } = file.charter;
    const second = await loadSecondOpinion();
    requireDepositsOpen(file);
    const addresses = Array.from({ length: Math.min(count, 2 ** 31 - index) }, (_, offset) => {
      const output = verifiedOutput(wallet, keychain, index + offset, second);
      const path = formatPath([wallet.branches[keychain], output.index]);
      return { address: output.address, keychain, index: output.index, path };
    });
    return {
      json: { addresses },
      lines: pairs(addresses.map((each) => [`${keychain} ${each.index}`, groups(each.address)])),
    };
  },
};
