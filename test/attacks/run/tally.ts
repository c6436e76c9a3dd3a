/** What was really run: counted only after an attack was withstood, or a control accepted. */
export interface Tally {
  attacks: number;
  controls: number;
}
