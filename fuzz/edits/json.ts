/**
 * Edits of a JSON text as a tree: members dropped, doubled, renamed, exchanged, grafted from other inputs, values replaced
 * by awkward ones. The tree keeps each scalar as its text and may hold a key twice, which values of JavaScript cannot.
 */
import fc from 'fast-check';
import type { Edit } from '../engine/target.ts';
import { anyCharacter, type TextEdit, textEdits } from './text.ts';

/** A scalar as its JSON text, a list, or an object's entries in order. */
type Tree = string | { readonly items: readonly Tree[] } | { readonly entries: readonly (readonly [string, Tree])[] };

const place = fc.nat();
const within = (number: number, length: number): number => (length === 0 ? 0 : number % length);

const SCALARS = [
  ...['null', 'true', 'false', '0', '-0', '-1', '1', '2', '20', '1.5', '1e3', '2147483647', '2147483648', '4294967296'],
  ...[
    '9007199254740991',
    '9007199254740992',
    '1e400',
    '""',
    '" "',
    '"\\u0000"',
    '"\\u202e"',
    '"\\ud800"',
    '"__proto__"',
  ],
  ...['{}', '[]', '[[]]', '{"a":{}}', '"0"', '"main"', '"testnet3"', '"p2sh"', '"multi"', '"sorted"'],
];

const NAMES = ['__proto__', 'constructor', 'extensions', 'critical', 'a', '', 'Name', 'name ', 'toString'];

function treeOf(value: unknown): Tree {
  if (Array.isArray(value)) return { items: value.map(treeOf) };
  if (typeof value === 'object' && value !== null) {
    return { entries: Object.entries(value).map(([name, member]) => [name, treeOf(member)] as const) };
  }
  return JSON.stringify(value);
}

/** The tree of a text; undefined when it is no JSON, or so deep or large that the tree is of no use. */
function parsed(text: string): Tree | undefined {
  if (text.length > 60_000 || /(?:[[{]\s*){200}/.test(text)) return undefined;
  try {
    return treeOf(JSON.parse(text));
  } catch {
    // Not JSON any more after other edits: edited as text instead.
    return undefined;
  }
}

function printed(tree: Tree): string {
  if (typeof tree === 'string') return tree;
  if ('items' in tree) return `[${tree.items.map(printed).join(',')}]`;
  return `{${tree.entries.map(([name, member]) => `${JSON.stringify(name)}:${printed(member)}`).join(',')}}`;
}

function count(tree: Tree): number {
  if (typeof tree === 'string') return 1;
  const children = 'items' in tree ? tree.items : tree.entries.map(([, member]) => member);
  return children.reduce((sum, child) => sum + count(child), 1);
}

/** The node of that number, root 0, in the order of the text. */
function nodeAt(tree: Tree, number: number): Tree {
  let left = number;
  const walk = (node: Tree): Tree | undefined => {
    if (left-- === 0) return node;
    if (typeof node === 'string') return undefined;
    const children = 'items' in node ? node.items : node.entries.map(([, member]) => member);
    for (const child of children) {
      const found = walk(child);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return walk(tree) ?? tree;
}

/** The tree with the node of that number changed. */
function changedAt(tree: Tree, number: number, change: (node: Tree) => Tree): Tree {
  let left = number;
  const walk = (node: Tree): Tree => {
    if (left-- === 0) return change(node);
    if (left < 0 || typeof node === 'string') return node;
    if ('items' in node) return { items: node.items.map(walk) };
    return { entries: node.entries.map(([name, member]) => [name, walk(member)] as const) };
  };
  return walk(tree);
}

/** An edit of the tree, where there is one; the text itself otherwise. */
function onTree(edit: (tree: Tree, corpus: (number: number) => Tree | undefined) => Tree): Edit<string> {
  return (text, corpus) => {
    const tree = parsed(text);
    return tree === undefined ? text : printed(edit(tree, (number) => parsed(corpus(number))));
  };
}

const replaceValue: fc.Arbitrary<TextEdit> = fc
  .tuple(
    place,
    fc.oneof(
      fc.constantFrom(...SCALARS),
      fc.array(anyCharacter, { maxLength: 4 }).map((text) => JSON.stringify(text.join(''))),
    ),
  )
  .map(([at, value]) => onTree((tree) => changedAt(tree, within(at, count(tree)), () => value)));

const graft: fc.Arbitrary<TextEdit> = fc.tuple(place, place, place).map(([other, from, to]) =>
  onTree((tree, corpus) => {
    const source = corpus(other) ?? tree;
    const piece = nodeAt(source, within(from, count(source)));
    return changedAt(tree, within(to, count(tree)), () => piece);
  }),
);

/** Lists and objects alike as a list of children, so that one edit serves both. */
function onChildren(
  node: Tree,
  edit: (children: readonly (readonly [string, Tree])[]) => readonly (readonly [string, Tree])[],
): Tree {
  if (typeof node === 'string') return node;
  if ('entries' in node) return { entries: edit(node.entries) };
  return { items: edit(node.items.map((item) => ['', item] as const)).map(([, item]) => item) };
}

const changeMembers: fc.Arbitrary<TextEdit> = fc
  .tuple(place, place, place, fc.constantFrom('drop', 'double', 'rename', 'exchange', 'empty', 'many'), place)
  .map(([at, first, second, what, name]) =>
    onTree((tree) =>
      changedAt(tree, within(at, count(tree)), (node) =>
        onChildren(node, (children) => {
          const index = within(first, children.length);
          const chosen = children[index];
          const partner = children[within(second, children.length)];
          if (chosen === undefined || partner === undefined) return children;
          if (what === 'drop') return children.toSpliced(index, 1);
          if (what === 'double') return [...children, chosen];
          if (what === 'empty') return [];
          if (what === 'many') return Array.from({ length: 1 + within(second, 300) }, () => chosen);
          if (what === 'rename') return children.with(index, [NAMES[within(name, NAMES.length)]!, chosen[1]]);
          return children.map(([key, member]) =>
            key === chosen[0]
              ? ([key, partner[1]] as const)
              : key === partner[0]
                ? ([key, chosen[1]] as const)
                : [key, member],
          );
        }),
      ),
    ),
  );

const deepen: fc.Arbitrary<TextEdit> = fc
  .tuple(place, fc.oneof(fc.constant(1), fc.nat({ max: 60 })), fc.boolean())
  .map(([at, levels, list]) =>
    onTree((tree) =>
      changedAt(tree, within(at, count(tree)), (node) => {
        let deeper = node;
        for (let level = 0; level < levels; level++) deeper = list ? { items: [deeper] } : { entries: [['a', deeper]] };
        return deeper;
      }),
    ),
  );

const layOut: fc.Arbitrary<TextEdit> = fc.constantFrom('', ' ', '\t', '  ').map((indent) => (text) => {
  try {
    return `${JSON.stringify(JSON.parse(text), null, indent)}\n`;
  } catch {
    // Not JSON any more: nothing to lay out.
    return text;
  }
});

/** Edits inside the strings of a JSON text, with the words of the document. */
function inStrings(dictionary: readonly string[]): fc.Arbitrary<TextEdit> {
  return fc.tuple(place, textEdits(dictionary)).map(([at, edit]) => (text, corpus) => {
    const tree = parsed(text);
    if (tree === undefined) return edit(text, corpus);
    const node = within(at, count(tree));
    const change = (value: Tree): Tree => {
      if (typeof value !== 'string' || !value.startsWith('"')) return value;
      return JSON.stringify(edit(JSON.parse(value) as string, corpus));
    };
    return printed(changedAt(tree, node, change));
  });
}

/** Edits of a JSON document: of its tree, inside its strings, and of the text itself. */
export function jsonEdits(dictionary: readonly string[]): fc.Arbitrary<TextEdit> {
  return fc.oneof(
    { weight: 6, arbitrary: replaceValue },
    { weight: 6, arbitrary: graft },
    { weight: 6, arbitrary: changeMembers },
    { weight: 6, arbitrary: inStrings(dictionary) },
    { weight: 1, arbitrary: deepen },
    { weight: 1, arbitrary: layOut },
    { weight: 2, arbitrary: textEdits(dictionary) },
  );
}
