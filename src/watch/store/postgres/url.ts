/**
 * The URL of a PostgreSQL database, taken apart here so that its password goes to the server and nowhere else: no error
 * holds the URL as it was given.
 */
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import type { ClientConfig } from 'pg';
import { IcehouseError } from '../../../core/errors.ts';
import { visible } from '../../../core/text/visible.ts';

export interface PostgresPlace {
  readonly config: ClientConfig;
  /** For people, without user, password and options. */
  readonly shown: string;
}

export function isPostgresUrl(place: string): boolean {
  return /^postgres(?:ql)?:\/\//i.test(place);
}

/** What may stand after the question mark; anything else is refused, so that a wish is never overlooked. */
const OPTIONS = ['host', 'port', 'user', 'sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'options', 'application_name'];

/**
 * Reads `postgres://user:password@host:port/database?sslmode=…`; a folder as host (`?host=/run/postgresql`) is a unix
 * socket. To another machine the connection is encrypted and the server's certificate verified unless `sslmode=disable`
 * says otherwise; the modes in between, which accept any certificate or none, are taken as verified too.
 *
 * @throws IcehouseError `store/bad-url`, `store/cannot-open` for a certificate that cannot be read.
 */
export function parsePostgresUrl(text: string): PostgresPlace {
  const url = parsed(text);
  const option = (name: string) => url.searchParams.get(name) ?? undefined;
  for (const name of url.searchParams.keys()) {
    if (!OPTIONS.includes(name))
      throw badUrl('an option of the URL is not known', visible(name), `of: ${OPTIONS.join(', ')}`);
  }
  const host = option('host') ?? (decoded(url.hostname).replace(/^\[(.+)\]$/, '$1') || 'localhost');
  const port = Number(option('port') ?? (url.port || '5432'));
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw badUrl('the port is no port', String(port), '1 to 65535');
  const database = decoded(url.pathname.slice(1));
  if (database === '') throw badUrl('the URL names no database', undefined, 'postgres://user@host/database');
  const user = option('user') ?? decoded(url.username);
  const config: ClientConfig = {
    host,
    port,
    database,
    ssl: tlsOf(host, option),
    application_name: option('application_name') ?? 'icehouse',
    ...(user && { user }),
    ...(url.password && { password: decoded(url.password) }),
    ...(option('options') !== undefined && { options: option('options') }),
  };
  const shownHost = host.includes(':') ? `[${host}]` : host;
  return {
    config,
    shown: visible(
      host.startsWith('/') ? `${database} at ${host}:${port}` : `postgres://${shownHost}:${port}/${database}`,
    ),
  };
}

/** A user before an empty host is PostgreSQL's way to write a unix socket, which the URL standard does not know. */
function parsed(text: string): URL {
  const url = URL.parse(text.replace(/^(postgres(?:ql)?:\/\/[^/?#]*@)(?=\/)/i, '$1localhost'));
  if (url) return url;
  throw badUrl('this is no URL of a PostgreSQL database', undefined, 'postgres://user:password@host:5432/database');
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw badUrl('a part of the URL is not encoded well', undefined, 'special characters as %XX, % itself as %25');
  }
}

function tlsOf(host: string, option: (name: string) => string | undefined): ConnectionOptions | false {
  const mode = option('sslmode') ?? (isHere(host) ? 'disable' : 'verify-full');
  if (mode === 'disable') return false;
  if (!['require', 'verify-ca', 'verify-full'].includes(mode))
    throw badUrl(
      'this sslmode is not known, or would fall back to no encryption',
      visible(mode),
      'verify-full or disable',
    );
  const [ca, cert, key] = (['sslrootcert', 'sslcert', 'sslkey'] as const).map((name) => fileOf(name, option(name)));
  return { rejectUnauthorized: true, ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
}

function isHere(host: string): boolean {
  return (
    host.startsWith('/') || host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
  );
}

function fileOf(name: string, path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new IcehouseError({
      code: 'store/cannot-open',
      kind: 'environment',
      message: `the file of ${name} cannot be read`,
      at: visible(path),
      cause,
    });
  }
}

function badUrl(message: string, found: string | undefined, expected: string): IcehouseError {
  return new IcehouseError({
    code: 'store/bad-url',
    kind: 'usage',
    message,
    ...(found !== undefined && { found }),
    expected,
    next: 'mend ICEHOUSE_DATABASE',
  });
}
