/** The signatures in BIP-0129's key records: messages signed by others that `verifyMessage` must accept, and their neighbours. */
import { readFileSync } from 'node:fs';
import { HDKey } from '@scure/bip32';
import { describe, expect, it } from 'vitest';
import { fromHex } from '../../src/core/bytes.ts';
import { verifyMessage } from '../../src/core/message/bip137.ts';

interface Signer {
  readonly signer: number;
  readonly pubkey?: string;
  readonly xpub?: string;
  readonly key_record: string;
}

const file: { modes: { mode: string; signers: Signer[] }[] } = JSON.parse(
  readFileSync(new URL('bsms/bip129-bsms.json', import.meta.url), 'utf8'),
);

const records = file.modes.flatMap(({ mode, signers }) =>
  signers.map((signer) => ({ title: `${mode}, signer ${signer.signer}`, ...recordOf(signer) })),
);

function recordOf(signer: Signer): { publicKey: Uint8Array; text: string; signature: string } {
  const lines = signer.key_record.split('\n');
  const publicKey = signer.pubkey ? fromHex(signer.pubkey) : HDKey.fromExtendedKey(signer.xpub!).publicKey!;
  return { publicKey, text: lines.slice(0, 4).join('\n'), signature: lines[4]! };
}

describe('BIP-0129 key records', () => {
  it('are all here', () => {
    expect(records).toHaveLength(9);
  });

  it.each(records)('carry a signature by the key they tell: $title', ({ publicKey, text, signature }) => {
    expect(verifyMessage({ publicKey, text, signature })).toBe(true);
  });

  it.each(records)('fail with one character changed: $title', ({ publicKey, text, signature }) => {
    expect(verifyMessage({ publicKey, text: text.replace('Signer', 'signer'), signature })).toBe(false);
  });

  it('fail with the signature of another signer', () => {
    const [first, second] = records;
    expect(verifyMessage({ ...first!, signature: second!.signature })).toBe(false);
  });
});
