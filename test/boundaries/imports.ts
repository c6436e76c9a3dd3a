/**
 * Reads which modules a source file imports, with TypeScript-aware patterns for the three forms that our sources use:
 * `import … from`, `export … from` and `import(…)`. Good enough because the formatter keeps these on known shapes.
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
  /(?:^|\s)(?:import|export)\s(?:[^'"();]*?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

export function sourceFiles(): SourceFile[] {
  return readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => {
      const text = readFileSync(join(SOURCE, name), 'utf8');
      const path = name.replaceAll('\\', '/');
      const imports = [...text.matchAll(IMPORT)].map((match) => {
        const target = match[1] ?? match[2] ?? '';
        return target.startsWith('.') ? relative(SOURCE, resolve(SOURCE, dirname(name), target)) : target;
      });
      return { path, room: path.split('/')[0] ?? '', text, imports };
    });
}
