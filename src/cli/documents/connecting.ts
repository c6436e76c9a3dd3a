/**
 * From a wallet to a connection: which servers are asked, in which order and by which way, what a person has to know about
 * them, and the retry. The options of every command that asks a server stand here.
 */
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { toHex } from '../../core/bytes.ts';
import type { Charter } from '../../core/charter/types.ts';
import { IcehouseError } from '../../core/errors.ts';
import { wrapped } from '../../core/text/columns.ts';
import { isAtHome, parseServerAddress } from '../../watch/chain/address.ts';
import type { Chain } from '../../watch/chain/chain.ts';
import { findOwnNode } from '../../watch/chain/core/own-node.ts';
import { inTurn, untilDone } from '../../watch/chain/in-turn.ts';
import { AUTHORITY } from '../../watch/chain/net/certificates.ts';
import { parseProxyAddress } from '../../watch/chain/net/socks.ts';
import { openChain } from '../../watch/chain/open.ts';
import type { Context, Options } from '../command.ts';
import { beforeStopping } from '../farewell.ts';
import { certificateMemory, readServers, type WatchedThrough } from './servers.ts';
import type { WatchFolder } from './watch-folder.ts';

export const SERVER_OPTIONS: Options = {
  server: { kind: 'list', value: 'URL', help: 'tcp://, ssl://, core+http:// or https://…; several are tried in turn' },
  'own-node': { kind: 'flag', help: 'the Bitcoin Core node on this machine, found by its cookie file' },
  'rpc-cookie': { kind: 'text', value: 'FILE', help: 'user:password of a Bitcoin Core node, such as its .cookie' },
  proxy: { kind: 'text', value: 'URL', help: 'socks5://host:port, for Tor socks5://127.0.0.1:9050; or none' },
  certificate: { kind: 'text', value: 'SHA256', help: 'the certificate that the server must show' },
  'public-server-ok': { kind: 'flag', help: 'public servers may learn the whole wallet; said once' },
};

export const SECOND_OPTION: Options = {
  second: { kind: 'text', value: 'URL', help: 'another server that is asked about every coin as well; or none' },
};

/** Something to know that is no reason to stop. */
export interface Warning {
  readonly code: `watch/${string}`;
  readonly message: string;
}

export interface Connecting {
  readonly through: WatchedThrough;
  /** Grows while servers are asked. */
  readonly warnings: Warning[];
}

/**
 * What the command line and the folder say about a wallet's servers.
 *
 * @throws IcehouseError `watch/no-server`, `watch/same-server`, `core/no-own-node`, `chain/bad-server-url`,
 * `chain/bad-proxy-url`, `watch/which-certificate`.
 */
export function prepareServers({ args, io }: Context, folder: WatchFolder, { id, wallet }: Charter): Connecting {
  const known = readServers(folder.path)[id];
  const own = args.flag('own-node') ? findOwnNode(wallet.network, machine()) : undefined;
  const given = [...(own ? [own.url] : []), ...args.list('server')];
  const servers = given.length > 0 ? given : (known?.servers ?? []);
  if (servers.length === 0) {
    throw new IcehouseError({
      code: 'watch/no-server',
      kind: 'usage',
      message: 'it is not known which server to ask',
      next: 'add --own-node for the Bitcoin Core node on this machine, or --server tcp://host:port',
    });
  }
  const cookie = args.text('rpc-cookie');
  const proxy = unlessNone(args.text('proxy') ?? known?.proxy);
  // Only some of the commands that ask servers know this option.
  const asked = unlessNone(args.text('second') ?? known?.second);
  const where = servers.map((url) => parseServerAddress(url).where);
  const isSame = asked !== undefined && where.includes(parseServerAddress(asked).where);
  if (isSame && args.text('second') !== undefined) throw sameServer(asked);
  const second = isSame ? undefined : asked;
  if (proxy !== undefined) parseProxyAddress(proxy);
  if (args.text('certificate') !== undefined && servers.length !== 1) throw whichCertificate();
  return {
    through: {
      servers: where,
      ...{ second, proxy },
      cookieFile: cookie === undefined ? (own?.cookieFile ?? known?.cookieFile) : resolve(io.folder, cookie),
      publicOk: args.flag('public-server-ok') || known?.publicOk === true,
    },
    warnings: [],
  };
}

function unlessNone(text: string | undefined): string | undefined {
  return text === 'none' ? undefined : text;
}

function machine() {
  const { APPDATA, LOCALAPPDATA } = process.env;
  const appData = [LOCALAPPDATA, APPDATA].filter((folder) => folder !== undefined);
  return { platform: process.platform, home: homedir(), appData };
}

/** Tells a person beside the result. */
export function sayNote(say: (line: string) => void, message: string): void {
  for (const line of wrapped(`Note: ${message}.`)) say(line);
}

/** Connects to one server from a watch folder, and tells what a person has to know about it before anything of the wallet is told to it. */
export async function connect(
  { args, io, say }: Context,
  folder: string,
  { through, warnings }: Connecting,
  { id, wallet }: Charter,
  url: string,
): Promise<Chain> {
  const warn = (code: Warning['code'], message: string) => {
    warnings.push({ code, message });
    sayNote(say, message);
  };
  const { where, host } = parseServerAddress(url);
  if (!isAtHome(host) && !through.publicOk) {
    const message = `${where} is run by somebody else, who learns which addresses belong to the wallet; your own node is best (--own-node), or say once --public-server-ok`;
    if (!warnings.some((each) => each.message === message)) warn('watch/public-server', message);
  }
  const certificates = certificateMemory(folder, (server, certificate) => {
    if (certificate === AUTHORITY || certificate === args.text('certificate')?.toLowerCase()) return;
    const advice = 'it is remembered, and another one will be refused: compare it with the server’s keeper';
    warn(
      'watch/first-certificate',
      `${server} shows a certificate for the first time, SHA-256 ${certificate}; ${advice}`,
    );
  });
  const isNamed = through.servers.includes(where);
  return openChain({
    ...{ url, network: wallet.network, charterId: id, signal: io.signal, certificates },
    certificateSha256: isNamed ? args.text('certificate') : undefined,
    cookieFile: through.cookieFile,
    // Random each time: nobody can tell by it which connections belong together.
    ...(through.proxy && { proxy: { ...parseProxyAddress(through.proxy), isolation: toHex(io.random(16)) } }),
  });
}

/** Does the work with the first of the wallet's servers that lets it be done. */
export function withServers<Result>(
  context: Context,
  folder: string,
  connecting: Connecting,
  charter: Charter,
  work: (chain: Chain) => Promise<Result>,
): Promise<Result> {
  const withOne = async (url: string): Promise<Result> => {
    const chain = await connect(context, folder, connecting, charter, url);
    try {
      return await work(chain);
    } finally {
      chain.close();
    }
  };
  const onFailed = ({ where, error }: { where: string; error: IcehouseError }) => {
    connecting.warnings.push({ code: 'watch/server-failed', message: `${where}: ${error.message}` });
    sayNote(context.say, `${where}: ${error.message}; trying the next server`);
  };
  return beforeStopping(inTurn(connecting.through.servers, withOne, onFailed));
}

/** The same for commands that have nothing else to say about the servers. */
export function withChain<Result>(
  context: Context,
  folder: WatchFolder,
  charter: Charter,
  work: (chain: Chain) => Promise<Result>,
): Promise<Result> {
  return withServers(context, folder.path, prepareServers(context, folder, charter), charter, work);
}

/** Goes on trying, with growing pauses, until the work is done or ctrl-C. */
export function patiently<Result>(
  { io, say }: Context,
  work: (progressed: () => void) => Promise<Result>,
): Promise<Result> {
  const chance = () => new DataView(io.random(4).buffer).getUint32(0) / 2 ** 32;
  const onPause = (error: IcehouseError, milliseconds: number) =>
    sayNote(say, `${error.message} (${error.code}); trying again in ${Math.ceil(milliseconds / 1000)} s, ctrl-C stops`);
  return untilDone(work, { chance, signal: io.signal, onPause });
}

function sameServer(second: string): IcehouseError {
  return new IcehouseError({
    code: 'watch/same-server',
    kind: 'usage',
    message: 'the second server is one of the first ones, which cannot contradict itself',
    at: '--second',
    found: second,
    next: 'name a server that somebody else runs',
  });
}

function whichCertificate(): IcehouseError {
  return new IcehouseError({
    code: 'watch/which-certificate',
    kind: 'usage',
    message: 'it is not clear which of the servers shall show this certificate',
    at: '--certificate',
    expected: 'exactly one --server',
    next: 'add the servers one by one',
  });
}
