/**
 * Names of members and wallets: what the group says aloud, so nothing in them may hide, act on a screen or pass for
 * another name. Charters, key cards and proposals check their names here.
 */
import { IcehouseError } from '../errors.ts';
import { shapeOf } from './look-alikes.ts';
import { visible } from './visible.ts';

/** Characters (code points) a name may have. */
export const MAX_NAME_LENGTH = 64;

/**
 * Checks a name: 1 to 64 characters, in Unicode's form NFC, and each of them one that shows as itself (see
 * `text/visible.ts`). Returns it unchanged, for a signature may already stand over it. The errors do not repeat the
 * text: people do paste a seed phrase into the wrong field.
 *
 * @throws IcehouseError `name/empty`, `name/too-long`, `name/not-plain`.
 */
export function checkedName(name: string, at: string): string {
  if (name.trim() === '') {
    throw new IcehouseError({ code: 'name/empty', message: 'a name is needed here', at });
  }
  if (Array.from(name).length > MAX_NAME_LENGTH) {
    const expected = `at most ${MAX_NAME_LENGTH} characters`;
    throw new IcehouseError({ code: 'name/too-long', message: 'this name is too long', at, expected });
  }
  const shown = visible(name);
  if (shown !== name) {
    // Whatever looks like a mark is one: a name that imitates one has its backslash marked.
    const hidden = Array.from(shown.slice(0, shown.indexOf('\\u{'))).length;
    throw new IcehouseError({
      code: 'name/not-plain',
      message: `character ${hidden + 1} of this name hides or deceives`,
      at,
      expected: 'letters, digits and signs that show as themselves, in NFC form, without space at the ends',
    });
  }
  return name;
}

/**
 * Refuses two names that look the same: equal letters in another case, or letters of another script with the same shape.
 *
 * @throws IcehouseError `name/not-unique`.
 */
export function requireDistinctNames(names: readonly string[], at: string): void {
  const shapes = names.map(shapeOf);
  const twice = shapes.findIndex((shape, index) => shapes.indexOf(shape) !== index);
  if (twice < 0) return;
  throw new IcehouseError({
    code: 'name/not-unique',
    message: 'two names cannot be told apart',
    at: `${at}[${twice}]`,
    found: visible(names[twice] ?? ''),
    next: 'give each member a name of her own',
  });
}
