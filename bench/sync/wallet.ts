/** The wallet of the sync benchmark: a 2-of-3 P2WSH of public keys, with the gap limit that other programs have. */
import { familyCharter } from '../../test/watch/world/family.ts';

export const charter = familyCharter({ gapLimit: 20 });
