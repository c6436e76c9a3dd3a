/** `labels import`: the labels of another program, put to those that a watched wallet has. */
import { resolve } from 'node:path';
import { wrapped } from '../../core/text/columns.ts';
import { counted } from '../../core/text/counted.ts';
import { visible } from '../../core/text/visible.ts';
import { labelFormatOf } from '../../exchange/labels/formats.ts';
import { type LabelConflict, type LabelMerge, mergeLabels, type Said } from '../../watch/labels/merge.ts';
import { changesOf, fileLabel } from '../../watch/labels/stored.ts';
import type { Command } from '../command.ts';
import { LABEL_FORMAT_NAMES, labelFormatNamed } from '../documents/label-files.ts';
import { findWallet, WATCH_OPTIONS, withWatchFolder } from '../documents/watch-folder.ts';
import { readFileText } from '../files/read.ts';

/** So many conflicts are shown to a person; `--json` has all of them. */
const MOST_SHOWN = 20;

export const labelsImport: Command = {
  name: 'labels import',
  summary: 'take in the labels of another program',
  positionals: 'WALLET FILE',
  arity: [2, 2],
  options: {
    format: { kind: 'text', value: 'NAME', help: `${LABEL_FORMAT_NAMES}; told by the content when left out` },
    replace: { kind: 'flag', help: 'where a label differs, take the file’s' },
    ...WATCH_OPTIONS,
  },
  description: [
    'Reads BIP-0329 JSON lines, Electrum’s labels and CSV tables. Where the wallet has another label already, its own stays ' +
      'and both are shown; --replace takes the file’s. Records that name another wallet or network are left out.',
    'A coin whose record says "spendable": false is frozen: it is not selected for payments. One that says true sets no ' +
      'coin free without --replace, as dust is frozen without a label.',
    'A file that came sealed is opened with icehouse open first.',
  ],
  example: 'icehouse labels import Family sparrow-labels.jsonl',
  shape:
    '{ "wallet", "format", "added", "changed", "same", "foreign", "unknown": records of unknown types, "frozen": [coins], ' +
    '"freed": [coins], "unthawed": [coins called spendable without effect], "conflicts": [{ "type", "ref", "kept": { "label", "spendable" }, "left": … }] }',
  run: (context) =>
    withWatchFolder(context, async (folder) => {
      const { args, io } = context;
      const [asked = '', file = ''] = args.positionals;
      const { charter } = await findWallet(folder, asked);
      const text = readFileText(resolve(io.folder, file));
      const named = args.text('format');
      const format = named === undefined ? labelFormatOf(text) : labelFormatNamed(named);
      const { labels, others } = format.read(text);
      const seen = await folder.store.labels.list(charter.id);
      const merge = mergeLabels({
        known: seen.map(fileLabel),
        offered: labels,
        wallet: charter.wallet,
        replace: args.flag('replace'),
      });
      await folder.store.labels.set(charter.id, ...changesOf(seen, merge.changed));
      const { added, same, foreign, frozen, freed, unthawed, conflicts } = merge;
      return {
        json: {
          ...{ wallet: charter.name, format: format.name, added, changed: merge.changed.length - added, same, foreign },
          ...{ unknown: others.length, frozen, freed, unthawed, conflicts: conflicts.map(conflictJson) },
        },
        lines: [...mergeLines(merge, others.length), ...conflictLines(merge, args.flag('replace'))],
      };
    }),
};

function mergeLines({ changed, added, same, foreign, frozen, freed, unthawed }: LabelMerge, unknown: number): string[] {
  const sentences = [
    `${counted(added, 'label')} added, ${changed.length - added} changed, ${same} known already.`,
    foreign === 0 ? '' : `${counted(foreign, 'record')} of another wallet or network left out.`,
    unknown === 0 ? '' : `${counted(unknown, 'record')} of types that Icehouse does not know left out.`,
    frozen.length === 0 ? '' : `${counted(frozen.length, 'coin')} frozen by the file: not selected for payments.`,
    freed.length === 0 ? '' : `${counted(freed.length, 'coin')} set free by the file.`,
    unthawed.length === 0
      ? ''
      : `${counted(unthawed.length, 'coin')} called spendable by the file: that sets none free, as dust stays frozen ` +
        '(--replace takes the file’s word, icehouse coin unfreeze frees a single one).',
  ];
  return sentences.filter((sentence) => sentence !== '').flatMap((sentence) => wrapped(sentence));
}

function conflictLines({ conflicts }: LabelMerge, replaced: boolean): string[] {
  if (conflicts.length === 0) return [];
  const [first, second] = replaced ? ['now', 'was'] : ['kept', 'file'];
  const more = conflicts.length - MOST_SHOWN;
  return [
    '',
    ...wrapped(
      replaced
        ? `${counted(conflicts.length, 'label')} replaced:`
        : `${counted(conflicts.length, 'label')} differ; the wallet’s own stay (--replace takes the file’s):`,
    ),
    ...conflicts
      .slice(0, MOST_SHOWN)
      .flatMap(({ type, ref, kept, left }) => [
        ...wrapped(`${type} ${visible(ref)}`, { first: '  ', indent: '    ' }),
        ...wrapped(`${first}: ${saidText(kept)}`, { first: '    ', indent: '      ' }),
        ...wrapped(`${second}: ${saidText(left)}`, { first: '    ', indent: '      ' }),
      ]),
    ...(more > 0 ? [`  … and ${more} more; --json lists all.`] : []),
  ];
}

function saidText({ label, spendable }: Said): string {
  const coin = spendable === undefined ? '' : spendable ? ' (spendable)' : ' (frozen)';
  return `${label === '' ? 'no text' : `“${visible(label, { max: 120 })}”`}${coin}`;
}

function conflictJson({ type, ref, kept, left }: LabelConflict) {
  return { type, ref, kept: saidJson(kept), left: saidJson(left) };
}

function saidJson({ label, spendable }: Said) {
  return { label, spendable: spendable ?? null };
}
