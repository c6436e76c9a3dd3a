/**
 * Liana: a wallet with a second, time-locked way to spend. It is recognised in order to be refused with the reason, as an
 * ordinary multisig made of its keys would be another wallet, and nobody should wait for coins there.
 */
import { IcehouseError } from '../../core/errors.ts';
import { objectOf } from '../document.ts';
import type { ForeignDocument, ImportFormat } from '../format.ts';

/** Fragments of BIP-0379 that Liana's policies are made of: one way or another, the other one after a time. */
const ALTERNATIVES = /\b(?:or_d|or_i|or_c|andor)\(/;
const LOCKS = /\b(?:older|after)\(/;

export const liana: ImportFormat = {
  name: 'liana',
  program: 'Liana',
  recognises: isLiana,
  read: () => {
    throw new IcehouseError({
      code: 'exchange/liana-not-supported',
      message: 'this is a Liana wallet: after a time, other keys can spend as well',
      found: 'a policy in miniscript (BIP-0379)',
      expected: 'a plain multisig wallet',
      next: 'go on with Liana for it; Icehouse would not see its recovery path and so could not tell who can spend',
    });
  },
};

/** Whether a text is a Liana descriptor, by itself or in Liana's backup file. */
export function isLiana(document: ForeignDocument): boolean {
  if (document.json.kind === 'value') {
    const object = objectOf(document);
    const accounts = object?.accounts;
    const texts = Array.isArray(accounts) ? accounts.slice(0, 20).map((each) => JSON.stringify(each)) : [];
    return texts.some(isTimelocked);
  }
  return isTimelocked(document.text);
}

function isTimelocked(text: string): boolean {
  return ALTERNATIVES.test(text) && LOCKS.test(text);
}
