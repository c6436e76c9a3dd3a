/** `key commit`: the hash of a card that is given out before the card, for wallets whose addresses hold 160 bits. */
import { resolve } from 'node:path';
import { drawHealthy } from '../../cold/entropy/health.ts';
import { commitTo, formatCommitment, formatOpening, NONCE_BYTES } from '../../core/charter/commitment.ts';
import { parseKeyCard } from '../../core/charter/key-card.ts';
import { wrapped } from '../../core/text/columns.ts';
import { visible } from '../../core/text/visible.ts';
import type { Command } from '../command.ts';
import { readDocumentText } from '../documents/travelled.ts';
import { requireFreeName, writeNewFile } from '../files/write.ts';

export const keyCommit: Command = {
  name: 'key commit',
  summary: 'commit to your card before you show it (P2SH only)',
  positionals: 'CARD',
  arity: [1, 1],
  options: {
    out: { kind: 'text', value: 'FILE', help: 'the commitment, to be given out now', required: true },
    opening: { kind: 'text', value: 'FILE', help: 'what opens it, to be given out with the card', required: true },
  },
  description: [
    'For wallets of type p2sh and p2sh-p2wsh. Give the commitment to everybody, and keep card and opening to yourself until ' +
      'you hold the commitments of all others: then nobody can choose a key by the keys of the others. Keep the commitments ' +
      'that you were given; icehouse charter new, check and sign hold the cards against them. P2WSH needs none of this.',
  ],
  example: 'icehouse key commit alice.card.json --out alice.commitment.json --opening alice.opening.json',
  shape: '{ "commitment": file, "opening": file, "name", "hash" }',
  run: async ({ args, io }) => {
    const [file, openingFile] = [args.required('out'), args.required('opening')];
    for (const each of [file, openingFile]) requireFreeName(resolve(io.folder, each));
    const card = parseKeyCard(readDocumentText(io, args.positionals[0]!));
    const { commitment, opening } = commitTo(card, drawHealthy(io.random, NONCE_BYTES));
    writeNewFile(resolve(io.folder, openingFile), formatOpening(opening));
    writeNewFile(resolve(io.folder, file), formatCommitment(commitment));
    const { name, hash } = commitment;
    return {
      json: { commitment: file, opening: openingFile, name, hash },
      lines: [
        ...wrapped(`Commitment of ${visible(name)} written to ${file}: give it to every member now.`),
        `    ${hash}`,
        ...wrapped(
          `Card and opening (${openingFile}): give them to nobody before you hold the commitments of all other members. Keep ` +
            'those; they are asked for later.',
        ),
      ],
    };
  },
};
