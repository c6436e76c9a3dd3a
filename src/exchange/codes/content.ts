/**
 * What came out of codes, and the file that it makes: a PSBT in its bytes, a transaction as hexadecimal text, a document as
 * it is. Records that other readers of ours know as text (accounts, keys, outputs) stay the text of one Uniform Resource.
 */
import { toHex, utf8ToBytes } from '../../core/bytes.ts';
import { IcehouseError } from '../../core/errors.ts';
import { BBQR_TYPES, type BbqrType } from '../bbqr/part.ts';
import { textHoldsSecret } from '../inbox/secrets.ts';
import { readAccount } from '../ur/account.ts';
import { type CborValue, isTag } from '../ur/cbor.ts';
import { readHdKey } from '../ur/hd-key.ts';
import { readCryptoOutput, readOutputDescriptor } from '../ur/output.ts';
import { cborOf, encodeUr, type UniformResource } from '../ur/ur.ts';

export type CodeContent =
  | ({ readonly form: 'ur' } & UniformResource)
  | { readonly form: 'bbqr'; readonly type: BbqrType; readonly bytes: Uint8Array }
  /** A code that is neither: its text. */
  | { readonly form: 'plain'; readonly text: string };

/** Readers of the records that stay text: each refuses private keys before they are written anywhere. */
const RECORDS: ReadonlyMap<string, (value: CborValue) => unknown> = new Map<string, (value: CborValue) => unknown>([
  ['crypto-hdkey', readHdKey],
  ['hdkey', readHdKey],
  ['crypto-account', readAccount],
  ['account-descriptor', readAccount],
  ['crypto-output', readCryptoOutput],
  ['output-descriptor', readOutputDescriptor],
]);

const PSBT_TYPES: ReadonlySet<string> = new Set(['crypto-psbt', 'psbt']);
/** Tags of PSBTs, which some programs repeat although the type says it. */
const PSBT_TAGS: ReadonlySet<number> = new Set([310, 40_310]);
const SECRET_TYPES = /^(?:crypto-)?(?:seed|bip39|sskr|slip39|eckey)$/;

/** As a person reads it: `crypto-psbt`, `a PSBT`. */
export function contentName(content: CodeContent): string {
  if (content.form === 'plain') return 'text';
  return content.form === 'ur' ? content.type : BBQR_TYPES[content.type];
}

/**
 * The file that the content makes.
 *
 * @throws IcehouseError `codes/secret` and `key/private-key-refused` for what never travels, `codes/program` for a program,
 * `codes/unknown-type`, `codes/not-bytes`, and those of the records' readers.
 */
export function fileOfContent(content: CodeContent): Uint8Array {
  if (content.form === 'plain') return utf8ToBytes(`${content.text}\n`);
  return content.form === 'ur' ? fileOfUr(content) : fileOfBbqr(content);
}

function fileOfUr(resource: UniformResource): Uint8Array {
  const { type } = resource;
  if (SECRET_TYPES.test(type)) throw secret();
  const value = cborOf(resource);
  const read = RECORDS.get(type);
  if (read !== undefined) {
    if (textsIn(value).some((text) => textHoldsSecret(text))) throw secret();
    read(value);
    return utf8ToBytes(`${encodeUr(type, value)}\n`);
  }
  const bytes = PSBT_TYPES.has(type) && isTag(value) && PSBT_TAGS.has(value.tag) ? value.value : value;
  if (type !== 'bytes' && !PSBT_TYPES.has(type)) {
    throw new IcehouseError({
      code: 'codes/unknown-type',
      message: 'this code holds something that no command here reads',
      found: type,
      expected: ['bytes', ...PSBT_TYPES, ...RECORDS.keys()].join(', '),
    });
  }
  if (bytes instanceof Uint8Array) return bytes;
  throw new IcehouseError({ code: 'codes/not-bytes', message: 'this code holds no file', found: type });
}

/** Names, notes and the source of a descriptor: free text in which readers of keys look for nothing. */
function textsIn(value: CborValue): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (value instanceof Map) return [...value].flatMap(([key, each]) => [...textsIn(key), ...textsIn(each)]);
  return isTag(value) ? textsIn(value.value) : [];
}

function secret(): IcehouseError {
  return new IcehouseError({
    code: 'codes/secret',
    kind: 'refused',
    message: 'this code holds a seed or a private key, which is never written to a file',
    next: 'let the device show its key (crypto-account) or the signed PSBT',
  });
}

function fileOfBbqr({ type, bytes }: { readonly type: BbqrType; readonly bytes: Uint8Array }): Uint8Array {
  if (type === 'X') {
    throw new IcehouseError({
      code: 'codes/program',
      kind: 'refused',
      message: 'this code holds a program, and programs do not travel by codes here',
    });
  }
  return type === 'T' ? utf8ToBytes(`${toHex(bytes)}\n`) : bytes;
}
