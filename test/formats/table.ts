/**
 * The table of formats: for each that other wallets have, what reads it, what writes it, a sample that a real program wrote,
 * and what does not come along. `formats.test.ts` runs it, `docs/formats.md` is written from it.
 */
import type { ScriptType } from '../../src/core/key/types.ts';
import type { NetworkName } from '../../src/core/network.ts';
import type { ImportAnswers } from '../../src/exchange/format.ts';
import {
  accountInPaper,
  cosignerInBlueWallet,
  descriptorInBip388,
  file,
  inBip388,
  inBlueWallet,
  inCore,
  inKrux,
  inNunchuk,
  specterDevice,
} from './samples.ts';

export interface Sample {
  readonly text: () => string;
  /** Where it comes from, for the page. */
  readonly source: string;
  readonly network: NetworkName;
  readonly answers?: ImportAnswers;
}

export interface WalletFormat {
  /** As people call it. */
  readonly title: string;
  /** The reader, by name; undefined for what is not read. */
  readonly reader: string;
  /** The writer, by name. */
  readonly writer: string;
  readonly sample: Sample;
  /** What the program's file does not hold, so that it does not survive the round trip. */
  readonly lost: string;
}

const NAMES = 'names of members';
const BOTH = 'name of the wallet, names of members';

export const WALLET_FORMATS: readonly WalletFormat[] = [
  {
    title: 'Output descriptor, multipath (BIP-0389)',
    reader: 'descriptor',
    writer: 'descriptor',
    sample: { text: descriptorInBip388(2), source: 'BIP-0388', network: 'main' },
    lost: BOTH,
  },
  {
    title: 'Output descriptors, single or a pair',
    reader: 'descriptor',
    writer: 'descriptors',
    sample: {
      text: file('coldcard/desc-p2wsh-myself.txt'),
      source: 'Coldcard firmware',
      network: 'testnet3',
      answers: { chains: '0,1' },
    },
    lost: BOTH,
  },
  {
    title: 'Bitcoin Core `importdescriptors`',
    reader: 'bitcoin-core',
    writer: 'bitcoin-core',
    sample: { text: inCore('importdescriptors'), source: 'Bitcoin Core 30', network: 'regtest' },
    lost: BOTH,
  },
  {
    title: 'Bitcoin Core `listdescriptors`',
    reader: 'bitcoin-core',
    writer: 'bitcoin-core',
    sample: { text: inCore('listdescriptors'), source: 'Bitcoin Core 30', network: 'regtest' },
    lost: BOTH,
  },
  {
    title: 'Electrum wallet file, old',
    reader: 'electrum',
    writer: 'electrum',
    sample: {
      text: file('electrum/wallet-files/client_2_0_4_multisig'),
      source: 'Electrum 2.0.4',
      network: 'main',
    },
    lost: 'name of the wallet; seeds are never read',
  },
  {
    title: 'Electrum wallet file',
    reader: 'electrum',
    writer: 'electrum',
    sample: { text: inBlueWallet(6), source: 'Electrum, in BlueWallet’s tests', network: 'main' },
    lost: 'name of the wallet; seeds, labels and history are not read with it',
  },
  {
    title: 'Sparrow, “Electrum” export',
    reader: 'electrum',
    writer: 'electrum',
    sample: { text: file('sparrow/electrum-multisig-wallet.json'), source: 'Sparrow', network: 'testnet3' },
    lost: 'name of the wallet',
  },
  {
    title: 'Sparrow, “Coldcard Multisig” export',
    reader: 'coldcard',
    writer: 'coldcard',
    sample: { text: file('sparrow/cc-multisig-export-1.txt'), source: 'Sparrow', network: 'main' },
    lost: NAMES,
  },
  {
    title: 'Specter Desktop JSON',
    reader: 'specter',
    writer: 'specter',
    sample: { text: file('specter/multisig-2of3.json'), source: 'Specter Desktop, in Krux’s tests', network: 'main' },
    lost: 'kinds of devices',
  },
  {
    title: 'Caravan configuration',
    reader: 'caravan',
    writer: 'caravan',
    sample: {
      text: file('caravan/bitcoin-2-of-2-P2WSH_MAINNET.json'),
      source: 'Caravan',
      network: 'main',
    },
    lost: 'nothing of the wallet; its own starting index',
  },
  {
    title: 'Coldcard set-up text',
    reader: 'coldcard',
    writer: 'coldcard',
    sample: { text: file('coldcard/export-p2wsh-myself.txt'), source: 'Coldcard firmware', network: 'testnet3' },
    lost: `${NAMES}; long names are cut`,
  },
  {
    title: 'Coldcard set-up text by Specter Desktop',
    reader: 'coldcard',
    writer: 'coldcard',
    sample: { text: file('specter/coldcard-1of2.txt'), source: 'Specter Desktop', network: 'testnet3' },
    lost: NAMES,
  },
  {
    title: 'Coldcard settings',
    reader: 'coldcard-setting',
    writer: 'coldcard',
    sample: { text: file('coldcard/setting-p2wsh-myself.json'), source: 'Coldcard firmware', network: 'testnet3' },
    lost: NAMES,
  },
  {
    title: 'BlueWallet set-up text (Krux, Jade read it as well)',
    reader: 'coldcard',
    writer: 'bluewallet',
    sample: { text: inKrux(0), source: 'BlueWallet, in Krux’s tests', network: 'main' },
    lost: NAMES,
  },
  {
    title: 'Keystone and Passport text (`ur:bytes`)',
    reader: 'coldcard',
    writer: 'coldcard',
    sample: { text: inBlueWallet(2), source: 'Cobo Vault (now Keystone), in BlueWallet’s tests', network: 'main' },
    lost: NAMES,
  },
  {
    title: 'Nunchuk, BSMS descriptor record',
    reader: 'bsms',
    writer: 'bsms',
    sample: { text: inNunchuk, source: 'Nunchuk, in BlueWallet’s tests', network: 'main' },
    lost: BOTH,
  },
  {
    title: 'Sparrow, BSMS descriptor record',
    reader: 'bsms',
    writer: 'bsms',
    sample: { text: file('bsms/sparrow/multisig-2.bsms'), source: 'Sparrow', network: 'main' },
    lost: BOTH,
  },
  {
    title: 'UR `crypto-output`',
    reader: 'ur',
    writer: 'ur',
    sample: { text: inBlueWallet(11), source: 'Sparrow, in BlueWallet’s tests', network: 'main' },
    lost: BOTH,
  },
  {
    title: 'UR `output-descriptor`',
    reader: 'ur',
    writer: 'ur-descriptor',
    sample: { text: inBlueWallet(11), source: 'as above; only the version of the code differs', network: 'main' },
    lost: BOTH,
  },
  {
    title: 'Wallet policy (BIP-0388)',
    reader: 'policy',
    writer: 'policy',
    sample: { text: inBip388(2), source: 'BIP-0388', network: 'main' },
    lost: NAMES,
  },
  {
    title: 'Casa, descriptor of its app',
    reader: 'descriptor',
    writer: 'descriptor',
    sample: { text: inBlueWallet(10), source: 'Casa, in BlueWallet’s tests', network: 'main' },
    lost: BOTH,
  },
];

/** Read as what it is, and refused with the reason. */
export interface RefusedFormat {
  readonly title: string;
  readonly code: string;
  readonly text: () => string;
  readonly reason: string;
}

export const REFUSED_FORMATS: readonly RefusedFormat[] = [
  {
    title: 'Liana descriptor',
    code: 'exchange/liana-not-supported',
    text: () => {
      const [a, b, c] = [...descriptorInBip388(4)().matchAll(/\[[^\]]+\]xpub[1-9A-HJ-NP-Za-km-z]+/g)].map(String);
      return `wsh(or_d(multi(2,${a}/<0;1>/*,${b}/<0;1>/*),and_v(v:pkh(${c}/<0;1>/*),older(52560))))`;
    },
    reason: 'other keys can spend after a time, and a charter of version 1 has no place for that',
  },
];

export interface KeySource {
  readonly title: string;
  readonly reader: string;
  readonly sample: Sample;
  readonly scriptType: ScriptType;
  readonly fingerprint?: string;
}

export const KEY_SOURCES: readonly KeySource[] = [
  {
    title: 'Coldcard `ccxp-*.json`',
    reader: 'coldcard-cosigner',
    sample: { text: file('coldcard/ccxp-6BA6CFD0.json'), source: 'Coldcard firmware', network: 'testnet3' },
    scriptType: 'p2wsh',
    fingerprint: '6ba6cfd0',
  },
  {
    title: 'Coldcard `coldcard-export.json`',
    reader: 'coldcard-generic',
    sample: { text: file('coldcard/coldcard-export.json'), source: 'Coldcard firmware', network: 'testnet3' },
    scriptType: 'p2wsh',
    fingerprint: '0f056943',
  },
  {
    title: 'Coldcard Q JSON',
    reader: 'coldcard-generic',
    sample: { text: cosignerInBlueWallet(2), source: 'Coldcard Q, in BlueWallet’s tests', network: 'main' },
    scriptType: 'p2wsh',
    fingerprint: 'b68af6e4',
  },
  {
    title: 'Keystone (Cobo) JSON',
    reader: 'keystone',
    sample: { text: cosignerInBlueWallet(0), source: 'Cobo Vault, in BlueWallet’s tests', network: 'main' },
    scriptType: 'p2wsh',
    fingerprint: 'd37ead88',
  },
  {
    title: 'Krux, SeedSigner, Jade: `[origin]xpub` as text or in a code',
    reader: 'text',
    sample: { text: cosignerInBlueWallet(6), source: 'BlueWallet’s tests', network: 'main' },
    scriptType: 'p2wsh',
    fingerprint: '73c5da0a',
  },
  {
    title: 'The same with a SLIP-0132 prefix',
    reader: 'text',
    sample: { text: cosignerInBlueWallet(5), source: 'BlueWallet’s tests', network: 'main' },
    scriptType: 'p2wsh',
    fingerprint: '73c5da0a',
  },
  {
    title: 'UR `crypto-account`',
    reader: 'ur',
    sample: { text: accountInPaper, source: 'Blockchain Commons', network: 'main' },
    scriptType: 'p2wsh',
    fingerprint: '37b5eed4',
  },
  {
    title: 'Trezor, Ledger: device JSON of Specter Desktop',
    reader: 'specter-device',
    sample: { text: specterDevice, source: 'form of Specter Desktop; made here', network: 'main' },
    scriptType: 'p2wsh',
    fingerprint: '73c5da0a',
  },
  {
    title: 'Electrum, bare Zpub (“Information” of a wallet)',
    reader: 'text',
    sample: { text: cosignerInBlueWallet(4), source: 'BlueWallet’s tests', network: 'main' },
    scriptType: 'p2wsh',
  },
];
