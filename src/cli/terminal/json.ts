/** Values as JSON text. Amounts are `bigint` satoshis and become JSON integers: at most 2.1e15, below 2^53. */

const withNumbers = (_key: string, each: unknown): unknown => (typeof each === 'bigint' ? Number(each) : each);

export function printJson(value: unknown): string {
  return JSON.stringify(value, withNumbers, 2);
}

/** The same in one line, for commands that report again and again. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value, withNumbers);
}
