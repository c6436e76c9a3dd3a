/** A group, a payment, and the files that its members send back: what completing starts from. */
import { signReview } from '../../src/cold/sign/sign.ts';
import { INPUT_FIELDS } from '../../src/core/psbt/fields.ts';
import { parsePsbt } from '../../src/core/psbt/parse.ts';
import { serializePsbt } from '../../src/core/psbt/serialize.ts';
import type { KeyValueMap, Psbt } from '../../src/core/psbt/types.ts';
import { approveReview } from '../../src/core/review/approve.ts';
import { amountToType } from '../../src/core/review/describe-verdict.ts';
import { reviewPsbt } from '../../src/core/review/review.ts';
import type { Wallet } from '../../src/core/wallet/types.ts';
import { foundGroup, type Group, type GroupRequest, type Member } from '../review/group.ts';
import { plainPayment, psbtBytes } from '../review/payment.ts';
import { fileOfMaps, mapsOf } from '../support/psbts.ts';

export interface World {
  readonly group: Group;
  readonly wallet: Wallet;
  readonly alice: Member;
  readonly bob: Member;
  readonly carol: Member;
  /** The stored proposal: two inputs, a payment and change. */
  readonly base: Psbt;
}

export async function openWorld(request: GroupRequest = {}, psbtVersion: 0 | 2 = 0): Promise<World> {
  const group = await foundGroup(request);
  const { wallet } = group.charter;
  const [alice, bob, carol] = group.members;
  const base = parsePsbt(psbtBytes({ ...plainPayment(wallet), psbtVersion }));
  return { group, wallet, alice: alice!, bob: bob!, carol: carol!, base };
}

/** What a member sends back: reviewed, acknowledged, confirmed and signed as on her own machine. */
export function signed({ group }: World, { account, registered }: Member, psbt: Psbt): Psbt {
  const review = reviewPsbt({ psbtBytes: serializePsbt(psbt), registered, second: group.second });
  const acknowledged = review.findings.filter(({ severity }) => severity === 'warn').map(({ code }) => code);
  const confirmedAmount = amountToType(review) ?? '';
  return parsePsbt(
    signReview(approveReview(review, { acknowledged, confirmedAmount }), account, group.second).psbtBytes,
  );
}

const { PSBT_IN_PARTIAL_SIG } = INPUT_FIELDS.named;

/** As QR signers return it: signatures, and of the rest only what the version cannot do without. */
export function stripped(psbt: Psbt): Psbt {
  const { global, inputs, outputs } = mapsOf(psbt);
  const needed = (map: KeyValueMap): KeyValueMap =>
    psbt.version === 0 ? [] : map.filter(({ key }) => [0x0e, 0x0f, 0x10].includes(key[0]!));
  const bare = {
    global: global.filter(({ key }) => key[0] !== 0x01),
    inputs: inputs.map((map) => [...map.filter(({ key }) => key[0] === PSBT_IN_PARTIAL_SIG.type), ...needed(map)]),
    outputs: outputs.map((map) => (psbt.version === 0 ? [] : map.filter(({ key }) => [0x03, 0x04].includes(key[0]!)))),
  };
  return parsePsbt(fileOfMaps(bare));
}

/** The same file without its signatures on all but one input. */
export function onlyInput(psbt: Psbt, kept: number): Psbt {
  const { global, inputs, outputs } = mapsOf(psbt);
  const withoutSignatures = (map: KeyValueMap) => map.filter(({ key }) => key[0] !== PSBT_IN_PARTIAL_SIG.type);
  const some = inputs.map((map, index) => (index === kept ? map : withoutSignatures(map)));
  return parsePsbt(fileOfMaps({ global, inputs: some, outputs }));
}

/** The same file with every signature of an input changed. */
export function onSignatures(psbt: Psbt, input: number, change: (signature: Uint8Array) => Uint8Array): Psbt {
  const { global, inputs, outputs } = mapsOf(psbt);
  const changed = inputs.map((map, index) =>
    map.map((record) =>
      index === input && record.key[0] === PSBT_IN_PARTIAL_SIG.type
        ? { key: record.key, value: change(record.value) }
        : record,
    ),
  );
  return parsePsbt(fileOfMaps({ global, inputs: changed, outputs }));
}

/** One bit in the middle of s. */
export const flipped = (signature: Uint8Array): Uint8Array => signature.with(50, signature[50]! ^ 0x01);
