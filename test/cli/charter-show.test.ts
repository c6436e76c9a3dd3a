/** What a person sees of a charter: the picture, the plain words, and lines that fit. */
import { beforeAll, describe, expect, it } from 'vitest';
import { charterPicture, PICTURE_CAUTION, pictureNames } from '../../src/core/picture/picture.ts';
import { pictureSvg } from '../../src/core/picture/svg.ts';
import { pictureText } from '../../src/core/picture/text.ts';
import { openWorkshop, type Workshop } from '../support/members.ts';
import { readText } from './group.ts';
import { icehouse } from './icehouse.ts';
import { openDesk, told } from './workshop.ts';

let workshop: Workshop;
beforeAll(async () => {
  workshop = await openWorkshop();
});

describe.each(['show', 'check'])('charter %s', (view) => {
  it('draws the picture, with what it is worth, in lines of at most 80 columns', async () => {
    const desk = openDesk();
    const file = workshop.file(['Anna']);
    desk.charter('family.json', file);
    const { stdout } = await desk.run(['charter', view, 'family.json']);
    const picture = charterPicture(file.charter.id);
    expect(stdout).toContain(pictureText(picture).join('\n'));
    for (const line of PICTURE_CAUTION) expect(stdout).toContain(line);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    const { json } = await desk.run(['charter', view, 'family.json', '--json']);
    expect(json().picture).toEqual(pictureNames(picture));
  });

  it('colours it on a terminal only', async () => {
    const desk = openDesk();
    desk.charter('family.json', workshop.file([]));
    const words = ['charter', view, 'family.json'];
    expect((await desk.run(words)).stdout).not.toContain('\x1b');
    const styled = await icehouse(words, { folder: desk.folder, io: { styled: true } });
    expect(styled.stdout).toContain('\x1b[38;5;202m');
  });

  it('writes it as an image, never over a file that exists', async () => {
    const desk = openDesk();
    const file = workshop.file([]);
    desk.charter('family.json', file);
    const words = ['charter', view, 'family.json', '--picture', 'family.svg'];
    expect((await desk.run(words)).exitCode).toBe(0);
    expect(readText(desk.folder, 'family.svg')).toBe(pictureSvg(charterPicture(file.charter.id)));
    const again = await desk.run(words);
    expect(again.exitCode).toBe(1);
    expect(told(again)).toContain('never overwritten');
  });
});

describe('charter check', () => {
  it('tells whose the keys are, which is mine, loss and theft, and addresses of both libraries', async () => {
    const desk = openDesk();
    const file = workshop.file(['Anna', 'Bob']);
    desk.charter('family.json', file);
    desk.card('bob.card', workshop.card('Bob'));
    const text = told(await desk.run(['charter', 'check', 'family.json', '--card', 'bob.card']));
    for (const sentence of [
      'a 2-of-3 wallet on the bitcoin network',
      '2. Bob: master key b8688df1, BIP-0048, 48h/0h/0h/2h; proven by a signed key card (BIP-0137). This is your key.',
      'Loss: one seed may be lost and the other 2 can still spend.',
      'Theft: a thief needs 2 seeds.',
      'Receipts: 2 of the 3 needed. Signed: Anna, Bob. Not yet: Carol.',
      'First receive addresses, on which two libraries agree; for comparing only',
      'bc1q m43n 7nne',
    ]) {
      expect(text).toContain(sentence);
    }
    const { json } = await desk.run(['charter', 'check', 'family.json', '--json']);
    expect(json()).toMatchObject({
      me: null,
      addresses: [file.charter.firstOutput.address, expect.any(String), expect.any(String)],
    });
  });

  it('calls a key without a card not proven until its receipt is there', async () => {
    const desk = openDesk();
    const charter = workshop.charter();
    desk.charter('family.json', { charter, cards: [], receipts: [workshop.receipt('Anna', charter)] });
    const text = told(await desk.run(['charter', 'check', 'family.json']));
    expect(text).toMatch(/1\. Anna: [^;]*; proven by its receipt \(BIP-0137\)\./);
    expect(text).toMatch(/2\. Bob: [^;]*; not proven: nobody has signed with it yet\./);
  });
});
