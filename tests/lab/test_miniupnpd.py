"""What clients may open according to routerlint's reading of miniupnpd.conf, asked of the daemon itself.

A client inside asks by UPnP (upnpc) for mappings, and a stranger outside sends packets: what the reading says may be
opened arrives, and what it says is denied is refused and stays closed.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from routerlint.model.device import Device
from routerlint.model.fact import State
from routerlint.netset.addresses import AddressSet
from routerlint.netset.services import TCP, UDP
from routerlint.text.source import Document, SourceFile
from tests.lab.lab import Lab, Packet, Wire, missing
from vendor_parsers.miniupnpd.parser import parse
from vendor_parsers.miniupnpd.permissions import openable, read_permission

_LACK = missing("nft", "nsenter", "miniupnpd", "upnpc")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(_LACK is not None, reason=f"{_LACK}; miniupnpd, miniupnpc")]

# The daemon gives no mappings on documentation addresses, which it takes for those of a router behind another one.
OUTSIDE, ROUTER, CLIENT, OTHER = "12.0.0.2", "192.168.1.1", "192.168.1.5", "192.168.1.9"
STRANGER = "9.9.9.9"

# As netfilter_nft/scripts of miniupnpd set it up.
RULES = """
table inet filter {
    chain input {
        type filter hook input priority filter; policy drop;
        ct state established,related accept
        iifname { "lo", "lan0" } accept
    }
    chain forward {
        type filter hook forward priority filter; policy drop;
        ct state established,related accept
        iifname "lan0" accept
        jump miniupnpd
    }
    chain prerouting { type nat hook prerouting priority dstnat; policy accept; jump prerouting_miniupnpd; }
    chain postrouting { type nat hook postrouting priority srcnat; policy accept; jump postrouting_miniupnpd; }
    chain miniupnpd { }
    chain prerouting_miniupnpd { }
    chain postrouting_miniupnpd { }
}
"""
BASE = "ext_ifname=wan0\nlistening_ip=lan0\nport=5000\nuuid=69e41ffd-5953-4b45-b77f-1dcd79fac140\n"


class Wish(NamedTuple):
    """A mapping that the client asks for."""

    port: int
    inside: int = 80
    host: str = CLIENT
    protocol: str = "TCP"


def number(text: str) -> int:
    return AddressSet.parse(text).ranges[0][0]


WIRES = (
    Wire("wan0", wan=True, addresses=(("ipv4", number(OUTSIDE)),), networks=(("ipv4", 0, 0),)),
    Wire(
        "lan0",
        wan=False,
        addresses=(("ipv4", number(ROUTER)),),
        networks=(("ipv4", number("192.168.1.0"), 24),),
    ),
)


def read(text: str) -> Device:
    return parse(Document(name="miniupnpd.conf", files=(SourceFile("miniupnpd.conf", text),)))[0]


@contextmanager
def daemon(folder: Path, text: str) -> Iterator[Lab]:
    """A lab whose router runs the daemon with these settings, and whose client may ask it."""
    conf, log = folder / "miniupnpd.conf", folder / "log"
    conf.write_text(text, encoding="utf-8")
    with Lab(WIRES, [("ipv4", number(STRANGER))]) as lab:
        lab.load(RULES)
        for command in (
            # The daemon takes those for clients that are in the network of its own address.
            f"addr add {ROUTER}/24 dev lan0 noprefixroute",
            f"addr del {ROUTER}/32 dev lan0",
        ):
            run([*lab.entering("router"), "ip", *command.split()])
        for command in (
            f"addr add {CLIENT}/32 dev lo",
            f"route add {ROUTER}/32 via 169.254.77.1 dev p1 onlink src {CLIENT}",
        ):
            run([*lab.entering("hosts"), "ip", *command.split()])
        with log.open("w", encoding="utf-8") as out:
            words = [*lab.entering("router"), "miniupnpd", "-d", "-f", str(conf), "-P", str(folder / "pid")]
            process = subprocess.Popen(words, stdout=out, stderr=subprocess.STDOUT)
            try:
                wait_for(log, process)
                yield lab
            finally:
                process.terminate()
                process.wait(timeout=20)


def run(words: list[str]) -> str:
    done = subprocess.run(words, capture_output=True, text=True, check=True, timeout=30)
    return done.stdout


def wait_for(log: Path, process: subprocess.Popen[bytes]) -> None:
    """Until the daemon serves, or says that it does not."""
    for _ in range(100):
        text = log.read_text(encoding="utf-8", errors="replace")
        if "listening on port" in text or "Listening for NAT-PMP" in text:
            time.sleep(0.3)  # it opens one socket after the other
            return
        assert process.poll() is None, text
        time.sleep(0.1)
    pytest.fail(f"the daemon does not serve: {log.read_text(encoding='utf-8', errors='replace')}")


def granted(lab: Lab, wish: Wish) -> bool:
    """Whether the daemon says that the mapping stands."""
    words = ["upnpc", "-u", f"http://{ROUTER}:5000/rootDesc.xml", "-a", wish.host, str(wish.inside), str(wish.port)]
    command = [*lab.entering("hosts"), *words, wish.protocol]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    return f"is redirected to internal {wish.host}:{wish.inside}" in done.stdout


def opened(lab: Lab, wishes: list[Wish]) -> list[bool]:
    """For each wish, whether the daemon grants it; what a stranger sends must tell the same."""
    before = arrivals(lab, wishes)
    assert not any(before), "open before anybody asked"
    answers = [granted(lab, wish) for wish in wishes]
    assert arrivals(lab, wishes) == answers
    return answers


def arrivals(lab: Lab, wishes: list[Wish]) -> list[bool]:
    packets = [
        Packet("wan0", "ipv4", number(STRANGER), number(OUTSIDE), (TCP if w.protocol == "TCP" else UDP) << 16 | w.port)
        for w in wishes
    ]
    landings = lab.send(packets)
    return [
        landing is not None and (landing.place, landing.port, landing.wire) == (wish.host, wish.inside, "lan0")
        for wish, landing in zip(wishes, landings, strict=True)
    ]


@pytest.mark.parametrize(
    "permissions",
    [
        "",
        "allow 1024-65535 192.168.1.0/24 1024-65535\ndeny 0-65535 0.0.0.0/0 0-65535\n",
        "deny 0-1023 0.0.0.0/0 0-65535\n",
        "allow 8000-8999 192.168.1.5/32 1-65535\nallow 22 192.168.1.0/24 22\ndeny 0-65535 0.0.0.0/0 0-65535\n",
        "deny 8080 0.0.0.0/0 0-65535\nallow 8000-9000 192.168.1.0/24 0-65535\ndeny 0-65535 0.0.0.0/0 0-65535\n",
        "deny 0-65535 0.0.0.0/0 0-65535\n",
    ],
)
def test_the_permission_list_opens_what_its_reading_says(tmp_path: Path, permissions: str) -> None:
    text = BASE + "secure_mode=yes\n" + permissions
    (mapping,) = read(text).port_mappings
    lines = [read_permission(line) for line in permissions.splitlines()]
    may_open = openable([line for line in lines if line is not None])
    # Inside ports as every list above names them for the port outside, so that only the outside port decides.
    wishes = [Wish(port, inside=port) for port in (22, 80, 445, 1023, 1024, 8080, 8081, 9001, 60000)]
    wishes += [Wish(port, inside=port, protocol="UDP") for port in (53, 8080, 51820)]
    with daemon(tmp_path, text) as lab:
        answers = opened(lab, wishes)
    assert answers == [any(low <= wish.port <= high for low, high in may_open) for wish in wishes]
    assert mapping.low_ports.value is any(
        answer for answer, wish in zip(answers, wishes, strict=True) if wish.port < 1024
    )
    if not any(answers):
        assert mapping.may_open == "no port, by its permission list"
        assert mapping.default_deny.value


def test_secure_mode_keeps_clients_to_themselves(tmp_path: Path) -> None:
    text = BASE + "secure_mode=yes\n"
    (mapping,) = read(text).port_mappings
    assert mapping.secure_mode.value is True
    with daemon(tmp_path, text) as lab:
        assert opened(lab, [Wish(8080), Wish(8081, host=OTHER)]) == [True, False]


def test_without_secure_mode_a_client_opens_every_host(tmp_path: Path) -> None:
    text = BASE + "secure_mode=no\n"
    (mapping,) = read(text).port_mappings
    assert mapping.secure_mode.value is False
    with daemon(tmp_path, text) as lab:
        assert opened(lab, [Wish(8080), Wish(445, inside=445, host=OTHER)]) == [True, True]


def test_secure_mode_that_is_not_stated_is_not_taken_for_a_protection(tmp_path: Path) -> None:
    (mapping,) = read(BASE).port_mappings
    assert mapping.secure_mode.state is State.NOT_STATED
    with daemon(tmp_path, BASE) as lab:  # either answer, by its version
        assert opened(lab, [Wish(8080), Wish(8081, host=OTHER)])[0]


def test_a_protocol_that_is_off_opens_nothing(tmp_path: Path) -> None:
    text = BASE + "enable_upnp=no\nenable_natpmp=yes\n"
    assert [mapping.kind for mapping in read(text).port_mappings] == ["nat-pmp"]
    with daemon(tmp_path, text) as lab:
        assert opened(lab, [Wish(8080)]) == [False]
