/**
 * The multisig set-up text that Coldcard began and others took over (Keystone, Passport, Jade, Cobo, BlueWallet, Sparrow,
 * Caravan): lines of `Label: value`, then the keys after their fingerprints. Reads all dialects into one draft; what a
 * dialect leaves out and its rule does not settle is asked.
 */
import { KEY_ORDERS } from '../../core/charter/choices.ts';
import { IcehouseError } from '../../core/errors.ts';
import { parseExtendedPublicKey } from '../../core/key/extended-key.ts';
import { readAccountPath } from '../../core/key/schemes.ts';
import { refuseSecret } from '../../core/key/secret-guard.ts';
import type { ScriptType } from '../../core/key/types.ts';
import type { KeyOrder } from '../../core/wallet/types.ts';
import { type DraftKey, MAX_KEYS, type WalletDraft } from '../draft.ts';
import type { ForeignDocument } from '../format.ts';
import { claimedOrigin, originInKey } from '../origins.ts';

const MAX_LINES = 2_000;
const MAX_LINE = 4_000;

const POLICY = /^(\d{1,3})\D{1,8}(\d{1,3})$/;
const LABELLED = /^([A-Za-z]{2,12}|[0-9A-Fa-f]{8})[ \t]*:[ \t]*(.*)$/;
const FINGERPRINT = /^[0-9A-Fa-f]{8}$/;
const EXTENDED_KEY = /^[xyztuvYZUV]pub[1-9A-HJ-NP-Za-km-z]{90,120}$/;
/** BlueWallet puts the path of the next key into a comment. */
const COMMENTED_PATH = /^#[ \t]*derivation:[ \t]*(.+)$/i;

const FORMATS: { readonly [label: string]: ScriptType } = {
  p2wsh: 'p2wsh',
  'p2sh-p2wsh': 'p2sh-p2wsh',
  'p2wsh-p2sh': 'p2sh-p2wsh',
  p2sh: 'p2sh',
};

/** Whether a text is one: a policy line, or keys after fingerprints. */
export function isSetupText({ text, json }: ForeignDocument): boolean {
  if (json.kind === 'value') return false;
  const lines = linesOf(text).map(({ line }) => LABELLED.exec(line));
  const labels = lines.map((match) => match?.[1]?.toLowerCase() ?? '');
  const hasKey = lines.some((match) => FINGERPRINT.test(match?.[1] ?? '') && EXTENDED_KEY.test(match?.[2] ?? ''));
  return labels.includes('policy') || hasKey;
}

interface Fields {
  name?: string;
  policy?: { readonly m: number; readonly n: number };
  scriptType?: ScriptType;
  keyOrder?: KeyOrder;
}

/**
 * Reads the text.
 *
 * @throws IcehouseError `exchange/setup-line` for a line whose value is none, `exchange/setup-line-twice`, those of
 * `refuseSecret` for a text with a seed in it, `origin/…`, `path/…`, `key/…`.
 */
export function readSetupText({ text }: ForeignDocument): WalletDraft {
  const fields: Fields = {};
  const keys: DraftKey[] = [];
  let path: string | undefined;
  let nextPath: string | undefined;
  let fingerprint: string | undefined;
  for (const { line, at } of linesOf(text)) {
    if (keys.length > MAX_KEYS) break;
    const commented = COMMENTED_PATH.exec(line)?.[1];
    if (commented !== undefined) nextPath = commented;
    if (line.startsWith('#')) continue;
    const [, label = '', value = ''] = LABELLED.exec(line) ?? [];
    const isKey = FINGERPRINT.test(label);
    if (isKey && value === '') fingerprint = label;
    else if (isKey || EXTENDED_KEY.test(line)) {
      keys.push(readKey(isKey ? value : line, isKey ? label : fingerprint, nextPath ?? path, at));
      nextPath = undefined;
      fingerprint = undefined;
    } else if (label.toLowerCase() === 'derivation') path = value;
    else if (label !== '') readField(fields, { label: label.toLowerCase(), value, at });
    else refuseSecret(line, 'lines such as “Policy: 2 of 3”', at);
  }
  const { scriptType, notes } = typeOf(fields, keys);
  return {
    name: fields.name,
    m: fields.policy?.m,
    n: fields.policy?.n,
    scriptType,
    keyOrder: fields.keyOrder ?? 'sorted',
    keys,
    notes,
  };
}

function readKey(xpub: string, fingerprint: string | undefined, path: string | undefined, at: string): DraftKey {
  const claim = claimedOrigin(fingerprint, path, at);
  const isComplete =
    claim.fingerprint !== undefined && Number.parseInt(claim.fingerprint, 16) > 0 && claim.path !== undefined;
  // Coldcard leaves both out for keys that tell them.
  const own = isComplete ? undefined : originInKey(parseExtendedPublicKey(xpub, at).extendedKey);
  return { label: undefined, xpub, claim: own === undefined ? claim : own, at };
}

interface Line {
  readonly label: string;
  readonly value: string;
  readonly at: string;
}

function readField(fields: Fields, line: Line): void {
  const { label, value, at } = line;
  refuseSecret(value, 'public values only', at);
  switch (label) {
    case 'name':
      if (fields.name !== undefined) throw twice(line);
      fields.name = value;
      return;
    case 'policy': {
      const [, m, n] = POLICY.exec(value) ?? [];
      if (fields.policy !== undefined) throw twice(line);
      if (m === undefined || n === undefined) throw badLine(line, 'such as 2 of 3');
      fields.policy = { m: Number(m), n: Number(n) };
      return;
    }
    case 'format': {
      const scriptType = FORMATS[value.toLowerCase()];
      if (fields.scriptType !== undefined) throw twice(line);
      if (scriptType === undefined) throw badLine(line, 'P2WSH, P2SH-P2WSH or P2SH');
      fields.scriptType = scriptType;
      return;
    }
    case 'sorted': {
      // Jade's: whether keys are sorted at every address.
      const [sorted, given] = KEY_ORDERS;
      if (fields.keyOrder !== undefined) throw twice(line);
      if (!/^(?:true|yes|1|false|no|0)$/i.test(value)) throw badLine(line, 'True or False');
      fields.keyOrder = /^(?:true|yes|1)$/i.test(value) ? sorted : given;
      return;
    }
    default:
      // BlueWallet's backups have their seeds in lines of their own; other labels are none that matter here.
      if (label === 'seed') {
        throw new IcehouseError({
          code: 'key/mnemonic-refused',
          kind: 'refused',
          message: 'this file holds a seed, which never belongs here',
          at,
          next: 'export the set-up for cosigners instead; if others could see this file, treat that seed as lost',
        });
      }
  }
}

/**
 * The script type: of the Format line, or by Coldcard's rule P2SH where there is none. Where keys or paths speak for another
 * type the rule does not settle it, and the draft leaves it open.
 */
function typeOf({ scriptType }: Fields, keys: readonly DraftKey[]): Pick<WalletDraft, 'scriptType' | 'notes'> {
  if (scriptType !== undefined) return { scriptType, notes: [] };
  const claims = keys.flatMap(({ xpub, claim, at }) => [
    parseExtendedPublicKey(xpub, at).slip132.declares,
    claim.path === undefined ? undefined : readAccountPath(claim.path).scriptType,
  ]);
  if (claims.some((claim) => claim !== undefined && claim !== 'p2sh')) return { scriptType: undefined, notes: [] };
  const text = 'the file has no Format line; by Coldcard’s rule that means P2SH (legacy multisig)';
  return { scriptType: 'p2sh', notes: [{ code: 'import/script-type-by-rule', text }] };
}

function linesOf(text: string): readonly { readonly line: string; readonly at: string }[] {
  return text
    .split('\n', MAX_LINES)
    .map((line, index) => ({ line: line.slice(0, MAX_LINE).trim(), at: `line ${index + 1}` }))
    .filter(({ line }) => line !== '');
}

function badLine({ label, at }: Line, expected: string): IcehouseError {
  return new IcehouseError({
    code: 'exchange/setup-line',
    message: `the line “${label}” of the set-up file cannot be read`,
    at,
    expected,
  });
}

function twice({ label, at }: Line): IcehouseError {
  return new IcehouseError({
    code: 'exchange/setup-line-twice',
    message: `the line “${label}” stands twice in the set-up file`,
    at,
    next: 'the file was put together from two wallets or altered: export it again',
  });
}
