/**
 * `bitcoin:` links (BIP-0021 and BIP-0321), read strictly: they come from web pages and QR codes of strangers. A parameter
 * that is there twice or that must be understood and is not refuses the whole link; what may be ignored is told.
 */
import { parseBtc, type Sats } from '../amount.ts';
import { fromUtf8 } from '../bytes.ts';
import { type ErrorCode, IcehouseError } from '../errors.ts';
import { NETWORKS, type NetworkName } from '../network.ts';
import { visible } from '../text/visible.ts';
import { decodeAddress, witnessProgram } from '../wallet/address.ts';

export interface PaymentLink {
  /** As it stands in the link; of the right network. */
  readonly address: string;
  readonly amount: Sats | undefined;
  /** Who is paid and for what, in the words of whoever wrote the link; not yet escaped. */
  readonly label: string | undefined;
  readonly message: string | undefined;
  /** Names of parameters that mean nothing here, such as `lightning`; not yet escaped. */
  readonly ignored: readonly string[];
}

/** Links with several invoices are long; none is longer. */
const MAX_LENGTH = 8_000;

/** What may stand in the query of a URI (RFC 3986), percent signs before two hexadecimal digits only. */
const QUERY = /^(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})*$/;

/** Parameters that may stand there once at most; `req-` before the name makes no difference. */
const ONCE = ['amount', 'label', 'message', 'pop'];

/** Whether a text is meant as a payment link. */
export function isPaymentLink(text: string): boolean {
  return /^\s*bitcoin:/i.test(text);
}

/**
 * Reads a link for a payment on this network.
 *
 * @throws IcehouseError `uri/malformed`, `uri/duplicate-parameter`, `uri/unknown-requirement`, `uri/no-address`,
 * `uri/not-utf8`, `address/…`, `amount/…`.
 */
export function readPaymentLink(text: string, network: NetworkName, at?: string): PaymentLink {
  const trimmed = text.trim();
  const rest = trimmed.slice('bitcoin:'.length);
  const mark = rest.indexOf('?');
  const path = mark < 0 ? rest : rest.slice(0, mark);
  const query = mark < 0 ? '' : rest.slice(mark + 1);
  if (!isPaymentLink(text) || trimmed.length > MAX_LENGTH || path.startsWith('/') || !QUERY.test(query)) {
    throw problem('uri/malformed', 'this is not a payment link', at, {
      expected: 'bitcoin:ADDRESS?amount=0.4&label=NAME, with percent signs for anything unusual',
    });
  }
  const parameters = query
    .split('&')
    .filter((each) => each !== '')
    .map((each) => readParameter(each, at));
  refuseUnclear(parameters, at);
  const value = (key: string) => parameters.find((each) => each.key === key)?.value;
  const amount = value('amount');
  const own = NETWORKS[network].bech32;
  const others = addressesIn(parameters, network, at);
  const address = path !== '' ? path : others[0];
  if (address === undefined) throw noAddress(parameters, network, at);
  decodeAddress(address, network, at);
  return {
    address,
    amount: amount === undefined ? undefined : parseBtc(strictAmount(amount, at), at),
    label: value('label') || undefined,
    message: value('message') || undefined,
    ignored: [...new Set(parameters.map(({ key }) => key))].filter(
      (key) => !['amount', 'label', 'message', own].includes(key),
    ),
  };
}

interface Parameter {
  /** In lower case: names of parameters have no case (BIP-0321). */
  readonly key: string;
  readonly value: string;
}

function readParameter(text: string, at: string | undefined): Parameter {
  const [key = '', ...rest] = text.split('=');
  if (rest.length > 1 && !/^(?:req-)?pop$/i.test(key)) {
    throw problem('uri/malformed', 'a parameter has more than one value', at, { found: shown(key) });
  }
  return { key: decoded(key, at).toLowerCase(), value: decoded(rest.join('='), at) };
}

function refuseUnclear(parameters: readonly Parameter[], at: string | undefined): void {
  const names = parameters.map(({ key }) => key.replace(/^req-/, ''));
  const twice = names.find((name, index) => ONCE.includes(name) && names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw problem('uri/duplicate-parameter', 'a parameter of the link is there twice', at, {
      found: twice,
      next: 'ask the payee for another link: this one could mean two things',
    });
  }
  const required = parameters.find(({ key }) => key.startsWith('req-'));
  if (required !== undefined) {
    throw problem('uri/unknown-requirement', 'the link demands something that is not known here', at, {
      found: shown(required.key),
      next: 'ask the payee for a plain address',
    });
  }
}

/**
 * The addresses among the parameters, whose names are what the addresses of a network begin with; those first that can be
 * spent by today's rules. One that is wrong spoils the link.
 */
function addressesIn(parameters: readonly Parameter[], network: NetworkName, at: string | undefined): string[] {
  const version = (address: string) => witnessProgram(decodeAddress(address, network, at))?.version ?? 0;
  return parameters
    .filter(({ key }) => key === NETWORKS[network].bech32)
    .map(({ value }) => ({ address: value, isKnown: version(value) <= 1 }))
    .sort((left, right) => Number(right.isKnown) - Number(left.isKnown))
    .map(({ address }) => address);
}

function noAddress(parameters: readonly Parameter[], network: NetworkName, at: string | undefined): IcehouseError {
  return problem('uri/no-address', 'the link has no address that could be paid from here', at, {
    found: parameters.length === 0 ? 'nothing' : shown(parameters.map(({ key }) => key).join(', ')),
    expected: `an address of ${network}`,
    next: 'ask the payee for an address: a wallet of several keys cannot pay by lightning or to silent payments',
  });
}

function strictAmount(text: string, at: string | undefined): string {
  if (/^\d{1,8}(?:\.\d{1,8})?$/.test(text)) return text;
  throw problem('uri/malformed', 'the amount of the link is not written as bitcoin in decimals', at, {
    found: shown(text),
    expected: 'digits with at most one point, such as 0.4',
  });
}

function decoded(text: string, at: string | undefined): string {
  if (!text.includes('%')) return text;
  const bytes = text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return fromUtf8(
    Uint8Array.from(bytes, (character) => character.charCodeAt(0)),
    'uri/not-utf8',
    at ?? 'link',
  );
}

const shown = (text: string): string => visible(text, { max: 80 });

function problem(
  code: ErrorCode,
  message: string,
  at: string | undefined,
  more: { readonly found?: string; readonly expected?: string; readonly next?: string },
): IcehouseError {
  return new IcehouseError({ code, message, ...more, ...(at === undefined ? {} : { at }) });
}
