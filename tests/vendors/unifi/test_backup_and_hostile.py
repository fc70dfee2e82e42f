"""The .unf backup (unifi-backup-decrypt), BSON, secrets, and hostile input."""

from __future__ import annotations

import gzip
import json
import struct
import time
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routerlint.errors import InputError, RecognisedNotJudged, UnreadableInput
from routerlint.model.device import Device
from routerlint.text.detection import Certainty
from routerlint.text.source import Document, SourceFile
from vendor_parsers.unifi import backup as backup_module
from vendor_parsers.unifi.bson import BsonError, documents, read_document
from vendor_parsers.unifi.detect import detect
from vendor_parsers.unifi.parser import parse

Fields = dict[str, object]
Forward = Callable[..., Fields]
Gateway = Callable[..., Device]
Backup = Callable[..., bytes]
Ask = Callable[[Device, str], str]

CANARY = "cAnArY5ecret"


def unf(data: bytes, name: str = "autobackup.unf") -> Document:
    return Document(name=name, files=(), binaries={name: data})


def collection(name: str, *records: Fields, marker: str = "collection") -> list[Fields]:
    head: Fields = {"__cmd": "select", "collection": name} if marker == "__cmd" else {"collection": name}
    return [head, *records]


@pytest.mark.parametrize("marker", ["__cmd", "collection"])
def test_a_backup_is_read_like_the_records(ask: Ask, backup: Backup, forward: Forward, marker: str) -> None:
    # two decoders describe the marker before a collection in different ways; both are understood
    data = backup(
        [
            *collection("event", {"_id": b"e" * 12, "fwd": "1.2.3.4", "dst_port": "1"}, marker=marker),
            *collection("site", {"_id": b"s" * 12, "name": "default", "desc": "Praxis"}, marker=marker),
            *collection("portforward", forward(_id=b"p" * 12, site_id=(b"s" * 12).hex()), marker=marker),
        ]
    )
    found = detect(unf(data))
    assert found is not None
    assert found.certainty is Certainty.CERTAIN
    devices = parse(unf(data))
    assert [ask(device, "tcp 9.9.9.9 wan 443") for device in devices] == ["open 192.168.1.10:443"]
    assert devices[0].version.value == "8.0.24"
    assert devices[0].complete.ipv4


def test_overrides_of_the_gateway_leave_the_answer_incomplete(backup: Backup, forward: Forward) -> None:
    data = backup(collection("portforward", forward()), more={"sites/default/config.gateway.json": "{}"})
    assert not parse(unf(data))[0].complete.ipv4


def test_without_the_optional_package_the_answer_names_it(
    backup: Backup, forward: Forward, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = backup(collection("portforward", forward()))
    monkeypatch.setattr(backup_module, "has_crypto", lambda: False)
    monkeypatch.setattr("vendor_parsers.unifi.detect.has_crypto", lambda: False)
    found = detect(unf(data))
    assert found is not None
    assert not found.judged
    assert "routerlint[crypto]" in found.advice
    with pytest.raises(RecognisedNotJudged):
        parse(unf(data))


def test_a_file_that_the_key_does_not_open_is_refused() -> None:
    found = detect(unf(bytes(range(256))))
    assert found is not None
    assert not found.judged


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_backup_that_is_cut_off_is_refused(backup: Backup, forward: Forward, share: float) -> None:
    noise: list[Fields] = [{"_id": b"n" * 12, "note": f"{number * 7919}"} for number in range(400)]
    data = backup([*collection("portforward", forward()), *collection("user", *noise)])
    with pytest.raises(InputError):
        parse(unf(data[: int(len(data) * share)]))


def test_a_database_that_is_a_bomb_is_refused_in_time(backup: Backup) -> None:
    bomb = gzip.compress(bytes(200 << 20), 9)
    start = time.process_time()
    with pytest.raises(UnreadableInput):
        parse(unf(backup([], database=bomb)))
    assert time.process_time() - start < 5


def test_secrets_are_nowhere_in_the_model(backup: Backup, gateway: Gateway, forward: Forward) -> None:
    secrets: list[Fields] = [
        {"_id": "w", "purpose": "wan", "wan_type": "pppoe", "wan_username": CANARY, "x_wan_password": CANARY},
        {"_id": "v", "purpose": "remote-user-vpn", "vpn_type": "l2tp-server", "x_ipsec_pre_shared_key": CANARY},
        {
            "_id": "m",
            "key": "mgmt",
            "x_ssh_enabled": True,
            "x_ssh_password": CANARY,
            "x_ssh_username": CANARY,
            "site_id": "",
        },
    ]
    records = [forward(site_id=None), *secrets]
    device = gateway(*records)
    assert CANARY.encode() not in msgspec.json.encode(device, enc_hook=str)
    text = json.dumps(records)
    one_line = parse(Document(name="x", files=(SourceFile("x", text),)))[0]
    assert CANARY.encode() not in msgspec.json.encode(one_line, enc_hook=str)
    sealed = parse(unf(backup(records)))[0]
    assert CANARY.encode() not in msgspec.json.encode(sealed, enc_hook=str)


def test_a_reply_without_records_is_named_and_not_judged() -> None:
    found = detect(Document(name="x", files=(SourceFile("x", '{"meta": {"rc": "ok"}, "data": []}'),)))
    assert found is not None
    assert not found.judged
    assert "portforward" in found.advice


def test_a_program_that_holds_such_records_is_not_taken() -> None:
    text = 'PORT_FORWARDING = {"meta": {"rc": "ok"}, "data": [{"pfwd_interface": "wan"}]}\n'
    assert detect(Document(name="x.py", files=(SourceFile("x.py", text),))) is None


@pytest.mark.parametrize(
    "text", ['{"data": [{"pfwd_interface": "wan"}', "[" * 100_000, '{"a": ' * 5000, '[{"a": 1}] x', "{}"]
)
def test_broken_json_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(InputError):
        parse(Document(name="x", files=(SourceFile("x", text),)))


def test_bson_documents_within_documents_end_at_a_bound() -> None:
    nested = b"\x05\0\0\0\0"
    for _ in range(100):
        body = b"\x03a\0" + nested
        nested = struct.pack("<i", len(body) + 5) + body + b"\0"
    with pytest.raises(BsonError):
        read_document(nested)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=120))
def test_odd_bson_is_refused_and_nothing_else_happens(data: bytes) -> None:
    framed = struct.pack("<i", len(data) + 5) + data + b"\0"
    for content in (data, framed):
        try:
            for document in documents(content):
                read_document(document)
        except BsonError:
            continue


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 99999) | st.sampled_from(["wan", "443", "80-90", "any", "tcp", "1.2.3.4", "x"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["pfwd_interface", "dst_port", "fwd", "fwd_port", "enabled", "src", "proto", "ruleset", "rule_index", "action",
                         "purpose", "ip_subnet", "key", "site_id", "_id", "group_type", "group_members", "data", "source",
                         "destination", "src_firewallgroup_ids", "destination_ips", "wan_ip", "vpn_type"]),
        inner, max_size=6),
    max_leaves=25,
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(JSON)
def test_odd_records_never_break_it(value: object) -> None:
    document = Document(name="x", files=(SourceFile("x", json.dumps(value)),))
    detect(document)
    try:
        parse(document)
    except InputError:
        return


def test_the_gateway_tells_the_model(gateway: Gateway, forward: Forward) -> None:
    # codes of models as the controller writes them: UDM, UDMPRO, UDMPROSE (stat/device)
    one: Fields = {"type": "udm", "model": "UDMPROSE", "mac": "aa:bb:cc:00:00:01", "site_id": forward()["site_id"]}
    switch: Fields = {**one, "type": "usw", "model": "USW24"}
    assert gateway(forward(), one, switch).model.value == "UDMPROSE"
    assert gateway(forward(), one, {**one, "mac": "aa:bb:cc:00:00:02"}).model.value == "UDMPROSE"
    assert not gateway(forward(), one, {**one, "mac": "aa:bb:cc:00:00:02", "model": "UDR"}).model.known
    assert not gateway(forward(), switch).model.known
