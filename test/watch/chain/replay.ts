/**
 * Bitcoin Core as it was recorded (`test/vectors/core/core-rpc-transcript.json`): an HTTP server that gives a real node's
 * answers, with their HTTP status, to the requests that were recorded, and refuses any request whose shape was not.
 * Questions must be the recorded ones to the letter. Orders, which say what the node shall do, may carry other values in
 * the recorded shape.
 */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import { listen } from '../../support/listen.ts';

export interface Recorded {
  readonly path: string;
  readonly request: {
    readonly method: string;
    readonly params: unknown;
    readonly jsonrpc: string;
    readonly id: string;
  };
  readonly status: number;
  readonly response: unknown;
  readonly note: string | null;
}

const FILE = new URL('../../vectors/core/core-rpc-transcript.json', import.meta.url);

export const transcript = JSON.parse(readFileSync(FILE, 'utf8')) as {
  readonly descriptor: string;
  readonly calls: readonly Recorded[];
};

/** What a node is told to do, or how much of a list is wanted: other values of the same shape get the same answer. */
const ORDERS = [
  'createwallet',
  'importdescriptors',
  'rescanblockchain',
  'listtransactions',
  'loadwallet',
  'estimatesmartfee',
];

/** The kinds of values in a request, without the values. */
export function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, each]) => [name, shapeOf(each)])
      .toSorted(),
  );
}

const wallet = (path: string): string => path.replace(/^\/wallet\/.*/, '/wallet/…');

/** Whether a real node was once asked in this way. */
export function isRecordedShape(path: string, { method, params }: { method: string; params: unknown }): boolean {
  return transcript.calls.some(
    (each) =>
      wallet(each.path) === wallet(path) &&
      each.request.method === method &&
      isDeepStrictEqual(shapeOf(each.request.params), shapeOf(params)),
  );
}

export const PASSWORD = 'icehouse:correct-horse';

export interface ReplayedNode {
  readonly url: string;
  /** Where in the recording the node stands: it answers from there on, and from before where nothing follows. */
  moment: number;
  /** Answers given in place of the recorded ones, by method: further recorded calls, or lies. */
  readonly instead: Map<string, (params: unknown) => { readonly status: number; readonly body: string } | undefined>;
  /** Until it resolves, the look through the blocks goes on. */
  held: Promise<void> | undefined;
  /** Methods in the order asked. */
  readonly asked: string[];
  /** Requests that were refused because nobody recorded the like. */
  readonly unknown: string[];
  close(): Promise<void>;
}

export async function replayNode(): Promise<ReplayedNode> {
  const node = {
    moment: 0,
    instead: new Map(),
    asked: [] as string[],
    unknown: [] as string[],
  } as unknown as ReplayedNode;

  function find(path: string, { method, params }: Recorded['request']): Recorded | undefined {
    const sameCall = transcript.calls
      .map((call, index) => ({ call, index }))
      .filter(
        ({ call }) => wallet(call.path) === wallet(path) && call.request.method === method && call.status !== 401,
      );
    const exact = sameCall.filter(({ call }) => isDeepStrictEqual(call.request.params, params));
    const alike = ORDERS.includes(method)
      ? sameCall.filter(({ call }) => isDeepStrictEqual(shapeOf(call.request.params), shapeOf(params)))
      : [];
    const fitting = exact.length > 0 ? exact : alike;
    return (fitting.find(({ index }) => index >= node.moment) ?? fitting.at(-1))?.call;
  }

  const server = createServer(async (request, response) => {
    const text = await bodyOf(request);
    const say = (status: number, body: string) => response.writeHead(status).end(body);
    const expected = `Basic ${Buffer.from(PASSWORD).toString('base64')}`;
    if (request.headers.authorization !== expected) return say(401, '');
    const asked = JSON.parse(text) as Recorded['request'];
    node.asked.push(asked.method);
    if (asked.method === 'rescanblockchain') await node.held;
    const told = node.instead.get(asked.method)?.(asked.params);
    if (told) return say(told.status, told.body);
    const path = request.url ?? '';
    const recorded = asked.jsonrpc === '1.0' && asked.id === 'icehouse' ? find(path, asked) : undefined;
    if (recorded) return say(recorded.status, JSON.stringify(recorded.response));
    node.unknown.push(`${path} ${asked.method} ${JSON.stringify(asked.params)}`);
    return say(418, 'never recorded');
  });
  const { port, close } = await listen(server);
  return Object.assign(node, { url: `core+http://127.0.0.1:${port}`, close });
}

/** The body of a recorded answer, chosen by its place in the recording. */
export function recordedAt(place: number): { readonly status: number; readonly body: string } {
  const { status, response } = transcript.calls[place]!;
  return { status, body: JSON.stringify(response) };
}

export async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
