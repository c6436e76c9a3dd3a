/** Every private key that was derived for signing is forgotten, whatever came of it. */
import { HDKey } from '@scure/bip32';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { withChildKeys } from '../../../src/cold/sign/child-keys.ts';
import { deriveOutput } from '../../../src/core/wallet/output.ts';
import { foundGroup, type Group } from '../../review/group.ts';

let group: Group;
beforeAll(async () => {
  group = await foundGroup();
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** All keys derived while one was lent. */
function derivedWhile(sign: () => void): readonly HDKey[] {
  const derive = vi.spyOn(HDKey.prototype, 'deriveChild');
  const { account, registered } = group.members[0]!;
  const place = { keychain: 'change', index: 7 } as const;
  const publicKey = deriveOutput(group.charter.wallet, place.keychain, place.index).publicKeys[registered.me]!;
  derive.mockClear();
  try {
    withChildKeys(account, group.charter.wallet, (keys) => keys.use(place, publicKey, sign));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return derive.mock.results.map(({ value }) => value);
}

describe('branches and child', () => {
  it.each([
    ['a signature was made', () => undefined],
    [
      'signing failed',
      () => {
        throw new RangeError('no signature');
      },
    ],
  ])('hold no private key any more when %s', (_, sign) => {
    const derived = derivedWhile(sign);
    expect(derived).toHaveLength(3);
    expect(derived.map(({ privateKey }) => privateKey)).toEqual([null, null, null]);
  });

  it('leave the account as it was', () => {
    derivedWhile(() => undefined);
    expect(group.members[0]!.account.hdKey.privateKey).not.toBeNull();
  });
});
