/**
 * Opens the stream to an Electrum-protocol server: plain TCP or TLS, chosen by the URL. This is the only file that knows
 * sockets; proxies find their place here. `rpc.ts` speaks over what it returns.
 */
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { IcehouseError } from '../../../core/errors.ts';
import { stopped, timedOut, unreachable } from '../errors.ts';

export interface ServerUrl {
  readonly scheme: 'tcp' | 'ssl';
  readonly host: string;
  readonly port: number;
}

const SERVER_URL = /^(tcp|ssl):\/\/(?:\[([0-9A-Fa-f:.]{2,45})\]|([A-Za-z0-9._-]{1,253})):([0-9]{1,5})\/?$/;

/**
 * Reads `tcp://host:port` or `ssl://host:port`; IPv6 addresses stand in brackets.
 *
 * @throws IcehouseError `chain/bad-server-url`.
 */
export function parseServerUrl(text: string): ServerUrl {
  const match = SERVER_URL.exec(text.trim());
  const port = Number(match?.[4]);
  const host = match?.[2] ?? match?.[3];
  if (!match || host === undefined || port < 1 || port > 65_535) {
    throw new IcehouseError({
      code: 'chain/bad-server-url',
      kind: 'usage',
      message: 'this is not the address of an Electrum-protocol server',
      expected: 'tcp://host:port or ssl://host:port, such as tcp://127.0.0.1:50001',
    });
  }
  return { scheme: match[1] === 'ssl' ? 'ssl' : 'tcp', host, port };
}

export interface TransportOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly certificateSha256?: string | undefined;
}

/**
 * Connects and resolves once bytes can flow. A TLS server must either be vouched for by an authority that Node knows or
 * show exactly the certificate whose SHA-256 is given; with such a pin, names and dates in the certificate do not matter.
 *
 * @throws IcehouseError `chain/unreachable`, `chain/timeout`, `chain/stopped`, `chain/certificate-unknown`,
 * `chain/certificate-changed`.
 */
export function openTransport(url: ServerUrl, options: TransportOptions): Promise<Socket> {
  const where = `${url.scheme}://${url.host}:${url.port}`;
  return new Promise((resolve, reject) => {
    if (options.signal?.aborted) {
      reject(stopped());
      return;
    }
    const { host, port } = url;
    const tls =
      url.scheme === 'ssl'
        ? connectTls({ host, port, servername: nameFor(host), rejectUnauthorized: false })
        : undefined;
    const socket = tls ?? connectTcp({ host, port });
    const timer = setTimeout(() => finish(timedOut(where, options.timeoutMs)), options.timeoutMs);
    const onAbort = () => finish(stopped());
    const onError = (error: Error) => finish(unreachable(where, reasonOf(error), error));
    const onReady = () => finish(tls && certificateTrouble(where, tls, options.certificateSha256));

    function finish(trouble: IcehouseError | undefined): void {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', onAbort);
      socket.off('error', onError);
      if (trouble) {
        socket.on('error', () => {}); // The connection is given up: later errors of the same socket say nothing new.
        socket.destroy();
        reject(trouble);
      } else {
        resolve(socket);
      }
    }

    options.signal?.addEventListener('abort', onAbort, { once: true });
    socket.once('error', onError);
    socket.once(tls ? 'secureConnect' : 'connect', onReady);
    socket.setNoDelay(true);
  });
}

/** TLS forbids IP addresses as server names. */
function nameFor(host: string): string {
  return /^[0-9.]+$|:/.test(host) ? '' : host;
}

function certificateTrouble(
  where: string,
  socket: ReturnType<typeof connectTls>,
  pin: string | undefined,
): IcehouseError | undefined {
  const found = socket.getPeerX509Certificate()?.fingerprint256.replaceAll(':', '').toLowerCase();
  if (pin !== undefined) {
    if (found === pin.toLowerCase()) return undefined;
    return new IcehouseError({
      code: 'chain/certificate-changed',
      kind: 'refused',
      message: "the server's certificate is not the one that was agreed on",
      at: where,
      found: found ?? 'no certificate',
      expected: pin.toLowerCase(),
      next: 'ask the keeper of the server whether the certificate was renewed; else somebody stands in between',
    });
  }
  if (socket.authorized) return undefined;
  return new IcehouseError({
    code: 'chain/certificate-unknown',
    kind: 'refused',
    message: "no authority vouches for the server's certificate",
    at: where,
    found: found ?? 'no certificate',
    next: 'compare this SHA-256 with the keeper of the server and give it as the certificate to expect',
  });
}

function reasonOf(error: Error): string {
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'ECONNREFUSED') return 'nothing listens there';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'its name is not known';
  if (code === 'ENETUNREACH' || code === 'EHOSTUNREACH') return 'there is no way to its network';
  return code === '' ? 'the connection failed' : `the connection failed (${code})`;
}
