"""Real Electrum without a window and without a network: reads one request a line (JSON), answers one line (JSON).

A wallet is described by its policy and keys and lives in memory for one request. Requests:
  {"do": "wallet",  "network", "m", "keys": [...], "count": 20}  -> its extended keys, receive and change addresses
  {"do": "sign",    "network", "m", "keys": [...], "psbt"}       -> the PSBT or, when complete, the transaction
  {"do": "combine", "network", "m", "keys": [...], "psbts"}      -> the same
  {"do": "inspect", "network", "m", "keys": [...], "psbt"}       -> fee, and of each output whether it is the wallet's and change
  {"do": "save",    "network", "m", "keys": [...], "path", "password"?} -> writes a wallet file, encrypted with a password
  {"do": "open",    "network", "path", "password"?, "count": 20} -> opens a wallet file: as "wallet", and its policy
  {"do": "verify",  "network", "address", "signature", "message"} -> whether the address's key has signed the message
  {"do": "labels", "network", "path", "from", "to"} -> opens a wallet file, imports labels, exports them all
  {"do": "sign-file", "network", "path", "own": {"position", "key"}, "psbt"} -> opens it, puts a seed in place, signs
A key is {"electrum": seed, "extension"}, {"bip39": words, "passphrase", "path", "scriptType"} or
{"xpub", "path"?, "fingerprint"?}.
"""

import asyncio
import base64
import json
import os
import sys
import traceback

from electrum.util import create_and_start_event_loop

# Electrum's objects look for a running event loop from their first import on.
_loop, _stop, _thread = create_and_start_event_loop()

from electrum import constants, ecc, keystore  # noqa: E402
from electrum.simple_config import SimpleConfig  # noqa: E402
from electrum.storage import WalletStorage  # noqa: E402
from electrum.transaction import PartialTransaction, tx_from_any  # noqa: E402
from electrum.wallet import Multisig_Wallet  # noqa: E402
from electrum.wallet_db import WalletDB  # noqa: E402

NETWORKS = {"main": constants.set_mainnet, "testnet3": constants.set_testnet, "regtest": constants.set_regtest}
SCRIPT_TYPES = {"p2wsh": "p2wsh", "p2sh-p2wsh": "p2wsh-p2sh", "p2sh": "standard"}


def open_keystore(key):
    if "electrum" in key:
        return keystore.from_seed(key["electrum"], key["extension"], True)
    if "bip39" in key:
        root = keystore.bip39_to_seed(key["bip39"], passphrase=key["passphrase"])
        return keystore.from_bip43_rootseed(root, derivation=key["path"], xtype=SCRIPT_TYPES[key["scriptType"]])
    opened = keystore.from_xpub(key["xpub"])
    if "path" in key:
        opened.add_key_origin(derivation_prefix=key["path"], root_fingerprint=key["fingerprint"])
    return opened


def open_wallet(request, path=None):
    database = WalletDB("", manual_upgrades=False)
    database.put("wallet_type", "%dof%d" % (request["m"], len(request["keys"])))
    database.put("use_encryption", False)
    for position, key in enumerate(request["keys"], start=1):
        database.put("x%d/" % position, open_keystore(key).dump())
    storage = None if path is None else WalletStorage(path)
    return Multisig_Wallet(database, storage, config=SimpleConfig({"electrum_path": request["folder"]}))


def open_file(request):
    storage = WalletStorage(request["path"])
    if storage.is_encrypted():
        storage.decrypt(request["password"])
    database = WalletDB(storage.read(), manual_upgrades=False)
    own = request.get("own")
    if own is not None:
        place, opened = "x%d/" % own["position"], open_keystore(own["key"])
        if database.get(place)["xpub"] != opened.xpub:
            raise ValueError("the seed makes another key than the file has at its place")
        database.put(place, opened.dump())
    return Multisig_Wallet(database, storage, config=SimpleConfig({"electrum_path": request["folder"]}))


def told(transaction):
    raw = transaction.serialize_as_bytes()
    if transaction.is_complete():
        return {"complete": True, "transaction": raw.hex()}
    return {"complete": False, "psbt": base64.b64encode(raw).decode()}


def partial(text):
    transaction = tx_from_any(base64.b64decode(text))
    if not isinstance(transaction, PartialTransaction):
        raise ValueError("not a PSBT")
    return transaction


def describe(request):
    return described(open_wallet(request), request["count"])


def described(wallet, count):
    return {
        "policy": "%dof%d" % (wallet.m, wallet.n),
        "keys": [
            {"xpub": k.get_master_public_key(), "path": k.get_derivation_prefix(), "fingerprint": k.get_root_fingerprint()}
            for k in wallet.get_keystores()
        ],
        "receive": [wallet.derive_address(0, index) for index in range(count)],
        "change": [wallet.derive_address(1, index) for index in range(count)],
    }


def sign(request):
    return signed(open_wallet(request), request)


def signed(wallet, request):
    wallet.synchronize()
    transaction = partial(request["psbt"])
    transaction.add_info_from_wallet(wallet)
    wallet.sign_transaction(transaction, None)
    return told(transaction)


def inspect(request):
    wallet = open_wallet(request)
    wallet.synchronize()
    transaction = partial(request["psbt"])
    transaction.add_info_from_wallet(wallet)
    return {
        "fee": transaction.get_fee(),
        "inputs": [wallet.is_mine(txin.address) for txin in transaction.inputs()],
        "outputs": [
            {"address": txout.address, "amount": txout.value, "mine": bool(txout.is_mine), "change": bool(txout.is_change)}
            for txout in transaction.outputs()
        ],
    }


def combine(request):
    wallet = open_wallet(request)
    wallet.synchronize()
    first, *others = [partial(text) for text in request["psbts"]]
    # Without a wallet Electrum does not know what kind of script it is to complete.
    first.add_info_from_wallet(wallet)
    for other in others:
        first.combine_with_other_psbt(other)
    return told(first)


def save(request):
    wallet = open_wallet(request, request["path"])
    wallet.synchronize()
    if "password" in request:
        wallet.update_password(None, request["password"], encrypt_storage=True)
    wallet.save_db()
    return {"path": request["path"]}


def open_saved(request):
    return described(open_file(request), request["count"])


def sign_file(request):
    return signed(open_file(request), request)


def labels(request):
    wallet = open_file(request)
    wallet.import_labels(request["from"])
    wallet.export_labels(request["to"])
    return {"labels": wallet.get_all_labels()}


def verify(request):
    signature = base64.b64decode(request["signature"])
    message = request["message"].encode("utf-8")
    return {"holds": ecc.verify_message_with_address(request["address"], signature, message)}


DEEDS = {
    "wallet": describe,
    "sign": sign,
    "inspect": inspect,
    "combine": combine,
    "save": save,
    "open": open_saved,
    "sign-file": sign_file,
    "labels": labels,
    "verify": verify,
}


def main():
    for line in sys.stdin:
        try:
            request = json.loads(line)
            NETWORKS[request["network"]]()
            answer = {"result": DEEDS[request["do"]](request)}
        except Exception:
            answer = {"error": traceback.format_exc()}
        print(json.dumps(answer), flush=True)


main()
# Electrum's threads would keep the process alive for ever.
os._exit(0)
