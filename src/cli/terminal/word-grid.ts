/** Words of a mnemonic, numbered, four to a line: the form in which they are copied to paper and checked against it. */
import { columnsOf, padded, rightAligned } from '../../core/text/columns.ts';

const PER_LINE = 4;

export function wordGrid(words: readonly string[]): string[] {
  const width = words.reduce((widest, word) => Math.max(widest, columnsOf(word)), 0) + 2;
  const cells = words.map((word, index) => `${rightAligned(String(index + 1), 4)}  ${padded(word, width)}`);
  return Array.from({ length: Math.ceil(cells.length / PER_LINE) }, (_, line) =>
    cells
      .slice(line * PER_LINE, (line + 1) * PER_LINE)
      .join('')
      .trimEnd(),
  );
}
