import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sats } from '../../src/core/amount.ts';
import { fromHex, toHex } from '../../src/core/bytes.ts';
import { NETWORK_NAMES } from '../../src/core/network.ts';
import { parseTransaction } from '../../src/core/tx/parse.ts';
import { txidOf } from '../../src/core/tx/txid.ts';
import { checkpointBelow, checkpoints, knownHash } from '../../src/watch/spv/checkpoints.ts';
import { adjusted, lookbackStart, PERIOD, requiredBits } from '../../src/watch/spv/difficulty.ts';
import {
  bitsOfTarget,
  type Header,
  hasProofOfWork,
  parseHeader,
  targetOfBits,
  workOfBits,
} from '../../src/watch/spv/header.ts';
import { verifySegment } from '../../src/watch/spv/header-chain.ts';
import { merkleFlaw } from '../../src/watch/spv/merkle.ts';
import { merkleBranchOf, merkleLevels, mineHeader, paymentFromOutside } from './world/blocks.ts';

/** Block 0 and 1 of the main network. */
const MAIN_0 =
  '0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c';
const MAIN_1 =
  '010000006fe28c0ab6f1b372c1a6a246ae63f74f931e8365e15a089c68d6190000000000982051fd1e4ba744bbbe680e1fee14677ba1a3c3540bf7b1cdb606e857233e0e61bc6649ffff001d01e36299';

describe('block headers', () => {
  it('are read and hashed', () => {
    expect(parseHeader(fromHex(MAIN_1), 1)).toMatchObject({
      hash: '00000000839a8e6886ab5951d76f411475428afc90947ee320161bbf18eb6048',
      previousHash: '000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f',
      time: 1231469665,
      bits: 0x1d00ffff,
    });
    expect(hasProofOfWork(parseHeader(fromHex(MAIN_1), 1))).toBe(true);
    const spoiled = fromHex(MAIN_1);
    spoiled[79] = 0;
    expect(hasProofOfWork(parseHeader(spoiled, 1))).toBe(false);
  });

  it('join to a chain on main, and not in another order or on another network', () => {
    const [after] = checkpoints('main');
    const headers = [fromHex(MAIN_0), fromHex(MAIN_1)];
    const known = () => undefined;
    const segment = { network: 'main', where: 'test', after: after!, headers, known } as const;
    expect(verifySegment(segment).map(({ height }) => height)).toEqual([0, 1]);
    const refusal = expect.objectContaining({ code: 'chain/false-header' });
    expect(() => verifySegment({ ...segment, headers: headers.toReversed() })).toThrow(refusal);
    expect(() => verifySegment({ ...segment, network: 'testnet4' })).toThrow(refusal);
    expect(() => verifySegment({ ...segment, network: 'regtest', after: checkpoints('regtest')[0]! })).toThrow(refusal);
  });

  it('that contradict a checkpoint are refused, work or not', () => {
    const after = checkpoints('regtest')[0]!;
    const other = mineHeader('00'.repeat(32), new Uint8Array(32), 1_700_000_000);
    expect(() =>
      verifySegment({ network: 'regtest', where: 'test', after, headers: [other], known: () => undefined }),
    ).toThrow(
      expect.objectContaining({ code: 'chain/false-header', message: expect.stringContaining('everybody knows') }),
    );
  });
});

describe('targets', () => {
  // Bitcoin Core's arith_uint256_tests.cpp, bignum_SetCompact.
  const COMPACT: readonly (readonly [number, bigint | undefined, number?])[] = [
    [0x00000000, undefined],
    [0x00123456, undefined],
    [0x01003456, undefined],
    [0x01123456, 0x12n, 0x01120000],
    [0x02123456, 0x1234n, 0x02123400],
    [0x03123456, 0x123456n],
    [0x04123456, 0x12345600n],
    [0x04923456, undefined],
    [0x05009234, 0x92340000n],
    [0x20123456, 0x123456n << 232n],
    [0xff123456, undefined],
  ];
  for (const [bits, target, canonical = bits] of COMPACT) {
    it(`0x${bits.toString(16).padStart(8, '0')} is ${target === undefined ? 'no target' : `0x${target.toString(16)}`}`, () => {
      expect(targetOfBits(bits)).toBe(target);
      if (target !== undefined) expect(bitsOfTarget(target)).toBe(canonical);
    });
  }

  it('stand for work', () => {
    expect(workOfBits(0x1d00ffff)).toBe(0x100010001n);
    expect(workOfBits(0x207fffff)).toBe(2n);
  });
});

describe('difficulty', () => {
  // Bitcoin Core's pow_tests.cpp: times of real blocks of the main network.
  it('follows the time that a period took', () => {
    expect(adjusted(0x1d00ffff, 1262152739 - 1261130161, 0x1d00ffff)).toBe(0x1d00d86a);
  });
  it('is never easier than the limit', () => {
    expect(adjusted(0x1d00ffff, 1233061996 - 1231006505, 0x1d00ffff)).toBe(0x1d00ffff);
  });
  it('grows at most fourfold', () => {
    expect(adjusted(0x1c05a3f4, 1279297671 - 1279008237, 0x1d00ffff)).toBe(0x1c0168fd);
  });
  it('shrinks at most fourfold', () => {
    expect(adjusted(0x1c387f6f, 1269211443 - 1263163443, 0x1d00ffff)).toBe(0x1d00e1fd);
  });

  const chainOf = (headers: readonly Partial<Header>[], first: number) => (height: number) => {
    const header = headers[height - first];
    if (!header) throw new Error(`header ${height} was not to be looked up`);
    return {
      height,
      hash: '',
      previousHash: '',
      merkleRoot: new Uint8Array(),
      bytes: new Uint8Array(),
      time: 0,
      bits: 0,
      ...header,
    };
  };

  it('stays within a period and looks back no further than the block before', () => {
    expect(requiredBits('main', 4035, 0, chainOf([{ bits: 0x1c05a3f4 }], 4034))).toBe(0x1c05a3f4);
    expect(lookbackStart('main', 4033, 10)).toBe(4032);
    expect(lookbackStart('main', 4032, 10)).toBe(2016);
    expect(lookbackStart('main', 4000, 100)).toBe(2016);
    expect(lookbackStart('regtest', 4032, 10)).toBe(4031);
    expect(lookbackStart('testnet3', 4033, 10)).toBe(4032);
  });

  it('moves at the end of a period, on testnet4 from its first block', () => {
    const period = Array.from({ length: PERIOD }, (_, index) => ({ time: index * 600, bits: 0x1c05a3f4 }));
    period[PERIOD - 1] = { time: (PERIOD - 1) * 600, bits: 0x1d00ffff };
    expect(requiredBits('main', PERIOD, 0, chainOf(period, 0))).toBe(0x1d00ffde);
    expect(requiredBits('testnet4', PERIOD, 0, chainOf(period, 0))).toBe(adjusted(0x1c05a3f4, 2015 * 600, 0x1d00ffff));
  });

  it('lets testnet have easy blocks after twenty minutes, and forgets them', () => {
    const blocks = [{ bits: 0x1c05a3f4 }, { bits: 0x1d00ffff }, { bits: 0x1d00ffff, time: 5_000 }];
    expect(requiredBits('testnet3', 2019, 6_201, chainOf(blocks, 2016))).toBe(0x1d00ffff);
    expect(requiredBits('testnet3', 2019, 6_200, chainOf(blocks, 2016))).toBe(0x1c05a3f4);
  });

  it('does not move on regtest', () => {
    expect(requiredBits('regtest', PERIOD, 0, chainOf([{ bits: 0x207fffff }], PERIOD - 1))).toBe(0x207fffff);
  });
});

describe('checkpoints', () => {
  it('begin difficulty periods and rise', () => {
    for (const network of NETWORK_NAMES) {
      const heights = checkpoints(network).map(({ height }) => height);
      expect(heights.every((height) => (height + 1) % PERIOD === 0)).toBe(true);
      expect(heights).toEqual(heights.toSorted((left, right) => left - right));
      expect(checkpointBelow(network, 0)).toMatchObject({ height: -1, hash: '00'.repeat(32) });
    }
  });

  it('are chosen below the birthday', () => {
    expect(checkpointBelow('main', 745_919).height).toBe(693_503);
    expect(checkpointBelow('main', 745_920).height).toBe(745_919);
    expect(checkpointBelow('regtest', 745_920).height).toBe(-1);
  });

  it('claim work that fits the bits of their time', () => {
    for (const { height, hash, nextBits } of checkpoints('main').slice(1)) {
      expect(knownHash('main', height)).toBe(hash);
      // The next period is at most four times as hard as the one that this block ends.
      expect(BigInt(`0x${hash}`)).toBeLessThan(4n * targetOfBits(nextBits!)!);
    }
  });
});

describe('merkle proofs', () => {
  const transactions = Array.from({ length: 13 }, (_, index) =>
    paymentFromOutside([{ amount: sats(BigInt(index)), scriptPubKey: Uint8Array.of(0x51) }]),
  );
  const proofFor = (count: number, position: number) => {
    const chosen = transactions.slice(0, count);
    const txids = chosen.map(txidOf);
    const branch = merkleBranchOf(txids, position).map((hash) => fromHex(hash).reverse());
    return {
      txid: txids[position]!,
      transaction: chosen[position]!,
      proof: { branch, position },
      merkleRoot: merkleLevels(txids).at(-1)![0]!,
    };
  };

  it('hold for every transaction of blocks of every small size', () => {
    for (let count = 1; count <= transactions.length; count++) {
      for (let position = 0; position < count; position++)
        expect(merkleFlaw(proofFor(count, position))).toBeUndefined();
    }
  });

  it('fail for any changed byte, position or length', () => {
    const places = fc
      .integer({ min: 1, max: 13 })
      .chain((count) => fc.tuple(fc.constant(count), fc.integer({ min: 0, max: count - 1 })));
    fc.assert(
      fc.property(
        places,
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        fc.nat(),
        ([count, position], place, flip, kind) => {
          const claim = proofFor(count, position);
          const { branch } = claim.proof;
          const changed = branch.map((hash) => hash.slice());
          if (kind % 3 === 0 && changed.length > 0) {
            const hash = changed[place % changed.length]!;
            hash[place % 32]! ^= flip;
          } else if (kind % 3 === 1) changed.push(new Uint8Array(32).fill(flip));
          else changed.unshift(new Uint8Array(32).fill(flip));
          expect(merkleFlaw({ ...claim, proof: { branch: changed, position } })).toBeDefined();
        },
      ),
    );
  });

  it('do not hold at another position, but for the double of an odd last one', () => {
    const claim = proofFor(5, 2);
    for (let position = 0; position < 8; position++) {
      const flaw = merkleFlaw({ ...claim, proof: { ...claim.proof, position } });
      expect(flaw === undefined).toBe(position === 2);
    }
  });

  it('of a duplicated left sibling are refused (CVE-2012-2459)', () => {
    // The last of three stands at position 2; a liar claims the copy at position 3.
    const claim = proofFor(3, 2);
    expect(merkleFlaw(claim)).toBeUndefined();
    expect(merkleFlaw({ ...claim, proof: { ...claim.proof, position: 3 } })).toContain('counts a subtree twice');
  });

  it('of a 64-byte transaction are refused (CVE-2017-12842)', () => {
    const small = parseTransaction(
      fromHex(
        `02000000${'01'}${'11'.repeat(32)}00000000${'00'}ffffffff${'01'}${'00'.repeat(8)}${'04'}6a020102${'00000000'}`,
      ),
    );
    const txid = txidOf(small);
    const merkleRoot = fromHex(txid).reverse();
    expect(merkleFlaw({ txid, transaction: small, proof: { branch: [], position: 0 }, merkleRoot })).toContain(
      '64 bytes',
    );
  });

  it('whose node reads as a transaction are refused (CVE-2017-12842)', () => {
    // A miner hides a 64-byte transaction in a block, ground until its second half is the id of a forged payment, and
    // the liar shows its first half as the sibling.
    const node = fromHex(
      `02000000${'01'}${'11'.repeat(32)}00000000${'00'}ffffffff${'01'}${'00'.repeat(8)}${'04'}6a020102${'00000000'}`,
    );
    const txid = toHex(node.slice(32).reverse());
    const txids = [txidOf(transactions[0]!), txidOf(parseTransaction(node))];
    const branch = [node.slice(0, 32), fromHex(txids[0]!).reverse()];
    const claim = {
      txid,
      transaction: transactions[1]!,
      proof: { branch, position: 3 },
      merkleRoot: merkleLevels(txids).at(-1)![0]!,
    };
    expect(merkleFlaw(claim)).toContain('itself a transaction');
  });

  it('longer than any tree are refused', () => {
    const claim = proofFor(2, 1);
    const branch = Array.from({ length: 16 }, () => new Uint8Array(32));
    expect(merkleFlaw({ ...claim, proof: { branch, position: 1 } })).toContain('longer');
    expect(merkleFlaw({ ...claim, proof: { branch: [], position: 1 } })).toContain('outside the tree');
  });
});
