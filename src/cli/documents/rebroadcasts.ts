/** Payments that were sent once more, for people and as JSON. What a server said is set apart as its words. */
import type { IcehouseError } from '../../core/errors.ts';
import { wrapped } from '../../core/text/columns.ts';
import type { Rebroadcast } from '../../watch/proposals/rebroadcast.ts';

export function rebroadcastJson({ proposalId, txid, error }: Rebroadcast) {
  return { proposal: proposalId, txid, error: error?.toJSON() ?? null };
}

export function rebroadcastLines(again: readonly Rebroadcast[]): string[] {
  return again.flatMap(({ txid, error }) =>
    wrapped(`Sent again: ${txid}${error === undefined ? '; a server shows it' : `: ${troubleText(error)}`}.`),
  );
}

/** Our word for the trouble; the server's own words, escaped where they came in, stand in quotation marks. */
export function troubleText(error: IcehouseError | undefined): string {
  if (error === undefined) return 'no answer';
  const said = error.found === undefined ? '' : `; it says “${error.found}”`;
  return `${error.message} (${error.code})${said}`;
}
