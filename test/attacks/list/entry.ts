/** The form of an entry in the list of attacks: a number with what the attack is and what must come of it. */

/** A test that shows what no case of the table can: something at random, over a wire, in another process. */
export interface OwnTest {
  /** From the project's folder. */
  readonly file: string;
  /** As it stands in the file. */
  readonly title: string;
}

/** Where a row is still to be held against something that does not exist yet, or not here. */
export interface Later {
  readonly where: 'desk' | 'page' | 'release' | 'transfer';
  readonly why: string;
}

export interface Entry {
  readonly row: number;
  /** In one sentence. */
  readonly attack: string;
  readonly required: string;
  readonly tests?: readonly OwnTest[];
  readonly later?: Later;
}

export const test = (file: string, title: string): OwnTest => ({ file: `test/${file}`, title });
