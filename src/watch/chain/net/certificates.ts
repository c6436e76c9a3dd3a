/**
 * Which TLS certificate a server may show: the one that was agreed on, or one that an authority vouches for, or, where
 * neither is at hand, the one that was seen first and remembered ever since. What was once seen decides: a server that
 * showed a certificate of an authority cannot come with a self-made one later, nor with another self-made one.
 */
import { IcehouseError } from '../../../core/errors.ts';

/** What was seen of a server: `authority`, or the SHA-256 of its certificate as 64 hex digits. */
export type KnownCertificate = string;

export const AUTHORITY: KnownCertificate = 'authority';

/** Remembers certificates between runs; the command line keeps it in a file. */
export interface CertificateMemory {
  known(where: string): KnownCertificate | undefined;
  /** Called once the first connection to a server stands. */
  learn(where: string, certificate: KnownCertificate): void;
}

export interface ShownCertificate {
  readonly where: string;
  /** SHA-256 of the certificate that the server shows; undefined when it shows none. */
  readonly found: string | undefined;
  /** Whether an authority that Node knows vouches for it under this name. */
  readonly isVouched: boolean;
  /** SHA-256 that a person gave: with it, names, dates and memories do not matter. */
  readonly agreed: string | undefined;
}

/**
 * Judges a certificate; what is to be remembered is told to the memory.
 *
 * @throws IcehouseError `chain/certificate-changed` with both hashes, `chain/certificate-unknown` where there is no memory
 * to keep a first one in.
 */
export function judgeCertificate(shown: ShownCertificate, memory: CertificateMemory | undefined): void {
  const { where, found, isVouched } = shown;
  const agreed = shown.agreed?.toLowerCase();
  const known = memory?.known(where);
  if (agreed !== undefined) {
    if (found !== agreed) throw changed(where, found, agreed);
    if (known !== agreed) memory?.learn(where, agreed);
    return;
  }
  if (known !== undefined && known !== AUTHORITY) {
    if (found !== known) throw changed(where, found, known);
    return;
  }
  if (isVouched) {
    if (known === undefined) memory?.learn(where, AUTHORITY);
    return;
  }
  if (known === AUTHORITY) throw changed(where, found, 'a certificate that an authority vouches for, as before');
  if (memory === undefined || found === undefined) throw unknown(where, found);
  memory.learn(where, found);
}

function changed(where: string, found: string | undefined, expected: string): IcehouseError {
  return new IcehouseError({
    code: 'chain/certificate-changed',
    kind: 'refused',
    message: "the server's certificate is not the one that is known",
    at: where,
    found: found ?? 'no certificate',
    expected,
    next:
      'ask the keeper of the server whether it was renewed, and compare the new one with --certificate SHA256; else ' +
      'somebody stands in between',
  });
}

function unknown(where: string, found: string | undefined): IcehouseError {
  return new IcehouseError({
    code: 'chain/certificate-unknown',
    kind: 'refused',
    message: "no authority vouches for the server's certificate",
    at: where,
    found: found ?? 'no certificate',
    next: 'compare this SHA-256 with the keeper of the server and give it as the certificate to expect',
  });
}
