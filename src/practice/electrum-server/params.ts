/** Parameters of a call, checked one by one; a wrong one is told with its position. */
import { INVALID_PARAMS, type Json, JsonRpcError } from './json-rpc.ts';

export interface Params {
  /** A transaction id, block hash or script hash: 64 lower-case hex digits. */
  hash(position: number): string;
  text(position: number): string;
  /** A whole number from 0. */
  count(position: number, otherwise?: number): number;
  flag(position: number): boolean;
  raw(position: number): Json | undefined;
}

export function readParams(params: readonly Json[]): Params {
  function refuse(position: number, expected: string): never {
    throw new JsonRpcError(INVALID_PARAMS, `parameter ${position + 1} must be ${expected}`);
  }
  return {
    hash(position) {
      const value = params[position];
      return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value) ? value : refuse(position, '64 hex digits');
    },
    text(position) {
      const value = params[position];
      return typeof value === 'string' ? value : refuse(position, 'a text');
    },
    count(position, otherwise) {
      const value = params[position] ?? otherwise;
      return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
        ? value
        : refuse(position, 'a whole number from 0');
    },
    flag(position) {
      const value = params[position] ?? false;
      return typeof value === 'boolean' ? value : refuse(position, 'true or false');
    },
    raw: (position) => params[position],
  };
}
