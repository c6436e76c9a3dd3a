/**
 * Reaches a server through a SOCKS5 proxy such as Tor. The proxy gets the server's name and looks it up itself, so that
 * nothing is asked of the local name service; and it gets a user name and password of this connection's own, by which
 * Tor keeps the circuits of different wallets and servers apart (`IsolateSOCKSAuth`).
 */
import type { Socket } from 'node:net';
import { IcehouseError } from '../../../core/errors.ts';
import { foreignText } from '../errors.ts';

export interface SocksProxy {
  readonly host: string;
  readonly port: number;
  /** Different for each wallet and server: the proxy's user name and password. At most 255 characters. */
  readonly isolation: string;
}

const PROXY_URL = /^socks5h?:\/\/(?:\[([0-9A-Fa-f:.]{2,45})\]|([A-Za-z0-9._-]{1,253})):([0-9]{1,5})\/?$/;

/**
 * Reads `socks5://host:port`.
 *
 * @throws IcehouseError `chain/bad-proxy-url`.
 */
export function parseProxyAddress(text: string): { readonly host: string; readonly port: number } {
  const [, bracketed, name, portText] = PROXY_URL.exec(text.trim()) ?? [];
  const host = bracketed ?? name;
  const port = Number(portText);
  if (host !== undefined && port >= 1 && port <= 65_535) return { host, port };
  throw new IcehouseError({
    code: 'chain/bad-proxy-url',
    kind: 'usage',
    message: 'this is not the address of a SOCKS5 proxy',
    expected: 'socks5://host:port, such as socks5://127.0.0.1:9050 for Tor',
  });
}

/** Speaks SOCKS5 over a socket that is connected to the proxy; afterwards the socket leads to the server. */
export async function passThrough(
  socket: Socket,
  proxy: SocksProxy,
  target: { readonly host: string; readonly port: number; readonly where: string },
  timeoutMs: number,
): Promise<void> {
  const { host, port, isolation } = proxy;
  // Loaded only where a proxy is named.
  const { SocksClient } = await import('socks');
  try {
    await SocksClient.createConnection({
      command: 'connect',
      existing_socket: socket,
      proxy: { host, port, type: 5, userId: isolation, password: isolation },
      destination: { host: target.host, port: target.port },
      timeout: timeoutMs,
    });
  } catch (error) {
    throw refusedByProxy(target.where, error instanceof Error ? error : undefined);
  }
}

export function proxyUnreachable(proxy: SocksProxy, cause?: Error): IcehouseError {
  return new IcehouseError({
    code: 'chain/proxy-unreachable',
    kind: 'environment',
    message: 'the proxy cannot be reached, and nothing was sent around it',
    at: `socks5://${proxy.host}:${proxy.port}`,
    next: 'start Tor or the proxy, or check its address, then try again',
    ...(cause === undefined ? {} : { cause }),
  });
}

function refusedByProxy(where: string, cause: Error | undefined): IcehouseError {
  return new IcehouseError({
    code: 'chain/proxy-refused',
    kind: 'environment',
    message: 'the proxy did not open a way to the server',
    at: where,
    ...(cause === undefined ? {} : { found: foreignText(cause.message), cause }),
    next: 'check the server’s address and that the proxy allows it, then try again',
  });
}
