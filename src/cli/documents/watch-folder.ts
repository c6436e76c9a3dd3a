/**
 * The folder of the watching side: the store and the servers that each wallet is watched through. It holds no secret;
 * whoever reads it sees the wallets' payments.
 */
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseCharterFile } from '../../core/charter/charter-file.ts';
import type { CharterFile } from '../../core/charter/types.ts';
import { IcehouseError } from '../../core/errors.ts';
import { visible } from '../../core/text/visible.ts';
import { openStore } from '../../watch/store/open.ts';
import type { Store, StoredLook } from '../../watch/store/store.ts';
import { viewWallet, type WalletView } from '../../watch/sync/view.ts';
import type { Context, Options, Outcome } from '../command.ts';

export const WATCH_OPTIONS: Options = {
  data: { kind: 'text', value: 'DIR', help: 'folder of the watching side; ~/.icehouse by default' },
};

/** The store within the folder, unless a group shares a database. */
export const STORE_FILE = 'icehouse.sqlite';

export interface WatchFolder {
  readonly path: string;
  readonly store: Store;
}

/** The folder that was named, or the one in the person's home. */
export function watchFolderPath({ args, io }: Context): string {
  const given = args.text('data');
  return given === undefined ? join(homedir(), '.icehouse') : resolve(io.folder, given);
}

/** Opens the folder and its store (or the database that a group shares) for one command, and closes it whatever happens. */
export async function withWatchFolder<T>(context: Context, work: (folder: WatchFolder) => Promise<T>): Promise<T> {
  const path = watchFolderPath(context);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const store = await openStore(context.io.database ?? join(path, STORE_FILE));
  try {
    return await work({ path, store });
  } finally {
    await store.close();
  }
}

export type WatchedWallet = CharterFile;

export async function watchedWallets({ store }: WatchFolder): Promise<readonly WatchedWallet[]> {
  return (await store.wallets.list()).map(({ charterFile }) => parseCharterFile(charterFile));
}

/**
 * Finds a watched wallet by its charter's name (any case) or the beginning of its id.
 *
 * @throws IcehouseError `watch/no-such-wallet`, `watch/ambiguous-wallet`.
 */
export async function findWallet(folder: WatchFolder, asked: string): Promise<WatchedWallet> {
  const stored = await watchedWallets(folder);
  const wanted = asked.toLowerCase();
  const found = stored.filter(
    ({ charter }) => charter.name.toLowerCase() === wanted || (wanted.length >= 8 && charter.id.startsWith(wanted)),
  );
  if (found[0] !== undefined && found.length === 1) return found[0];
  const known = stored.map(({ charter }) => visible(charter.name)).join(', ');
  throw new IcehouseError({
    code: found.length === 0 ? 'watch/no-such-wallet' : 'watch/ambiguous-wallet',
    kind: 'usage',
    message: found.length === 0 ? 'no wallet of this name is watched' : 'several watched wallets have this name',
    expected: known === '' ? 'no wallet is watched yet' : known,
    next: found.length === 0 ? 'add it with: icehouse watch add CHARTER' : 'give the beginning of the charter’s id',
  });
}

/** What a command shows of one wallet as of its last sync; asks no server. */
export function viewOf(
  context: Context,
  show: (
    wallet: WatchedWallet & {
      readonly store: Store;
      readonly view: WalletView;
      readonly look: StoredLook | undefined;
    },
  ) => Promise<Outcome>,
): Promise<Outcome> {
  return withWatchFolder(context, async (folder) => {
    const wallet = await findWallet(folder, context.args.positionals[0]!);
    const { id } = wallet.charter;
    const { store } = folder;
    return show({ ...wallet, store, view: await viewWallet(store, id), look: await store.looks.last(id) });
  });
}
