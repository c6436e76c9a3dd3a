/** Both drawings of a charter's picture, and the page that tells others how to make it. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { charterPicture, PICTURE_CAUTION, pictureNames } from '../../../src/core/picture/picture.ts';
import { COLOURS, SHAPES } from '../../../src/core/picture/shapes.ts';
import { pictureSvg } from '../../../src/core/picture/svg.ts';
import { pictureText } from '../../../src/core/picture/text.ts';

const ID = '02949b29e101f1164a70b07bf2039f6558b526d63d30cef9290122f185898847';
const PICTURE = charterPicture(ID);
const ESCAPE = '\x1b';

describe('the picture in characters', () => {
  it('is drawn with its names, in plain characters', () => {
    expect(pictureText(PICTURE).join('\n')).toMatchInlineSnapshot(`
      "      ####             ####              ##              ####
           ##  ##           ######            ####            ##  ##
           ##  ##           ######           ######           ##  ##
            ####             ####           ########           ####
          red ring         pink disc        red triangle     pink ring

          ## ## ##         ########           ####           ##
          ## ## ##         ########          ##  ##          ####
          ## ## ##         ########          ##  ##          ######
          ## ## ##         ########           ####           ########
          yellow pillars   blue square      pink ring        sky stairs

          ####             ####               ####           ## ## ##
          ####             ####              ######          ## ## ##
              ####             ####          ######          ## ## ##
              ####             ####           ####           ## ## ##
          yellow chequer   grey chequer     orange disc      grey pillars"
    `);
  });

  it('fits into 80 columns whatever the cells are', () => {
    const widest = {
      shape: SHAPES.find(({ name }) => name === 'triangle')!,
      colour: COLOURS.find(({ name }) => name === 'orange')!,
    };
    const lines = pictureText(Array.from({ length: 3 }, () => Array.from({ length: 4 }, () => widest)));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(72);
    expect(lines.every((line) => line === line.trimEnd() && /^[\x20-\x7e]*$/.test(line))).toBe(true);
    expect(lines).toHaveLength(17);
  });

  it('never says by colour alone what it does not say in words', () => {
    const [shape] = SHAPES;
    const drawn = COLOURS.map((colour) => pictureText([[{ shape: shape!, colour }]]).join('\n'));
    expect(new Set(drawn).size).toBe(COLOURS.length);
  });

  it('with colours is the same text, and leaves no colour behind', () => {
    const styled = pictureText(PICTURE, { styled: true });
    const bare = styled.map((line) => line.replaceAll(new RegExp(`${ESCAPE}\\[[0-9;]*m`, 'g'), '').trimEnd());
    expect(bare).toEqual(pictureText(PICTURE));
    expect(styled[0]).toContain(`${ESCAPE}[38;5;202m`);
    for (const line of styled)
      expect(line.lastIndexOf(`${ESCAPE}[38`)).toBeLessThanOrEqual(line.lastIndexOf(`${ESCAPE}[39m`));
  });
});

describe('the picture as SVG', () => {
  const svg = pictureSvg(PICTURE);

  it('is the same text every time, with the namespace of SVG as its only address', () => {
    expect(pictureSvg(charterPicture(ID))).toBe(svg);
    expect(svg.match(/https?:[^"]*/g)).toEqual(['http://www.w3.org/2000/svg']);
    expect(svg).not.toMatch(/href|url\(|<script|<style|<image|<use|<foreignObject|@import|\son\w+=|<!/i);
    expect(svg).toMatch(/^<svg [^>]*>\n/);
    expect(svg.endsWith('</svg>\n')).toBe(true);
  });

  it('draws twelve shapes, each with its name, and says them to a screen reader', () => {
    const names = pictureNames(PICTURE).flat();
    expect(svg.match(/<path /g)).toHaveLength(12);
    const shown = [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map((match) => match[1]);
    expect(shown).toEqual([...names, ...PICTURE_CAUTION]);
    expect(svg).toContain('<desc>Row 1: red ring, pink disc, red triangle, pink ring. Row 2: ');
    expect(svg).toContain('role="img"');
  });

  it('opens and closes its elements in order', () => {
    const open: string[] = [];
    for (const [, close, name, self] of svg.matchAll(/<(\/?)([a-z]+)[^<>]*?(\/?)>/g)) {
      if (close === '/') expect(open.pop()).toBe(name);
      else if (self !== '/') open.push(name!);
    }
    expect(open).toEqual([]);
  });
});

describe('docs/picture.md', () => {
  const page = readFileSync(new URL('../../../docs/picture.md', import.meta.url), 'utf8');

  it('has the numbers, names, drawings and colours of the program', () => {
    for (const [number, { name, path }] of SHAPES.entries())
      expect(page).toContain(`| ${number} | ${name} | \`${path}\` |`);
    for (const [number, { name, paper, terminal }] of COLOURS.entries()) {
      expect(page).toContain(`| ${number} | ${name} | \`${paper}\` | ${terminal} |`);
    }
    const blocks = SHAPES.map(({ lines }) => lines.map((line) => line.trimEnd()));
    for (const line of blocks.flat()) expect(page).toContain(line);
  });

  it('has the example of this test, drawn', () => {
    expect(page).toContain(ID);
    expect(page).toContain(pictureText(PICTURE).join('\n'));
    expect(page).toContain(PICTURE_CAUTION[0].match(/\d+ bits/)![0]);
  });
});
