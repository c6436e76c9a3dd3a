/** Two sets of labels put together: nothing of the wallet's own is lost, and every difference is told. */
import { describe, expect, it } from 'vitest';
import type { Label } from '../../../src/exchange/labels/label.ts';
import { type MergeRequest, mergeLabels } from '../../../src/watch/labels/merge.ts';
import { at, familyCharter } from '../world/family.ts';

const { wallet } = familyCharter();
const TXID = 'f91d0a8a78462bc59398f2c5d7a84fcff491c26ba54c4833478b202796c8aafd';
const ADDRESS = at(familyCharter(), 'receive', 0).address;
const tx = (label: string, more: Partial<Label> = {}): Label => ({ type: 'tx', ref: TXID, label, ...more });
const coin = (label: string, spendable?: boolean): Label => ({
  type: 'output',
  ref: `${TXID}:0`,
  label,
  ...(spendable === undefined ? {} : { spendable }),
});

const merge = (known: readonly Label[], offered: readonly Label[], more: Partial<MergeRequest> = {}) =>
  mergeLabels({ known, offered, wallet, replace: false, ...more });

describe('merging labels', () => {
  it('adds what is new and says what is known', () => {
    const { changed, added, same, conflicts } = merge([tx('rent')], [tx('rent'), coin('from Dora')]);
    expect([changed, added, same, conflicts]).toEqual([[coin('from Dora')], 1, 1, []]);
  });

  it('keeps the wallet’s own text where the file has another, and tells both', () => {
    const { changed, conflicts } = merge([tx('rent')], [tx('Miete')]);
    expect(changed).toEqual([]);
    expect(conflicts).toEqual([{ type: 'tx', ref: TXID, kept: { label: 'rent' }, left: { label: 'Miete' } }]);
  });

  it('takes the file’s text when asked to, and tells both', () => {
    const { changed, added, conflicts } = merge([tx('rent')], [tx('Miete')], { replace: true });
    expect([changed, added]).toEqual([[tx('Miete')], 0]);
    expect(conflicts).toEqual([{ type: 'tx', ref: TXID, kept: { label: 'Miete' }, left: { label: 'rent' } }]);
  });

  it('treats text and freezing as two things', () => {
    const frozen = merge([coin('from Dora')], [coin('', false)]);
    expect([frozen.changed, frozen.frozen, frozen.conflicts]).toEqual([[coin('from Dora', false)], [`${TXID}:0`], []]);
    const named = merge([coin('', false)], [coin('from Dora')]);
    expect([named.changed, named.frozen]).toEqual([[coin('from Dora', false)], []]);
  });

  it('thaws no coin unasked', () => {
    const kept = merge([coin('dust', false)], [coin('dust', true)]);
    expect([kept.changed, kept.freed, kept.conflicts.length]).toEqual([[], [], 1]);
    const asked = merge([coin('dust', false)], [coin('dust', true)], { replace: true });
    expect([asked.freed, asked.conflicts.length]).toEqual([[`${TXID}:0`], 1]);
  });

  it('thaws no dust, which is frozen without a label, unless asked, and then tells it', () => {
    for (const known of [[], [coin('from Dora')]]) {
      const kept = merge(known, [coin('from Dora', true)]);
      expect([kept.freed, kept.unthawed, kept.conflicts]).toEqual([[], [`${TXID}:0`], []]);
      expect(kept.changed).toEqual(known.length === 0 ? [coin('from Dora')] : []);
      const asked = merge(known, [coin('from Dora', true)], { replace: true });
      expect([asked.changed, asked.freed, asked.unthawed]).toEqual([[coin('from Dora', true)], [`${TXID}:0`], []]);
    }
    expect(merge([], [coin('', true)])).toMatchObject({ changed: [], added: 0, unthawed: [`${TXID}:0`] });
    expect(merge([coin('mine', true)], [coin('mine', true)])).toMatchObject({ same: 1, unthawed: [] });
  });

  it('freezes a coin even where the same file calls it spendable as well', () => {
    const { changed, frozen, unthawed } = merge([], [coin('x', true), coin('x', false)]);
    expect([changed, frozen, unthawed]).toEqual([[coin('x', false)], [`${TXID}:0`], [`${TXID}:0`]]);
  });

  it('tells when a file contradicts itself', () => {
    const { changed, conflicts } = merge([], [tx('rent'), tx('bread')]);
    expect(changed).toEqual([tx('rent')]);
    expect(conflicts.map(({ left }) => left.label)).toEqual(['bread']);
  });

  it('keeps details of other programs with an unchanged text', () => {
    const { changed, added, same } = merge([tx('rent')], [tx('rent', { more: { height: 800_000 } })]);
    expect([changed, added, same]).toEqual([[tx('rent', { more: { height: 800_000 } })], 0, 0]);
  });

  it('leaves out what names another wallet, and takes what names this one', () => {
    const own = `wsh(sortedmulti(2,${wallet.keys.map(({ origin }) => `[${origin!.fingerprint}/48h/1h/0h/2h]`)}))`;
    expect(merge([], [tx('rent', { origin: own })])).toMatchObject({ added: 1, foreign: 0 });
    const other = own.replace(wallet.keys[1]!.origin!.fingerprint, '0f0f0f0f');
    expect(merge([], [tx('rent', { origin: other })])).toMatchObject({ added: 0, foreign: 1 });
  });

  it('leaves out an address of another network', () => {
    const address = (ref: string): Label => ({ type: 'addr', ref, label: 'shop' });
    expect(merge([], [address(ADDRESS)])).toMatchObject({ added: 1, foreign: 0 });
    const main = 'bc1q34aq5drpuwy3wgl9lhup9892qp6svr8ldzyy7c';
    expect(merge([], [address(main)])).toMatchObject({ added: 0, foreign: 1 });
  });
});
