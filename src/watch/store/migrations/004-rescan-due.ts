import type { Migration } from './migration.ts';

export const rescanDue: Migration = {
  version: 4,
  name: 'which copy this is',
  sql: `
    ALTER TABLE wallet ADD COLUMN rescan_due INTEGER NOT NULL DEFAULT 0 CHECK (rescan_due IN (0, 1));
    CREATE TABLE home (
      id INTEGER PRIMARY KEY,
      file TEXT NOT NULL
    ) STRICT;
  `,
};
