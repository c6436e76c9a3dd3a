/**
 * A life of a desk, recorded once: a chain that grows by a deposit at a time, and for each deposit a real payment that
 * spends it and its real signatures. Played again by `life.ts`, any number of times and always alike.
 */
import { toHex } from '../../src/core/bytes.ts';
import { formatCharterFile } from '../../src/core/charter/charter-file.ts';
import { serializeTransaction } from '../../src/core/tx/serialize.ts';
import { openPayer, payersGroup } from '../watch/world/payer.ts';

export interface RecordedBlock {
  readonly header: string;
  readonly transactions: readonly string[];
}

export interface RecordedTurn {
  /** Height of the chain in this turn. */
  readonly height: number;
  readonly id: string;
  readonly inputs: readonly { readonly txid: string; readonly vout: number }[];
  readonly changeIndex: number | undefined;
  readonly psbt: string;
  readonly signed: string;
}

export interface Recording {
  readonly charterFile: string;
  readonly blocks: readonly RecordedBlock[];
  readonly turns: readonly RecordedTurn[];
}

export async function record(turns: number): Promise<Recording> {
  const group = await payersGroup();
  const payer = await openPayer(group);
  const recorded: RecordedTurn[] = [];
  for (let turn = 0; turn < turns; turn++) {
    await payer.deposit(400_000n + BigInt(turn));
    const { id, psbtBytes, summary } = await payer.propose();
    recorded.push({
      height: payer.world.tip().height,
      id,
      inputs: summary.inputs.map(({ txid, vout }) => ({ txid, vout })),
      changeIndex: summary.change?.index,
      psbt: toHex(psbtBytes),
      signed: toHex(payer.signed(psbtBytes, 'Alice', 'Bob')),
    });
  }
  const blocks = payer.world.blocks.map(({ header, transactions }) => ({
    header: toHex(header),
    transactions: transactions.map((transaction) => toHex(serializeTransaction(transaction))),
  }));
  await payer.close();
  const charterFile = formatCharterFile({ charter: group.charter, cards: [], receipts: [], confirmations: [] });
  return { charterFile, blocks, turns: recorded };
}
