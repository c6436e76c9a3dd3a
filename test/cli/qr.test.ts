/**
 * Documents by QR codes through the commands: everything that the group sends goes out and comes in, directly where a file
 * is asked for; and on a real terminal a camera would read what is drawn.
 */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import decodeQR from 'qr/decode.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codesOfFile } from '../../src/cli/documents/codes.ts';
import { parseCharterFile } from '../../src/core/charter/charter-file.ts';
import { plainPayment, psbtBytes } from '../review/payment.ts';
import { refusalOf } from '../support/errors.ts';
import { sampleJson } from '../support/imports.ts';
import { WORDS } from '../support/members.ts';
import { makeGroup, readText, secretOf } from './group.ts';
import { freshFolder, icehouse, type Result, spawnIcehouse } from './icehouse.ts';
import { openTerminal, tmux } from './terminal.ts';

const base = mkdtempSync(join(tmpdir(), 'icehouse-qr-'));

beforeAll(async () => {
  await makeGroup(base);
  const { charter } = parseCharterFile(readText(base, 'family.json'));
  writeFileSync(join(base, 'payment.psbt'), psbtBytes(plainPayment(charter.wallet)));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

function workFolder(): string {
  const folder = freshFolder();
  cpSync(base, folder, { recursive: true });
  return folder;
}

async function succeed(words: string[], folder: string, input = ''): Promise<Record<string, unknown>> {
  const result = await icehouse([...words, '--json'], { folder, input });
  if (result.exitCode !== 0) throw new Error(`exit code ${result.exitCode}\n${result.stdout}${result.stderr}`);
  return result.json();
}

const codeOf = ({ stdout }: Result): unknown => (JSON.parse(stdout) as { error?: { code: string } }).error?.code;
const bytesOf = (folder: string, file: string): Buffer => readFileSync(join(folder, file));

/** SeedSigner's first vector. */
const SEED_QR = '011513251154012711900771041507421289190620080870026613431420201617920614089619290300152408010643';

describe('the size of codes', () => {
  const wish = { format: 'bbqr', size: undefined, screen: undefined };
  const noise = (length: number): Uint8Array => {
    let state = 1;
    return Uint8Array.from({ length }, () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return state >>> 24;
    });
  };

  it('is the large one for a file that fits no smaller codes, and what fits neither is refused', () => {
    const file = noise(200_000);
    expect(codesOfFile(file, wish)).toMatchObject({ version: 10 });
    expect(refusalOf(() => codesOfFile(file, { ...wish, size: '7' })).code).toBe('bbqr/too-large');
    expect(refusalOf(() => codesOfFile(noise(400_000), wish)).code).toBe('bbqr/too-large');
    expect(codesOfFile(noise(2_000), wish)).toMatchObject({ version: 7 });
  });
});

describe('qr show and qr join', () => {
  it.each(['Anna.card', 'family.json', 'Bob.receipt', 'payment.psbt'])('bring %s back, byte for byte', async (file) => {
    const folder = workFolder();
    for (const format of ['ur', 'bbqr']) {
      const shown = await succeed(['qr', 'show', file, '--format', format, '--out', `${format}.txt`], folder);
      const texts = readText(folder, `${format}.txt`).trimEnd().split('\n');
      expect(texts).toEqual(shown.parts);
      expect(shown).toMatchObject({ form: format, total: texts.length, file: `${format}.txt` });
      const joined = await succeed(['qr', 'join', `${format}.txt`, '--out', `${format}.out`], folder);
      expect(joined).toMatchObject({ form: format, taken: texts.length, ignored: [], open: [] });
      expect(bytesOf(folder, `${format}.out`)).toEqual(bytesOf(folder, file));
    }
  });

  it('print the texts where there is no terminal, and read them as they come', async () => {
    const folder = workFolder();
    const shown = await spawnIcehouse(['qr', 'show', 'payment.psbt', '--size', '6'], { folder });
    expect(shown.exitCode).toBe(0);
    const texts = shown.stdout.trimEnd().split('\n');
    expect(texts.length).toBeGreaterThan(3);
    expect(texts.every((text) => /^UR:CRYPTO-PSBT\/\d+-\d+\/[A-Z]+$/.test(text))).toBe(true);
    // What follows the last part that was needed is not waited for.
    const lines = ['https://example.org', ...texts.slice(1), 'https://example.org/2', texts[0], 'not read any more'];
    const input = `${lines.join('\n')}\n`;
    const joined = await spawnIcehouse(['qr', 'join', '-', '--out', 'out.psbt'], { folder, input });
    expect([joined.exitCode, joined.stdout]).toEqual([
      0,
      expect.stringMatching(/^A PSBT from \d+ codes \(crypto-psbt\)/),
    ]);
    expect(joined.stderr).toContain(`1 of ${texts.length} parts of crypto-psbt`);
    expect(joined.stderr).toContain('Left aside: this is another code');
    expect(bytesOf(folder, 'out.psbt')).toEqual(bytesOf(folder, 'payment.psbt'));
  });

  it('tell what is missing, write nothing, and go on with what was seen', async () => {
    const folder = workFolder();
    const { parts } = (await succeed(['qr', 'show', 'payment.psbt', '--size', '6'], folder)) as { parts: string[] };
    writeFileSync(join(folder, 'scan.txt'), `${parts.toSpliced(2, 1).join('\n')}\n`);
    const half = await icehouse(['qr', 'join', 'scan.txt', '--out', 'out.psbt'], { folder });
    expect(half.exitCode).toBe(3);
    expect(half.stderr).toContain(`${parts.length - 1} of ${parts.length} parts of crypto-psbt; missing: 3`);
    expect(existsSync(join(folder, 'out.psbt'))).toBe(false);
    writeFileSync(join(folder, 'scan.txt'), `${parts[2]}\n`, { flag: 'a' });
    await succeed(['qr', 'join', 'scan.txt', '--out', 'out.psbt'], folder);
    expect(codeOf(await icehouse(['qr', 'join', 'scan.txt', '--out', 'out.psbt', '--json'], { folder }))).toBe(
      'file/exists',
    );
  });

  it('let no secret out or in', async () => {
    const folder = workFolder();
    writeFileSync(join(folder, 'words.txt'), `${WORDS.Bob}\n`);
    writeFileSync(
      join(folder, 'seed.txt'),
      'ur:seed/oyadhdeynteelblrcygldwvarflojtcywyjytpdkfwprylienshnjnpluypmamtkmybsjkspvseesawmrltdlnlgkplfbkqzzoglfeoyaegslobemohs\n',
    );
    writeFileSync(join(folder, 'digits.txt'), `${SEED_QR}\n`);
    for (const words of [
      ['qr', 'show', 'digits.txt'],
      ['qr', 'join', 'digits.txt', '--out', 'out'],
      ['qr', 'show', 'words.txt'],
      ['qr', 'show', 'seed.txt'],
      ['qr', 'show', 'words.txt', '--out', 'out'],
      ['qr', 'join', 'words.txt', '--out', 'out'],
      ['qr', 'join', 'seed.txt', '--out', 'out'],
    ]) {
      const result = await icehouse([...words, '--json'], { folder });
      expect([words, result.exitCode, codeOf(result)]).toEqual([words, 1, 'codes/secret']);
      expect(`${result.stdout}${result.stderr}`).not.toContain('winner');
    }
    expect(existsSync(join(folder, 'out'))).toBe(false);
  });

  it.each([
    [['--format', 'morse'], 'usage/arguments'],
    [['--size', '4'], 'usage/arguments'],
    [['--size', '41'], 'usage/arguments'],
    [['--pace', '10'], 'usage/arguments'],
    [['--out', 'codes.png'], 'usage/arguments'],
    [['--format', 'crypto-account'], 'codes/other-document'],
  ])('refuse %j', async (more, code) => {
    const folder = workFolder();
    expect(codeOf(await icehouse(['qr', 'show', 'family.json', ...more, '--json'], { folder }))).toBe(code);
    expect((await icehouse(['qr', 'show', 'family.json', '--json'], { folder })).exitCode).toBe(0);
    expect(existsSync(join(folder, 'codes.png'))).toBe(false);
  });
});

describe('records for other programs', () => {
  it.each([
    'crypto-account',
    'account-descriptor',
    'crypto-hdkey',
    'hdkey',
  ])('%s of a card is a key that can be imported', async (format) => {
    const folder = workFolder();
    await succeed(['qr', 'show', 'Bob.card', '--format', format, '--out', 'bob.txt'], folder);
    const words = ['key', 'import', 'bob.txt', '--name', 'Bob', '--network', 'regtest', '--out', 'new.card'];
    const imported = await succeed(words, folder);
    const card = JSON.parse(readText(folder, 'Bob.card')) as { key: { xpub: string; origin: string } };
    expect(imported).toMatchObject({ format: 'ur', scriptType: 'p2wsh' });
    expect(JSON.stringify(card)).toContain(String(imported.xpub));
    expect(JSON.stringify(card)).toContain(String(imported.origin).slice(1, 9));
  });

  it.each(['crypto-output', 'output-descriptor'])('%s of a charter is the same wallet', async (format) => {
    const folder = workFolder();
    await succeed(['qr', 'show', 'family.json', '--format', format, '--size', '6', '--out', 'wallet.txt'], folder);
    expect(readText(folder, 'wallet.txt').trim().split('\n').length).toBeGreaterThan(2);
    const members = ['1=Anna', '2=Bob', '3=Carol'].flatMap((member) => ['--member', member]);
    const words = ['charter', 'import', 'wallet.txt', '--name', 'Family', '--network', 'regtest', ...members];
    const imported = await succeed([...words, '--out', 'imported.json'], folder);
    const [one, other] = [imported, await succeed(['charter', 'show', 'family.json'], folder)];
    expect(one.firstAddress).toBe(other.firstAddress);
  });

  it('psbt is a PSBT by its newer name', async () => {
    const folder = workFolder();
    expect(await succeed(['qr', 'show', 'payment.psbt', '--format', 'psbt', '--out', 'p.txt'], folder)).toMatchObject({
      type: 'psbt',
    });
    await succeed(['qr', 'join', 'p.txt', '--out', 'again.psbt'], folder);
    expect(bytesOf(folder, 'again.psbt')).toEqual(bytesOf(folder, 'payment.psbt'));
  });

  it('of a Coldcard come in by BBQr', async () => {
    const folder = workFolder();
    const { cases } = sampleJson<{ cases: readonly { parts: string[]; data_hex: string }[] }>('bbqr/bbqr-parts.json');
    writeFileSync(join(folder, 'scan.txt'), cases[0]!.parts.join('\n'));
    writeFileSync(join(folder, 'plain.json'), Buffer.from(cases[0]!.data_hex, 'hex'));
    const read = async (file: string) =>
      succeed(['key', 'import', file, '--name', 'Bob', '--out', `${file}.card`], folder);
    const [scanned, plain] = [await read('scan.txt'), await read('plain.json')];
    expect(scanned.format).toBe('coldcard-generic');
    expect(scanned.xpub).toBe(plain.xpub);
  });
});

describe('commands that take scanned texts in place of a file', () => {
  it('are charter new, review, sign and combine, with the same results', async () => {
    const folder = workFolder();
    const show = async (file: string, format: string) =>
      succeed(['qr', 'show', file, '--format', format, '--size', '8', '--out', `${file}.txt`], folder);
    for (const [index, member] of ['Anna', 'Bob', 'Carol'].entries())
      await show(`${member}.card`, index ? 'ur' : 'bbqr');
    const cards = ['Anna', 'Bob', 'Carol'].flatMap((member) => ['--card', `${member}.card.txt`]);
    const founded = await succeed(
      ['charter', 'new', '--name', 'Family', '--m', '2', ...cards, '--out', 'new.json'],
      folder,
    );
    expect(founded.id).toBe((await succeed(['charter', 'show', 'family.json'], folder)).id);
    await show('payment.psbt', 'ur');
    await show('family.json', 'bbqr');
    const charter = ['--charter', 'family.json.txt'];
    const reviewed = await succeed(['review', 'payment.psbt.txt', ...charter, '--me', 'Bob'], folder);
    expect(reviewed).toEqual(
      await succeed(['review', 'payment.psbt', '--charter', 'family.json', '--me', 'Bob'], folder),
    );
    for (const member of ['Bob', 'Carol'] as const) {
      const words = ['sign', 'payment.psbt.txt', ...charter, '--confirm-amount', '1.5', '--out', `${member}.psbt`];
      await succeed([...words, '--secret-stdin'], folder, secretOf(member));
      await show(`${member}.psbt`, member === 'Bob' ? 'ur' : 'bbqr');
    }
    const files = ['payment.psbt.txt', 'Bob.psbt.txt', 'Carol.psbt.txt'];
    const combined = await succeed(['combine', ...files, ...charter, '--out', 'combined.psbt'], folder);
    expect(combined).toMatchObject({ complete: true, signedBy: expect.arrayContaining(['Bob', 'Carol']) });
    await show('combined.psbt', 'ur');
    const final = await succeed(['finalize', 'combined.psbt.txt', ...charter, '--out', 'payment.tx'], folder);
    expect(final.txid).toMatch(/^[0-9a-f]{64}$/);
    const shown = await show('payment.tx', 'bbqr');
    expect(shown.type).toBe('T');
    await succeed(['qr', 'join', 'payment.tx.txt', '--out', 'again.tx'], folder);
    expect(bytesOf(folder, 'again.tx')).toEqual(bytesOf(folder, 'payment.tx'));
  });
});

const ESCAPE = String.fromCharCode(27);
/** Black on white by the colours that no theme changes, until another colour. The screen tells a colour where it begins. */
const BLACK_ON_WHITE = new RegExp(`${ESCAPE}\\[38;5;16m${ESCAPE}\\[48;5;231m([█▀▄ \n]+)`, 'g');

/** The squares on a captured screen, two to a half block: only what is in black on white belongs to a code. */
function squaresOf(screen: string): boolean[][] {
  const lines = [...screen.matchAll(BLACK_ON_WHITE)].flatMap(([, piece = '']) => piece.split('\n'));
  return lines
    .filter((line) => line !== '')
    .flatMap((line) => [
      Array.from(line, (block) => block === '█' || block === '▀'),
      Array.from(line, (block) => block === '█' || block === '▄'),
    ]);
}

function readByCamera(squares: readonly (readonly boolean[])[]): string {
  const scale = 4;
  const [width, height] = [squares[0]!.length * scale, squares.length * scale];
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const [x, y] = [Math.floor((pixel % width) / scale), Math.floor(pixel / width / scale)];
    if (squares[y]![x]) data.set([0, 0, 0], pixel * 4);
  }
  return decodeQR({ width, height, data });
}

tmux.describe('codes on a terminal', () => {
  it('are drawn black on white with their quiet zone, in 80 columns, and a camera reads them', async () => {
    const folder = workFolder();
    const { parts } = (await succeed(['qr', 'show', 'Anna.card', '--size', '7'], folder)) as { parts: string[] };
    const terminal = openTerminal(folder, ['qr', 'show', 'Anna.card', '--pace', '300', '--size', '7']);
    await terminal.shows(/part \d+ of \d+ - Enter ends/);
    const scanned = new Set<string>();
    for (let look = 0; look < 200 && scanned.size < 3; look++) {
      const squares = squaresOf(terminal.picture());
      expect(squares[0]).toHaveLength(53);
      expect(squares.slice(0, 4).flat().includes(true)).toBe(false);
      expect(squares.every((row) => !row.slice(0, 4).includes(true) && !row.slice(-4).includes(true))).toBe(true);
      scanned.add(readByCamera(squares));
      await new Promise((done) => setTimeout(done, 100));
    }
    expect(scanned.size).toBe(3);
    for (const text of scanned) {
      const number = Number(/^UR:BYTES\/(\d+)-/.exec(text)?.[1]);
      if (number <= parts.length) expect(text).toBe(parts[number - 1]);
      else expect(number).toBeGreaterThan(parts.length);
    }
    terminal.type('Enter');
    const end = await terminal.shows('exit code');
    expect(end).toContain('exit code 0');
    expect(end).toMatch(/An animated code of \d+ parts \(UR bytes\); \d+ shown\./);
    expect(end).not.toMatch(/[█▀▄]/);
  });

  it('of one part stay on the screen', async () => {
    const folder = workFolder();
    const one = ['qr', 'show', 'Anna.card', '--format', 'crypto-account'];
    const { parts } = (await succeed(one, folder)) as { parts: string[] };
    const single = openTerminal(folder, one);
    await single.shows('exit code 0');
    expect(readByCamera(squaresOf(single.picture()))).toBe(parts[0]);
  });

  it('give the screen back on ctrl-C', async () => {
    const folder = workFolder();
    const animated = openTerminal(folder, ['qr', 'show', 'family.json']);
    await animated.shows('Enter ends');
    animated.type('C-c');
    const end = await animated.shows('exit code');
    expect(end).toContain('exit code 130');
    expect(end).not.toMatch(/[█▀▄]/);
  });

  it('are refused where they do not fit', async () => {
    const folder = workFolder();
    const terminal = openTerminal(folder, ['qr', 'show', 'family.json', '--size', '20']);
    const end = await terminal.shows('exit code');
    expect(end).toContain('codes/terminal-too-small');
    expect(end).toContain('exit code 4');
  });
});
