/**
 * An output that leaves the wallet: to whom, by which address, or what data it carries. The address is written by two
 * libraries, as it is what people compare.
 */
import { formatBtc } from '../amount.ts';
import { toHex } from '../bytes.ts';
import type { ProposedPayee } from '../proposal/types.ts';
import type { PsbtOutput } from '../psbt/types.ts';
import { encodeAddress } from '../wallet/address.ts';
import type { ReviewContext } from './context.ts';
import { finding, type WithFindings } from './finding.ts';
import { carriedData, dustLimit, scriptKind } from './script-kind.ts';
import type { Finding, OutputRole, ReviewedOutput } from './types.ts';

/** One output with what is known of it before it has a role. */
export interface OutputPart {
  readonly output: PsbtOutput;
  readonly payee: ProposedPayee | undefined;
  readonly findings: readonly Finding[];
  readonly at: string;
}

export function reviewRecipient(context: ReviewContext, part: OutputPart): WithFindings<ReviewedOutput> {
  const { output, payee, at } = part;
  const { amount, scriptPubKey } = output;
  const kind = scriptKind(scriptPubKey);
  const role: OutputRole = kind === 'data' ? 'data' : 'payment';
  const address = role === 'payment' ? encodeAddress(scriptPubKey, context.wallet.network) : undefined;
  const data = role === 'data' ? carriedData(scriptPubKey) : undefined;
  const findings: Finding[] = [...part.findings];
  if (kind === 'unknown') findings.push(finding('unknown-script', at, rawScript(scriptPubKey)));
  else if (address !== undefined) findings.push(...secondAddress(context, scriptPubKey, address, at));
  if (amount < dustLimit(kind)) {
    findings.push(
      finding('dust-payment', at, `${formatBtc(amount)} BTC are paid, ${dustLimit(kind)} sat is the least`),
    );
  }
  if (data) findings.push(...aboutData(context, amount, data, at));
  const known = address !== undefined && context.knownAddresses.has(address);
  const value = { role, amount, scriptPubKey, address, owned: undefined, data, ...wordsOf(payee), known };
  return { value, findings };
}

/** What the proposal says of an output. */
export function wordsOf(payee: ProposedPayee | undefined): Pick<ReviewedOutput, 'payee' | 'source'> {
  return { payee: payee?.name, source: payee?.source };
}

function secondAddress({ second, wallet }: ReviewContext, script: Uint8Array, address: string, at: string): Finding[] {
  if (second.addressOf(script, wallet.network) === address) return [];
  return [finding('second-opinion', at, 'the libraries write different addresses for this script')];
}

function aboutData({ policy }: ReviewContext, amount: bigint, data: Uint8Array, at: string): Finding[] {
  const findings: Finding[] = [];
  if (amount > 0n) findings.push(finding('data-with-value', at, `${formatBtc(amount)} BTC are destroyed`));
  if (data.length > policy.dataBytes) findings.push(finding('data-large', at, `${data.length} bytes of data`));
  return findings;
}

const MAX_SHOWN_SCRIPT = 64;

/** The raw view of a script nobody can name. */
function rawScript(script: Uint8Array): string {
  const shown = toHex(script.subarray(0, MAX_SHOWN_SCRIPT));
  const rest = script.length - MAX_SHOWN_SCRIPT;
  return `the script is ${shown === '' ? 'empty' : shown}${rest > 0 ? ` and ${rest} more bytes` : ''}`;
}
