/**
 * A BSMS session as the coordinator keeps it between the rounds (BIP-0129): what wallet is to be made, the tokens, until
 * when it is open, and whether it has been used. One session makes one wallet; a token is never used twice.
 */
import { SCRIPT_TYPES } from '../../core/charter/choices.ts';
import { IcehouseError } from '../../core/errors.ts';
import { prettyJson } from '../../core/json/canonical.ts';
import {
  arrayField,
  asObject,
  choiceField,
  integerField,
  optionalString,
  refuseUnknownFields,
  requireFormat,
  stringField,
} from '../../core/json/fields.ts';
import { parseStrictJson } from '../../core/json/strict.ts';
import type { ScriptType } from '../../core/key/types.ts';
import { NETWORK_NAMES, type NetworkName } from '../../core/network.ts';
import { maxKeys } from '../../core/wallet/wallet.ts';
import {
  BSMS_MODES,
  type BsmsMode,
  type BsmsToken,
  NO_TOKEN,
  parseToken,
  TOKEN_BYTES,
  tokenFromBytes,
} from './token.ts';

const FORMAT = 'icehouse-bsms-session';
const VERSION = 1;
const FIELDS = ['format', 'version', 'mode', 'm', 'n', 'network', 'scriptType', 'tokens', 'expires', 'charter'];
const MAX_BYTES = 16_384;
const MAX_FIELD = 100;
const ID = /^[0-9a-f]{64}$/;

/** BIP-0129 leaves the length of a session to the coordinator and names 24 hours. */
export const SESSION_SECONDS = 24 * 60 * 60;

export interface BsmsSession {
  readonly mode: BsmsMode;
  readonly m: number;
  readonly n: number;
  readonly network: NetworkName;
  readonly scriptType: ScriptType;
  /** One for all without encryption and in standard mode; one for each signer in extended mode. */
  readonly tokens: readonly BsmsToken[];
  /** Seconds since 1970-01-01 UTC after which no record is taken any more. */
  readonly expires: number;
  /** Id of the charter that the session has made; undefined while it is open. */
  readonly charter: string | undefined;
}

export interface SessionRequest extends Pick<BsmsSession, 'mode' | 'm' | 'n' | 'network' | 'scriptType'> {
  /** Seconds since 1970-01-01 UTC. */
  readonly now: number;
  /** Fresh random bytes, as many as asked for. */
  readonly random: (length: number) => Uint8Array;
}

/**
 * Opens a session for 24 hours.
 *
 * @throws IcehouseError `bsms/quorum`.
 */
export function openSession({ mode, m, n, network, scriptType, now, random }: SessionRequest): BsmsSession {
  requireQuorum(m, n, scriptType);
  const draw = (length: number): BsmsToken => tokenFromBytes(random(length));
  const tokens = {
    none: () => [NO_TOKEN],
    standard: () => [draw(TOKEN_BYTES.standard)],
    extended: () => Array.from({ length: n }, () => draw(TOKEN_BYTES.extended)),
  }[mode]();
  return { mode, m, n, network, scriptType, tokens, expires: Math.floor(now) + SESSION_SECONDS, charter: undefined };
}

/** The token of a signer, by position from 0. */
export function tokenOf(session: BsmsSession, signer: number): BsmsToken {
  return session.tokens[session.mode === 'extended' ? signer : 0]!;
}

/** Marks the session as used: no second wallet comes out of its tokens. */
export function closeSession(session: BsmsSession, charterId: string): BsmsSession {
  return { ...session, charter: charterId };
}

/**
 * @param now seconds since 1970-01-01 UTC.
 * @throws IcehouseError `bsms/session-used`, `bsms/session-expired` (both refused).
 */
export function requireOpen({ charter, expires }: BsmsSession, now: number): void {
  if (charter === undefined && now <= expires) return;
  throw new IcehouseError({
    code: charter === undefined ? 'bsms/session-expired' : 'bsms/session-used',
    kind: 'refused',
    message:
      charter === undefined
        ? 'the time of this session is over'
        : 'this session has made its wallet already, and a token is never used twice',
    next: 'open a new session with new tokens',
  });
}

export function formatSession({ tokens, expires, charter, ...values }: BsmsSession): string {
  return prettyJson({
    format: FORMAT,
    version: VERSION,
    ...values,
    tokens: tokens.map(({ hex }) => hex),
    expires,
    ...(charter === undefined ? {} : { charter }),
  });
}

/** @throws IcehouseError `json/…`, `bsms/quorum`, `bsms/session-malformed`, and those of `parseToken`. */
export function parseSession(text: string): BsmsSession {
  const object = asObject(parseStrictJson(text, { maxBytes: MAX_BYTES, maxDepth: 3 }), '');
  requireFormat(object, FORMAT, VERSION);
  refuseUnknownFields(object, FIELDS, '');
  const mode = choiceField(object, 'mode', '', BSMS_MODES);
  const scriptType = choiceField(object, 'scriptType', '', SCRIPT_TYPES);
  const [m, n] = (['m', 'n'] as const).map((name) => integerField(object, name, '', { min: 1, max: 20 }));
  requireQuorum(m!, n!, scriptType);
  const tokens = arrayField(object, 'tokens', '', 20).map((_, index, list) =>
    parseToken(`0x${stringField({ token: list[index]! }, 'token', `tokens[${index}]`, MAX_FIELD)}`),
  );
  const charter = optionalString(object, 'charter', '', MAX_FIELD);
  const count = mode === 'extended' ? n : 1;
  const distinct = new Set(tokens.map(({ hex }) => hex)).size;
  if (
    tokens.length !== count ||
    distinct !== count ||
    tokens.some((token) => token.mode !== mode) ||
    (charter !== undefined && !ID.test(charter))
  ) {
    throw new IcehouseError({
      code: 'bsms/session-malformed',
      message: 'the file of this session has not the tokens of its mode, or names no charter',
      next: 'open a new session',
    });
  }
  const network = choiceField(object, 'network', '', NETWORK_NAMES);
  const expires = integerField(object, 'expires', '', { min: 0, max: Number.MAX_SAFE_INTEGER });
  return { mode, m: m!, n: n!, network, scriptType, tokens, expires, charter };
}

function requireQuorum(m: number, n: number, scriptType: ScriptType): void {
  const most = maxKeys(scriptType);
  const isWhole = Number.isInteger(m) && Number.isInteger(n);
  if (isWhole && m >= 1 && m <= n && n <= most) return;
  throw new IcehouseError({
    code: 'bsms/quorum',
    message: 'these numbers make no wallet',
    found: `${m} of ${n}`,
    expected: `1 ≤ m ≤ n ≤ ${most}`,
  });
}
