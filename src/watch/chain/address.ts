/**
 * Addresses of servers as people write them, one scheme for each kind of server:
 *
 * - `tcp://host:port` and `ssl://host:port`: Electrum protocol;
 * - `http://host/api` and `https://host/api`: Esplora;
 * - `core+http://host:port` and `core+https://host:port`: Bitcoin Core.
 *
 * And which of them are one's own: a server elsewhere learns which addresses belong together.
 */
import { isIP, isIPv4 } from 'node:net';
import { IcehouseError } from '../../core/errors.ts';

export type ServerKind = 'electrum' | 'esplora' | 'core';

export interface ServerAddress {
  readonly kind: ServerKind;
  readonly isTls: boolean;
  readonly host: string;
  readonly port: number;
  /** Path before the calls, without a slash at its end; empty but for Esplora. */
  readonly path: string;
  /** The address in its usual form, which names the server in errors and files. */
  readonly where: string;
}

const SCHEMES: Readonly<
  Record<string, { readonly kind: ServerKind; readonly isTls: boolean; readonly port?: number }>
> = {
  tcp: { kind: 'electrum', isTls: false },
  ssl: { kind: 'electrum', isTls: true },
  http: { kind: 'esplora', isTls: false, port: 80 },
  https: { kind: 'esplora', isTls: true, port: 443 },
  'core+http': { kind: 'core', isTls: false },
  'core+https': { kind: 'core', isTls: true },
};

const ADDRESS =
  /^([a-z+]{3,10}):\/\/(?:\[([0-9A-Fa-f:.]{2,45})\]|([A-Za-z0-9._-]{1,253}))(?::([0-9]{1,5}))?((?:\/[A-Za-z0-9._~-]{1,64}){0,8})\/?$/;

/**
 * Reads the address of a server, of one kind where that is given; IPv6 addresses stand in brackets.
 *
 * @throws IcehouseError `chain/bad-server-url`, `chain/secret-in-url`.
 */
export function parseServerAddress(text: string, kind?: ServerKind): ServerAddress {
  if (/^[^/]*:\/\/[^/]*@/.test(text.trim())) throw secretInUrl();
  const [, schemeName = '', bracketed, name, portText, path = ''] = ADDRESS.exec(text.trim()) ?? [];
  const scheme = Object.hasOwn(SCHEMES, schemeName) ? SCHEMES[schemeName] : undefined;
  const host = (bracketed ?? name)?.toLowerCase();
  const port = portText === undefined ? scheme?.port : Number(portText);
  const pathFits = path === '' || scheme?.kind === 'esplora';
  if (!scheme || host === undefined || port === undefined || port < 1 || port > 65_535 || !pathFits) throw badUrl();
  if (kind !== undefined && scheme.kind !== kind) throw badUrl();
  const shownHost = bracketed === undefined ? host : `[${host}]`;
  const shownPort = port === scheme.port ? '' : `:${port}`;
  const where = `${schemeName}://${shownHost}${shownPort}${path}`;
  return { kind: scheme.kind, isTls: scheme.isTls, host, port, path, where };
}

function badUrl(): IcehouseError {
  return new IcehouseError({
    code: 'chain/bad-server-url',
    kind: 'usage',
    message: 'this is not the address of a server',
    expected:
      'tcp://host:port or ssl://host:port (Electrum protocol), core+http://host:port (Bitcoin Core) or ' +
      'https://host/api (Esplora)',
    next: 'for example tcp://127.0.0.1:50001',
  });
}

/** Command lines are seen by other programs and kept in histories; the text is not shown again either. */
function secretInUrl(): IcehouseError {
  return new IcehouseError({
    code: 'chain/secret-in-url',
    kind: 'usage',
    message: 'a user name or password does not belong into an address',
    expected: 'the address alone',
    next: 'put user:password into a file and name it with --rpc-cookie; change that password if anybody else could see it',
  });
}

/** On this very machine: nothing that goes there leaves it. */
export function isLoopback(host: string): boolean {
  return (
    host === 'localhost' || host.endsWith('.localhost') || host === '::1' || (isIPv4(host) && host.startsWith('127.'))
  );
}

/** Reached through Tor only, which has no other way to look its name up. */
export function isOnion(host: string): boolean {
  return host.endsWith('.onion');
}

const PRIVATE_V4 = /^(?:10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.)/;
const PRIVATE_V6 = /^(?:f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:)/;
const PRIVATE_NAME = /^(?:[^.]+|.+\.(?:local|lan|home|home\.arpa|internal))$/;

/**
 * Whether a server stands, as far as its name tells, at home: this machine or a private network. Everything else counts
 * as public: whoever runs it would learn the whole wallet.
 */
export function isAtHome(host: string): boolean {
  if (isLoopback(host)) return true;
  if (isIP(host) === 4) return PRIVATE_V4.test(host);
  if (isIP(host) === 6) return PRIVATE_V6.test(host);
  return !isOnion(host) && PRIVATE_NAME.test(host);
}
