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
from vendor_parsers.ddwrt.detect import detect
from vendor_parsers.ddwrt.parser import parse

Box = Callable[..., Device]

CANARY = "cAnArY5ecret"
SECRETS = {
    "http_passwd": CANARY, "ath0_wpa_psk": CANARY, "ppp_passwd": CANARY, "ddns_passwd": CANARY, "http_username": "root",
    "openvpn_key": f"-----BEGIN\n{CANARY}\n-----END", "sshd_rsa_host_key": CANARY, "radius0_key": CANARY,
    "sh_keyring": CANARY, "rc_startup": f"echo {CANARY}",
}  # fmt: skip


def nvrambak(items: dict[str, str]) -> bytes:
    """The backup: number of records, then lengths before every name and value."""
    pairs = [(key.encode(), value.encode()) for key, value in items.items()]
    body = b"".join(bytes([len(key)]) + key + len(value).to_bytes(2, "little") + value for key, value in pairs)
    return b"DD-WRT" + len(pairs).to_bytes(2, "little") + body


def test_secrets_are_nowhere_in_the_model(box: Box) -> None:
    script = f"iptables -I INPUT -j ACCEPT # {CANARY}"
    device = box(
        **SECRETS, forward_spec="Web:on:tcp:443>192.168.1.10:443", dmz_enable="1", dmz_ipaddr="99", rc_firewall=script
    )
    assert CANARY.encode() not in msgspec.json.encode(device, enc_hook=str)
    assert [account.password for account in device.accounts] == ["set"]


def test_a_backup_is_read_like_its_text(office: dict[str, str]) -> None:
    data = nvrambak({**office, "dmz_enable": "1", "dmz_ipaddr": "99"})
    document = Document(name="nvrambak.bin", files=(), binaries={"nvrambak.bin": data})
    found = detect(document)
    assert found is not None
    assert found.certainty is Certainty.CERTAIN
    device = parse(document)[0]
    assert device.complete.ipv4
    assert any(entry.label == "DMZ" for chain in device.pipelines[0].chains for entry in chain.entries)


def test_a_backup_that_is_cut_off_is_not_complete(office: dict[str, str]) -> None:
    data = nvrambak(office)
    document = Document(name="x", files=(), binaries={"x": data[: len(data) // 2]})
    device = parse(document)[0]
    assert not device.complete.ipv4


def test_settings_of_other_firmwares_are_not_taken() -> None:
    text = "vts_rulelist=\nvts_enable_x=1\nfw_enable_x=1\nportforward=\nlan_ipaddr=192.168.1.1\n"
    assert detect(Document(name="x", files=(SourceFile("x", text),))) is None


def judge(document: Document) -> None:
    detect(document)
    try:
        parse(document)
    except InputError:
        return


@settings(max_examples=80, deadline=None)
@given(st.sampled_from([b"", b"DD-WRT", b"DD-WRT\xff\xff", b"DD-WRT\x01\x00\xff"]), st.binary(max_size=300))
def test_bytes_never_break_it(head: bytes, rest: bytes) -> None:
    judge(Document(name="x", files=(), binaries={"x": head + rest}))


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(
        ["forward_spec", "forward_port", "forward_ip", "dmz_ipaddr", "remote_ip", "rc_firewall", "forward_port0"]
    ),
    st.text(alphabet="<>:,0129.-/x\n= onftcpub$", max_size=60),
)
def test_odd_lists_never_break_it(key: str, value: str) -> None:
    text = (
        "wk_mode=gateway\nfilter=on\nlan_ipaddr=192.168.1.1\nwan_proto=dhcp\ndmz_enable=1\nremote_management=1\n"
        f"remote_ip_any=0\nhttp_wanport=8080\nupnp_enable=1\nforward_port=\n{key}={value}\n"
    )
    judge(Document(name="x", files=(SourceFile("x", text),)))
