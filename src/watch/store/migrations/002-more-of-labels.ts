import type { Migration } from './migration.ts';

export const moreOfLabels: Migration = {
  version: 2,
  name: 'what else a file of labels says',
  sql: `
    ALTER TABLE label ADD COLUMN origin TEXT;
    ALTER TABLE label ADD COLUMN more TEXT;
  `,
};
