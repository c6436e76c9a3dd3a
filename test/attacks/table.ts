/**
 * The table of attacks: every row that is held against the library and the commands, in groups that are run together.
 * `list/` says of each number what the attack is; `run/` runs it; `docs/attacks.md` is written from both.
 */
import type { ActCase, FileCase, Group, ReturnedCase, Surface } from './row.ts';
import { APPROVAL_ROWS } from './rows/approval.ts';
import { BIT_ROT_ROWS } from './rows/bit-rot.ts';
import { CHANGE_ROWS } from './rows/change.ts';
import { EARLIER_ROWS } from './rows/earlier.ts';
import { SCRIPT_ROWS } from './rows/evil-scripts.ts';
import { FILE_ROWS } from './rows/file.ts';
import { INPUT_ROWS } from './rows/inputs.ts';
import { LOCK_ROWS } from './rows/locks.ts';
import { OUTPUT_ROWS } from './rows/outputs.ts';
import { CODE_ROWS } from './rows/outside/codes.ts';
import { JSON_ROWS, PROPOSAL_JSON_ROWS } from './rows/outside/json.ts';
import { LINK_ROWS } from './rows/outside/links.ts';
import { NAME_ROWS } from './rows/outside/names.ts';
import { OPENPGP_ROWS } from './rows/outside/openpgp.ts';
import { RANDOMNESS_ROWS } from './rows/outside/randomness.ts';
import { SEED_ROWS } from './rows/outside/seeds.ts';
import { SHOWN_ROWS } from './rows/outside/shown.ts';
import { SIZE_ROWS } from './rows/outside/sizes.ts';
import { SLOW_ROWS } from './rows/outside/slow.ts';
import { SPV_ROWS } from './rows/outside/spv.ts';
import { RETURNED_ROWS } from './rows/returned.ts';
import { AGREEMENT_ROWS } from './rows/setup/agreement.ts';
import { BSMS_ROWS } from './rows/setup/bsms.ts';
import { CHARTER_ROWS } from './rows/setup/charters.ts';
import { COMMITMENT_ROWS } from './rows/setup/commitments.ts';
import { DESCRIPTOR_ROWS } from './rows/setup/descriptors.ts';
import { KEY_ROWS } from './rows/setup/keys.ts';
import { SECRET_ROWS } from './rows/setup/secrets.ts';
import { SIGNATURE_ROWS } from './rows/signatures.ts';

export const GROUPS = {
  keys: { kind: 'acts', rows: KEY_ROWS },
  secrets: { kind: 'acts', rows: SECRET_ROWS },
  charters: { kind: 'acts', rows: CHARTER_ROWS },
  commitments: { kind: 'acts', rows: COMMITMENT_ROWS },
  agreement: { kind: 'acts', rows: AGREEMENT_ROWS },
  descriptors: { kind: 'acts', rows: DESCRIPTOR_ROWS },
  bsms: { kind: 'acts', rows: BSMS_ROWS },
  change: { kind: 'files', rows: CHANGE_ROWS },
  inputs: { kind: 'files', rows: INPUT_ROWS },
  scripts: { kind: 'files', rows: SCRIPT_ROWS },
  signatures: { kind: 'files', rows: SIGNATURE_ROWS },
  outputs: { kind: 'files', rows: OUTPUT_ROWS },
  locks: { kind: 'files', rows: LOCK_ROWS },
  file: { kind: 'files', rows: FILE_ROWS },
  'bit-rot': { kind: 'files', rows: BIT_ROT_ROWS },
  approval: { kind: 'acts', rows: APPROVAL_ROWS },
  earlier: { kind: 'files', rows: EARLIER_ROWS },
  returned: { kind: 'returned', rows: RETURNED_ROWS },
  proofs: { kind: 'acts', rows: SPV_ROWS },
  shown: { kind: 'acts', rows: SHOWN_ROWS },
  sizes: { kind: 'acts', rows: SIZE_ROWS },
  json: { kind: 'acts', rows: JSON_ROWS },
  proposals: { kind: 'files', rows: PROPOSAL_JSON_ROWS },
  slow: { kind: 'acts', rows: SLOW_ROWS },
  links: { kind: 'acts', rows: LINK_ROWS },
  openpgp: { kind: 'acts', rows: OPENPGP_ROWS },
  names: { kind: 'acts', rows: NAME_ROWS },
  codes: { kind: 'acts', rows: CODE_ROWS },
  randomness: { kind: 'acts', rows: RANDOMNESS_ROWS },
  seeds: { kind: 'acts', rows: SEED_ROWS },
} as const satisfies { readonly [name: string]: Group };

export type GroupName = keyof typeof GROUPS;

export const GROUP_NAMES = Object.keys(GROUPS) as readonly GroupName[];

export const SURFACES: readonly Surface[] = ['library', 'commands'];

/** A case with its row's number, and the kind that says how it is run. */
export type Numbered =
  | { readonly kind: 'files'; readonly row: number; readonly each: FileCase }
  | { readonly kind: 'returned'; readonly row: number; readonly each: ReturnedCase }
  | { readonly kind: 'acts'; readonly row: number; readonly each: ActCase };

/** The cases of a group that a surface has a door for, in the order of their rows. */
export function casesOf(name: GroupName, surface: Surface): readonly Numbered[] {
  const { kind, rows }: Group = GROUPS[name];
  const numbered = rows.flatMap(({ row, cases }) => cases.map((each) => ({ kind, row, each }) as Numbered));
  return numbered.filter((all) => all.kind !== 'acts' || all.each[surface] !== undefined);
}

/** All cases of a row on a surface, from whatever groups. */
export function casesOfRow(row: number, surface: Surface): readonly Numbered[] {
  return GROUP_NAMES.flatMap((name) => casesOf(name, surface)).filter((each) => each.row === row);
}
