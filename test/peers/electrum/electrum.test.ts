/**
 * The group's wallet made in real Electrum and made here is one wallet: the same keys, addresses and signatures count in
 * both, and what one began the other completes. A real node mines the result.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromBase64, toBase64 } from '../../../src/core/bytes.ts';
import { finalizeForWallet } from '../../../src/core/completion/finalize-for-wallet.ts';
import { parsePsbt } from '../../../src/core/psbt/parse.ts';
import { createDeriver } from '../../../src/core/wallet/output.ts';
import type { Keychain, Wallet } from '../../../src/core/wallet/types.ts';
import { startPracticeNode } from '../../../src/practice/node/node.ts';
import type { PracticeNode } from '../../../src/practice/node/types.ts';
import { completePayment, fundPlaces, proposalFor, signAs, transactionHex } from '../../kit/real-money.ts';
import type { Group } from '../../review/group.ts';
import { peer } from '../peer.ts';
import { type Electrum, type ElectrumTransaction, openElectrum } from './electrum.ts';
import { electrumPath, ourGroup, slip132Text, theirPolicy, theirPolicyOf, WAYS } from './people.ts';

const COUNT = 20;
const PAYEE = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080';

function firstAddresses(wallet: Wallet, keychain: Keychain): readonly string[] {
  const deriver = createDeriver(wallet);
  return Array.from({ length: COUNT }, (_, index) => deriver.output(keychain, index).address);
}

peer('electrum').describe('real Electrum', () => {
  let electrum: Electrum;
  let node: PracticeNode;
  beforeAll(async () => {
    electrum = openElectrum();
    node = await startPracticeNode();
  });
  afterAll(async () => {
    await electrum.close();
    await node.close();
  });

  describe.each(WAYS)('$title', (way) => {
    it.each(['main', 'regtest'] as const)('gives the same keys and addresses on %s', async (network) => {
      const group = await ourGroup(way, network);
      const theirs = await electrum.wallet(theirPolicy(way, network), COUNT);
      const { wallet } = group.charter;
      expect(theirs.keys).toEqual(
        group.members.map(({ account }, index) => ({
          xpub: slip132Text(group, index),
          path: electrumPath(way.path[network]),
          fingerprint: account.key.origin!.fingerprint,
        })),
      );
      expect(theirs.receive).toEqual(firstAddresses(wallet, 'receive'));
      expect(theirs.change).toEqual(firstAddresses(wallet, 'change'));
    });

    describe('a payment', () => {
      let group: Group;
      let proposal: Uint8Array;
      const signThere = (name: string, psbt: Uint8Array): Promise<ElectrumTransaction> =>
        electrum.sign(theirPolicyOf(name, way, group, 'regtest'), toBase64(psbt));

      beforeAll(async () => {
        group = await ourGroup(way, 'regtest');
      });

      async function propose(): Promise<void> {
        const { wallet } = group.charter;
        const coins = await fundPlaces(node, wallet, [
          { keychain: 'receive', index: 3, amount: 100_000_000n },
          { keychain: 'change', index: 1, amount: 60_000_000n },
        ]);
        proposal = proposalFor(wallet, { coins, payee: PAYEE, amount: 150_000_000n, fee: 10_000n, changeIndex: 2 });
      }

      async function expectMined(hex: string): Promise<void> {
        const txid = await node.broadcast(hex);
        await node.mine(1);
        expect(await node.confirmations(txid)).toBe(1);
      }

      it('signed first here is completed there', async () => {
        await propose();
        const [alice] = group.members;
        const completed = await signThere('Bob', signAs(alice!, group, proposal));
        if (!completed.complete) throw new Error('Electrum did not complete it');
        await expectMined(completed.transaction);
      });

      it('signed first there is reviewed, signed and completed here', async () => {
        await propose();
        const [, bob] = group.members;
        const begun = await signThere('Alice', proposal);
        if (begun.complete) throw new Error('one signature of two cannot complete it');
        const signed = parsePsbt(signAs(bob!, group, fromBase64(begun.psbt)));
        const { wallet } = group.charter;
        const { transaction, fee } = finalizeForWallet({ psbt: signed, wallet, second: group.second });
        expect(fee).toBe(10_000n);
        await expectMined(transactionHex(transaction));
      });

      it('signed twice here is combined there into the very transaction that we make', async () => {
        await propose();
        const [alice, bob] = group.members;
        const ours = completePayment(group, proposal, [alice!, bob!]);
        const files = [alice!, bob!].map((member) => toBase64(signAs(member, group, proposal)));
        const combined = await electrum.combine(theirPolicyOf('Carol', way, group, 'regtest'), files);
        expect(combined).toEqual({ complete: true, transaction: transactionHex(ours) });
        await expectMined(transactionHex(ours));
      });
    });
  });
});
