/**
 * A canary seed through every cold command, in a real process: it must not appear in any file, in what the process
 * shows to others (its arguments and environment), or in what it prints, whether the command ends well or badly.
 */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { extensionOf, makeCards, makeCharter, makeReceipts, secretOf } from './group.ts';
import { freshFolder, MAIN } from './icehouse.ts';

const WORDS = secretOf('Anna').split('\n')[0]!;
const EXTENSION = extensionOf('Anna');

const PASSPHRASE = 'zkqmwvjxhpgytrbnlfdcsoaeiqzwxkvjhpnu';

/** Parts of the secret that no public text can hold by chance. */
const CANARIES = [WORDS, WORDS.split(' ').slice(0, 6).join(' '), EXTENSION, EXTENSION.slice(0, 12), PASSPHRASE];

function leaks(text: string): string[] {
  return CANARIES.filter((canary) => text.includes(canary));
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((name) => statSync(name).isFile());
}

interface Run {
  readonly code: number;
  readonly output: string;
  readonly seenByOthers: string;
}

/** Runs the program and reads its entry under /proc while it waits for its secret. */
function runWatched(words: readonly string[], folder: string, input: string): Promise<Run> {
  const child = spawn(process.execPath, [MAIN, ...words], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'pipe'],
    // Whatever it would leave in a temporary folder is found with the rest.
    env: { ...process.env, TMPDIR: folder },
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stdin.on('error', () => undefined);
  let seenByOthers = '';
  child.stdin.write(input.slice(0, -1));
  const timer = setTimeout(() => {
    seenByOthers = ['cmdline', 'environ'].map((name) => readProc(child.pid, name)).join('\n');
    child.stdin.end(input.slice(-1));
  }, 150);
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => {
      clearTimeout(timer);
      done({ code: code ?? -1, output: Buffer.concat(chunks).toString(), seenByOthers });
    });
  });
}

function readProc(pid: number | undefined, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'latin1');
  } catch {
    return ''; // Not Linux, or the process has ended already.
  }
}

/** What a command reads: the extension alone, a keystore's passphrase alone, or before the secret. */
function inputOf(name: string): string {
  if (name === 'extension check') return `${EXTENSION}\n`;
  if (name === 'seed check, by the keystore') return `${PASSPHRASE}\n`;
  return name.startsWith('keystore') ? `${PASSPHRASE}\n${secretOf('Anna')}` : secretOf('Anna');
}

describe('a canary seed', () => {
  it('stays out of files, arguments, environment and output', async () => {
    const folder = freshFolder();
    await makeCards(folder);
    const { code } = await makeCharter(folder);
    await makeReceipts(folder, code);
    const cold: readonly (readonly [name: string, words: readonly string[], codes: readonly number[]])[] = [
      ['seed check', ['seed', 'check', '--charter', 'family.json'], [0]],
      ['key card', ['key', 'card', '--name', 'Anna', '--network', 'signet', '--out', 'again.card'], [0]],
      ['charter sign', ['charter', 'sign', 'family.json', '--compared-code', code, '--out', 'again.receipt'], [0]],
      [
        'charter sign, refused',
        ['charter', 'sign', 'family.json', '--compared-code', 'zoo', '--out', 'x.receipt'],
        [1],
      ],
      ['bsms key', ['bsms', 'key', '--name', 'Anna', '--no-encryption', '--out', 'anna.bsms'], [0]],
      ['keystore new', ['keystore', 'new', '--out', 'anna.age'], [0]],
      ['seed check, by the keystore', ['seed', 'check', '--keystore', 'anna.age'], [0]],
      ['keystore new, file exists', ['keystore', 'new', '--out', 'anna.age'], [1]],
      ['key card, file exists', ['key', 'card', '--name', 'Anna', '--network', 'signet', '--out', 'again.card'], [1]],
      ['sign, no PSBT', ['sign', 'family.json', '--charter', 'family.json', '--out', 'x.psbt'], [3]],
      ['extension check', ['extension', 'check', '--accept-weak'], [0, 3]],
    ];
    for (const [name, words, codes] of cold) {
      const args = [...words, '--secret-stdin', '--online-ok'];
      const input = inputOf(name);
      const result = await runWatched(args, folder, input);
      expect(codes, `${name}: ${result.output}`).toContain(result.code);
      expect(leaks(result.output), `${name} prints it`).toEqual([]);
      expect(leaks(result.seenByOthers), `${name} shows it to other processes`).toEqual([]);
    }
    for (const file of filesOf(folder)) expect(leaks(readFileSync(file, 'latin1')), file).toEqual([]);
  });

  it('would be found if it leaked', () => {
    expect(leaks(`error: cannot read ${WORDS}`)).not.toEqual([]);
    expect(leaks(`ext ${EXTENSION.slice(0, 20)}…`)).not.toEqual([]);
    expect(leaks('cannot read the words')).toEqual([]);
  });
});
