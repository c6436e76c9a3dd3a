/** Addresses in groups of four characters, the form in which two people compare them by eye or by ear. */

/**
 * Splits an address into groups of four characters with a space between them; the last group may be shorter. Nothing is
 * left out: the whole address is what must be compared.
 *
 * @example groups('bc1qm43n7nn') // 'bc1q m43n 7nn'
 */
export function groups(address: string): string {
  return address.match(/.{1,4}/gsu)?.join(' ') ?? '';
}
