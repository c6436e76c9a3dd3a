/**
 * Which functions the language has and where each may stand: the nesting rules of BIP-0381 to BIP-0387 as Bitcoin Core
 * applies them. Also tells what Icehouse knows of but cannot read yet, so that such a text gets a plain answer.
 */
import { IcehouseError } from '../errors.ts';

/** What surrounds an expression: nothing, `sh()`, `wsh()` (also inside `sh()`), or the tree of `tr()`. */
export type ScriptContext = 'top' | 'sh' | 'wsh' | 'tr';

/** Which hexadecimal keys a place takes: segwit knows compressed keys only, taproot also x-only ones. */
export type KeyForms = 'compressed-or-uncompressed' | 'compressed' | 'compressed-or-x-only';

const EVERYWHERE: readonly ScriptContext[] = ['top', 'sh', 'wsh', 'tr'];

const FUNCTIONS = {
  pk: EVERYWHERE,
  pkh: EVERYWHERE,
  wpkh: ['top', 'sh'],
  combo: ['top'],
  sh: ['top'],
  wsh: ['top', 'sh'],
  multi: ['top', 'sh', 'wsh'],
  sortedmulti: ['top', 'sh', 'wsh'],
  multi_a: ['tr'],
  sortedmulti_a: ['tr'],
  tr: ['top'],
  rawtr: ['top'],
  raw: ['top'],
  addr: ['top'],
} as const satisfies Readonly<Record<string, readonly ScriptContext[]>>;

export type FunctionName = keyof typeof FUNCTIONS;

/** BIP-0379 fragments that are not functions of the descriptor language themselves. */
const MINISCRIPT_FRAGMENTS: readonly string[] = [
  ...['pk_k', 'pk_h', 'older', 'after', 'sha256', 'hash256', 'ripemd160', 'hash160', 'thresh'],
  ...['andor', 'and_v', 'and_b', 'and_n', 'or_b', 'or_c', 'or_d', 'or_i'],
];

const CONTEXT_NAMES: { readonly [context in ScriptContext]: string } = {
  top: 'at the top',
  sh: 'inside sh()',
  wsh: 'inside wsh()',
  tr: 'in the tree of tr()',
};

/**
 * Accepts the name of a function where it stands.
 *
 * @throws IcehouseError `descriptor/not-supported-yet` (miniscript, silent payments), `descriptor/not-allowed-here`,
 *   `descriptor/unknown-function`.
 */
export function functionAt(name: string, context: ScriptContext, at: string): FunctionName {
  if (isFunction(name)) {
    const allowed: readonly ScriptContext[] = FUNCTIONS[name];
    if (allowed.includes(context)) return name;
    throw notAllowedHere(
      `${name}()`,
      context,
      allowed.map((each) => CONTEXT_NAMES[each]),
      at,
    );
  }
  if (isMiniscript(name)) {
    if (context === 'wsh' || context === 'tr') throw notSupportedYet(`miniscript (BIP-0379), here ${name}()`, at);
    throw notAllowedHere('miniscript', context, [CONTEXT_NAMES.wsh, CONTEXT_NAMES.tr], at);
  }
  if (name === 'sp') throw notSupportedYet('silent payments (BIP-0392), here sp()', at);
  if (name === 'musig') throw musigNotAllowedHere(at);
  throw new IcehouseError({
    code: 'descriptor/unknown-function',
    message: 'there is no such function in the descriptor language',
    at,
    expected: Object.keys(FUNCTIONS).join(', '),
  });
}

function isFunction(name: string): name is FunctionName {
  return Object.hasOwn(FUNCTIONS, name);
}

/** A fragment, or any fragment under wrappers such as `l:pk`. */
function isMiniscript(name: string): boolean {
  const [wrappers, wrapped] = name.split(':', 2);
  if (wrapped === undefined) return MINISCRIPT_FRAGMENTS.includes(name);
  const known = MINISCRIPT_FRAGMENTS.includes(wrapped) || isFunction(wrapped);
  return known && wrappers !== '' && [...(wrappers ?? '')].every((wrapper) => 'asctdvjnlu'.includes(wrapper));
}

function notAllowedHere(what: string, context: ScriptContext, allowed: readonly string[], at: string): IcehouseError {
  return new IcehouseError({
    code: 'descriptor/not-allowed-here',
    message: `${what} cannot stand ${CONTEXT_NAMES[context]}`,
    at,
    expected: allowed.join(', '),
  });
}

/** BIP-0390 keys stand where taproot keys do, nowhere else. */
export function musigNotAllowedHere(at: string): IcehouseError {
  return new IcehouseError({
    code: 'descriptor/not-allowed-here',
    message: 'musig() cannot stand here',
    at,
    expected: 'musig() as a key in tr() or rawtr()',
  });
}

/** The answer to a known part of the language that Icehouse cannot read yet. */
export function notSupportedYet(feature: string, at: string): IcehouseError {
  return new IcehouseError({
    code: 'descriptor/not-supported-yet',
    message: `Icehouse cannot read ${feature} yet`,
    at,
    next: 'use the program that made this wallet, or a wallet of the form wsh(sortedmulti(…))',
  });
}

/** Which keys in hexadecimal a function takes in its context. */
export function keyFormsOf(name: FunctionName, context: ScriptContext): KeyForms {
  if (context === 'tr' || name === 'tr' || name === 'rawtr') return 'compressed-or-x-only';
  return context === 'wsh' || name === 'wpkh' ? 'compressed' : 'compressed-or-uncompressed';
}
