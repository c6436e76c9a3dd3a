/**
 * Wallet files both ways with real Electrum: one that we write opens there, shows the same addresses and signs; one that it
 * writes, with or without a password, imports here. A real node mines what was signed.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromBase64, toBase64 } from '../../src/core/bytes.ts';
import { finalizeForWallet } from '../../src/core/completion/finalize-for-wallet.ts';
import { sameKey } from '../../src/core/key/identity.ts';
import { formatOrigin } from '../../src/core/key/origin.ts';
import { parsePsbt } from '../../src/core/psbt/parse.ts';
import { createDeriver } from '../../src/core/wallet/output.ts';
import type { Keychain, Wallet } from '../../src/core/wallet/types.ts';
import { importWallet } from '../../src/exchange/import-wallet.ts';
import { readElectrumLabels, writeElectrumLabels } from '../../src/exchange/labels/electrum.ts';
import { labelFormatOf } from '../../src/exchange/labels/formats.ts';
import type { Label } from '../../src/exchange/labels/label.ts';
import { electrumExport } from '../../src/exchange/wallets/electrum.ts';
import { startPracticeNode } from '../../src/practice/node/node.ts';
import type { PracticeNode } from '../../src/practice/node/types.ts';
import { fundPlaces, proposalFor, signAs, transactionHex } from '../kit/real-money.ts';
import type { Group } from '../review/group.ts';
import { codeOf } from '../support/errors.ts';
import { type Electrum, openElectrum } from './electrum/electrum.ts';
import { electrumPath, ourGroup, slip132Text, theirPolicy, theirPolicyOf, WAYS } from './electrum/people.ts';
import { peer } from './peer.ts';

const COUNT = 20;
const PAYEE = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080';
const PASSWORD = 'ein Paßwort  mit Lücken';

function firstAddresses(wallet: Wallet, keychain: Keychain): readonly string[] {
  const deriver = createDeriver(wallet);
  return Array.from({ length: COUNT }, (_, index) => deriver.output(keychain, index).address);
}

/** Keys with their origins, whatever the order. */
function keysOf(wallet: Wallet): readonly string[] {
  return wallet.keys.map((key) => formatOrigin(key.origin!) + key.xpub).toSorted();
}

peer('electrum').describe('wallet files with real Electrum', () => {
  let electrum: Electrum;
  let node: PracticeNode;
  let folder: string;
  beforeAll(async () => {
    electrum = openElectrum();
    node = await startPracticeNode();
    folder = mkdtempSync(join(tmpdir(), 'icehouse-electrum-files-'));
  });
  afterAll(async () => {
    await electrum.close();
    await node.close();
    rmSync(folder, { recursive: true, force: true });
  });

  describe.each(WAYS)('$title', (way) => {
    let group: Group;
    let ours: string;
    beforeAll(async () => {
      group = await ourGroup(way, 'regtest');
      ours = join(folder, `ours ${way.title}`);
      writeFileSync(ours, electrumExport.write(group.charter));
    });

    it('a file that we write opens there with the same keys and 20 + 20 addresses', async () => {
      const { wallet } = group.charter;
      const theirs = await electrum.open({ network: 'regtest', path: ours }, COUNT);
      expect(theirs.policy).toBe('2of3');
      expect(theirs.keys).toEqual(
        wallet.keys.map((key) => {
          const index = group.members.findIndex(({ account }) => sameKey(account.key.extendedKey, key.extendedKey));
          return {
            xpub: slip132Text(group, index),
            path: electrumPath(way.path.regtest),
            fingerprint: key.origin!.fingerprint,
          };
        }),
      );
      expect(theirs.receive).toEqual(firstAddresses(wallet, 'receive'));
      expect(theirs.change).toEqual(firstAddresses(wallet, 'change'));
    });

    it('the same on the main network', async () => {
      const { charter } = await ourGroup(way, 'main');
      const path = join(folder, `main ${way.title}`);
      writeFileSync(path, electrumExport.write(charter));
      const theirs = await electrum.open({ network: 'main', path }, COUNT);
      expect(theirs.receive).toEqual(firstAddresses(charter.wallet, 'receive'));
      expect(theirs.change).toEqual(firstAddresses(charter.wallet, 'change'));
    });

    it('with a member’s seed in its place it signs a payment, which is completed here and mined', async () => {
      const { wallet } = group.charter;
      const coins = await fundPlaces(node, wallet, [
        { keychain: 'receive', index: 4, amount: 70_000_000n },
        { keychain: 'change', index: 2, amount: 30_000_000n },
      ]);
      const proposal = proposalFor(wallet, { coins, payee: PAYEE, amount: 90_000_000n, fee: 9_000n, changeIndex: 3 });
      const [alice, bob] = group.members;
      const position = wallet.keys.findIndex((key) => sameKey(key.extendedKey, alice!.account.key.extendedKey)) + 1;
      const own = { position, key: theirPolicy(way, 'regtest').keys[0]! };
      const begun = await electrum.signFile({ network: 'regtest', path: ours }, own, toBase64(proposal));
      if (begun.complete) throw new Error('one signature of two cannot complete it');
      const psbt = parsePsbt(signAs(bob!, group, fromBase64(begun.psbt)));
      const { transaction } = finalizeForWallet({ psbt, wallet, second: group.second });
      const txid = await node.broadcast(transactionHex(transaction));
      await node.mine(1);
      expect(await node.confirmations(txid)).toBe(1);
    });

    it('a file that it writes imports here, and its seed is told of and left alone', async () => {
      const path = join(folder, `theirs ${way.title}`);
      await electrum.save(theirPolicyOf('Bob', way, group, 'regtest'), path);
      const { wallet, notes, format } = importWallet(readFileSync(path, 'utf8'), { network: 'regtest' });
      expect(format).toBe('electrum');
      expect(keysOf(wallet)).toEqual(keysOf(group.charter.wallet));
      expect(firstAddresses(wallet, 'receive')).toEqual(firstAddresses(group.charter.wallet, 'receive'));
      expect(firstAddresses(wallet, 'change')).toEqual(firstAddresses(group.charter.wallet, 'change'));
      expect(notes.map(({ code }) => code)).toContain('import/secret-in-file');
      expect(notes.find(({ code }) => code === 'import/secret-in-file')?.text).toContain('key 2');
    });

    it('a file that it encrypts imports with the password and no other', async () => {
      const path = join(folder, `encrypted ${way.title}`);
      await electrum.save(theirPolicyOf('Carol', way, group, 'regtest'), path, PASSWORD);
      const text = readFileSync(path, 'utf8');
      expect(text).toMatch(/^QklFMQ/);
      const read = (password?: string) => importWallet(text, { network: 'regtest', password });
      expect(codeOf(() => read())).toBe('exchange/password-needed');
      expect(codeOf(() => read(PASSWORD.replace('  ', ' ')))).toBe('exchange/wrong-password');
      expect(firstAddresses(read(PASSWORD).wallet, 'receive')).toEqual(firstAddresses(group.charter.wallet, 'receive'));
      expect(keysOf(read(PASSWORD).wallet)).toEqual(keysOf(group.charter.wallet));
    });

    it('labels go in by its own import and come out by its own export', async () => {
      const address = firstAddresses(group.charter.wallet, 'receive')[3]!;
      const labels: readonly Label[] = [
        { type: 'addr', ref: address, label: 'Dora’s rent, “half”' },
        { type: 'tx', ref: 'ab'.repeat(32), label: '=1+1' },
        { type: 'output', ref: `${'ab'.repeat(32)}:1`, label: 'change' },
      ];
      const [from, to] = [join(folder, `labels ${way.title}`), join(folder, `labels back ${way.title}`)];
      writeFileSync(from, writeElectrumLabels({ labels }));
      const theirs = await electrum.labels({ network: 'regtest', path: ours }, from, to);
      expect(theirs).toEqual(Object.fromEntries(labels.map(({ ref, label }) => [ref, label])));
      const text = readFileSync(to, 'utf8');
      expect(labelFormatOf(text).name).toBe('electrum');
      expect(readElectrumLabels(text).labels).toEqual(expect.arrayContaining([...labels]));
    });

    it('a file whose addresses are of another network or wallet is refused', async () => {
      const path = join(folder, `altered ${way.title}`);
      await electrum.save(theirPolicyOf('Bob', way, group, 'regtest'), path);
      const text = readFileSync(path, 'utf8');
      const altered = text.replaceAll(firstAddresses(group.charter.wallet, 'receive')[1]!, PAYEE);
      expect(codeOf(() => importWallet(altered, { network: 'regtest' }))).toBe('exchange/addresses-differ');
      if (way.scriptType === 'p2wsh') {
        expect(codeOf(() => importWallet(text, { network: 'testnet3' }))).toBe('exchange/addresses-differ');
      }
    });
  });
});
