/**
 * The wallet's outputs rebuilt from the charter, each place once for the whole review and by both engines. A PSBT only
 * says where to look; what stands there is computed here.
 */
import { IcehouseError } from '../errors.ts';
import type { SecondOpinion } from '../second/types.ts';
import { createDeriver } from '../wallet/output.ts';
import { type DerivedOutput, KEYCHAINS, type Keychain, type Wallet } from '../wallet/types.ts';
import { agrees } from '../wallet/verified.ts';

export interface Place {
  readonly keychain: Keychain;
  readonly index: number;
}

export interface Rebuilt {
  readonly output: DerivedOutput;
  /**
   * Whether the second engine computes the same script and address. Asked only once the script is found to be the one of
   * the coin or output: where it is not, the answer could not make it ours.
   */
  readonly isConfirmed: () => boolean;
}

/** Looks a place up, computing what was not foreseen. */
export type Rebuild = (place: Place) => Rebuilt;

/**
 * Most different places that one file may claim. What nodes relay (100,000 vbytes) has room for some 1,300 coins or 2,300
 * change outputs of the smallest wallet; deriving a place takes half a millisecond and more, claiming one eighty bytes.
 */
export const MOST_PLACES = 2_500;

/**
 * Rebuilds the places that a file claims, together because that is faster, and keeps them for the life of the returned
 * function.
 *
 * @throws IcehouseError `review/too-many-places` (refused) above {@link MOST_PLACES}, before anything is derived; as
 * `createDeriver` and the second engine do.
 */
export function createRebuild(wallet: Wallet, second: SecondOpinion, foreseen: readonly Place[]): Rebuild {
  const deriver = createDeriver(wallet);
  const rebuilt: { readonly [keychain in Keychain]: Map<number, Rebuilt> } = { receive: new Map(), change: new Map() };
  const keep = (output: DerivedOutput): Rebuilt => {
    let confirmed: boolean | undefined;
    const place: Rebuilt = {
      output,
      isConfirmed: () => {
        confirmed ??= agrees(output, wallet, second);
        return confirmed;
      },
    };
    rebuilt[output.keychain].set(output.index, place);
    return place;
  };
  const different = [...new Map(foreseen.map((place) => [placeText(place), place])).values()];
  refuseMany(different.length);
  second.foreseeOutputs?.(wallet, different);
  for (const keychain of KEYCHAINS) {
    const indices = different.filter((place) => place.keychain === keychain).map(({ index }) => index);
    for (const output of deriver.outputs(keychain, indices)) keep(output);
  }
  return ({ keychain, index }) => rebuilt[keychain].get(index) ?? keep(deriver.output(keychain, index));
}

function refuseMany(places: number): void {
  if (places <= MOST_PLACES) return;
  throw new IcehouseError({
    code: 'review/too-many-places',
    kind: 'refused',
    message: 'the file names more coins and outputs of the wallet than any transaction that nodes relay',
    found: `${places} places of the wallet`,
    expected: `at most ${MOST_PLACES}`,
    next: 'ask for several smaller payments',
  });
}

/** How findings name a place, such as `change 7`. */
export function placeText({ keychain, index }: Place): string {
  return `${keychain} ${index}`;
}
