/**
 * Addresses made to be taken for others. Whoever reads only the beginning and the end, as most people do, is led astray
 * by one whose first and last four characters are the same; making such an address takes an attacker hours, not luck.
 */

const SHOWN = 4;

/** Prefixes that all addresses of a kind share, witness version included. */
const COMMON = /^(?:bc|tb|bcrt)1[a-z0-9]|^[13mn2]/;

/** The known address that another begins and ends like without being it; undefined when there is none. */
export function lookAlike(address: string, known: Iterable<string>): string | undefined {
  const normal = normalised(address);
  const ends = endsOf(normal);
  for (const other of known) {
    if (normalised(other) !== normal && endsOf(normalised(other)) === ends) return other;
  }
  return undefined;
}

/** Bech32 has no case. */
function normalised(address: string): string {
  return /^(?:bc|tb|bcrt)1/i.test(address) ? address.toLowerCase() : address;
}

function endsOf(address: string): string {
  const body = address.replace(COMMON, '');
  return `${body.slice(0, SHOWN)}…${body.slice(-SHOWN)}`;
}
