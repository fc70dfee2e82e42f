"""Containers, detection, secrets and odd bytes; what holds for all NVRAM firmwares is in tests/parsing."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from routerlint.errors import InputError
from routerlint.model.device import Device
from routerlint.text.detection import Certainty
from routerlint.text.source import Document, SourceFile
from vendor_parsers.freshtomato.detect import detect
from vendor_parsers.freshtomato.parser import parse

Box = Callable[..., Device]

CANARY = "cAnArY5ecret"
SECRETS = {
    "http_passwd": CANARY, "wl_wpa_psk": CANARY, "ppp_passwd": CANARY, "ddnsx0": f"host<user:{CANARY}", "http_username": "root",
    "vpn_server1_key": f"-----BEGIN\n{CANARY}\n-----END", "sshd_hostkey": CANARY, "wl_radius_key": CANARY,
    "script_init": f"echo {CANARY}",
}  # fmt: skip


def tcf1(items: dict[str, str]) -> bytes:
    """The backup of MIPS builds: records behind a mark and the hardware type, packed with gzip."""
    body = b"".join(f"{key}={value}\0".encode() for key, value in items.items())
    return gzip.compress(b"TCF1" + bytes(4) + body + b"\0")


def test_secrets_are_nowhere_in_the_model(box: Box) -> None:
    script = f"iptables -I INPUT -j ACCEPT # {CANARY}"
    device = box(
        **SECRETS,
        portforward="1<1<<443<<192.168.1.10<Web>",
        dmz_enable="1",
        dmz_ipaddr="192.168.1.99",
        script_fire=script,
    )
    assert CANARY.encode() not in msgspec.json.encode(device, enc_hook=str)
    assert [account.password for account in device.accounts] == ["set"]


def test_a_backup_is_read_like_its_text(office: dict[str, str]) -> None:
    data = tcf1({**office, "dmz_enable": "1", "dmz_ipaddr": "192.168.1.99"})
    document = Document(name="tomato.cfg", files=(), binaries={"tomato.cfg": data})
    found = detect(document)
    assert found is not None
    assert found.certainty is Certainty.CERTAIN
    device = parse(document)[0]
    assert device.complete.ipv4
    assert any(entry.label == "DMZ" for chain in device.pipelines[0].chains for entry in chain.entries)


def test_a_backup_that_is_cut_off_is_not_complete(office: dict[str, str]) -> None:
    data = tcf1(office)
    document = Document(name="x", files=(), binaries={"x": data[: len(data) // 2]})
    device = parse(document)[0]
    assert not device.complete.ipv4


def test_settings_of_other_firmwares_are_not_taken() -> None:
    text = "vts_rulelist=\nvts_enable_x=1\nforward_spec=\nwk_mode=gateway\nlan_ipaddr=192.168.1.1\n"
    assert detect(Document(name="x", files=(SourceFile("x", text),))) is None


def judge(document: Document) -> None:
    detect(document)
    try:
        parse(document)
    except InputError:
        return


@settings(max_examples=80, deadline=None)
@given(st.sampled_from([b"", b"TCF1", b"HDR2", b"TCF1\xff\xff\xff\xff", b"\x1f\x8b"]), st.binary(max_size=300))
def test_bytes_never_break_it(head: bytes, rest: bytes) -> None:
    judge(Document(name="x", files=(), binaries={"x": head + rest}))


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(
        ["portforward", "ipv6_portforward", "dmz_ipaddr", "dmz_sip", "rmgt_sip", "script_fire", "vpn_server_eas"]
    ),
    st.text(alphabet="<>:,0123.-/x\n= abcd$", max_size=60),
)
def test_odd_lists_never_break_it(key: str, value: str) -> None:
    text = (
        "block_wan=1\nlan_ipaddr=192.168.1.1\nwan_proto=dhcp\ndmz_enable=1\nremote_management=1\nsshd_remote=1\n"
        f"http_wanport=8080\nipv6_service=native-pd\nupnp_enable=3\n{key}={value}\n"
    )
    judge(Document(name="x", files=(SourceFile("x", text),)))
