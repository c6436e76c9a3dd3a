/**
 * `practice`: the whole ceremony on an embedded full node. Each step of each member is a real command line of this
 * program, run in the member's own folder; only the files that it tells about pass between them.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { IcehouseError } from '../../core/errors.ts';
import { wrapped } from '../../core/text/columns.ts';
import { type CeremonyResult, runCeremony } from '../../practice/ceremony/ceremony.ts';
import type { Runner } from '../../practice/ceremony/member.ts';
import { choosePlan, DEFAULT_PLAN } from '../../practice/ceremony/plan.ts';
import { openPracticeChain } from '../../practice/chain.ts';
import type { Command, Context } from '../command.ts';
import type { Io } from '../io.ts';
import { ask } from '../terminal/ask.ts';

export const practice: Command = {
  name: 'practice',
  summary: 'the whole ceremony on an embedded practice chain',
  options: { keep: { kind: 'text', value: 'DIR', help: 'leave the members’ folders there; must be new or empty' } },
  description: [
    'Starts a full node (regtest, in memory) and lets three friends make keys, agree on a charter, receive, propose, ' +
      'review, sign and broadcast, then pay three at once and raise the fee. Keys, signatures and blocks are real; the coins are worth nothing.',
    'On a terminal it pauses at each step and lets you choose names, m, amounts and the payee. Without one it runs through ' +
      'and ends with 0 only if the node confirmed the payment and every balance is exact.',
  ],
  example: 'icehouse practice --keep ./practice',
  shape:
    '{ "txid", "fee" of the first payment, "raised": { "txid", "fee" } of the one to three people or null, "balance" in the end, ' +
    '"folder": kept folder or null }',
  run: async (context) => {
    const { args, io, json } = context;
    const keep = args.text('keep');
    const root = keep === undefined ? mkdtempSync(join(tmpdir(), 'icehouse-practice-')) : newFolder(io, keep);
    const tell = (line: string) => {
      if (!json) io.stdout.write(`${line}\n`);
    };
    try {
      const result = await perform(context, root, tell);
      const kept = keep === undefined ? [] : [`The files of everybody are in ${keep}.`];
      return { json: { ...result, folder: keep ?? null }, lines: ['', 'Practice ended well.', ...kept] };
    } finally {
      if (keep === undefined) rmSync(root, { recursive: true, force: true });
    }
  },
};

async function perform(context: Context, root: string, tell: (line: string) => void): Promise<CeremonyResult> {
  const { io, json } = context;
  const interactive = io.interactive && !json;
  tell('Practice: regtest coins, worth nothing; everything else is real.');
  const plan = interactive ? await choosePlan((question, fallback) => ask(io, question, fallback), tell) : DEFAULT_PLAN;
  const chain = await openPracticeChain(io.random);
  let steps = 0;
  try {
    return await runCeremony({
      ...{ plan, chain, root, tell },
      run: runnerOf(context),
      dice: (count) => throwDice(io, count),
      step: async (title) => {
        steps += 1;
        if (interactive && steps > 1) await ask(io, '\nPress Enter to go on.');
        tell('');
        for (const line of wrapped(`${steps}. ${title}`)) tell(line);
      },
    });
  } finally {
    await chain.close();
  }
}

/** Runs command lines in this process, with a member's folder, no terminal, and standard input from her paper. */
function runnerOf({ io, runCommand }: Context): Runner {
  return async ({ folder, words, input = '' }) => {
    const chunks: string[] = [];
    const stdout = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        chunks.push(chunk.toString('utf8'));
        done();
      },
    });
    const stdin = Readable.from([Buffer.from(input, 'utf8')]);
    const exitCode = await runCommand(words, {
      ...io,
      folder,
      database: undefined,
      stdin,
      stdout,
      interactive: false,
      styled: false,
    });
    return { exitCode, json: JSON.parse(chunks.join('')) as unknown };
  };
}

/** Fair dice from the system's randomness: practice has nobody to throw. */
function throwDice(io: Io, count: number): string {
  let faces = '';
  while (faces.length < count) {
    const fair = [...io.random(count)].filter((byte) => byte < 252);
    faces += fair.map((byte) => (byte % 6) + 1).join('');
  }
  return faces.slice(0, count);
}

function newFolder(io: Io, name: string): string {
  const folder = resolve(io.folder, name);
  mkdirSync(folder, { recursive: true });
  if (readdirSync(folder).length === 0) return folder;
  throw new IcehouseError({
    code: 'file/exists',
    kind: 'refused',
    message: 'the folder is not empty, and nothing in it is overwritten',
    at: name,
    next: 'name a new folder',
  });
}
