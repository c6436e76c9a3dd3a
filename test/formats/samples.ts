/** Reads the samples that the table of formats names, wherever in a file they stand. */
import { sample, sampleJson } from '../support/imports.ts';

/** A whole file below test/vectors. */
export const file = (path: string) => (): string => sample(path);

/** A wallet text in BlueWallet's tests, which came from many programs; by its number there. */
export const inBlueWallet = (index: number) => (): string => {
  const { wallets } = sampleJson<{ wallets: readonly { input: string; decoded_text?: string }[] }>(
    'bluewallet/bluewallet-multisig-imports.json',
  );
  return wallets[index]!.input;
};

/** The answer of a real Bitcoin Core to `listdescriptors`, or what it was sent as `importdescriptors`. */
export const inCore = (method: 'listdescriptors' | 'importdescriptors') => (): string => {
  const { calls } = sampleJson<{
    calls: readonly {
      request: { method?: string; params?: readonly unknown[] };
      response: { result?: unknown };
    }[];
  }>('core/core-rpc-transcript.json');
  const found = calls.filter((call) => call.request.method === method);
  const [first] = found;
  return JSON.stringify(method === 'listdescriptors' ? first!.response.result : first!.request.params![0]);
};

/** A policy of BIP-0388's vectors, as its three fields. */
export const inBip388 = (index: number) => (): string => {
  const { valid } = sampleJson<{ valid: readonly { name: string; template: string; keys_info: string[] }[] }>(
    'descriptors/bip388-wallet-policies.json',
  );
  const { name, template, keys_info } = valid[index]!;
  return JSON.stringify({ name, template, keys_info });
};

/** The descriptor of that policy. */
export const descriptorInBip388 = (index: number) => (): string =>
  sampleJson<{ valid: readonly { descriptor: string }[] }>('descriptors/bip388-wallet-policies.json').valid[index]!
    .descriptor;

/** A cosigner's key in BlueWallet's tests; by its number there. */
export const cosignerInBlueWallet = (index: number) => (): string =>
  sampleJson<{ cosigners: readonly { input: string }[] }>('bluewallet/bluewallet-multisig-imports.json').cosigners[
    index
  ]!.input;

/** A set-up text of the Krux tests. */
export const inKrux = (index: number) => (): string => {
  const { cases } = sampleJson<{ cases: readonly { text: string }[] }>('bluewallet/bluewallet-multisig-texts.json');
  return cases[index]!.text;
};

export const inNunchuk = (): string =>
  sampleJson<{ cases: readonly { input: string }[] }>('bsms/nunchuk.json').cases[0]!.input;

/** The account of the paper that defines `crypto-account`. */
export const accountInPaper = (): string => {
  const { sections } = sampleJson<{ sections: readonly { ur?: readonly string[] }[] }>('ur/ur-research-examples.json');
  return sections.flatMap(({ ur = [] }) => ur).find((text) => /^ur:crypto-account\//i.test(text))!;
};

/** A device as Specter Desktop exports it, with the key of a public test seed. */
export const specterDevice = (): string =>
  JSON.stringify({
    name: 'Trezor',
    type: 'trezor',
    keys: [
      {
        original: 'Zpub',
        fingerprint: '73c5da0a',
        derivation: 'm/48h/0h/0h/2h',
        type: 'wsh',
        xpub: 'xpub6DkFAXWQ2dHxq2vatrt9qyA3bXYU4ToWQwCHbf5XB2mSTexcHZCeKS1VZYcPoBd5X8yVcbXFHJR9R8UCVpt82VX1VhR28mCyxUFL4r6KFrf',
      },
    ],
  });
