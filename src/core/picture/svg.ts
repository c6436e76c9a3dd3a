/**
 * A charter's picture as one SVG document for pages and paper: no script, no style sheet, no font and no address of
 * anything outside it, and only text of our own, so it can be shown wherever an image can. Each cell carries its name, and
 * the whole has a text alternative.
 */
import { cellName, PICTURE_CAUTION, PICTURE_COLUMNS, PICTURE_ROWS, type Picture, pictureNames } from './picture.ts';

/** Sizes in the document's own units; a shape is a square of 64, as its path has eight units a side. */
const SCALE = 8;
const CELL = { width: 130, height: 112 } as const;
const MARGIN = 20;
const CAPTION = 44;
const SHAPE_LEFT = (CELL.width - 8 * SCALE) / 2;
const NAME_BELOW = 84;

/**
 * The document's text, the same for the same picture to the last byte. Text is set in the viewer's sans-serif font.
 */
export function pictureSvg(picture: Picture): string {
  const width = 2 * MARGIN + PICTURE_COLUMNS * CELL.width;
  const height = 2 * MARGIN + PICTURE_ROWS * CELL.height + CAPTION;
  const middle = width / 2;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    '<title>Picture of a charter</title>',
    `<desc>${description(picture)}</desc>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    '<g font-family="sans-serif" font-size="15" text-anchor="middle" fill="#000000">',
    ...picture.flatMap((row, rowNumber) =>
      row.map((cell, column) => {
        const left = MARGIN + column * CELL.width;
        const top = MARGIN + rowNumber * CELL.height;
        const drawn = `<path transform="translate(${left + SHAPE_LEFT} ${top}) scale(${SCALE})" d="${cell.shape.path}" fill="${cell.colour.paper}" stroke="#000000" stroke-width="0.2"/>`;
        return `${drawn}<text x="${left + CELL.width / 2}" y="${top + NAME_BELOW}">${cellName(cell)}</text>`;
      }),
    ),
    ...PICTURE_CAUTION.map(
      (line, number) => `<text x="${middle}" y="${height - CAPTION + 20 * number}">${line}</text>`,
    ),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

function description(picture: Picture): string {
  return pictureNames(picture)
    .map((row, number) => `Row ${number + 1}: ${row.join(', ')}.`)
    .join(' ');
}
