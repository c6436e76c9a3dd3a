/** JSON-RPC 2.0 as the Electrum protocol uses it: one JSON text in a line, single or in a batch, answers in kind. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** An answer that says no. Codes: JSON-RPC's own below -32000, 1 for a bad request, 2 for the node's refusal. */
export class JsonRpcError extends Error {
  override readonly name = 'JsonRpcError';
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

export const PARSE_ERROR = -32700;
export const INVALID_REQUEST = -32600;
export const UNKNOWN_METHOD = -32601;
export const INVALID_PARAMS = -32602;
export const INTERNAL_ERROR = -32603;

export type Call = (method: string, params: readonly Json[]) => Promise<Json>;

/** Answers one line; undefined where nothing is to be said (a notification, which has no id). */
export async function answerLine(line: string, call: Call): Promise<Json | undefined> {
  let request: Json;
  try {
    request = JSON.parse(line) as Json;
  } catch {
    return failure(null, new JsonRpcError(PARSE_ERROR, 'the line is no JSON text'));
  }
  if (!Array.isArray(request)) return answer(request, call);
  const answers = await Promise.all(request.map((each: Json) => answer(each, call)));
  return answers.filter((each) => each !== undefined);
}

async function answer(request: Json, call: Call): Promise<Json | undefined> {
  const id = isObject(request) ? (request.id ?? null) : null;
  try {
    if (!isObject(request) || typeof request.method !== 'string') {
      throw new JsonRpcError(INVALID_REQUEST, 'a request is an object with a method');
    }
    const params = request.params ?? [];
    if (!Array.isArray(params)) throw new JsonRpcError(INVALID_PARAMS, 'parameters are given as a list');
    const result = await call(request.method, params);
    return id === null ? undefined : { jsonrpc: '2.0', id, result };
  } catch (error) {
    return failure(id, error);
  }
}

function failure(id: Json, error: unknown): Json {
  const told = error instanceof JsonRpcError ? error : new JsonRpcError(INTERNAL_ERROR, String(error));
  return { jsonrpc: '2.0', id, error: { code: told.code, message: told.message } };
}

function isObject(value: Json): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
