/** What a person types at the terminal after hearing it from another one. */
import { Readable, Writable } from 'node:stream';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Context } from '../../src/cli/command.ts';
import { requireSameAddress, requireSameCode } from '../../src/cli/documents/compared.ts';
import type { Charter } from '../../src/core/charter/types.ts';
import { IcehouseError } from '../../src/core/errors.ts';
import { openWorkshop } from '../support/members.ts';

let charter: Charter;
beforeAll(async () => {
  charter = (await openWorkshop()).charter();
});

/** A terminal at which one line is typed; keeps what was said on it. */
function terminal(typed: string): { readonly context: Context; readonly said: () => string } {
  const lines: string[] = [];
  const stderr = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  const io = { interactive: true, stdin: Readable.from([`${typed}\n`]), stderr, signal: new AbortController().signal };
  const context = { args: { text: () => undefined }, io, say: (line: string) => void lines.push(line) };
  return { context: context as unknown as Context, said: () => lines.join('\n') };
}

const refusal = async (result: Promise<void>): Promise<string> => {
  const error = await result.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof IcehouseError ? error.code : `no refusal: ${String(error)}`;
};

describe('comparing at a terminal', () => {
  it('takes the right words, and asks without showing them', async () => {
    const words = charter.code.flat();
    const { context, said } = terminal(words.join(' '));
    await requireSameCode(context, charter);
    expect(said()).toContain('Let another member read the 16 words');
    for (const word of words.slice(0, 4)) expect(said()).not.toMatch(new RegExp(`\\b${word}\\b`));
  });

  it('takes the right address, and asks without showing it', async () => {
    const { context, said } = terminal(charter.firstOutput.address);
    await requireSameAddress(context, charter);
    expect(said()).toContain('Let the member read the first receive address');
    expect(said()).not.toContain(charter.firstOutput.address.slice(4, 12));
  });

  it('refuses others, and nothing', async () => {
    const other = charter.firstOutput.address.replace(/.$/, 'q');
    expect(await refusal(requireSameAddress(terminal(other).context, charter))).toBe('charter/address-differs');
    expect(await refusal(requireSameAddress(terminal('').context, charter))).toBe('charter/address-differs');
    expect(await refusal(requireSameCode(terminal('zoo').context, charter))).toBe('charter/code-differs');
    expect(await refusal(requireSameCode(terminal('').context, charter))).toBe('charter/code-differs');
  });
});
