/**
 * Names out of foreign files. What can stand in a charter is taken as it is; anything else (hidden characters, endless
 * texts, a seed phrase in the wrong field) is not mended but left out, and the person gives a name.
 */
import { IcehouseError } from '../core/errors.ts';
import { secretKind } from '../core/key/secret-guard.ts';
import { checkedName } from '../core/text/name.ts';
import { cosignerLabel } from '../core/wallet/label.ts';

/** The name if it can be one, else undefined. */
export function usableName(text: string | undefined): string | undefined {
  if (text === undefined || secretKind(text) !== undefined) return undefined;
  try {
    return checkedName(text.trim(), '');
  } catch (error) {
    if (error instanceof IcehouseError) return undefined;
    throw error;
  }
}

/** How notes and questions call a key: by its position in the file and its label, if it has one. */
export function keyLabel(name: string | undefined, position: number): string {
  return cosignerLabel({ name: usableName(name) ?? '' }, position - 1);
}
