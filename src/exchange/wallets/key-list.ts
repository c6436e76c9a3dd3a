/**
 * A plain list of extended keys, one a line: all that is left of some wallets. The text says neither how many must sign nor
 * how scripts are built, so all of it is asked; a wrong answer gives a wallet with other addresses and takes nothing.
 */
import { refuseSecret } from '../../core/key/secret-guard.ts';
import { completeDraft, type DraftKey } from '../draft.ts';
import type { ForeignDocument, ImportFormat } from '../format.ts';
import { claimedOrigin } from '../origins.ts';

const MAX_LINES = 100;

/** A key with or without its origin in brackets before it. */
const KEY = /^(?:\[([0-9A-Fa-f]{8})((?:\/\d{1,10}['hH]?){0,32})\])?([xyztuvYZUV]pub[1-9A-HJ-NP-Za-km-z]{90,120})$/;

export const keyList: ImportFormat = {
  name: 'keys',
  program: 'list of extended keys',
  recognises: (document) => {
    const lines = keyLines(document);
    return lines.length > 1 && lines.every((line) => KEY.test(line));
  },
  read: (document, context) => {
    const keys = keyLines(document).map((line, index) => readLine(line, `line ${index + 1}`));
    return completeDraft(
      { name: undefined, scriptType: undefined, keyOrder: undefined, m: undefined, n: undefined, keys },
      context,
    );
  },
};

/** The lines of a text that are no comments. */
export function keyLines({ text }: ForeignDocument): readonly string[] {
  const lines = text.split('\n', MAX_LINES).map((line) => line.trim());
  return lines.filter((line) => line !== '' && !line.startsWith('#'));
}

/** Reads a line, checked to be a key before. */
export function readLine(line: string, at: string): DraftKey {
  refuseSecret(line, 'an extended public key', at);
  const [, fingerprint, path, xpub = ''] = KEY.exec(line) ?? [];
  const claim = claimedOrigin(fingerprint, fingerprint === undefined ? undefined : `m${path}`, at);
  return { label: undefined, xpub, claim, at };
}

/** Whether a line is an extended key with or without origin. */
export function isKeyLine(line: string): boolean {
  return KEY.test(line);
}
