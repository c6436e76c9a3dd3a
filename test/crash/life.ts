/**
 * What a desk does, one step after the other, through the functions that the commands use. Step 0 sets the store up; then
 * each turn syncs, proposes, combines, labels and backs up. A step is done when its promise is kept, and not before.
 */
import { join } from 'node:path';
import { recordAndWrite } from '../../src/cli/documents/recorded.ts';
import { replaceFile, writeNewFile, writeNewFileBy } from '../../src/cli/files/write.ts';
import { fromHex } from '../../src/core/bytes.ts';
import { parseCharterFile } from '../../src/core/charter/charter-file.ts';
import type { Charter } from '../../src/core/charter/types.ts';
import { parsePsbt } from '../../src/core/psbt/parse.ts';
import type { SecondOpinion } from '../../src/core/second/types.ts';
import { loadSecondOpinion } from '../../src/core/second/wally.ts';
import { takeSignatures } from '../../src/watch/proposals/signers.ts';
import type { Store } from '../../src/watch/store/store.ts';
import { syncWallet } from '../../src/watch/sync/sync.ts';
import { recordedChain } from './chain.ts';
import type { RecordedTurn, Recording } from './recording.ts';

export const KINDS = ['sync', 'propose', 'combine', 'label', 'backup'] as const;
export type Kind = 'add' | (typeof KINDS)[number];

export const NOW = new Date('2025-03-01T12:00:00Z');

export interface Life {
  readonly recording: Recording;
  readonly charter: Charter;
  readonly second: SecondOpinion;
  /** How many steps it has. */
  readonly steps: number;
}

export async function openLife(recording: Recording): Promise<Life> {
  const { charter } = parseCharterFile(recording.charterFile);
  const second = await loadSecondOpinion();
  return { recording, charter, second, steps: 1 + recording.turns.length * KINDS.length };
}

export function kindOf(step: number): Kind {
  return step === 0 ? 'add' : KINDS[(step - 1) % KINDS.length]!;
}

export const turnOf = (step: number): number => Math.floor((step - 1) / KINDS.length);

/** Files that a step writes, by their names within the folder. */
export function filesOf(step: number): readonly string[] {
  const turn = turnOf(step);
  const names: Partial<Record<Kind, string>> = {
    propose: `payment-${turn}.psbt`,
    combine: `combined-${turn}.psbt`,
    label: 'labels.txt',
    backup: `desk-${turn}.backup`,
  };
  return [names[kindOf(step)] ?? []].flat();
}

/** Does one step in the folder of a desk. */
export async function live(life: Life, step: number, store: Store, folder: string): Promise<void> {
  const { recording, charter } = life;
  if (step === 0) {
    const wallet = { charterId: charter.id, network: charter.wallet.network, charterFile: recording.charterFile };
    await store.wallets.add({ ...wallet, at: NOW.toISOString() });
    return;
  }
  const turn = recording.turns[turnOf(step)]!;
  const path = join(folder, filesOf(step)[0] ?? 'none');
  await DOINGS[kindOf(step)]({ ...life, turn, store, path });
}

interface Doing extends Life {
  readonly turn: RecordedTurn;
  readonly store: Store;
  readonly path: string;
}

const DOINGS: { readonly [kind in Kind]: (doing: Doing) => Promise<unknown> } = {
  add: async () => {},
  sync: ({ store, charter, recording, turn }) =>
    syncWallet({ store, charter, chain: recordedChain(recording.blocks, turn.height), now: NOW }),
  propose({ store, charter, turn, path }) {
    const change = turn.changeIndex === undefined ? undefined : { index: turn.changeIndex };
    const built = { id: turn.id, charterId: charter.id, psbtBytes: fromHex(turn.psbt) };
    return recordAndWrite({ store, now: NOW, path, built: { ...built, summary: { inputs: turn.inputs, change } } });
  },
  async combine({ store, charter, second, turn, path }) {
    await takeSignatures({ store, charter, second, content: parsePsbt(fromHex(turn.signed)), now: NOW });
    writeNewFile(path, (await store.proposals.get(turn.id)).psbtBytes);
  },
  async label({ store, charter, turn, path }) {
    const label = { label: `deposit of block ${turn.height}`, spendable: undefined };
    await store.labels.set(
      charter.id,
      ...turn.inputs.map(({ txid }) => ({ type: 'tx' as const, ref: txid, ...label })),
    );
    const labels = await store.labels.list(charter.id);
    replaceFile(path, labels.map(({ ref, label }) => `${ref} ${label}\n`).join(''));
  },
  backup: ({ store, path }) => writeNewFileBy(path, (temporary) => store.backUp(temporary)),
};
