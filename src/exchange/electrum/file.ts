/**
 * Electrum's wallet file as values: JSON in all versions since 2.0. Newer ones append changes to it as further JSON values;
 * what those change about keys is not applied but refused, as Electrum itself puts everything in order when it closes the
 * wallet. Keys are read by `electrum/keystores.ts`.
 */
import { IcehouseError } from '../../core/errors.ts';
import { asObject } from '../../core/json/fields.ts';
import type { JsonObject } from '../../core/json/strict.ts';
import { objectOf, parseForeignJson } from '../document.ts';
import type { ForeignDocument } from '../format.ts';

/** What every Electrum file has one of, and no other format. */
const MARKS = ['wallet_type', 'seed_version', 'master_public_keys', 'x1/', 'keystore'];

/** Electrum 1.x kept its files as a Python dictionary, with single quotes. */
const PYTHON_LITERAL = /^\s*\{\s*'/;

export function isElectrumFile(document: ForeignDocument): boolean {
  const object = objectOf(document);
  if (object !== undefined) return 'wallet_type' in object || MARKS.filter((mark) => mark in object).length > 1;
  return isPythonLiteral(document) || isPatched(document);
}

function isPythonLiteral({ text, json }: ForeignDocument): boolean {
  return json.kind === 'broken' && PYTHON_LITERAL.test(text);
}

function isPatched({ text, json }: ForeignDocument): boolean {
  return json.kind === 'broken' && json.error.code === 'json/text-after-value' && text.includes('"wallet_type"');
}

/**
 * Gives the file's object.
 *
 * @throws IcehouseError `exchange/electrum-python-literal`, `exchange/electrum-unsaved-changes`, `json/…`.
 */
export function electrumObject(document: ForeignDocument): JsonObject {
  if (isPythonLiteral(document)) {
    throw new IcehouseError({
      code: 'exchange/electrum-python-literal',
      message: 'this file is of Electrum 1, which had no JSON and no multisig wallets of today’s kind',
      next: 'open it in a current Electrum, which converts it, and export it from there',
    });
  }
  const object = objectOf(document);
  if (object !== undefined) return object;
  const [whole, ...patches] = patchedValues(document.text);
  if (patches.some(touchesKeys)) {
    throw new IcehouseError({
      code: 'exchange/electrum-unsaved-changes',
      message: 'the keys of this Electrum wallet were changed since the file was last written whole',
      next: 'open the wallet in Electrum and close it again; then import the file',
    });
  }
  return asObject(whole, '');
}

function patchedValues(text: string): readonly JsonObject[] {
  const values = parseForeignJson(`[${text.trim().replace(/,$/, '')}]`);
  return (Array.isArray(values) ? values : []).map((value, index) => asObject(value, `[${index}]`));
}

/** A change (RFC 6902) of a keystore or of the kind of wallet. */
function touchesKeys({ path }: JsonObject): boolean {
  return typeof path !== 'string' || /^\/(?:x\d+~1|keystore|wallet_type|master_public_keys)/.test(path);
}
