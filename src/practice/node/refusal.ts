/** bcoin's verdicts as errors of ours: what consensus or mempool rules refuse, with the node's own reason. */
import { type ErrorCode, IcehouseError } from '../../core/errors.ts';

const MESSAGES = {
  'node/rejected': 'the node refuses the transaction',
  'node/block-refused': 'the node refuses the block',
} as const satisfies { readonly [code: ErrorCode]: string };

type RefusalCode = keyof typeof MESSAGES;

export function refusal(code: RefusalCode, reason: string): IcehouseError {
  return new IcehouseError({ code, kind: 'refused', message: MESSAGES[code], found: reason });
}

/** Runs `work`; bcoin's VerifyError becomes a refusal, anything else stays what it is. */
export async function refusingAs<Result>(code: RefusalCode, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (isVerifyError(error)) throw refusal(code, error.reason);
    throw error;
  }
}

function isVerifyError(error: unknown): error is Error & { readonly reason: string } {
  return error instanceof Error && 'type' in error && error.type === 'VerifyError' && 'reason' in error;
}
