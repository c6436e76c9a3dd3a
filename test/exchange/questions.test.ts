/**
 * What a file leaves open is asked and never guessed: each question names its answer, and each answer gives another wallet.
 * What is missing or was converted is told with what it means.
 */
import { describe, expect, it } from 'vitest';
import { parseOrigin } from '../../src/core/key/origin.ts';
import type { Wallet } from '../../src/core/wallet/types.ts';
import { parseAnswers } from '../../src/exchange/answers.ts';
import { importWallet } from '../../src/exchange/import-wallet.ts';
import { importKey } from '../../src/exchange/keys/import-key.ts';
import { codeOf, refusalOf } from '../support/errors.ts';
import { addressAt, importSample, noteCodes, sample } from '../support/imports.ts';
import { knownWallet } from '../support/multisig.ts';

const wallet = knownWallet();
const [first, second, third] = wallet.keys.map(({ xpub }) => xpub) as [string, string, string];
const origins = ['[73c5da0a/48h/0h/0h/2h]', '[b8688df1/48h/0h/0h/2h]', '[28645006/48h/0h/0h/2h]'] as const;
const listed = wallet.keys.map(({ xpub }, index) => origins[index] + xpub).join('\n');
const descriptor = (suffix: string) =>
  `wsh(sortedmulti(2,${wallet.keys.map(({ xpub }, index) => `${origins[index]}${xpub}${suffix}`).join(',')}))`;

/** Answers one question after the other, as a person would, and gives the codes that were asked. */
function converse(
  text: string,
  answers: readonly string[],
): { readonly asked: readonly string[]; readonly wallet: Wallet } {
  const given: string[] = [];
  const asked: string[] = [];
  for (;;) {
    try {
      return { asked, wallet: importSample(text, { answers: parseAnswers(given) }).wallet };
    } catch (error) {
      const {
        code,
        kind,
        expected = '',
        next = '',
      } = error as { code: string; kind: string; expected?: string; next?: string };
      expect([kind, code.startsWith('exchange/ask-')]).toEqual(['usage', true]);
      const about = code.slice('exchange/ask-'.length);
      expect(expected).toContain(`${about}=`);
      expect(next).toContain(`${about}=`);
      const answer = answers.find((each) => each.startsWith(`${about}=`));
      if (answer === undefined || given.includes(answer)) throw error;
      asked.push(about);
      given.push(answer);
    }
  }
}

describe('a plain list of keys', () => {
  it('is asked for everything, and is then the wallet that it was', () => {
    const { asked, wallet: read } = converse(listed, ['threshold=2', 'key-order=sorted', 'script-type=p2wsh']);
    expect(asked).toEqual(['threshold', 'key-order', 'script-type']);
    expect(read.descriptor).toBe(wallet.descriptor);
  });

  it('is another wallet with other answers', async () => {
    const choices = [
      ['threshold=2', 'key-order=sorted', 'script-type=p2wsh'],
      ['threshold=2', 'key-order=given', 'script-type=p2wsh'],
      ['threshold=2', 'key-order=sorted', 'script-type=p2sh-p2wsh'],
      ['threshold=2', 'key-order=sorted', 'script-type=p2sh'],
      ['threshold=3', 'key-order=sorted', 'script-type=p2wsh'],
    ];
    const addresses = await Promise.all(
      choices.map((answers) => addressAt(converse(listed, answers).wallet, 'receive', 0)),
    );
    expect(new Set(addresses).size).toBe(choices.length);
    expect(addresses[0]).toBe('bc1qm43n7nnev58aj3nrznz2xscgv98t7gxycq5pmp20a5vzfp5t0q2s7r6twa');
  });

  it('says what the prefixes of the keys speak for, and still asks', () => {
    const zpubs = sample('coldcard/el-p2wsh-myself.json')
      .match(/Vpub\w+/g)!
      .join('\n');
    const answers = parseAnswers(['threshold=2', 'key-order=sorted']);
    const refusal = refusalOf(() => importSample(zpubs, { network: 'testnet3', answers }));
    expect([refusal.code, refusal.found]).toEqual(['exchange/ask-script-type', 'keys that begin with Vpub']);
    const wrong = parseAnswers(['threshold=2', 'key-order=sorted', 'script-type=p2sh']);
    expect(codeOf(() => importSample(zpubs, { network: 'testnet3', answers: wrong }))).toBe('key/slip132-script-type');
  });
});

describe('descriptors', () => {
  it.each(['/0/*', '', '/0/0', '/1/3'])('with keys that end in “%s” are asked for their chains', (suffix) => {
    const { asked, wallet: read } = converse(descriptor(suffix), ['chains=0,1']);
    expect(asked).toEqual(['chains']);
    expect(read.descriptor).toBe(wallet.descriptor);
  });

  it.each([
    '/1/*',
    '/5/7',
    '/0',
    '/2/*',
  ])('with keys that end in “%s” are refused, as no answer would be true', (suffix) => {
    expect(() => importSample(descriptor(suffix), { answers: { chains: '0,1' } })).toThrow();
    expect(codeOf(() => importSample(descriptor(suffix), { answers: { chains: '0,1' } }))).toMatch(
      /^descriptor\/(?:change-missing|key-path)$/,
    );
  });

  it('in pairs are taken in either order, and the swap is told', () => {
    const pair = [descriptor('/0/*'), descriptor('/1/*')];
    expect(noteCodes(importSample(pair.join('\n\n')))).toEqual([]);
    const swapped = importSample(pair.toReversed().join('\n'));
    expect(swapped.wallet.descriptor).toBe(wallet.descriptor);
    expect(noteCodes(swapped)).toEqual(['import/chains-by-custom']);
  });

  it('are read with labels, comments, wrapped lines and Specter-DIY’s name', () => {
    const texts = [
      `# mine\nReceive: ${descriptor('/0/*')}\n\nChange: ${descriptor('/1/*')}\n`,
      descriptor('/<0;1>/*').replaceAll(',[', ',\n  ['),
      `Family&${descriptor('/<0;1>/*')}`,
    ];
    for (const text of texts) expect(importSample(text).wallet.descriptor).toBe(wallet.descriptor);
  });

  it.each([
    ['exchange/several-wallets', `${descriptor('/<0;1>/*')}\n${descriptor('/<2;3>/*')}`],
    ['exchange/several-wallets', [descriptor('/0/*'), descriptor('/1/*'), descriptor('/2/*')].join('\n')],
    [
      'descriptor/pair-differs',
      `${descriptor('/0/*')}\n${descriptor('/1/*').replace('sortedmulti(2', 'sortedmulti(3')}`,
    ],
    ['descriptor/pair-differs', `${descriptor('/0/*')}\n${descriptor('/1/*').replace('[73c5da0a', '[73c5da0b')}`],
    ['descriptor/pair-differs', `${descriptor('/0/*')}\n${descriptor('/0/*').replace(first, second)}`],
    ['wallet/duplicate-key', descriptor('/<0;1>/*').replace(second, first)],
    ['wallet/duplicate-key', descriptor('/<0;1>/*').replace(third, first)],
  ])('%s', (code, text) => {
    expect(codeOf(() => importSample(text))).toBe(code);
  });

  it('of Sparrow’s export must all be the same wallet', () => {
    const text = (change: string) =>
      `# Receive and change descriptor (BIP389):\n${descriptor('/<0;1>/*')}\n\n# Receive descriptor (Bitcoin Core):\n${descriptor('/0/*')}\n\n# Change descriptor (Bitcoin Core):\n${change}\n`;
    expect(importSample(text(descriptor('/1/*'))).format).toBe('sparrow');
    expect(codeOf(() => importSample(text(descriptor('/2/*'))))).toBe('exchange/descriptors-differ');
  });

  it('tell their annotations, which decide nothing', () => {
    const imported = importSample(`${descriptor('/<0;1>/*')}?bh=800000&gl=50`);
    expect(noteCodes(imported)).toEqual(['import/birthday', 'import/gap-limit']);
  });
});

describe('Bitcoin Core', () => {
  const entry = (desc: string, more: object = {}) => ({ desc, active: true, internal: false, timestamp: 1.5, ...more });
  const single = `wpkh(${first}/0/*)`;

  it('answers listdescriptors with others beside it: the active multisig is taken', () => {
    const answer = {
      wallet_name: 'family',
      descriptors: [
        entry(descriptor('/1/*'), { internal: true }),
        entry(single),
        entry(descriptor('/0/*')),
        entry(descriptor('/4/*'), { active: false }),
        entry(`wsh(or_d(pk(${first}),older(144)))`),
      ],
    };
    const imported = importSample(JSON.stringify(answer));
    expect([imported.wallet.descriptor, imported.name]).toEqual([wallet.descriptor, 'family']);
    expect(noteCodes(imported)).toEqual(['import/other-descriptors']);
  });

  it('is refused with two wallets, and with none', () => {
    const both = [entry(descriptor('/<0;1>/*')), entry(descriptor('/0/*')), entry(descriptor('/1/*'))];
    expect(codeOf(() => importSample(JSON.stringify(both)))).toBe('exchange/several-wallets');
    expect(codeOf(() => importSample(JSON.stringify([entry(single)])))).toBe('exchange/single-key-wallet');
    expect(codeOf(() => importSample(JSON.stringify([entry('wsh(')])))).toBe('descriptor/syntax');
  });
});

describe('Specter', () => {
  const file = (more: object) => JSON.stringify({ label: 'Family', descriptor: descriptor('/0/*'), ...more });

  it('means /1/* for change by its own rule, names keys by devices, and claims a height', () => {
    const devices = [{ type: 'trezor', label: 'Ana' }, 'Boris', { type: 'x' }];
    const imported = importSample(file({ devices, blockheight: 700_000 }));
    expect(imported.wallet.descriptor).toBe(wallet.descriptor);
    expect(imported.wallet.keys.map(({ name }) => name)).toEqual(['Ana', 'Boris', '']);
    expect([imported.name, ...noteCodes(imported)]).toEqual(['Family', 'import/birthday']);
  });

  it('gives both descriptors in its backups, which must belong together', () => {
    const backup = { name: 'Family', recv_descriptor: descriptor('/0/*'), change_descriptor: descriptor('/1/*') };
    expect(importSample(JSON.stringify(backup)).wallet.descriptor).toBe(wallet.descriptor);
    const other = { ...backup, change_descriptor: descriptor('/1/*').replace('sortedmulti', 'multi') };
    expect(codeOf(() => importSample(JSON.stringify(other)))).toBe('descriptor/pair-differs');
  });

  it('exports devices that are connected by cable, of which one key is for multisig', () => {
    const device = {
      name: 'Trezor',
      type: 'trezor',
      keys: [
        { original: 'x', fingerprint: '73c5da0a', derivation: 'm/84h/0h/0h', type: 'wpkh', xpub: second },
        { original: 'x', fingerprint: '73c5da0a', derivation: 'm/48h/0h/0h/2h', type: 'wsh', xpub: first },
      ],
    };
    const { card, format } = importKey(JSON.stringify(device), { name: 'Ana', network: 'main', scriptType: 'p2wsh' });
    expect([format, card.key.xpub, card.software]).toEqual(['specter-device', first, 'Specter device']);
    expect(codeOf(() => importSample(JSON.stringify(device)))).toBe('exchange/key-not-wallet');
  });
});

describe('Electrum files of today', () => {
  const text = sample('coldcard/el-p2wsh-myself.json');
  const read = (changed: string) => importSample(changed, { network: 'testnet3' });

  it('with changes behind them are read where the changes are not about keys', () => {
    const patch = '{"op": "add", "path": "/labels/tx", "value": "rent"}';
    expect(read(`${text},\n${patch},\n`).wallet.descriptor).toBe(read(text).wallet.descriptor);
    const other = '{"op": "replace", "path": "/x1~1/xpub", "value": "x"}';
    expect(codeOf(() => read(`${text},\n${other}`))).toBe('exchange/electrum-unsaved-changes');
    expect(codeOf(() => read(`${text},\n{"op": "move"}`))).toBe('exchange/electrum-unsaved-changes');
  });

  it.each([
    ['exchange/electrum-2fa', '"2fa"'],
    ['exchange/electrum-imported', '"imported"'],
    ['exchange/single-key-wallet', '"standard"'],
    ['exchange/electrum-wallet-type', '"0of4"'],
    ['exchange/key-count', '"2of5"'],
    ['wallet/threshold', '"5of4"'],
    ['exchange/key-count', '"2of99"'],
  ])('%s for a wallet of the type %s', (code, type) => {
    expect(codeOf(() => read(text.replace('"2of4"', type)))).toBe(code);
  });

  it('with keys for two script types are refused', () => {
    const [nested] = sample('coldcard/el-p2sh-p2wsh-myself.json').match(/Upub\w+/) ?? [];
    expect(codeOf(() => read(text.replace(/"Vpub\w+"/, `"${nested}"`)))).toBe('key/slip132-script-type');
  });

  it('of a hardware device’s encryption are told from those with a password', () => {
    const encrypted = sample('sparrow/electrum-encrypted');
    const hardware = Buffer.from(encrypted, 'base64');
    hardware[3] = '2'.charCodeAt(0);
    expect(codeOf(() => importSample(hardware.toString('base64')))).toBe('exchange/hardware-encrypted');
  });
});

describe('Liana', () => {
  const policy = `wsh(or_d(multi(2,${first}/<0;1>/*,${second}/<0;1>/*),and_v(v:pkh(${third}/<0;1>/*),older(52560))))`;

  it('is refused with the reason, as descriptor and in its backup', () => {
    expect(codeOf(() => importSample(policy))).toBe('exchange/liana-not-supported');
    const backup = { version: 1, accounts: [{ descriptor: policy }] };
    expect(codeOf(() => importSample(JSON.stringify(backup)))).toBe('exchange/liana-not-supported');
    expect(refusalOf(() => importSample(policy)).message).toContain('other keys can spend');
  });
});

describe('origins', () => {
  const caravan = (keys: readonly object[]) =>
    JSON.stringify({
      name: 'Family',
      addressType: 'P2WSH',
      network: 'mainnet',
      quorum: { requiredSigners: 2, totalSigners: 3 },
      extendedPublicKeys: wallet.keys.map(({ xpub }, index) => ({ name: `Member ${index}`, xpub, ...keys[index] })),
    });
  const sound = { bip32Path: "m/48'/0'/0'/2'", xfp: '73C5DA0A' };

  it.each<[string, object, string]>([
    ['the whole', {}, 'fingerprint and path'],
    ['the path', { xfp: 'b8688df1', bip32Path: 'Unknown' }, 'its path (its fingerprint is said to be b8688df1)'],
    ['the path, as zeros', { xfp: 'b8688df1', bip32Path: 'm/0/0/0/0' }, 'its path'],
    ['the fingerprint', { bip32Path: sound.bip32Path }, 'its fingerprint (its path is said to be 48h/0h/0h/2h)'],
    ['the fingerprint, as zeros', { ...sound, xfp: '00000000' }, 'its fingerprint'],
  ])('missing %s is told with what it costs', (_, key, says) => {
    const imported = importSample(caravan([sound, key, { ...sound, xfp: '28645006' }]));
    expect(imported.wallet.keys.map(({ origin }) => origin !== undefined)).toEqual([true, false, true]);
    const [note] = imported.notes;
    expect([imported.notes.length, note!.code]).toEqual([1, 'import/no-origin']);
    expect(note!.text).toContain('key 2 (Member 1)');
    expect(note!.text).toContain(says);
    expect(note!.text).toContain('may not see that a payment is its own to sign');
  });

  it('are mended by who knows them', () => {
    const origin = parseOrigin(origins[1]);
    const options = { answers: { origins: new Map([[2, origin]]) } };
    const imported = importSample(caravan([sound, {}, { ...sound, xfp: '28645006' }]), options);
    expect(imported.wallet.keys[1]!.origin).toEqual(origin);
    expect(imported.wallet.descriptor).toBe(wallet.descriptor);
    expect(imported.notes).toEqual([]);
  });

  it('that cannot be right are told: another depth, another script type', () => {
    const short = importSample(caravan([{ ...sound, bip32Path: "m/48'/0'/0'" }, sound, sound]));
    expect(noteCodes(short)).toEqual(['import/depth-differs']);
    const nested = importSample(caravan([{ ...sound, bip32Path: "m/48'/0'/0'/1'" }, sound, sound]));
    expect(noteCodes(nested)).toEqual(['import/path-of-other-type']);
  });

  it.each<[string, object]>([
    ['path/bad-step', { ...sound, bip32Path: "m/48'/x" }],
    ['path/index-out-of-range', { ...sound, bip32Path: 'm/4294967296' }],
    ['origin/bad-fingerprint', { ...sound, xfp: '73c5da0' }],
    ['exchange/origin-coin-type', { ...sound, bip32Path: "m/48'/1'/0'/2'" }],
  ])('%s is refused', (code, key) => {
    expect(codeOf(() => importSample(caravan([key, sound, sound])))).toBe(code);
  });
});

describe('formats', () => {
  it('can be named, and are refused where the file is of another', () => {
    const read = (format: string) => importWallet(descriptor('/<0;1>/*'), { network: 'main', format });
    expect(read('descriptor').format).toBe('descriptor');
    expect(codeOf(() => read('electrum'))).toBe('json/syntax');
    expect(codeOf(() => read('word'))).toBe('exchange/unknown-format');
  });

  it('that are none are told by all that are known', () => {
    for (const text of ['', 'hello', '{}', '[]', '{"a":1}', 'null']) {
      expect(refusalOf(() => importSample(text)).code).toBe('exchange/unknown-format');
    }
    expect(codeOf(() => importSample('{"a":'))).toBe('json/syntax');
  });

  it('take one key for no wallet', () => {
    expect(codeOf(() => importSample(`${origins[0]}${first}`))).toBe('exchange/key-not-wallet');
  });
});

describe('answers', () => {
  it.each([
    '',
    'p2wsh',
    'script-type',
    'script-type=p2tr',
    'threshold=0',
    'threshold=21',
    'chains=0,2',
    'order=sorted',
  ])('“%s” is none', (text) => {
    const refusal = refusalOf(() => parseAnswers([text]));
    expect([refusal.code, refusal.kind]).toEqual(['exchange/unknown-answer', 'usage']);
  });

  it('are read together', () => {
    expect(parseAnswers(['threshold=3', 'script-type=p2sh', 'key-order=given', 'chains=0,1'])).toEqual({
      threshold: 3,
      scriptType: 'p2sh',
      keyOrder: 'given',
      chains: '0,1',
    });
  });
});

describe('keys of single cosigners', () => {
  const read = (text: string, more: object = {}) =>
    importKey(text, { name: 'Ana', network: 'main', scriptType: 'p2wsh', ...more });

  it('come as text, with origin or without', () => {
    expect(read(`${origins[0]}${first}\n`).card.key.origin).toEqual(parseOrigin(origins[0]));
    const bare = read(first);
    expect([bare.card.key.origin, bare.notes[0]?.code]).toEqual([undefined, 'import/no-origin']);
    const answers = { origins: new Map([[1, parseOrigin(origins[0])]]) };
    expect(read(first, { answers }).notes).toEqual([]);
  });

  it('are asked about where there are several for one script type', () => {
    const two = `${origins[0]}${first}\n[73c5da0a/48h/0h/1h/2h]${second}\n`;
    const refusal = refusalOf(() => read(two));
    expect([refusal.code, refusal.kind, refusal.found]).toEqual([
      'exchange/several-keys',
      'usage',
      '48h/0h/0h/2h, 48h/0h/1h/2h',
    ]);
    expect(read(two, { path: parseOrigin('[73c5da0a/48h/0h/1h/2h]').path }).card.key.xpub).toBe(second);
    expect(codeOf(() => read(two, { path: [7] }))).toBe('exchange/no-key-for-script-type');
  });

  it('are refused for another network or script type', () => {
    expect(codeOf(() => read(first, { network: 'testnet4' }))).toBe('key/network-differs');
    const nested = sample('coldcard/ccxp-6BA6CFD0.json').match(/"(Upub\w+)"/)![1]!;
    expect(codeOf(() => read(nested, { network: 'testnet4' }))).toBe('exchange/no-key-for-script-type');
  });
});
