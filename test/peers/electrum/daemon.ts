/**
 * Real Electrum online: its daemon in a folder of its own, connected to one server on this machine, asked over its
 * JSON-RPC socket. It synchronises, checks merkle proofs and broadcasts as for any user.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface ElectrumDaemon {
  readonly folder: string;
  /** Of the process that Electrum runs under. */
  readonly pid: number | undefined;
  /** Calls a command by its name on Electrum's command line, with parameters by name. */
  command(name: string, parameters?: object): Promise<unknown>;
  /** Asks until `done` holds; fails with the last answer when patience (20 seconds by default) is at its end. */
  until(name: string, parameters: object, done: (answer: unknown) => boolean): Promise<unknown>;
  close(): Promise<void>;
}

const PAUSE_MS = 50;
const CREDENTIALS = 'icehouse:practice';

/**
 * Starts the daemon on regtest and waits until it has the server's chain up to `height`. After `seconds` it is ended, so
 * that it never outlives what started it.
 */
export async function startElectrumDaemon(
  program: string,
  port: number,
  height: number,
  { seconds = 120, patienceMs = 20_000 }: { readonly seconds?: number; readonly patienceMs?: number } = {},
): Promise<ElectrumDaemon> {
  const folder = mkdtempSync(join(tmpdir(), 'icehouse-electrum-daemon-'));
  const [rpcuser, rpcpassword] = CREDENTIALS.split(':');
  mkdirSync(join(folder, 'regtest'));
  writeFileSync(join(folder, 'regtest', 'config'), JSON.stringify({ config_version: 3, rpcuser, rpcpassword }));
  const child = spawn(
    'timeout',
    [String(seconds), program, '--regtest', '-D', folder, 'daemon', '-1', '-s', `127.0.0.1:${port}:t`],
    { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, HOME: folder } },
  );
  const complaints: string[] = [];
  child.stderr.on('data', (bytes: Buffer) => complaints.push(bytes.toString()));
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));

  async function command(name: string, parameters: object = {}): Promise<unknown> {
    const answer = await post(join(folder, 'regtest', 'daemon_rpc_socket'), {
      id: 0,
      method: name,
      params: parameters,
    });
    if (answer.error !== undefined) throw new Error(`Electrum’s ${name} says: ${JSON.stringify(answer.error)}`);
    return answer.result;
  }

  async function until(name: string, parameters: object, done: (answer: unknown) => boolean): Promise<unknown> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const answer = await command(name, parameters).catch((error: unknown) => error);
      if (!(answer instanceof Error) && done(answer)) return answer;
      if (Date.now() > deadline) {
        throw new Error(
          `waited in vain for ${name}: ${JSON.stringify(answer)} ${String(answer)} ${complaints.join('')}`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  const daemon: ElectrumDaemon = {
    folder,
    pid: child.pid,
    command,
    until,
    async close() {
      await command('stop').catch(() => child.kill());
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
  try {
    await until('getinfo', {}, (info) => (info as { blockchain_height: number }).blockchain_height === height);
  } catch (error) {
    await daemon.close();
    throw error;
  }
  return daemon;
}

interface RpcAnswer {
  readonly result?: unknown;
  readonly error?: unknown;
}

function post(socketPath: string, body: object): Promise<RpcAnswer> {
  return new Promise((resolve, reject) => {
    const asking = request({ socketPath, method: 'POST', path: '/', auth: CREDENTIALS }, (response) => {
      const parts: string[] = [];
      response.setEncoding('utf8');
      response.on('data', (part: string) => parts.push(part));
      response.on('end', () => {
        try {
          resolve(JSON.parse(parts.join('')) as RpcAnswer);
        } catch {
          reject(new Error(`Electrum answers: ${parts.join('')}`));
        }
      });
    });
    asking.on('error', reject);
    asking.end(JSON.stringify(body));
  });
}
