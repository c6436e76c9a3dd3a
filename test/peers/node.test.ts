/**
 * What our code signs, a full node that is not ours judges: bcoin's script interpreter, mempool and consensus rules on
 * an embedded regtest chain. Each acceptance is paired with the refusal of the same transaction with one byte altered.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toHex } from '../../src/core/bytes.ts';
import type { ScriptType } from '../../src/core/key/types.ts';
import { txidOf } from '../../src/core/tx/txid.ts';
import type { Transaction } from '../../src/core/tx/types.ts';
import { deriveOutput } from '../../src/core/wallet/output.ts';
import { startPracticeNode } from '../../src/practice/node/node.ts';
import type { PracticeNode } from '../../src/practice/node/types.ts';
import { withAlteredSignature } from '../kit/altered.ts';
import { completePayment, fundPlaces, proposalFor, transactionHex } from '../kit/real-money.ts';
import { foundGroup, type Group } from '../review/group.ts';

const PAYEE = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080';
const PEOPLE = ['Alice', 'Bob', 'Carol', 'Dave', 'Erin'];

interface Policy {
  readonly m: number;
  readonly n: number;
  readonly scriptType: ScriptType;
  readonly path: string;
}

const POLICIES: readonly Policy[] = [
  { m: 2, n: 3, scriptType: 'p2wsh', path: '48h/1h/0h/2h' },
  { m: 2, n: 3, scriptType: 'p2sh-p2wsh', path: '48h/1h/0h/1h' },
  { m: 2, n: 3, scriptType: 'p2sh', path: '45h' },
  { m: 3, n: 5, scriptType: 'p2wsh', path: '48h/1h/0h/2h' },
  { m: 1, n: 1, scriptType: 'p2wsh', path: '48h/1h/0h/2h' },
];

let node: PracticeNode;
beforeAll(async () => {
  node = await startPracticeNode();
});
afterAll(() => node.close());

describe.each(POLICIES)('a real node judges $m-of-$n $scriptType', ({ m, n, scriptType, path }) => {
  let group: Group;
  let payment: Transaction;

  beforeAll(async () => {
    const members = PEOPLE.slice(0, n).map((name) => ({ name }));
    group = await foundGroup({ network: 'regtest', scriptType, m, path, members });
    const { wallet } = group.charter;
    const coins = await fundPlaces(node, wallet, [
      { keychain: 'receive', index: 3, amount: 100_000_000n },
      { keychain: 'change', index: 1, amount: 60_000_000n },
    ]);
    const proposal = proposalFor(wallet, {
      coins,
      payee: PAYEE,
      amount: 150_000_000n,
      fee: 10_000n,
      changeIndex: 2,
    });
    payment = completePayment(group, proposal, group.members.slice(-m));
  });

  it('refuses the payment with one byte of a signature altered, in the mempool', async () => {
    const offered = node.broadcast(transactionHex(withAlteredSignature(payment)));
    await expect(offered).rejects.toMatchObject({
      code: 'node/rejected',
      found: expect.stringContaining('mandatory-script-verify-flag'),
    });
  });

  it('refuses a block that holds the altered payment', async () => {
    const before = node.height();
    const mined = node.mineExactly([transactionHex(withAlteredSignature(payment))]);
    await expect(mined).rejects.toMatchObject({
      code: 'node/block-refused',
      found: 'mandatory-script-verify-flag-failed',
    });
    expect(node.height()).toBe(before);
  });

  it('accepts the payment, mines it and finds what it paid', async () => {
    const txid = await node.broadcast(transactionHex(payment));
    expect(txid).toBe(txidOf(payment));
    const [hash] = await node.mine(1);
    const block = await node.block(node.height());
    expect(block?.hash).toBe(hash);
    const mined = block?.transactions.find((each) => each.txid === txid);
    expect(mined?.hex).toBe(transactionHex(payment));
    expect(mined?.outputs.map(({ amount }) => amount)).toEqual([150_000_000n, 9_990_000n]);
    const change = deriveOutput(group.charter.wallet, 'change', 2);
    expect(toHex(mined!.outputs[1]!.scriptPubKey)).toBe(toHex(change.scriptPubKey));
    expect(await node.confirmations(txid)).toBe(1);
  });
});
