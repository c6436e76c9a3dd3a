/** All migrations, oldest first. A new one gets the next number, a file here, and its line in this list. */
import { firstTables } from './001-first-tables.ts';
import { moreOfLabels } from './002-more-of-labels.ts';
import { versions } from './003-versions.ts';
import { rescanDue } from './004-rescan-due.ts';
import { secondLook } from './005-second-look.ts';
import type { Migration } from './migration.ts';

export const MIGRATIONS: readonly Migration[] = [firstTables, moreOfLabels, versions, rescanDue, secondLook];
