/** `extension new`: a random seed extension whose strength is known because it was drawn. */
import { checkExtension } from '../../cold/extension/check.ts';
import { EXTENSION_FORMS, type ExtensionForm, formTable } from '../../cold/extension/forms.ts';
import { type GeneratedExtension, generateExtension } from '../../cold/extension/generate.ts';
import { IcehouseError } from '../../core/errors.ts';
import type { Command } from '../command.ts';
import { readWholeNumber } from '../documents/numbers.ts';
import { wordGrid } from '../terminal/word-grid.ts';

const FORM_NAMES: { readonly [form in ExtensionForm]: string } = {
  'lower-case': 'lower-case letters',
  'mixed-case': 'letters of both cases',
  'letters-digits': 'letters and digits',
  printable: 'printable ASCII characters',
  words: 'words',
};

export const extensionNew: Command = {
  name: 'extension new',
  summary: 'make a random seed extension of at least 160 bits',
  cold: 'makes-secret',
  options: {
    form: { kind: 'text', value: 'FORM', help: `${EXTENSION_FORMS.join(', ')}; lower-case by default` },
    bits: { kind: 'text', value: 'NUMBER', help: 'at least so many bits; 160 by default, 256 for more' },
  },
  description: [
    'Draws every character (or word) evenly from the system’s randomness, after a check of its health. For 160 bits: ' +
      `${formTable()
        .map(({ form, length }) => `${length} ${FORM_NAMES[form]}`)
        .join(', ')}; for 256 bits: ${formTable(256)
        .filter(({ form }) => form === 'printable')
        .map(({ length }) => `${length} ${FORM_NAMES.printable}`)
        .join('')}.`,
    'Keep it apart from the words: whoever has one of the two can do nothing without the other.',
  ],
  example: 'icehouse extension new --form lower-case',
  shape: '{ "extension", "form", "characters", "bits" }',
  run: async ({ args, io }) => {
    const form = readForm(args.text('form') ?? 'lower-case');
    const bits = readWholeNumber(args.text('bits') ?? '160', 'bits', [1, 512]);
    const extension = await drawnStrong(() => generateExtension({ source: io.random, form, bits }));
    const characters = [...extension.text].length;
    const whole = Math.floor(extension.bits);
    const shown = form === 'words' ? wordGrid(extension.text.split(' ')) : [`    ${extension.text}`];
    return {
      json: { extension: extension.text, form, characters, bits: whole },
      lines: [
        ...shown,
        '',
        `${characters} characters, ${whole} bits. Write it down exactly; case and spaces count.`,
        ...(form === 'words'
          ? [
              'The extension is all of the words in this order, with single spaces.',
              'Nobody can tell drawn words from a sentence: icehouse key card will ask you to',
              'confirm it with --accept-weak-extension.',
            ]
          : []),
      ],
    };
  },
};

/**
 * About one random text in a thousand looks like writing to the checker, and would need an acknowledgement when it is
 * typed; drawing another costs nothing and takes no more than a hundredth of a bit.
 */
async function drawnStrong(draw: () => GeneratedExtension): Promise<GeneratedExtension> {
  const drawn = draw();
  // Words are written language by design: they are drawn, so their strength is known all the same.
  if (drawn.form === 'words' || (await checkExtension(drawn.text)).verdict === 'strong') return drawn;
  return drawnStrong(draw);
}

function readForm(text: string): ExtensionForm {
  const form = EXTENSION_FORMS.find((each) => each === text);
  if (form !== undefined) return form;
  throw new IcehouseError({
    code: 'usage/arguments',
    kind: 'usage',
    message: 'there is no such form of extension',
    at: '--form',
    expected: EXTENSION_FORMS.join(', '),
  });
}
