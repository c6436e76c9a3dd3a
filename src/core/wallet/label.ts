/** How an error names a member: by position, and by name where there is one, made safe to show. */
import type { CosignerKey } from '../key/types.ts';
import { visible } from '../text/visible.ts';

/** `key 2 (Ana)`; positions count from 1, as people do. */
export function cosignerLabel(key: Pick<CosignerKey, 'name'>, position: number): string {
  return key.name === '' ? `key ${position + 1}` : `key ${position + 1} (${visible(key.name, { max: 40 })})`;
}
