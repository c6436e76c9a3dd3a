/** Practice needs a development dependency: without it, the person is told what to do. */
import { expect, it } from 'vitest';
import { loadBcoin } from '../../src/practice/node/bcoin.ts';
import { refusalOf } from '../support/errors.ts';

it('says what is missing where bcoin is not installed, and leaves the environment as it was', () => {
  const before = { ...process.env };
  const refusal = refusalOf(() => loadBcoin('file:///nowhere/near/node_modules/file.js'));
  expect(refusal).toMatchObject({ code: 'practice/node-missing', kind: 'environment' });
  expect(refusal.next).toContain('npm ci');
  expect({ ...process.env }).toEqual(before);
  // The control: beside this project's packages it is found.
  expect(typeof loadBcoin(import.meta.url).TX.fromRaw).toBe('function');
  expect({ ...process.env }).toEqual(before);
});
