/**
 * Codes as one SVG picture: black on white, quiet zone included. Several are shown in turn by the picture itself, without
 * any script, in every browser; what cannot animate shows the first.
 */
import { codeMatrix, sideOfVersion } from './matrix.ts';

export interface SvgOptions {
  readonly version: number;
  /** How long each code of several is shown. */
  readonly milliseconds: number;
}

/** Pixels of a square where a program does not scale the picture. */
const SCALE = 8;

export function codesSvg(texts: readonly string[], { version, milliseconds }: SvgOptions): string {
  const side = sideOfVersion(version);
  const frames = texts.map((text, index) => {
    const path = `<path d="${squares(codeMatrix(text, version))}"/>`;
    return texts.length === 1 ? path : frame(path, index, texts.length, milliseconds);
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" width="${side * SCALE}" ` +
      `height="${side * SCALE}" shape-rendering="crispEdges">`,
    `<rect width="${side}" height="${side}" fill="#fff"/>`,
    ...frames,
    '</svg>',
    '',
  ].join('\n');
}

/** Dark squares that touch in a row are one rectangle. */
function squares(matrix: readonly (readonly boolean[])[]): string {
  return matrix.flatMap((row, y) => runs(row).map(([x, length]) => `M${x} ${y}h${length}v1h-${length}z`)).join('');
}

function runs(row: readonly boolean[]): readonly (readonly [start: number, length: number])[] {
  const found: [number, number][] = [];
  row.forEach((isDark, x) => {
    const last = found.at(-1);
    if (!isDark) return;
    if (last !== undefined && last[0] + last[1] === x) last[1]++;
    else found.push([x, 1]);
  });
  return found;
}

function frame(path: string, index: number, count: number, milliseconds: number): string {
  const times = [0, index / count, (index + 1) / count].map((time) => String(Number(time.toFixed(6))));
  const from = index === 0 ? 1 : 0;
  const to = index === count - 1 ? 2 : 3;
  const values = ['none', 'inline', 'none'].slice(from, to).join(';');
  const shown =
    `<animate attributeName="display" values="${values}" keyTimes="${times.slice(from, to).join(';')}" ` +
    `calcMode="discrete" dur="${count * milliseconds}ms" repeatCount="indefinite"/>`;
  return `<g display="${index === 0 ? 'inline' : 'none'}">${path}${shown}</g>`;
}
