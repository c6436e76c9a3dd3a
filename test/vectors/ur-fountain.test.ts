/**
 * Animated Uniform Resources: every function of the fountain code against the reference's values, and what cameras do to a
 * stream: parts lost, repeated, out of order, joined in the middle, mixed with another code.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes, fromHex, toBase64, toHex, utf8ToBytes } from '../../src/core/bytes.ts';
import { decodeBytewords, encodeBytewords } from '../../src/exchange/ur/bytewords.ts';
import { encodeCbor } from '../../src/exchange/ur/cbor-write.ts';
import { crc32, crc32Bytes } from '../../src/exchange/ur/crc32.ts';
import {
  addFountainPart,
  finishFountain,
  isFountainComplete,
  missingFragments,
  startFountain,
} from '../../src/exchange/ur/fountain-decode.ts';
import { createFountain, fountainPart, fragmentLength } from '../../src/exchange/ur/fountain-encode.ts';
import { decodeFountainPart, encodeFountainPart, MOST_FRAGMENTS } from '../../src/exchange/ur/fountain-part.ts';
import { chooseDegree, chooseFragments, drawnFirst } from '../../src/exchange/ur/fragment-choice.ts';
import { decodeUrPart, MOST_SEQUENCE, splitUr, type UrPart } from '../../src/exchange/ur/multipart.ts';
import { createSampler, draw } from '../../src/exchange/ur/sampler.ts';
import { cborOf, decodeUr } from '../../src/exchange/ur/ur.ts';
import { Xoshiro256 } from '../../src/exchange/ur/xoshiro.ts';
import { codeOf } from '../support/errors.ts';
import { sampleJson } from '../support/imports.ts';

interface Core {
  readonly xoshiro256: readonly {
    readonly seed_text?: string;
    readonly op: string;
    readonly values: readonly number[];
  }[];
  readonly nominal_fragment_length: readonly { message_len: number; min: number; max: number; result: number }[];
  readonly random_sampler: readonly { seed_text: string; probs: readonly number[]; samples: readonly number[] }[];
  readonly shuffle: readonly { seed_text: string; input: readonly number[]; successive_results: readonly number[][] }[];
  readonly partition: readonly { readonly fragments_hex: readonly string[] }[];
  readonly choose_degree: readonly { readonly degrees: readonly number[] }[];
  readonly choose_fragments: readonly { readonly fragment_indexes: readonly number[][] }[];
  readonly fountain_parts: readonly { readonly parts: readonly string[]; readonly parts_cbor: readonly string[] }[];
  readonly single_part_ur: readonly { readonly ur: string }[];
  readonly multi_part_ur: readonly { readonly parts: readonly string[] }[];
  readonly message_256_hex: readonly string[];
}

const core = sampleJson<Core>('ur/ur-core-bytewords-fountain.json');
const { cases: seedSigner } = sampleJson<{
  cases: readonly { readonly test: string; readonly parts?: readonly string[]; readonly psbt: string }[];
}>('ur/psbt-qr-seedsigner.json');

const seeded = (text: string): Xoshiro256 => new Xoshiro256(utf8ToBytes(text));

/** As the reference makes its messages. */
function makeMessage(length: number, seed = 'Wolf'): Uint8Array {
  const random = seeded(seed);
  return Uint8Array.from({ length }, () => random.between(0, 255));
}

const messageUr = (length: number): { type: string; cbor: Uint8Array } => ({
  type: 'bytes',
  cbor: encodeCbor(makeMessage(length)),
});

/** Puts parts together as far as they go. */
function gather(parts: Iterable<Pick<UrPart, 'sequence' | 'total' | 'messageLength' | 'checksum' | 'data'>>) {
  let state: ReturnType<typeof startFountain> | undefined;
  let count = 0;
  for (const part of parts) {
    state ??= startFountain(part);
    if (isFountainComplete(state)) break;
    addFountainPart(state, part);
    count++;
  }
  if (state === undefined) throw new Error('there were no parts');
  return { state, count, message: () => finishFountain(state) };
}

describe('the random numbers', () => {
  it.each(core.xoshiro256)('$op', ({ seed_text, op, values }) => {
    const random = seed_text === undefined ? new Xoshiro256(crc32Bytes(utf8ToBytes('Wolf'))) : seeded(seed_text);
    const next = (): number => {
      if (op === 'next_int(1,10)') return random.between(1, 10);
      const [high, low] = random.next();
      return Number(((BigInt(high) << 32n) | BigInt(low)) % 100n);
    };
    expect(values.map(next)).toEqual(values);
  });

  it.each(core.random_sampler)('drawn by the weights $probs', ({ seed_text, probs, samples }) => {
    const random = seeded(seed_text);
    const sampler = createSampler(probs);
    expect(samples.map(() => draw(sampler, random))).toEqual(samples);
  });

  it.each(core.shuffle)('shuffling $input', ({ seed_text, input, successive_results: results }) => {
    const random = seeded(seed_text);
    const shuffled = () => drawnFirst(input.length, input.length, random).map((index) => input[index]);
    expect(results.map(shuffled)).toEqual(results);
  });
});

describe('fragments', () => {
  it.each(core.nominal_fragment_length)('of $message_len bytes are $result long', ({
    message_len,
    min,
    max,
    result,
  }) => {
    expect(fragmentLength(message_len, min, max)).toBe(result);
  });

  it('are cut and filled up', () => {
    const { fragments } = createFountain(makeMessage(1_024), 100);
    expect(fragments.map(toHex)).toEqual(core.partition[0]!.fragments_hex);
  });

  it('are mixed in the reference’s degrees', () => {
    const { degrees } = core.choose_degree[0]!;
    const total = createFountain(makeMessage(1_024), 100).fragments.length;
    expect(degrees.map((_, index) => chooseDegree(total, seeded(`Wolf-${index + 1}`)))).toEqual(degrees);
  });

  it('are mixed in the reference’s choices', () => {
    const { fragment_indexes: choices } = core.choose_fragments[0]!;
    const { fragments, checksum } = createFountain(makeMessage(1_024), 100);
    const chosen = choices.map((_, index) => chooseFragments(index + 1, fragments.length, checksum));
    expect(chosen.map((each) => each.toSorted((a, b) => a - b))).toEqual(choices);
  });
});

describe('parts', () => {
  const { parts, parts_cbor: cbor } = core.fountain_parts[0]!;
  const fountain = createFountain(makeMessage(256), 30);

  it('are the reference’s, and read again', () => {
    expect(toHex(makeMessage(256))).toBe(core.message_256_hex[0]);
    cbor.forEach((hex, index) => {
      const part = fountainPart(fountain, index + 1);
      expect(toHex(encodeFountainPart(part))).toBe(hex);
      expect(decodeFountainPart(fromHex(hex))).toEqual(part);
      const text = `seqNum:${part.sequence}, seqLen:${part.total}, messageLen:${part.messageLength}, `;
      expect(`${text}checksum:${part.checksum}, data:${toHex(part.data)}`).toBe(parts[index]);
    });
  });

  it('of a Uniform Resource are the reference’s, and read again', () => {
    const { parts: texts } = core.multi_part_ur[0]!;
    const { cbor: message } = messageUr(256);
    const urFountain = createFountain(message, 30);
    // The size of a part is counted in letters: 30 bytes of data and the head of the longest part.
    const written = splitUr({ type: 'bytes', cbor: message }, 'ur:bytes/00000-0000/'.length + (30 + 24) * 2);
    expect(written.total).toBe(9);
    texts.forEach((text, index) => {
      expect(written.part(index + 1)).toBe(text.toUpperCase());
      expect(decodeUrPart(text)).toEqual({ type: 'bytes', ...fountainPart(urFountain, index + 1) });
    });
    const { message: joined } = gather(texts.map(decodeUrPart));
    expect(toHex(joined())).toBe(toHex(message));
  });

  it('of one part are the Uniform Resource itself', () => {
    const { ur } = core.single_part_ur[0]!;
    expect(toHex(cborOf(decodeUr(ur)) as Uint8Array)).toBe(toHex(makeMessage(50)));
  });

  it('are no longer than asked', () => {
    for (const maxLetters of [100, 178, 224, 395, 4_296]) {
      const { total, part } = splitUr({ type: 'crypto-psbt', cbor: makeMessage(20_000) }, maxLetters);
      for (const sequence of [1, total, total + 1, 40_000, MOST_SEQUENCE]) {
        expect(part(sequence).length).toBeLessThanOrEqual(maxLetters);
      }
    }
  });
});

describe('a stream as cameras see it', () => {
  const message = makeMessage(2_000, 'Camera');
  const fountain = createFountain(message, 100);
  const total = fountain.fragments.length;
  const run = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => fountainPart(fountain, from + index));

  it('completes without a single pure part, and beyond any number', () => {
    for (const from of [total + 1, 100, 5_000, 0xffff_ffff - 100]) {
      const { message: joined, count } = gather(run(from, 101));
      expect(toHex(joined())).toBe(toHex(message));
      expect(count).toBeLessThan(total * 2);
    }
  });

  it('completes when it is joined in the middle, in reverse, and with repeats', () => {
    for (const parts of [
      [...run(7, total), ...run(1, 6)],
      run(1, total).toReversed(),
      run(1, total).flatMap((part) => [part, part, part]),
    ]) {
      expect(toHex(gather(parts).message())).toBe(toHex(message));
    }
  });

  it('says which parts would complete it', () => {
    const seen = run(1, total).filter(({ sequence }) => ![3, 8].includes(sequence));
    const { state } = gather([...seen, ...seen]);
    expect(missingFragments(state)).toEqual([3, 8]);
    expect(addFountainPart(state, fountainPart(fountain, 1))).toBe(false);
    expect(addFountainPart(state, fountainPart(fountain, 8))).toBe(true);
    expect(missingFragments(state)).toEqual([3]);
    addFountainPart(state, fountainPart(fountain, 3));
    expect(toHex(finishFountain(state))).toBe(toHex(message));
  });

  it('completes from any parts that are drawn by lot, and needs hardly more than there are fragments', () => {
    const draws = fc.record({
      length: fc.integer({ min: 1, max: 3_000 }),
      most: fc.integer({ min: 10, max: 400 }),
      order: fc.infiniteStream(fc.nat(400)),
    });
    let needed = 0;
    let fragments = 0;
    fc.assert(
      fc.property(draws, ({ length, most, order }) => {
        const any = createFountain(makeMessage(length, `${length}`), most);
        const stream = (function* () {
          for (const number of order) yield fountainPart(any, number + 1);
        })();
        const { message: joined, state } = gather(stream);
        expect(toHex(joined())).toBe(toHex(makeMessage(length, `${length}`)));
        needed += state.seen.size;
        fragments += any.fragments.length;
      }),
      { numRuns: 60, seed: 7 },
    );
    expect(needed / fragments).toBeLessThan(1.3);
  });

  it.each(seedSigner.filter(({ parts = [] }) => parts.length > 1))('$test of SeedSigner', ({ parts = [], psbt }) => {
    for (const order of [parts, parts.toReversed(), parts.toSorted()]) {
      const read = order.map(decodeUrPart);
      expect(read[0]!.type).toBe('crypto-psbt');
      const cbor = gather(read).message();
      expect(toHex(cbor)).toBe(toHex(encodeCbor(new Uint8Array(Buffer.from(psbt, 'base64')))));
    }
    const cbor = encodeCbor(new Uint8Array(Buffer.from(psbt, 'base64')));
    const again = splitUr({ type: 'crypto-psbt', cbor }, parts[0]!.length);
    const mixes = Array.from({ length: again.total * 2 }, (_, index) => again.part(again.total + 1 + index));
    expect(toBase64(gather(mixes.map(decodeUrPart)).message())).toBe(toBase64(cbor));
  });
});

describe('parts that nobody should believe', () => {
  const part = fountainPart(createFountain(makeMessage(256), 30), 1);
  const encoded = (change: Partial<typeof part>) => () =>
    decodeFountainPart(encodeFountainPart({ ...part, ...change }));

  it.each([
    ['a million parts', { total: 1_000_000, messageLength: 1_000_000, data: new Uint8Array(1) }, 'ur/too-many-parts'],
    [
      'too many parts',
      { total: MOST_FRAGMENTS + 1, messageLength: 2_049, data: new Uint8Array(1) },
      'ur/too-many-parts',
    ],
    ['a gigabyte', { total: 2_000, messageLength: 1 << 30, data: new Uint8Array(1) }, 'ur/message-too-large'],
    ['no fragments', { total: 0 }, 'ur/bad-part'],
    ['part nought', { sequence: 0 }, 'ur/bad-part'],
    ['an empty message', { messageLength: 0 }, 'ur/bad-part'],
    ['an empty fragment', { data: new Uint8Array() }, 'ur/bad-part'],
    ['fewer fragments than the message has', { total: 8 }, 'ur/bad-part'],
    ['more fragments than the message has', { total: 10 }, 'ur/bad-part'],
    ['a number beyond 32 bits', { sequence: 2 ** 32 }, 'ur/bad-part'],
    ['a checksum beyond 32 bits', { checksum: 2 ** 32 }, 'ur/bad-part'],
  ] as const)('claim %s', (_, change, code) => {
    expect(codeOf(encoded(change))).toBe(code);
    expect(encoded({})()).toEqual(part);
  });

  it.each([[[]], [[1, 2, 3, 4]], [[1, 9, 256, 1, 'text']], [7]])('hold %j', (value) => {
    expect(codeOf(() => decodeFountainPart(encodeCbor(value)))).toBe('ur/bad-part');
  });

  it('have other numbers outside than inside, or are none at all', () => {
    const text = core.multi_part_ur[0]!.parts[0]!;
    expect(decodeUrPart(text).sequence).toBe(1);
    expect(codeOf(() => decodeUrPart(text.replace('/1-9/', '/2-9/')))).toBe('ur/malformed');
    expect(codeOf(() => decodeUrPart(text.replace('/1-9/', '/1-8/')))).toBe('ur/malformed');
    expect(codeOf(() => decodeUrPart(text.slice(0, -2)))).toBe('bytewords/checksum');
    expect(codeOf(() => decodeUrPart(core.single_part_ur[0]!.ur))).toBe('ur/malformed');
    expect(codeOf(() => decodeUrPart('ur:bytes/1of3/hash/data'))).toBe('ur/old-multipart');
  });

  it('contradict each other', () => {
    const fountain = createFountain(makeMessage(256), 30);
    const seen = [1, 2, 3, 4, 5, 6, 7, 8].map((sequence) => fountainPart(fountain, sequence));
    const { state } = gather(seen);
    const mix = Array.from({ length: 200 }, (_, index) => fountainPart(fountain, index + 10)).find(
      ({ sequence }) => !chooseFragments(sequence, 9, fountain.checksum).includes(8),
    )!;
    const wrong = { ...mix, data: mix.data.map((byte) => byte ^ 1) };
    expect(codeOf(() => addFountainPart(state, wrong))).toBe('ur/conflicting-part');
    expect(addFountainPart(state, mix)).toBe(false);
  });

  it('give another message than the checksum says', () => {
    const fountain = createFountain(makeMessage(256), 30);
    const parts = fountain.fragments.map((_, index) => fountainPart(fountain, index + 1));
    const changed = parts.map((each, index) =>
      index === 4 ? { ...each, data: each.data.map((byte) => byte ^ 1) } : each,
    );
    expect(codeOf(() => gather(changed).message())).toBe('ur/wrong-checksum');
    expect(toHex(gather(parts).message())).toBe(toHex(makeMessage(256)));
  });

  it('go on without an end that would come', () => {
    const fountain = createFountain(makeMessage(256), 30);
    const { state } = gather([fountainPart(fountain, 1)]);
    // Mixes that never hold the last fragment.
    const never = Array.from({ length: 2_000 }, (_, index) => index + 10).filter(
      (sequence) => !chooseFragments(sequence, 9, fountain.checksum).includes(8),
    );
    const feed = () => never.forEach((sequence) => void addFountainPart(state, fountainPart(fountain, sequence)));
    expect(codeOf(feed)).toBe('ur/too-many-parts');
  });
});

describe('checksums below 2^24', () => {
  /** A message whose checksum has so many zero bits in front. */
  function messageBelow(limit: number): Uint8Array {
    const start = makeMessage(20);
    for (let number = 0; ; number++) {
      const message = concatBytes(start, Uint8Array.of(number >>> 16, (number >>> 8) & 0xff, number & 0xff));
      if (crc32(message) < limit) return message;
    }
  }

  it.each([2 ** 24, 2 ** 16])('below %i go there and back, of the whole and of a part', (limit) => {
    const message = messageBelow(limit);
    expect(toHex(decodeBytewords(encodeBytewords(message, 'minimal'), 'minimal'))).toBe(toHex(message));
    const fountain = createFountain(message, 10);
    expect(fountain.checksum).toBeLessThan(limit);
    const parts = Array.from({ length: 20 }, (_, index) =>
      fountainPart(fountain, index + fountain.fragments.length + 1),
    );
    const read = parts.map((part) => decodeFountainPart(encodeFountainPart(part)));
    expect(toHex(gather(read).message())).toBe(toHex(message));
  });

  it.each([2 ** 24, 2 ** 16])('below %i are read as signers wrote them that left the zeros away', (limit) => {
    const message = messageBelow(limit);
    const whole = encodeBytewords(message, 'minimal');
    const zeros = limit === 2 ** 24 ? 1 : 2;
    const short = whole.slice(0, message.length * 2) + whole.slice((message.length + zeros) * 2);
    expect(toHex(decodeBytewords(short, 'minimal'))).toBe(toHex(message));
    expect(codeOf(() => decodeBytewords(whole.slice(0, -2), 'minimal'))).toBe('bytewords/checksum');
  });
});
