/**
 * The same three friends pay: a real node, real Electrum for Bob with the wallet file that Icehouse exports, Icehouse for
 * Anna. Carol's Coldcard stays in its drawer, as two signatures of three are enough.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sats } from '../../src/core/amount.ts';
import { toBase64 } from '../../src/core/bytes.ts';
import { parseCharterFile } from '../../src/core/charter/charter-file.ts';
import { type ElectrumServer, startElectrumServer } from '../../src/practice/electrum-server/server.ts';
import { startPracticeNode } from '../../src/practice/node/node.ts';
import type { PracticeNode } from '../../src/practice/node/types.ts';
import { type Electrum, openElectrum } from '../peers/electrum/electrum.ts';
import { peer } from '../peers/peer.ts';
import { ANNA, ELECTRUM_SEED, setUpMixedGroup } from './mixed-group.ts';

const PAYEE = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080';
const DATA = ['--data', 'watch'];

peer('electrum').describe('a mixed group', () => {
  let node: PracticeNode;
  let server: ElectrumServer;
  let electrum: Electrum;
  beforeAll(async () => {
    node = await startPracticeNode();
    server = await startElectrumServer(node);
    electrum = openElectrum();
  });
  afterAll(async () => {
    await electrum.close();
    await server.close();
    await node.close();
  });

  it('is paid, proposes, signs by Electrum and by Icehouse, and the node mines it', async () => {
    const { folder, firstAddress, succeed } = await setUpMixedGroup('regtest');
    const file = (name: string): string => join(folder, name);
    await succeed(['watch', 'add', 'cabin.json', '--server', `tcp://127.0.0.1:${server.port}`, ...DATA]);
    expect(await succeed(['watch', 'receive', 'Cabin', ...DATA])).toMatchObject({ address: firstAddress });
    await node.fundAll([{ address: firstAddress, amount: sats(80_000_000n) }]);
    await node.mine(1);
    await succeed(['watch', 'sync', 'Cabin', ...DATA]);
    await succeed([
      ...[
        'propose',
        'Cabin',
        '--pay',
        `${PAYEE}=0.3`,
        '--payee',
        'Roofer',
        '--purpose',
        'new roof',
        '--proposer',
        'Anna',
      ],
      ...['--fee-rate', '5', '--out', 'payment.psbt', ...DATA],
    ]);

    // Bob opens the exported file in his Electrum, where his seed takes the place of his public key.
    await succeed(['charter', 'export', 'cabin.json', '--format', 'electrum', '--out', 'cabin.electrum']);
    const { charter } = parseCharterFile(readFileSync(file('cabin.json'), 'utf8'));
    const position = charter.wallet.keys.findIndex(({ name }) => name === 'Bob') + 1;
    const own = { position, key: { electrum: ELECTRUM_SEED, extension: '' } };
    const payment = toBase64(new Uint8Array(readFileSync(file('payment.psbt'))));
    const byBob = await electrum.signFile({ network: 'regtest', path: file('cabin.electrum') }, own, payment);
    if (byBob.complete) throw new Error('one signature of two cannot complete it');
    writeFileSync(file('bob.psbt'), byBob.psbt);

    const sign = ['sign', 'payment.psbt', '--charter', 'cabin.json', '--confirm-amount', '0.3', '--secret-stdin'];
    const height = ['--tip-height', String(node.height())];
    expect(await succeed([...sign, ...height, '--out', 'anna.psbt'], ANNA)).toMatchObject({
      verdict: 'clear',
      totals: { leaving: 30_000_000 },
    });
    const combine = ['combine', 'payment.psbt', 'anna.psbt', 'bob.psbt', '--charter', 'cabin.json'];
    expect(await succeed([...combine, '--out', 'combined.psbt'])).toMatchObject({ complete: true });
    await succeed(['finalize', 'combined.psbt', '--charter', 'cabin.json', '--out', 'payment.tx']);
    const { txid } = await succeed(['broadcast', 'payment.tx', 'Cabin', ...DATA]);
    await node.mine(1);
    expect(await node.confirmations(String(txid))).toBe(1);
    await succeed(['watch', 'sync', 'Cabin', ...DATA]);
    const { history } = await succeed(['watch', 'history', 'Cabin', ...DATA]);
    expect(history).toMatchObject([{ delta: 80_000_000 }, { txid, state: 'confirmed' }]);
  });
});
