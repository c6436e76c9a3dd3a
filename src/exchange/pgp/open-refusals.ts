/**
 * What is told when a message cannot be opened, or must not be. OpenPGP.js's own words may quote the file, so they are
 * sorted into few kinds and not repeated.
 */
import { IcehouseError } from '../../core/errors.ts';
import { visible } from '../../core/text/visible.ts';
import type { BookEntry } from './address-book.ts';

/** For a signature by a member's key that does not verify, or that her key does not allow. */
export function changed({ name }: BookEntry, cause: unknown): IcehouseError {
  const reason = messageOf(cause);
  const isKeyTrouble = /expired|revoked|future|key/i.test(reason) && !/digest|verification failed/i.test(reason);
  return new IcehouseError({
    code: isKeyTrouble ? 'pgp/signature-unusable' : 'pgp/changed',
    kind: 'refused',
    message: isKeyTrouble
      ? `the signature of ${visible(name)} does not count: her key or its time does not allow it`
      : `this document was changed after ${visible(name)} signed it, or is not by her`,
    next: 'do not use it: ask her for it again, in another way than this file came',
    cause,
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name} ${error.message}` : '';
}

/** For files beyond `settings.ts`, before they are read. */
export function tooLarge(): IcehouseError {
  return new IcehouseError({ code: 'pgp/too-large', message: 'this file is larger than any document of a group' });
}

/** For a message to the right key that does not decrypt. */
export function damaged(): IcehouseError {
  return new IcehouseError({
    code: 'pgp/damaged',
    kind: 'refused',
    message: 'this document was changed or cut after it was encrypted',
    next: 'ask for it again',
  });
}

/** What OpenPGP.js says of a file that it cannot read, in few kinds; its own words may quote the file. */
export function unreadable(cause: unknown, otherwise: () => IcehouseError = notAMessage): IcehouseError {
  const reason = messageOf(cause);
  if (/Maximum decompressed|bzip/i.test(reason)) {
    return new IcehouseError({
      code: 'pgp/too-large',
      message: 'the content of this file is larger than any document',
    });
  }
  if (/GrammarError|railing signature|nexpected packet|not allowed in this context|not authenticated/.test(reason)) {
    return malformed();
  }
  return otherwise();
}

function notAMessage(): IcehouseError {
  return new IcehouseError({ code: 'pgp/not-a-message', message: 'this is no OpenPGP message that can be read' });
}

/** For packets that are more, fewer or others than a message has. */
export function malformed(): IcehouseError {
  return new IcehouseError({
    code: 'pgp/malformed',
    kind: 'refused',
    message: 'this message has parts that an honest one does not have',
    next: 'do not use it: ask the sender for it again',
  });
}
