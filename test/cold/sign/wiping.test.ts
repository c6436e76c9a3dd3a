/** Every private key that was derived for signing is forgotten, whatever came of it. */
import { HDKey } from '@scure/bip32';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { withChildKeys } from '../../../src/cold/sign/child-keys.ts';
import { InvariantError } from '../../../src/core/errors.ts';
import { KEYCHAINS } from '../../../src/core/wallet/types.ts';
import { foundGroup, type Group } from '../../review/group.ts';

let group: Group;
beforeAll(async () => {
  group = await foundGroup();
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** All keys that were derived as `HDKey` while one was lent; the lent one is seen by `child-keys.test.ts`. */
function derivedWhile(sign: () => void): readonly HDKey[] {
  const derive = vi.spyOn(HDKey.prototype, 'deriveChild');
  const { account } = group.members[0]!;
  try {
    withChildKeys(account, group.charter.wallet, (keys) => keys.use([{ keychain: 'change', index: 7 }], sign));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return derive.mock.results.map(({ value }) => value);
}

describe('the branches', () => {
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
    expect(derived).toHaveLength(2);
    expect(derived.map(({ privateKey }) => privateKey)).toEqual([null, null]);
  });

  it('lend no key to whoever kept the way to them', () => {
    const { account } = group.members[0]!;
    const kept = withChildKeys(account, group.charter.wallet, (keys) => keys);
    for (const keychain of KEYCHAINS) {
      expect(() => kept.use([{ keychain, index: 7 }], () => undefined)).toThrow(InvariantError);
    }
  });

  it('leave the account as it was', () => {
    derivedWhile(() => undefined);
    expect(group.members[0]!.account.hdKey.privateKey).not.toBeNull();
  });
});
