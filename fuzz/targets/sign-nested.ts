/** Review, approve and sign for a 2-of-3 P2SH-P2WSH wallet. */
import { signingTarget } from './group-signing.ts';

export const target = await signingTarget('sign-nested', { scriptType: 'p2sh-p2wsh', path: '48h/0h/0h/1h' });
