import { describe, expect, it } from 'vitest';
import { importsIn, sourceFiles } from './imports.ts';

/** Which rooms a room may import, beside itself. */
const DOORS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  cold: ['core'],
  exchange: ['core'],
  watch: ['core', 'exchange'],
  practice: ['core'],
  cli: ['core', 'cold', 'exchange', 'watch', 'practice'],
};

/** Which packages a room may import. A new one needs a line here and in SECURITY.md. */
const PACKAGES: Readonly<Record<string, readonly RegExp[]>> = {
  core: [/^@noble\//, /^@scure\//, /^wallycore$/, /^canonicalize$/],
  cold: [/^@noble\//, /^@scure\//, /^wallycore$/, /^@zxcvbn-ts\//, /^age-encryption$/],
  exchange: [/^@noble\//, /^@scure\//, /^age-encryption$/, /^openpgp$/, /^qr$/],
  watch: [/^@noble\//, /^@scure\//, /^node:/, /^secp256k1\/bindings\.js$/, /^kysely$/, /^pg$/, /^socks$/],
  practice: [/^@noble\//, /^@scure\//, /^node:/, /^bcoin/],
  cli: [/^node:/],
};

/** Names that would give a room what its wall withholds. */
const WITHHELD: Readonly<Record<string, RegExp>> = {
  core: /\b(?:Date\.now|new Date\(\)|Math\.random|globalThis\.crypto|getRandomValues|setTimeout|fetch\(|process\.|console\.)/,
  cold: /\b(?:Date\.now|new Date\(\)|Math\.random|globalThis\.crypto|crypto\.getRandomValues|setTimeout|fetch\(|XMLHttpRequest|WebSocket|process\.|console\.)/,
};

const files = sourceFiles();

describe('the reader of imports', () => {
  it.each([
    ["import { a } from './a.ts';", './a.ts'],
    ["import type { A } from '@noble/hashes/sha2.js';", '@noble/hashes/sha2.js'],
    ["import './effect.ts';", './effect.ts'],
    ["export { a } from './a.ts';", './a.ts'],
    ["const a = await import('node:net');", 'node:net'],
    ["const a = require('bcoin') as Bcoin;", 'bcoin'],
    ["const a: unknown = createRequire(import.meta.url)('secp256k1/bindings.js');", 'secp256k1/bindings.js'],
    ["import {\n  a,\n  b,\n} from './long.ts';", './long.ts'],
  ])('finds what %s imports', (text, target) => {
    expect(importsIn(text)).toEqual([target]);
  });
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
}

describe('the walls between the rooms', () => {
  it('finds the sources and their imports', () => {
    expect(files.length).toBeGreaterThan(200);
    expect(new Set(files.map((file) => file.room))).toEqual(new Set(Object.keys(DOORS)));
    expect(files.flatMap((file) => file.imports).length).toBeGreaterThan(files.length);
  });

  for (const [room, doors] of Object.entries(DOORS)) {
    it(`${room} imports only ${['itself', ...doors].join(', ')} and the packages it may use`, () => {
      const trespasses = files
        .filter((file) => file.room === room)
        .flatMap((file) =>
          file.imports
            .filter((target) => !allowed(room, doors, target))
            .map((target) => `${file.path} imports ${target}`),
        );
      expect(trespasses).toEqual([]);
    });
  }

  for (const [room, names] of Object.entries(WITHHELD)) {
    it(`${room} uses no clock, chance, network, process or console`, () => {
      const uses = files
        .filter((file) => file.room === room)
        .filter((file) => names.test(withoutComments(file.text)))
        .map((file) => file.path);
      expect(uses).toEqual([]);
    });
  }

  it('has no import cycle between files', () => {
    expect(findCycle()).toBeUndefined();
  });

  it('keeps files short enough to read in one sitting', () => {
    const long = files.filter((file) => file.text.split('\n').length > 450).map((file) => file.path);
    expect(long).toEqual([]);
  });
});

function allowed(room: string, doors: readonly string[], target: string): boolean {
  const ours = target.endsWith('.ts');
  if (!ours) return (PACKAGES[room] ?? []).some((pattern) => pattern.test(target));
  const targetRoom = target.split('/')[0] ?? '';
  return targetRoom === room || doors.includes(targetRoom);
}

/** Type-only imports count as well: a cycle of types is a cycle of ideas. */
function findCycle(): string | undefined {
  const graph = new Map(files.map((file) => [file.path, file.imports.filter((target) => target.endsWith('.ts'))]));
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): string | undefined => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path].join(' → ');
    if (done.has(path)) return undefined;
    for (const next of graph.get(path) ?? []) {
      const cycle = visit(next, [...trail, path]);
      if (cycle) return cycle;
    }
    done.add(path);
    return undefined;
  };
  for (const path of graph.keys()) {
    const cycle = visit(path, []);
    if (cycle) return cycle;
  }
  return undefined;
}
