import type { Migration } from './migration.ts';

export const versions: Migration = {
  version: 3,
  name: 'who was quicker',
  sql: `
    ALTER TABLE proposal ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
    ALTER TABLE label ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
  `,
};
