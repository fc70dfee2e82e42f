"""Containers, detection, secrets and odd bytes; what holds for all NVRAM firmwares is in tests/parsing."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from routerlint.errors import InputError
from routerlint.model.device import Device
from routerlint.text.detection import Certainty
from routerlint.text.source import Document, SourceFile
from vendor_parsers.asuswrt.detect import detect
from vendor_parsers.asuswrt.parser import parse

Box = Callable[..., Device]

CANARY = "cAnArY5ecret"
SECRETS = {
    "http_passwd": CANARY, "wl0_wpa_psk": CANARY, "wan0_pppoe_passwd": CANARY, "ddns_passwd_x": CANARY,
    "vpn_server1_crt": f"-----BEGIN\n{CANARY}\n-----END", "acc_list": f"admin>{CANARY}", "radius_secret": CANARY,
    "http_username": "admin", "tr_password": CANARY, "wgs_priv": CANARY,
}  # fmt: skip


def hdr1(items: dict[str, str]) -> bytes:
    body = b"".join(f"{key}={value}\0".encode() for key, value in items.items())
    return b"HDR1" + len(body).to_bytes(4, "little") + body


def test_secrets_are_nowhere_in_the_model(box: Box) -> None:
    device = box(**SECRETS, vts_rulelist="<Web>443>192.168.50.10>>TCP>", dmz_ip="192.168.50.99", sshd_enable="1")
    assert CANARY.encode() not in msgspec.json.encode(device, enc_hook=str)
    assert [account.password for account in device.accounts] == ["set"]


def test_a_backup_is_read_like_its_text(office: dict[str, str]) -> None:
    data = hdr1({**office, "dmz_ip": "192.168.50.99"})
    document = Document(name="Settings.CFG", files=(), binaries={"Settings.CFG": data})
    found = detect(document)
    assert found is not None
    assert found.certainty is Certainty.CERTAIN
    device = parse(document)[0]
    assert device.complete.ipv4
    assert any(entry.label == "DMZ" for chain in device.pipelines[0].chains for entry in chain.entries)


def test_a_backup_that_is_cut_off_is_not_complete(office: dict[str, str]) -> None:
    data = hdr1(office)
    document = Document(name="x", files=(), binaries={"x": data[: len(data) // 2]})
    device = parse(document)[0]
    assert not device.complete.ipv4


def test_settings_of_other_firmwares_are_not_taken() -> None:
    text = "forward_spec=\nforward_port=\nwk_mode=gateway\nportforward=\nlan_ipaddr=192.168.1.1\n"
    assert detect(Document(name="x", files=(SourceFile("x", text),))) is None


def judge(document: Document) -> None:
    detect(document)
    try:
        parse(document)
    except InputError:
        return


@settings(max_examples=80, deadline=None)
@given(st.sampled_from([b"", b"HDR1", b"HDR2", b"HDR1\xff\xff\xff\xff", b"\x1f\x8b"]), st.binary(max_size=300))
def test_bytes_never_break_it(head: bytes, rest: bytes) -> None:
    judge(Document(name="x", files=(), binaries={"x": head + rest}))


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(
        ["vts_rulelist", "restrict_rulelist", "ipv6_fw_rulelist", "game_vts_rulelist", "dmz_ip", "tr_acs_acl"]
    ),
    st.text(alphabet="<>:,0129.-/x\n= ABTCPUDOHER", max_size=60),
)
def test_odd_lists_never_break_it(key: str, value: str) -> None:
    text = (
        "sw_mode=1\nfw_enable_x=1\nvts_enable_x=1\nlan_ipaddr=192.168.50.1\nipv6_service=dhcp6\nipv6_fw_enable=1\n"
        f"enable_acc_restriction=1\nsshd_enable=1\ntr_enable=1\n{key}={value}\n"
    )
    judge(Document(name="x", files=(SourceFile("x", text),)))
