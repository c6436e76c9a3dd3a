/** Real Electrum syncing the benchmark's wallet from the same server: from loading a new wallet file to the right balance. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseBtc } from '../../src/core/amount.ts';
import { electrumExport } from '../../src/exchange/wallets/electrum.ts';
import { startElectrumDaemon } from '../../test/peers/electrum/daemon.ts';
import { charter } from './wallet.ts';

export interface ServerToSync {
  readonly port: number;
  readonly height: number;
  /** What the wallet has in the end. */
  readonly balance: bigint;
}

export interface ElectrumSync {
  readonly ms: number;
  /** Most memory that the daemon held, where the system tells. */
  readonly megabytes: number | undefined;
}

/** Between looks at the balance, which costs Electrum some work, in milliseconds. */
const PAUSE_MS = 300;

/** Ends when the balance is right; proofs of single transactions may then still be on their way. */
export async function syncElectrum(program: string, server: ServerToSync): Promise<ElectrumSync> {
  const daemon = await startElectrumDaemon(program, server.port, server.height, {
    seconds: 1_200,
    patienceMs: 1_000_000,
  });
  try {
    const path = join(daemon.folder, 'wallet');
    writeFileSync(path, electrumExport.write(charter));
    const wallet = { wallet: path };
    const start = performance.now();
    await daemon.command('load_wallet', { wallet_path: path });
    for (;;) {
      // It is synchronized for a moment before it makes further addresses.
      await daemon.until('is_synchronized', wallet, (answer) => answer === true);
      const { confirmed } = (await daemon.command('getbalance', wallet)) as { readonly confirmed: string };
      if (parseBtc(confirmed) === server.balance) break;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    return { ms: performance.now() - start, megabytes: peakOf(daemon.pid) };
  } finally {
    await daemon.close();
  }
}

/** `timeout` runs Electrum as its only child. */
function peakOf(pid: number | undefined): number | undefined {
  try {
    const child = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0];
    const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1_024;
  } catch {
    return undefined;
  }
}
