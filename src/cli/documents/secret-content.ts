/** What never travels, whatever the way: seeds, private keys, keystores. */
import { type ErrorCode, IcehouseError } from '../../core/errors.ts';
import { recognise } from '../../exchange/inbox/recognise.ts';

/** @throws IcehouseError (refused) with the given code. */
export function refuseSecretContent(content: Uint8Array, code: ErrorCode): void {
  const found = recognise(content);
  const isKeystore = found.kind === 'age' && found.recipients === 0;
  if (found.kind !== 'secret' && !isKeystore) return;
  throw new IcehouseError({
    code,
    kind: 'refused',
    message: isKeystore
      ? 'this is an age file with a passphrase, and may be a keystore, which never leaves the offline machine'
      : 'this holds a seed phrase or a private key, which never travels',
    next: 'send the key card, the charter or the PSBT; they are all that the others need',
  });
}
