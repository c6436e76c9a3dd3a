/**
 * Blocks that everybody agrees on, about one a year: a chain of headers starts after the last of them that lies below
 * the wallet's birthday, and must pass through those above. They spare the download of old headers and leave a liar no
 * room to begin a chain of his own. The values are facts of the chain, read from Electrum 4.3.4's `checkpoints.json`;
 * each is the last block of a difficulty period, beside the bits of the period that follows.
 */
import { NETWORKS, type NetworkName } from '../../core/network.ts';
import { limitBits } from './difficulty.ts';

/** Where a chain of headers may begin. */
export interface Checkpoint {
  /** Height of the block that is known; -1 stands before the genesis block. */
  readonly height: number;
  readonly hash: string;
  /** Bits of the next block; undefined where only the hash is known. */
  readonly nextBits: number | undefined;
}

const MAIN: readonly (readonly [number, string, number])[] = [
  [64511, '0000000009e6aa0fe39b790625ffeb18a2d6ff5060a5bd14e699e83c54109977', 0x1c05a3f4],
  [116927, '000000000000691d0c2444db713bf6c088844cc95a37cdc55cc269bb0a31d8c8', 0x1b00b5ac],
  [169343, '0000000000000275e0c41b11bc250fe887c5e60c8ebaaa449f5c28c67133d496', 0x1a0b3287],
  [221759, '00000000000003b34ca89509da5f558af468c194afaa8d458bbeb07c50cc7c74', 0x1a03d74b],
  [274175, '0000000000000002b704edc0bf1435fe2116040b547adb1bc2d196eb81779834', 0x1903a30c],
  [326591, '0000000000000000104430189dba1219b0e3dd90824e8c2271609aca5b71250f', 0x181bc330],
  [379007, '0000000000000000086233f4843682eb47bacb58930a5577fbfd5c9ebd57ddf9', 0x1811a954],
  [431423, '00000000000000000025b8961d1d0cfba33b0205ec10b3ce541618e352b0bbd5', 0x180440c4],
  [483839, '000000000000000000d0ad638ad61e7c4c3113618b8b26b2044347c00c042278', 0x1800ff18],
  [536255, '00000000000000000000943de85f4495f053ff55f27d135edc61c27990c2eec5', 0x1729d72d],
  [588671, '000000000000000000096b8d24db6471fb5871e9ae8bd1d7384fbee9c80a6052', 0x171ba3d1],
  [641087, '0000000000000000000ed5cf2e86791b44abce69e178e58613e64ed47e1c02a3', 0x17109bac],
  [693503, '00000000000000000003c1a7a8f2e45be0b6ba0d2fac227ff2a43cf8b7eaec29', 0x1712180b],
  [745919, '0000000000000000000528876999d7bdfc25ad64e66ffe7f27a1e371bd9835c5', 0x1709fd7e],
];

const NO_BLOCK = '00'.repeat(32);

/** All checkpoints of a network in rising order; the first stands before the genesis block. */
export function checkpoints(network: NetworkName): readonly Checkpoint[] {
  const origin = { height: -1, hash: NO_BLOCK, nextBits: limitBits(network) };
  if (network !== 'main') return [origin];
  return [origin, ...MAIN.map(([height, hash, nextBits]) => ({ height, hash, nextBits }))];
}

/** The last checkpoint below a height: where the headers for a wallet of that birthday begin. */
export function checkpointBelow(network: NetworkName, height: number): Checkpoint {
  const [origin, ...later] = checkpoints(network);
  return later.findLast((each) => each.height < height) ?? origin!;
}

const MAIN_HASHES = new Map(MAIN.map(([height, hash]) => [height, hash]));

/** The hash that a block must have, where its height is known beforehand. */
export function knownHash(network: NetworkName, height: number): string | undefined {
  if (height === 0) return NETWORKS[network].genesisHash;
  return network === 'main' ? MAIN_HASHES.get(height) : undefined;
}
