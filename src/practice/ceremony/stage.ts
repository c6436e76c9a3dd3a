/** What the ceremony needs from its surface: a way to tell, to pause, to run commands, and the practice chain. */
import type { Sats } from '../../core/amount.ts';
import type { Runner } from './member.ts';
import type { Plan } from './plan.ts';

export interface PracticeChain {
  /** Such as `tcp://127.0.0.1:50001`. */
  readonly server: string;
  /** Pays from the miner's purse; not yet mined. */
  deposit(address: string, amount: Sats): Promise<void>;
  mine(blocks: number): Promise<void>;
  /** Mines one block with exactly this transaction (hex), as a miner does who takes a replacement from elsewhere. */
  mineExactly(transaction: string): Promise<void>;
  /** An address of somebody outside the wallet. */
  payeeAddress(): string;
  /** Confirmations of a transaction as the node itself counts them; 0 while it waits or is unknown. */
  confirmations(txid: string): Promise<number>;
  /** Unspent satoshis that the node itself finds at an address. */
  unspentAt(address: string): Promise<bigint>;
}

export interface Stage {
  readonly plan: Plan;
  readonly chain: PracticeChain;
  readonly run: Runner;
  /** Where the members' folders lie. */
  readonly root: string;
  readonly tell: (line: string) => void;
  /** Announces a step; on a terminal it waits for the person. */
  readonly step: (title: string) => Promise<void>;
  /** Dice as a member throws them: digits 1 to 6. */
  readonly dice: (count: number) => string;
}
