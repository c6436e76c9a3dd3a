/** The values that the fields of the group's documents may have, as lists for their readers. */
import type { ScriptType } from '../key/types.ts';
import type { KeyOrder } from '../wallet/types.ts';
import type { ConfirmationWay, PathScheme } from './types.ts';

export const SCRIPT_TYPES = ['p2wsh', 'p2sh-p2wsh', 'p2sh'] as const satisfies readonly ScriptType[];

export const KEY_ORDERS = ['sorted', 'given'] as const satisfies readonly KeyOrder[];

export const PATH_SCHEMES = ['bip48', 'bip87', 'bip45', 'electrum', 'other'] as const satisfies readonly PathScheme[];

export const CONFIRMATION_WAYS = ['voice', 'in-person'] as const satisfies readonly ConfirmationWay[];
