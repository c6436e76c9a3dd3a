/**
 * Opens the stream to a server: plain TCP or TLS, straight or through a SOCKS5 proxy. This is the only file of the watch
 * side that opens sockets; what is spoken over them stands beside it.
 */
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { IcehouseError } from '../../../core/errors.ts';
import { isLoopback, isOnion, type ServerAddress } from '../address.ts';
import { stopped, timedOut, unreachable } from '../errors.ts';
import { type CertificateMemory, judgeCertificate } from './certificates.ts';
import { passThrough, proxyUnreachable, type SocksProxy } from './socks.ts';

/** How long a connection may be silent before the system asks whether the other end is still there. */
const KEEP_ALIVE_MS = 30_000;

export interface StreamOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** SHA-256 of the certificate that a person agreed on. */
  readonly certificateSha256?: string | undefined;
  readonly certificates?: CertificateMemory | undefined;
  readonly proxy?: SocksProxy | undefined;
}

/**
 * Connects and resolves once bytes can flow. Servers on this very machine are reached straight, whatever the proxy.
 *
 * @throws IcehouseError `chain/unreachable`, `chain/timeout`, `chain/stopped`, `chain/certificate-unknown`,
 * `chain/certificate-changed`, `chain/onion-needs-proxy`, `chain/proxy-unreachable`, `chain/proxy-refused`.
 */
export async function openStream(address: ServerAddress, options: StreamOptions): Promise<Socket> {
  const { host, where, isTls } = address;
  const { timeoutMs, signal } = options;
  const proxy = isLoopback(host) ? undefined : options.proxy;
  if (isOnion(host) && proxy === undefined) throw onionNeedsProxy(where);
  const socket = connectTcp(proxy ?? { host, port: address.port });
  socket.setNoDelay(true);
  // A look through the blocks is silent for long: without this, a way that a router forgot would be waited on for ever.
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
  const patience = { where, timeoutMs, signal };
  try {
    await ready(socket, 'connect', patience, (error) =>
      proxy ? proxyUnreachable(proxy, error) : unreachable(where, reasonOf(error), error),
    );
    if (proxy) await stoppable(socket, signal, passThrough(socket, proxy, address, timeoutMs));
    if (!isTls) return socket;
    // `host` is what the certificate is held against; TLS forbids addresses as server names.
    const tls = connectTls({ socket, host, servername: isIP(host) === 0 ? host : '', rejectUnauthorized: false });
    await ready(tls, 'secureConnect', patience, (error) => unreachable(where, reasonOf(error), error));
    judge(tls, where, options);
    return tls;
  } catch (error) {
    socket.on('error', () => {}); // The connection is given up: later errors of the same socket say nothing new.
    socket.destroy();
    throw error;
  }
}

interface Patience {
  readonly where: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/** Waits for an event of a socket, not beyond the time-out nor the person's patience. */
function ready(
  socket: Socket,
  event: 'connect' | 'secureConnect',
  { where, timeoutMs, signal }: Patience,
  failed: (error: Error) => IcehouseError,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => finish(timedOut(where, timeoutMs)), timeoutMs);
    const onAbort = () => finish(stopped());
    const onError = (error: Error) => finish(failed(error));
    const onClose = () => finish(unreachable(where, 'the connection was closed before it stood'));
    const onReady = () => finish(undefined);

    function finish(trouble: IcehouseError | undefined): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      socket.off('error', onError).off('close', onClose).off(event, onReady);
      if (trouble === undefined) {
        resolve();
      } else {
        socket.on('error', () => {});
        socket.destroy();
        reject(trouble);
      }
    }

    if (signal?.aborted) return finish(stopped());
    signal?.addEventListener('abort', onAbort, { once: true });
    socket.once('error', onError).once('close', onClose).once(event, onReady);
  });
}

/** Lets a person stop work on a socket by closing it. */
async function stoppable(socket: Socket, signal: AbortSignal | undefined, work: Promise<void>): Promise<void> {
  const onAbort = () => socket.destroy();
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    await work;
  } catch (error) {
    throw signal?.aborted ? stopped() : error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}

function judge(socket: TLSSocket, where: string, { certificateSha256: agreed, certificates }: StreamOptions): void {
  const found = socket.getPeerX509Certificate()?.fingerprint256.replaceAll(':', '').toLowerCase();
  judgeCertificate({ where, found, isVouched: socket.authorized, agreed }, certificates);
}

function onionNeedsProxy(where: string): IcehouseError {
  return new IcehouseError({
    code: 'chain/onion-needs-proxy',
    kind: 'usage',
    message: 'an .onion server is reached through Tor only, and no proxy was named',
    at: where,
    next: 'start Tor and add --proxy socks5://127.0.0.1:9050',
  });
}

function reasonOf(error: Error): string {
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'ECONNREFUSED') return 'nothing listens there';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'its name is not known';
  if (code === 'ENETUNREACH' || code === 'EHOSTUNREACH') return 'there is no way to its network';
  return code === '' ? 'the connection failed' : `the connection failed (${code})`;
}
