/**
 * Keys in Uniform Resources: a whole account (`crypto-account`, `account-descriptor`) as Keystone, Jade, SeedSigner and
 * Passport show it, or one key (`crypto-hdkey`, `hdkey`).
 */
import { formatXpub } from '../../core/key/extended-key.ts';
import { readAccount } from '../ur/account.ts';
import { readHdKey, type UrKey } from '../ur/hd-key.ts';
import { cborOf, decodeUr } from '../ur/ur.ts';
import type { KeyFormat, OfferedKey } from './format.ts';

const TYPE = /^\s*ur:(?:crypto-account|account-descriptor|crypto-hdkey|hdkey)\//i;

export const urKeys: KeyFormat = {
  name: 'ur',
  program: 'Uniform Resource',
  recognises: ({ text }) => TYPE.test(text),
  read: ({ text }) => {
    const resource = decodeUr(text);
    const value = cborOf(resource);
    return resource.type.endsWith('hdkey')
      ? [offered(readHdKey(value), undefined, 'the key')]
      : readAccount(value).map(({ urKey, scriptType }, index) =>
          offered(urKey, scriptType ?? 'single', `key ${index + 1} of the account`),
        );
  },
};

function offered({ key }: UrKey, use: OfferedKey['use'], at: string): OfferedKey {
  const claim = { fingerprint: key.origin?.fingerprint, path: key.origin?.path };
  return { xpub: formatXpub(key.extendedKey), claim, use, at };
}
