/** How large the terminal is on which results are shown; undefined where standard output is none. */
import type { Io } from '../io.ts';

export interface Screen {
  readonly columns: number;
  readonly rows: number;
}

export function screenOf({ stdout }: Io): Screen | undefined {
  if (!('isTTY' in stdout) || stdout.isTTY !== true) return undefined;
  const number = (value: unknown, fallback: number): number =>
    typeof value === 'number' && value > 0 ? value : fallback;
  return {
    columns: number('columns' in stdout ? stdout.columns : undefined, 80),
    rows: number('rows' in stdout ? stdout.rows : undefined, 24),
  };
}
