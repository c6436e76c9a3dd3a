/** Seeds out of the public vectors: whatever of a file's strings has the form that a target reads. */
import { readFileSync } from 'node:fs';

/** All strings in a JSON file of `test/vectors/`, each once, that are wanted. */
export function stringsIn(path: string, isWanted: (text: string) => boolean): readonly string[] {
  const found = new Set<string>();
  const walk = (value: unknown): void => {
    if (typeof value === 'string') {
      if (isWanted(value)) found.add(value);
    } else if (typeof value === 'object' && value !== null) {
      Object.values(value).forEach(walk);
    }
  };
  walk(JSON.parse(readFileSync(new URL(`../../test/vectors/${path}`, import.meta.url), 'utf8')));
  return [...found];
}

/** Not more than so many, spread over the whole list. */
export function sample<T>(list: readonly T[], most: number): readonly T[] {
  const step = Math.max(1, list.length / most);
  return Array.from({ length: Math.min(most, list.length) }, (_, index) => list[Math.floor(index * step)]!);
}
