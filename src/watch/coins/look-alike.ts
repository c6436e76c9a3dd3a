/**
 * Addresses made to be taken for others. Whoever reads only the beginning and the end, as most people do, is led astray
 * by one whose first and last four characters are the same; making such an address takes an attacker hours, not luck.
 */

const SHOWN = 4;

/** Prefixes that all addresses of a kind share, witness version included. */
const COMMON = /^(?:bc|tb|bcrt)1[a-z0-9]|^[13mn2]/;

/** Finds the known address that another begins and ends like without being it; undefined when there is none. */
export function lookAlikes(known: Iterable<string>): (address: string) => string | undefined {
  const byEnds = new Map<string, Set<string>>();
  for (const address of known) {
    const ends = endsOf(normalised(address));
    byEnds.set(ends, (byEnds.get(ends) ?? new Set()).add(address));
  }
  return (address) => {
    const normal = normalised(address);
    return [...(byEnds.get(endsOf(normal)) ?? [])].find((other) => normalised(other) !== normal);
  };
}

/** Bech32 has no case. */
function normalised(address: string): string {
  return /^(?:bc|tb|bcrt)1/i.test(address) ? address.toLowerCase() : address;
}

function endsOf(address: string): string {
  const body = address.replace(COMMON, '');
  return `${body.slice(0, SHOWN)}…${body.slice(-SHOWN)}`;
}
