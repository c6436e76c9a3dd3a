/** Waits until what was written of a file, or of the names in a folder, has reached the disk. */
import { closeSync, fsyncSync, openSync } from 'node:fs';

export function syncedAt(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
