/** Review, approve and sign for a P2SH wallet with its keys in a given order, where the digest covers no amount. */
import { signingTarget } from './group-signing.ts';

export const target = await signingTarget('sign-legacy', { scriptType: 'p2sh', path: '45h', keyOrder: 'given' });
