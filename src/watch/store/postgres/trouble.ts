/** PostgreSQL's troubles as typed errors that say which is which and what to do; none of them holds the password. */
import { type ErrorCode, IcehouseError } from '../../../core/errors.ts';

interface Trouble {
  readonly code: ErrorCode;
  readonly message: string;
  readonly next: string;
}

const CUT_OFF: Trouble = {
  code: 'store/unreachable',
  message: 'the database server cannot be reached, or has hung up',
  next: 'nothing that was reported as done is lost; see that the server runs and that the URL is right, then try again',
};
const NO_ACCESS: Trouble = {
  code: 'store/no-access',
  message: 'the database server does not let this user do that',
  next: 'check user, password and database in ICEHOUSE_DATABASE, and that the user may create tables there',
};
const FULL: Trouble = {
  code: 'store/disk-full',
  message: 'the disk of the database server is full',
  next: 'nothing that was reported as done is lost; make room, then try again',
};
const FAILING: Trouble = {
  code: 'store/input-output',
  message: 'the disk of the database server failed to read or write',
  next: 'nothing that was reported as done is lost; check the disk, then try again',
};
const DAMAGED: Trouble = {
  code: 'store/damaged',
  message: 'the database is damaged',
  next: 'keep it, restore a backup elsewhere, and let it compare itself with the chain',
};
const READ_ONLY: Trouble = {
  code: 'store/read-only',
  message: 'the database cannot be written to',
  next: 'name the main server, not a copy that only follows it',
};
const BUSY: Trouble = {
  code: 'store/busy',
  message: 'other desks kept changing the same things',
  next: 'nothing was changed: try again',
};
const UNTRUSTED: Trouble = {
  code: 'store/untrusted-server',
  message: 'the certificate of the database server cannot be verified',
  next: 'name the authority that signed it: sslrootcert=FILE in ICEHOUSE_DATABASE',
};
const NO_TLS: Trouble = {
  code: 'store/untrusted-server',
  message: 'the database server offers no encrypted connection',
  next: 'set up TLS on the server; sslmode=disable goes without, which everybody on the way can read and change',
};
const NO_TEXT: Trouble = {
  code: 'store/no-text',
  message: 'this text holds a character that a database cannot keep',
  next: 'leave out characters that cannot be seen, U+0000 above all',
};

/** By PostgreSQL's five-letter code, or its first two, which name the class. */
const TROUBLES: { readonly [sqlState: string]: Trouble } = {
  '08': CUT_OFF,
  '57': CUT_OFF,
  '53300': { ...CUT_OFF, message: 'the database server has no room for a further connection' },
  '28': NO_ACCESS,
  '3D': { ...NO_ACCESS, message: 'the server has no database of this name' },
  '42501': NO_ACCESS,
  '53': FULL,
  '54': FULL,
  '58': FAILING,
  XX: DAMAGED,
  '25006': READ_ONLY,
  '40': BUSY,
  '22021': NO_TEXT,
};

export async function guarded<Result>(place: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw typed(place, error);
  }
}

/** Leaves alone what is no trouble of the surroundings, such as a query that makes no sense. */
export function typed(place: string, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof IcehouseError) return error;
  const trouble = troubleOf(error);
  if (!trouble) return error;
  return new IcehouseError({ ...trouble, kind: 'environment', at: place, cause: error });
}

function troubleOf(error: Error): Trouble | undefined {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if ('severity' in error) return TROUBLES[code] ?? TROUBLES[code.slice(0, 2)];
  if (/does not support SSL/i.test(error.message)) return NO_TLS;
  if (/^(?:CERT_|ERR_TLS|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_|HOSTNAME_MISMATCH)/.test(code)) return UNTRUSTED;
  if (/password must be a string|no password/i.test(error.message)) return NO_ACCESS;
  // Net errors, and those of the driver itself when a connection ends.
  return 'syscall' in error || code.startsWith('E') || /connection|timeout/i.test(error.message) ? CUT_OFF : undefined;
}
