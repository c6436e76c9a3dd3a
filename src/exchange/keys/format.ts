/**
 * Keys of single cosigners as devices and programs export them: most files offer several, each for its own script type.
 * Reading gives all of them; which one a charter needs is chosen in `choose-key.ts`.
 */
import type { ScriptType } from '../../core/key/types.ts';
import type { ForeignDocument } from '../format.ts';
import type { ClaimedOrigin } from '../origins.ts';

export interface OfferedKey {
  /** As the file has it, SLIP-0132 forms included. */
  readonly xpub: string;
  readonly claim: ClaimedOrigin;
  /** What the file says the key is for; undefined where it does not, `single` for keys of single-key wallets. */
  readonly use: ScriptType | 'single' | undefined;
  readonly at: string;
}

export interface KeyFormat {
  readonly name: string;
  /** Stands on the key card as its software. */
  readonly program: string;
  readonly recognises: (document: ForeignDocument) => boolean;
  readonly read: (document: ForeignDocument) => readonly OfferedKey[];
}
