/**
 * Addresses and the output scripts that they stand for: Base58Check (P2PKH, P2SH), bech32 (BIP-0173, witness version 0)
 * and bech32m (BIP-0350, versions 1 to 16). Reading is strict about the network, as an address of another one is the
 * commonest slip, and names it. Witness versions that nobody can spend by today's rules are read; `review/` warns of them.
 */
import { bech32, bech32m } from '@scure/base';
import { concatBytes } from '../bytes.ts';
import { type ErrorCode, type ErrorDetails, IcehouseError } from '../errors.ts';
import { encodeBase58Check, readBase58Check } from '../key/base58check.ts';
import { refuseSecret } from '../key/secret-guard.ts';
import { NETWORK_NAMES, NETWORKS, type NetworkName } from '../network.ts';
import { foreignCharacters, placesText, wrongCharacters } from './address-typo.ts';

/** BIP-0173: no longer text can be an address. */
const MAX_LENGTH = 90;

const OP_1 = 0x51;
const OP_16 = 0x60;
const BASE58_ONLY = /^[1-9A-HJ-NP-Za-km-z]{1,90}$/;

/**
 * The address of an output script, or undefined where there is none: bare scripts, OP_RETURN, malformed programs.
 */
export function encodeAddress(scriptPubKey: Uint8Array, network: NetworkName): string | undefined {
  const { p2pkh, p2sh, bech32: humanReadablePart } = NETWORKS[network];
  if (isFramed(scriptPubKey, [0x76, 0xa9, 20], [0x88, 0xac])) {
    return encodeBase58Check(concatBytes(Uint8Array.of(p2pkh), scriptPubKey.subarray(3, 23)));
  }
  if (isFramed(scriptPubKey, [0xa9, 20], [0x87])) {
    return encodeBase58Check(concatBytes(Uint8Array.of(p2sh), scriptPubKey.subarray(2, 22)));
  }
  const witness = witnessProgram(scriptPubKey);
  if (witness === undefined) return undefined;
  const { version, program } = witness;
  if (version === 0 && program.length !== 20 && program.length !== 32) return undefined;
  const coder = version === 0 ? bech32 : bech32m;
  return coder.encode(humanReadablePart, [version, ...coder.toWords(program)]);
}

/** Whether the script is these opcodes, a hash of 20 bytes and those opcodes. */
function isFramed(script: Uint8Array, before: readonly number[], after: readonly number[]): boolean {
  const end = before.length + 20;
  return (
    script.length === end + after.length &&
    before.every((byte, place) => script[place] === byte) &&
    after.every((byte, place) => script[end + place] === byte)
  );
}

/** The witness version and program of an output script (BIP-0141), or undefined. */
export function witnessProgram(
  scriptPubKey: Uint8Array,
): { readonly version: number; readonly program: Uint8Array } | undefined {
  const [opcode, length] = scriptPubKey;
  if (opcode === undefined || length === undefined || scriptPubKey.length !== length + 2) return undefined;
  if (length < 2 || length > 40) return undefined;
  if (opcode !== 0 && (opcode < OP_1 || opcode > OP_16)) return undefined;
  return { version: opcode === 0 ? 0 : opcode - OP_1 + 1, program: scriptPubKey.slice(2) };
}

/**
 * Reads an address of the given network into its output script. White space around it is dropped, nothing else: `bitcoin:`
 * links are read elsewhere. An all-upper-case bech32 address, as QR codes carry it, is as good as a lower-case one.
 *
 * @throws IcehouseError `address/wrong-network` naming the other network, `address/bad-checksum`, `address/mixed-case`,
 * `address/bad-witness-program`, `address/wrong-checksum-kind`, `address/not-an-address`, and for a secret in its place
 * `key/wif-refused`, `key/private-key-refused`, `key/mnemonic-refused`.
 */
export function decodeAddress(text: string, network: NetworkName, at?: string): Uint8Array {
  refuseSecret(text, `an address of ${network}`, at);
  const address = text.trim();
  const scriptPubKey = address.length > MAX_LENGTH ? undefined : decodeTrimmed(address, network, at);
  if (scriptPubKey !== undefined) return scriptPubKey;
  throw problem('address/not-an-address', 'this is not an address', network, at);
}

function decodeTrimmed(address: string, network: NetworkName, at: string | undefined): Uint8Array | undefined {
  const humanReadablePart = address.slice(0, address.lastIndexOf('1')).toLowerCase();
  if (NETWORK_NAMES.some((name) => NETWORKS[name].bech32 === humanReadablePart)) {
    return decodeBech32(address, humanReadablePart, network, at);
  }
  return BASE58_ONLY.test(address) ? decodeBase58(address, network, at) : undefined;
}

function decodeBech32(
  address: string,
  humanReadablePart: string,
  network: NetworkName,
  at: string | undefined,
): Uint8Array {
  if (address !== address.toLowerCase() && address !== address.toUpperCase()) {
    const message = 'the address mixes upper and lower case';
    const next = 'copy it again; typing it by hand went wrong';
    throw problem('address/mixed-case', message, network, at, { found: placesText(address, oddCase(address)), next });
  }
  requireNetwork(
    NETWORK_NAMES.filter((name) => NETWORKS[name].bech32 === humanReadablePart),
    network,
    at,
  );
  const first = bech32.decodeUnsafe(address, MAX_LENGTH);
  const decoded = first ?? bech32m.decodeUnsafe(address, MAX_LENGTH);
  if (decoded === undefined) throw badBech32(address, network, at);
  const [version = 17, ...words] = decoded.words;
  if (version <= 16 && (version === 0) !== (first !== undefined)) {
    const message = 'the address has the checksum of another witness version (BIP-0350)';
    throw problem('address/wrong-checksum-kind', message, network, at);
  }
  const program = bech32.fromWordsUnsafe(words);
  const length = program === undefined ? 0 : program.length;
  const isProgram = version === 0 ? length === 20 || length === 32 : version <= 16 && length >= 2 && length <= 40;
  if (program === undefined || !isProgram) {
    const message = 'the address holds no witness program that bitcoin knows';
    throw problem('address/bad-witness-program', message, network, at);
  }
  return concatBytes(Uint8Array.of(version === 0 ? 0 : OP_1 - 1 + version, length), program);
}

const WRONG_SOMEWHERE = 'a character of the address is wrong, missing or one too many';

/** The code tells where one or two characters are wrong, though never what should stand there. */
function badBech32(address: string, network: NetworkName, at: string | undefined): IcehouseError {
  const foreign = foreignCharacters(address);
  if (foreign.length > 0) {
    const message = 'the address has characters that no such address has';
    return problem('address/bad-checksum', message, network, at, { found: placesText(address, foreign.slice(0, 4)) });
  }
  const wrong = wrongCharacters(address);
  if (wrong === undefined) {
    const next = 'compare the whole address: more than two characters are wrong, or there are too many or too few';
    return problem('address/bad-checksum', WRONG_SOMEWHERE, network, at, { next });
  }
  return problem('address/bad-checksum', WRONG_SOMEWHERE, network, at, {
    found: `probably wrong: ${placesText(address, wrong)}`,
    next: 'compare that place with where you have the address from; do not guess it',
  });
}

/** Positions of the letters in the case that fewer letters have. */
function oddCase(address: string): number[] {
  const places = (pattern: RegExp) => Array.from(address.matchAll(pattern), ({ index }) => index);
  const [upper, lower] = [places(/[A-Z]/g), places(/[a-z]/g)];
  return (upper.length < lower.length ? upper : lower).slice(0, 4);
}

function decodeBase58(address: string, network: NetworkName, at: string | undefined): Uint8Array | undefined {
  const reading = readBase58Check(address);
  if (reading.kind === 'not-base58') return undefined;
  if (reading.kind === 'bad-checksum') {
    // Any word is Base58; only a text of an address's length is told that its checksum is wrong.
    if (address.length < 25 || address.length > 36) return undefined;
    throw problem('address/bad-checksum', WRONG_SOMEWHERE, network, at, {
      next: 'compare the whole address: this kind of address cannot tell where it is wrong',
    });
  }
  const [version, ...hash] = reading.payload;
  if (hash.length !== 20) return undefined;
  const keyHashNetworks = NETWORK_NAMES.filter((name) => NETWORKS[name].p2pkh === version);
  const scriptHashNetworks = NETWORK_NAMES.filter((name) => NETWORKS[name].p2sh === version);
  if (keyHashNetworks.length + scriptHashNetworks.length === 0) return undefined;
  requireNetwork([...keyHashNetworks, ...scriptHashNetworks], network, at);
  return keyHashNetworks.length > 0
    ? Uint8Array.of(0x76, 0xa9, 20, ...hash, 0x88, 0xac)
    : Uint8Array.of(0xa9, 20, ...hash, 0x87);
}

function requireNetwork(networks: readonly NetworkName[], wanted: NetworkName, at: string | undefined): void {
  if (networks.includes(wanted)) return;
  throw problem('address/wrong-network', 'the address belongs to another network', wanted, at, {
    found: `an address of ${networks.join(', ')}`,
    next: 'ask the payee for an address on the right network',
  });
}

function problem(
  code: ErrorCode,
  message: string,
  network: NetworkName,
  at: string | undefined,
  more: Pick<ErrorDetails, 'found' | 'next'> = {},
): IcehouseError {
  return new IcehouseError({
    code,
    message,
    expected: `an address of ${network}`,
    ...more,
    ...(at === undefined ? {} : { at }),
  });
}
