import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { charterCode } from '../../../src/core/charter/code.ts';
import { cellName, charterPicture, PICTURE_BITS, pictureNames } from '../../../src/core/picture/picture.ts';
import { COLOURS, SHAPES } from '../../../src/core/picture/shapes.ts';

const ID = '02949b29e101f1164a70b07bf2039f6558b526d63d30cef9290122f185898847';

/** The picture once more, as the page for other implementers tells it, with another hash and with numbers. */
function namesByThePage(id: string): string[] {
  const tag = createHash('sha256').update('icehouse/picture').digest();
  const hash = createHash('sha256').update(tag).update(tag).update(id, 'hex').digest('hex');
  const bits = BigInt(`0x${hash.slice(0, 18)}`);
  return Array.from({ length: 12 }, (_, cell) => {
    const six = Number((bits >> BigInt(66 - 6 * cell)) & 63n);
    return `${COLOURS[six & 7]!.name} ${SHAPES[six >> 3]!.name}`;
  });
}

describe('a charter’s picture', () => {
  it('is the same for everybody who has the id', () => {
    expect(pictureNames(charterPicture(ID))).toEqual([
      ['red ring', 'pink disc', 'red triangle', 'pink ring'],
      ['yellow pillars', 'blue square', 'pink ring', 'sky stairs'],
      ['yellow chequer', 'grey chequer', 'orange disc', 'grey pillars'],
    ]);
    for (const id of [ID, '0'.repeat(64), 'f'.repeat(64), `${ID.slice(1)}a`]) {
      expect(pictureNames(charterPicture(id)).flat()).toEqual(namesByThePage(id));
    }
  });

  it('is another one for an id that differs in a single bit, also where the words stay the same', () => {
    for (let bit = 0; bit < 256; bit += 15) {
      const digit = Math.floor(bit / 4);
      const flipped = (Number.parseInt(ID[digit]!, 16) ^ (8 >> (bit % 4))).toString(16);
      const other = ID.slice(0, digit) + flipped + ID.slice(digit + 1);
      expect(pictureNames(charterPicture(other))).not.toEqual(pictureNames(charterPicture(ID)));
      if (bit >= 176) expect(charterCode(other)).toEqual(charterCode(ID));
    }
  });

  it('shows 72 bits: twelve cells of eight shapes and eight colours', () => {
    expect(PICTURE_BITS).toBe(72);
    expect(charterPicture(ID).map((row) => row.length)).toEqual([4, 4, 4]);
    expect(SHAPES).toHaveLength(8);
    expect(COLOURS).toHaveLength(8);
  });

  it('uses every shape and every colour about equally often', () => {
    const cells = Array.from({ length: 200 }, (_, number) =>
      charterPicture(number.toString(16).padStart(64, '0')),
    ).flat(2);
    for (const names of [SHAPES.map(({ name }) => name), COLOURS.map(({ name }) => name)]) {
      for (const name of names) {
        const count = cells.filter((cell) => cellName(cell).split(' ').includes(name)).length;
        // 2,400 cells, an eighth each: 300, with a standard deviation of 16.
        expect(count, name).toBeGreaterThan(220);
        expect(count, name).toBeLessThan(380);
      }
    }
  });

  it('gives no two shapes or colours one name, one drawing or one value', () => {
    const distinct = (values: readonly string[]) => expect(new Set(values).size).toBe(8);
    distinct(SHAPES.map(({ name }) => name));
    distinct(SHAPES.map(({ lines }) => lines.join('\n')));
    distinct(SHAPES.map(({ path }) => path));
    distinct(COLOURS.map(({ name }) => name));
    distinct(COLOURS.map(({ terminal }) => String(terminal)));
    distinct(COLOURS.map(({ paper }) => paper));
    for (const { lines } of SHAPES) for (const line of lines) expect(line).toMatch(/^[# ]{8}$/);
  });
});
