/** How a review calls the holder of a key. */
import { visible } from '../text/visible.ts';
import type { Wallet } from '../wallet/types.ts';

/** The name in the charter, safe to show, or `key 2` with its fingerprint where a foreign file gave none. */
export function cosignerName({ keys }: Wallet, position: number): string {
  const key = keys[position];
  const name = visible(key?.name ?? '', { max: 64 });
  if (name !== '') return name;
  return `key ${position + 1}${key?.origin ? ` (${key.origin.fingerprint})` : ''}`;
}

/** `Bob`, `Bob or Carol`, `Bob, Carol or Dave`. */
export function anyOf(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} or ${last}`;
}

/** `Bob`, `Bob and Carol`, `Bob, Carol and Dave`. */
export function allOf(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
