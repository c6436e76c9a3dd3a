/**
 * Writing a proposal of 500 inputs, each with its whole previous transaction, all derivations, and every script checked by
 * two libraries: from the coins in the store to the bytes of the PSBT. Beside it what @scure/btc-signer takes for the PSBT
 * alone, with coins, scripts and derivations handed to it ready made.
 *
 *     node bench/propose.ts [--json FILE] [--check]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Transaction } from '@scure/btc-signer';
import { sats } from '../src/core/amount.ts';
import { invariant } from '../src/core/errors.ts';
import { parsePsbt } from '../src/core/psbt/parse.ts';
import { loadSecondOpinion } from '../src/core/second/wally.ts';
import { serializeWithoutWitness } from '../src/core/tx/serialize.ts';
import { buildProposal } from '../src/watch/spend/build.ts';
import { parseFeeRate } from '../src/watch/spend/fee-rate.ts';
import { openStore } from '../src/watch/store/open.ts';
import { viewCoins } from '../src/watch/sync/view.ts';
import { familyCharter, NOW } from '../test/watch/world/family.ts';
import { measureInTurns, printReport } from './harness.ts';
import { fillStore, INPUTS } from './propose/fill.ts';

const FILL = '--fill';
const MEGABYTE = 1 << 20;
const PAYEE = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080';

const [task, target] = process.argv.slice(2);
if (task === FILL && target !== undefined) await fillStore(target);
else await measure();

async function measure(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'icehouse-bench-'));
  const path = join(folder, 'watch.sqlite');
  // In a process of its own: what filling takes must not count.
  const filled = spawnSync(process.execPath, [import.meta.filename, FILL, path], { stdio: 'inherit' });
  invariant(filled.status === 0, 'the store is filled');
  const store = await openStore(path);
  const charter = familyCharter();
  const second = await loadSecondOpinion();
  const { coins } = await viewCoins(store, charter.id);
  invariant(coins.length === INPUTS, 'every coin is known');

  const propose = () =>
    buildProposal({
      ...{ store, charter, second, coins, now: NOW, random: () => 0 },
      ...{ purpose: 'a payment of everything', proposer: 'Alice', feeRate: parseFeeRate('2') },
      payments: [{ address: PAYEE, amount: sats(400_000_000n), name: 'Acme' }],
    });
  const before = process.memoryUsage().rss;
  const first = performance.now();
  const { psbtBytes, summary } = await propose();
  const cold = (performance.now() - first) / 1_000;
  const grown = (process.resourceUsage().maxRSS * 1_024 - before) / MEGABYTE;
  const psbt = parsePsbt(psbtBytes);
  const inputs = psbt.inputs.map(({ nonWitnessUtxo, witnessUtxo, ...input }) => {
    invariant(nonWitnessUtxo && witnessUtxo, 'every input has its whole previous transaction');
    return {
      ...{ txid: input.txid, index: input.vout, sequence: input.sequence, witnessScript: input.witnessScript! },
      nonWitnessUtxo: serializeWithoutWitness(nonWitnessUtxo.transaction),
      witnessUtxo: { amount: witnessUtxo.amount, script: witnessUtxo.scriptPubKey },
      bip32Derivation: input.bip32Derivations.map(({ publicKey, fingerprint, path }): Derivation => {
        return [publicKey, { fingerprint: Number.parseInt(fingerprint, 16), path: [...path] }];
      }),
    };
  });
  const outputs = psbt.outputs.map(({ amount, scriptPubKey }) => ({ amount, script: scriptPubKey }));
  const alone = () => {
    const transaction = new Transaction({ allowUnknownOutputs: true });
    for (const input of inputs) transaction.addInput(input);
    for (const output of outputs) transaction.addOutput(output);
    return transaction.toPSBT();
  };
  const measurements = await measureInTurns(
    [
      { name: 'Icehouse: from the store to the PSBT', units: INPUTS, run: propose },
      { name: 'Icehouse: reading the PSBT again', units: INPUTS, run: () => parsePsbt(psbtBytes) },
      { name: '@scure/btc-signer: the PSBT alone', units: INPUTS, run: alone },
    ],
    { rounds: 4 },
  );
  const [own, , scure] = measurements;
  invariant(own && scure, 'both were measured');
  printReport({
    title: `A proposal of ${INPUTS} inputs, 2-of-3 P2WSH, whole previous transactions, ${psbtBytes.length} bytes`,
    unit: 'inputs',
    measurements,
    reference: scure,
    targets: [
      { name: 'seconds left of 2', wanted: 0, measured: 2 - INPUTS / own.perSecond },
      { name: 'seconds left of 2, the first time', wanted: 0, measured: 2 - cold },
      { name: 'megabytes left of the 150 that it may take', wanted: 0, measured: 150 - grown },
    ],
    notes: [
      `${(INPUTS / own.perSecond).toFixed(2)} s, ${cold.toFixed(2)} s the first time; ${Math.round(grown)} MB more memory at its peak,`,
      `for ${summary.virtualSize} vbytes. Every script is derived by two libraries, which the loop beside it is spared.`,
    ],
  });
  await store.close();
  rmSync(folder, { recursive: true });
}

type Derivation = [Uint8Array, { fingerprint: number; path: number[] }];
