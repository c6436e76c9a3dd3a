/** The part of `coinselect` 3.1 that is used here; the package brings no types. */
declare module 'coinselect' {
  export interface Utxo {
    readonly value: number;
    /** Of which the length counts. */
    readonly script: { readonly length: number };
  }
  export default function coinSelect<Coin extends Utxo>(
    utxos: readonly Coin[],
    outputs: readonly Utxo[],
    feeRate: number,
  ): { readonly inputs?: readonly Coin[]; readonly fee: number };
}
