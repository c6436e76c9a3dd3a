/**
 * What a key of Icehouse ever signs besides transactions: seven kinds of text, told apart by their first line. As no text
 * without one of these lines is signed, a signature given for one purpose can serve no other, and nobody can have a
 * 32-byte hash signed that is really a transaction's (the message digest of BIP-0137 adds its own prefix as well).
 */
import { IcehouseError } from '../errors.ts';

/** First line of each kind of text; the number at its end is the version of that text's form. */
export const MESSAGE_DOMAINS = {
  keyCard: 'Icehouse key card 1',
  receipt: 'Icehouse receipt 1',
  confirmation: 'Icehouse confirmation 1',
  proposal: 'Icehouse proposal 1',
  seen: 'Icehouse seen 1',
  journal: 'Icehouse journal 1',
  /** The key record of BIP-0129, whose first line is not ours to choose. */
  bsmsKey: 'BSMS 1.0',
} as const;

/**
 * What must follow the first line where it is shared with other texts: a BSMS descriptor record begins alike, and a key
 * record has a token, a key with its origin and a description, each on its own line.
 */
const FORMS: { readonly [domain in MessageDomain]?: RegExp } = {
  bsmsKey: /^BSMS 1\.0\n(?:00|[0-9a-f]{16}|[0-9a-f]{32})\n\[[^\]\n]{8,400}\][0-9A-Za-z]{66,112}\n[^\r\n]{0,320}$/,
};

export type MessageDomain = keyof typeof MESSAGE_DOMAINS;

/**
 * Puts lines under the first line of a domain, joined by line feeds without one at the end.
 *
 * @throws IcehouseError `message/line-break` when a line holds one itself, as two texts could then read as one.
 */
export function domainText(domain: MessageDomain, lines: readonly string[]): string {
  const broken = lines.findIndex((line) => /[\r\n]/.test(line));
  if (broken >= 0) {
    throw new IcehouseError({
      code: 'message/line-break',
      message: 'a value holds a line break',
      at: `line ${broken + 2}`,
    });
  }
  return [MESSAGE_DOMAINS[domain], ...lines].join('\n');
}

/**
 * Says to which domain a text belongs.
 *
 * @throws IcehouseError `message/unknown-domain` (refused) when its first line is none of these, nothing follows it, or
 * what follows has not the form of its kind.
 */
export function requireDomain(text: string): MessageDomain {
  const end = text.indexOf('\n');
  const first = end < 0 ? '' : text.slice(0, end);
  const known = Object.entries(MESSAGE_DOMAINS).find(([, line]) => line === first)?.[0] as MessageDomain | undefined;
  if (known === undefined || FORMS[known]?.test(text) === false) {
    throw new IcehouseError({
      code: 'message/unknown-domain',
      kind: 'refused',
      message: 'Icehouse signs its own kinds of text only',
      expected: `a first line of ${Object.values(MESSAGE_DOMAINS).join(', ')}`,
    });
  }
  return known;
}
