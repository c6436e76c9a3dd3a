/** Outputs of a wallet that the second thread derives while the primary engine derives them here. */
import type { ColdSecondOpinion } from '../../cold/second/types.ts';
import type { Wallet } from '../../core/wallet/types.ts';
import { type Board, createBoard } from './board.ts';
import { isAnswered, isWorthPosting, type Line } from './line.ts';
import { outputShape, readOutput } from './records.ts';

interface Foreseen {
  readonly wallet: Wallet;
  readonly board: Board;
  /** Record of each place. */
  readonly positions: ReadonlyMap<string, number>;
}

export function foreseenOutputs(
  own: ColdSecondOpinion,
  line: Line,
): Required<Pick<ColdSecondOpinion, 'output' | 'foreseeOutputs'>> {
  let last: Foreseen | undefined;
  return {
    foreseeOutputs: (wallet, places) => {
      if (!isWorthPosting(line, places.length)) return;
      const board = createBoard(outputShape(places.length));
      last = { wallet, board, positions: new Map(places.map((place, position) => [nameOf(place), position])) };
      line.post({ kind: 'outputs', memory: board.memory, wallet, places });
    },
    output: (wallet, keychain, index) => {
      const position = last?.wallet === wallet ? last.positions.get(nameOf({ keychain, index })) : undefined;
      return last && position !== undefined && isAnswered(line, last.board, position)
        ? readOutput(last.board.record(position))
        : own.output(wallet, keychain, index);
    },
  };
}

function nameOf({ keychain, index }: { readonly keychain: string; readonly index: number }): string {
  return `${keychain} ${index}`;
}
