/**
 * The tables of the watch side, in words and as types; `migrations/` makes them, alike in SQLite and in PostgreSQL.
 * Everything here is public or private, nothing is secret: no table has room for a mnemonic or a private key.
 *
 * What is stored:
 *
 * - **wallet**: a charter's file, word for word with its cards and receipts, under the charter's id; and when it was last
 *   compared with the chain. **keychain** remembers the highest address index ever given to anybody, which only grows.
 *   `rescan_due` is set in a copy or a backup: it waits for a comparison with the chain before it hands out anything.
 *   **home** is how SQLite tells a copy from the file that was always here.
 * - **script**: the output scripts that were asked about, each derived from the charter. They belong to us, whatever a
 *   server says.
 * - **header**: block headers whose work was checked, without gaps from a checkpoint to the tip of the best chain.
 * - **tx**, **tx_input**, **tx_output**: transactions by their id, whole, with all inputs and outputs; their witnesses
 *   are as a server gave them, since the id does not cover those. A coin is not stored anywhere: it is an output to one of
 *   our scripts that no transaction in sight spends.
 * - **sighting**: what a server last said about a transaction of a wallet. `seen = 'block'` with the hash of a block whose
 *   merkle proof was verified; the view **wallet_tx** calls it confirmed as long as that very block is in `header`, so a
 *   reorganisation takes the proof away by itself. `seen = 'gone'` is a transaction that was there and is no longer: it
 *   stays in sight of the person, and counts for nothing.
 * - **label**: BIP-0329 labels; `spendable = 0` freezes an output. `origin` and `more` are kept for whoever reads an export.
 * - **proposal**, **proposal_input**: PSBTs under way and the coins that they reserve.
 * - **second_look**, **seen_coin**: which other server was asked last about the wallet's coins, and by how many of the two
 *   each coin was seen.
 * - **broadcast**: transactions about to be sent, written before the first byte leaves, so that none is forgotten.
 *
 * A label and a proposal count their changes in `version`, so that of two people who edit the same one the second is told.
 *
 * Amounts are satoshis, times are ISO 8601 in UTC except a header's `time` (seconds since 1970), ids and hashes are hex as
 * people read them. Both databases give integers as bigint and bytes as Uint8Array.
 */
import type { ColumnType, Generated } from 'kysely';
import type { NetworkName } from '../../core/network.ts';
import type { Keychain } from '../../core/wallet/types.ts';
import type { LabelType, ProposalState, Sighting, TransactionState } from './store.ts';

/** Comes as bigint; a count, height or index may go in as number. */
type Integer = ColumnType<bigint, bigint | number, bigint | number>;
type OptionalInteger = ColumnType<bigint | null, bigint | number | null, bigint | number | null>;
/** 0 or 1. */
type Flag = Integer;

export interface Tables {
  migration: { version: Integer; name: string };
  home: { id: Generated<bigint>; file: string };
  wallet: {
    id: Generated<bigint>;
    charter_id: string;
    network: NetworkName;
    charter_file: string;
    added_at: string;
    scanned_height: OptionalInteger;
    scanned_at: string | null;
    scanned_where: string | null;
    rescan_due: ColumnType<bigint, bigint | number | undefined, bigint | number>;
  };
  keychain: { wallet_id: bigint; name: Keychain; handed_out: Generated<bigint> };
  script: { wallet_id: bigint; keychain: Keychain; idx: Integer; script_pubkey: Uint8Array; address: string };
  header: { network: NetworkName; height: Integer; hash: string; time: Integer; bytes: Uint8Array };
  tx: { txid: string; bytes: Uint8Array; is_coinbase: Flag };
  tx_input: { txid: string; n: Integer; prev_txid: string; prev_vout: Integer };
  tx_output: { txid: string; n: Integer; amount: bigint; script_pubkey: Uint8Array };
  sighting: {
    id: Generated<bigint>;
    wallet_id: bigint;
    txid: string;
    seen: Sighting['seen'];
    height: OptionalInteger;
    block_hash: string | null;
    position: OptionalInteger;
    first_seen_at: string;
  };
  wallet_tx: {
    wallet_id: bigint;
    txid: string;
    sighting_id: bigint;
    height: bigint | null;
    position: bigint | null;
    first_seen_at: string;
    block_time: bigint | null;
    state: TransactionState;
  };
  label: {
    wallet_id: bigint;
    type: LabelType;
    ref: string;
    label: string;
    spendable: OptionalInteger;
    origin: string | null;
    more: string | null;
    version: Generated<bigint>;
  };
  proposal: {
    id: string;
    wallet_id: bigint;
    psbt: Uint8Array;
    state: ProposalState;
    reason: string | null;
    version: Generated<bigint>;
    created_at: string;
    updated_at: string;
  };
  proposal_input: { proposal_id: string; prev_txid: string; prev_vout: Integer };
  second_look: { wallet_id: bigint; at: string; first_where: string; second_where: string };
  seen_coin: { wallet_id: bigint; txid: string; vout: Integer; seen_by: Integer };
  broadcast: {
    txid: string;
    bytes: Uint8Array;
    first_tried_at: string;
    last_tried_at: string;
    tries: Integer;
    last_where: string;
    seen_at: string | null;
  };
}
