/** Asks servers about fees; one that fails or has no idea has no voice. */
import { IcehouseError } from '../../core/errors.ts';
import type { Chain, ChainRequest } from '../chain/chain.ts';
import type { FeeVoice } from './advise.ts';
import { mempoolRate } from './mempool.ts';

/** Bitcoin Core estimates no further ahead: a week of blocks. */
export const MOST_BLOCKS = 1_008;

/**
 * Hears every server.
 *
 * @throws IcehouseError `fee-rate/bad-target`, `chain/stopped`.
 */
export async function hearVoices(
  chains: readonly Chain[],
  blocks: number,
  { signal }: ChainRequest = {},
): Promise<readonly FeeVoice[]> {
  if (!Number.isSafeInteger(blocks) || blocks < 1 || blocks > MOST_BLOCKS) {
    throw new IcehouseError({
      code: 'fee-rate/bad-target',
      kind: 'usage',
      message: 'fees are asked for a number of blocks',
      found: `${blocks}`,
      expected: `1 to ${MOST_BLOCKS}; one comes about every ten minutes`,
    });
  }
  const answers = await Promise.all(
    chains.map(async (chain): Promise<FeeVoice[]> => {
      const estimate = await orNothing(chain.estimateFee(blocks, { signal }));
      const bands = await orNothing(chain.feeHistogram?.({ signal }));
      const shown = bands && mempoolRate(bands, blocks);
      const { where } = chain;
      return [
        ...(estimate === undefined ? [] : [{ where, kind: 'estimate', rate: estimate } as const]),
        ...(shown === undefined ? [] : [{ where, kind: 'mempool', rate: shown } as const]),
      ];
    }),
  );
  return answers.flat();
}

/** A server's failure takes its voice; the person's wish to stop ends everything. */
async function orNothing<Answer>(answer: Promise<Answer> | undefined): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof IcehouseError && error.code !== 'chain/stopped') return undefined;
    throw error;
  }
}
