/** A charter's picture as the commands show it: in the terminal, as names, and as a file for pages and paper. */
import { resolve } from 'node:path';
import type { Charter } from '../../core/charter/types.ts';
import { charterPicture, PICTURE_CAUTION, pictureNames } from '../../core/picture/picture.ts';
import { pictureSvg } from '../../core/picture/svg.ts';
import { pictureText } from '../../core/picture/text.ts';
import type { Context, Options } from '../command.ts';
import { writeNewFile } from '../files/write.ts';

export const PICTURE_OPTIONS: Options = {
  picture: { kind: 'text', value: 'FILE.svg', help: 'write the charter’s picture as an image for pages and paper' },
};

export interface ShownPicture {
  readonly lines: readonly string[];
  /** Names of the cells, row by row. */
  readonly names: readonly (readonly string[])[];
}

/**
 * Makes the picture, and writes it where the person asked for a file.
 *
 * @throws IcehouseError those of `writeNewFile`.
 */
export function showPicture({ args, io }: Context, { id }: Charter): ShownPicture {
  const picture = charterPicture(id);
  const file = args.text('picture');
  if (file !== undefined) writeNewFile(resolve(io.folder, file), pictureSvg(picture));
  return {
    lines: [
      ...pictureText(picture, { styled: io.styled }),
      '',
      ...PICTURE_CAUTION,
      ...(file === undefined ? [] : [`The picture was written to ${file}.`]),
    ],
    names: pictureNames(picture),
  };
}
