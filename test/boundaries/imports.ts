/**
 * Reads which modules a source file imports, by patterns for the forms that our sources use: `import … from`,
 * `export … from`, `import(…)` and `require(…)`, also one made by `createRequire`. Good enough because the formatter
 * keeps these on known shapes.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const SOURCE = resolve(import.meta.dirname, '../../src');

export interface SourceFile {
  /** Such as `core/key/path.ts`. */
  readonly path: string;
  readonly room: string;
  readonly text: string;
  /** Imported modules: packages by name, our own files as `core/key/path.ts`. */
  readonly imports: readonly string[];
}

const IMPORT =
  /(?:^|\s)(?:import|export)\s(?:[^'"();]*?\sfrom\s+)?['"]([^'"]+)['"]|\b(?:import|require|createRequire\([^()]*\))\(\s*['"]([^'"]+)['"]\s*\)/g;

/** What a text imports, as it is written there. */
export function importsIn(text: string): string[] {
  return [...text.matchAll(IMPORT)].map((match) => match[1] ?? match[2] ?? '');
}

export function sourceFiles(): SourceFile[] {
  return readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => {
      const text = readFileSync(join(SOURCE, name), 'utf8');
      const path = name.replaceAll('\\', '/');
      const imports = importsIn(text).map((target) =>
        target.startsWith('.') ? relative(SOURCE, resolve(SOURCE, dirname(name), target)) : target,
      );
      return { path, room: path.split('/')[0] ?? '', text, imports };
    });
}
