/**
 * The only JSON reader of Icehouse: RFC 8259 with everything refused that two programs read differently or that hides
 * something, as group documents are compared byte for byte. It bounds size and depth before it works, and its errors
 * tell the place but never the text, which may be a secret. `json/fields.ts` reads the values it returns.
 */
import { utf8ToBytes } from '../bytes.ts';
import { type ErrorCode, IcehouseError } from '../errors.ts';

/** A JSON object without a prototype: only the keys that stood in the text can be read from it. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

export interface JsonLimits {
  /** Bytes of UTF-8; one mebibyte when left out. */
  readonly maxBytes?: number;
  /** Objects and arrays within each other; 32 when left out. */
  readonly maxDepth?: number;
  /** `integers` (the default) refuses fractions and exponents; `any` lets foreign wallet files have them. */
  readonly numbers?: 'integers' | 'any';
}

/** Names that reach into an object's prototype in careless code. */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
/** Everything from the space upwards but the quotation mark and the backslash. */
const PLAIN_CHARACTERS = /[ !#-[\]-\u{10ffff}]+/uy;
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

/**
 * Reads one JSON text. A byte order mark at its start, CRLF line ends and white space around it are tolerated; duplicate
 * keys, `__proto__` and its kind, numbers that a double cannot hold exactly, lone surrogates and anything after the
 * value are not. Whether the value has the right fields is the caller's question (`json/fields.ts`).
 *
 * @throws IcehouseError `json/too-large`, `json/too-deep`, `json/syntax`, `json/duplicate-key`, `json/forbidden-key`,
 * `json/not-an-integer`, `json/unsafe-number`, `json/lone-surrogate`, `json/text-after-value`; `at` is line and column.
 */
export function parseStrictJson(text: string, limits: JsonLimits = {}): JsonValue {
  const maxBytes = limits.maxBytes ?? 1 << 20;
  if (text.length > maxBytes || utf8ToBytes(text).length > maxBytes) {
    throw new IcehouseError({
      code: 'json/too-large',
      message: 'the text is larger than any document of this kind',
      expected: `at most ${maxBytes} bytes`,
    });
  }
  return new Reader(text, limits.maxDepth ?? 32, limits.numbers ?? 'integers').document();
}

/** One pass over one text. A class only because position and limits belong together; it never leaves this file. */
class Reader {
  readonly #text: string;
  readonly #maxDepth: number;
  readonly #numbers: 'integers' | 'any';
  #position = 0;

  constructor(text: string, maxDepth: number, numbers: 'integers' | 'any') {
    this.#text = text;
    this.#maxDepth = maxDepth;
    this.#numbers = numbers;
  }

  document(): JsonValue {
    if (this.#text.startsWith('\ufeff')) this.#position = 1;
    const value = this.#value(1);
    this.#skipSpace();
    if (this.#position < this.#text.length) this.#fail('json/text-after-value', 'there is more text after the value');
    return value;
  }

  #value(depth: number): JsonValue {
    this.#skipSpace();
    switch (this.#text[this.#position]) {
      case '{':
        return this.#object(this.#deeper(depth));
      case '[':
        return this.#array(this.#deeper(depth));
      case '"':
        return this.#string();
      case 't':
        return this.#word('true', true);
      case 'f':
        return this.#word('false', false);
      case 'n':
        return this.#word('null', null);
      default:
        return this.#number();
    }
  }

  #deeper(depth: number): number {
    if (depth > this.#maxDepth) {
      this.#fail('json/too-deep', 'objects and lists are nested too deeply', `at most ${this.#maxDepth} levels`);
    }
    return depth + 1;
  }

  #object(depth: number): JsonObject {
    const object: Record<string, JsonValue> = Object.create(null);
    this.#position++;
    if (this.#accept('}')) return object;
    do {
      this.#skipSpace();
      const start = this.#position;
      const key = this.#string();
      if (FORBIDDEN_KEYS.has(key)) this.#fail('json/forbidden-key', 'this key is not allowed', undefined, start);
      if (key in object) this.#fail('json/duplicate-key', 'this key stands twice in one object', undefined, start);
      this.#expect(':');
      object[key] = this.#value(depth);
    } while (this.#accept(','));
    this.#expect('}');
    return object;
  }

  #array(depth: number): readonly JsonValue[] {
    const array: JsonValue[] = [];
    this.#position++;
    if (this.#accept(']')) return array;
    do array.push(this.#value(depth));
    while (this.#accept(','));
    this.#expect(']');
    return array;
  }

  #string(): string {
    const start = this.#position;
    this.#expect('"');
    let string = '';
    for (;;) {
      string += this.#match(PLAIN_CHARACTERS)?.[0] ?? '';
      const character = this.#text[this.#position];
      if (character === '"') break;
      if (character !== '\\') this.#fail('json/syntax', 'a string is not closed or holds a control character');
      string += this.#escape();
    }
    this.#position++;
    if (!string.isWellFormed()) {
      this.#fail('json/lone-surrogate', 'a string holds half of a character', 'well-formed Unicode', start);
    }
    return string;
  }

  #escape(): string {
    const letter = this.#text[this.#position + 1] ?? '';
    const simple = ESCAPES.get(letter);
    if (simple !== undefined) {
      this.#position += 2;
      return simple;
    }
    const digits = this.#text.slice(this.#position + 2, this.#position + 6);
    if (letter !== 'u' || !/^[0-9a-fA-F]{4}$/.test(digits)) this.#fail('json/syntax', 'this escape is not JSON');
    this.#position += 6;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }

  #number(): number {
    const start = this.#position;
    const match = this.#match(NUMBER);
    if (!match) this.#fail('json/syntax', 'a value was expected here');
    const [digits, fraction, exponent] = match;
    const value = Number(digits);
    const isInteger = fraction === undefined && exponent === undefined;
    if (!isInteger && this.#numbers === 'integers') {
      this.#fail('json/not-an-integer', 'only whole numbers written in digits are allowed', undefined, start);
    }
    if (Object.is(value, -0) || !Number.isFinite(value) || (isInteger && !Number.isSafeInteger(value))) {
      this.#fail('json/unsafe-number', 'this number cannot be held exactly', 'between -(2^53-1) and 2^53-1', start);
    }
    return value;
  }

  #word<T>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#position)) this.#fail('json/syntax', 'a value was expected here');
    this.#position += word.length;
    return value;
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#position;
    const match = pattern.exec(this.#text);
    if (match) this.#position = pattern.lastIndex;
    return match;
  }

  #skipSpace(): void {
    while (/[ \t\r\n]/.test(this.#text[this.#position] ?? '')) this.#position++;
  }

  #accept(character: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#position] !== character) return false;
    this.#position++;
    return true;
  }

  #expect(character: string): void {
    if (!this.#accept(character)) this.#fail('json/syntax', 'the text is not JSON', `${character} at this place`);
  }

  #fail(code: ErrorCode, message: string, expected?: string, position = this.#position): never {
    const before = this.#text.slice(0, position).split('\n');
    throw new IcehouseError({
      code,
      message,
      at: `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`,
      ...(expected === undefined ? {} : { expected }),
    });
  }
}
