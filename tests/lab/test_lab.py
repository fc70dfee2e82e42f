"""The lab itself: it sees what is open, sees what is closed, and leaves nothing behind."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from routerlint.netset.addresses import AddressSet, Family
from routerlint.netset.services import ECHO_REQUEST, TCP, UDP
from tests.lab.lab import Lab, LabError, Landing, Packet, Wire, missing

_LACK = missing("nft")
pytestmark = pytest.mark.skipif(_LACK is not None, reason=str(_LACK))


def number(text: str) -> int:
    return AddressSet.parse(text).ranges[0][0]


WIRES = (
    Wire(
        "eth0",
        wan=True,
        addresses=(("ipv4", number("203.0.113.2")), ("ipv6", number("2001:db8::2"))),
        networks=(("ipv4", 0, 0), ("ipv6", 0, 0)),
    ),
    Wire(
        "lan",
        wan=False,
        addresses=(("ipv4", number("192.168.1.1")), ("ipv6", number("2001:db8:1::1"))),
        networks=(("ipv4", number("192.168.1.0"), 24), ("ipv6", number("2001:db8:1::"), 64)),
    ),
)
SENDER: dict[Family, int] = {"ipv4": number("9.9.9.9"), "ipv6": number("2620:fe::9")}

RULES = """
table ip translate {
    chain prerouting {
        type nat hook prerouting priority dstnat; policy accept;
        tcp dport 8080 dnat to 192.168.1.5:80
    }
}
table inet filter {
    chain input {
        type filter hook input priority filter; policy drop;
        tcp dport 22 accept
        tcp dport 23 reject
    }
    chain forward {
        type filter hook forward priority filter; policy drop;
        ct state established accept
        ct status dnat accept
        udp dport 53 accept
        udp dport 54 counter
        ip6 daddr 2001:db8:1::5 tcp dport 443 accept
    }
}
"""


def packet(destination: str, service: int) -> Packet:
    family: Family = "ipv6" if ":" in destination else "ipv4"
    return Packet("eth0", family, SENDER[family], number(destination), service)


def test_packets_land_where_the_rules_send_them() -> None:
    with Lab(WIRES, SENDER.items()) as lab:
        lab.load(RULES)
        landings = lab.send(
            [
                packet("203.0.113.2", TCP << 16 | 8080),
                packet("203.0.113.2", TCP << 16 | 22),
                packet("203.0.113.2", TCP << 16 | 23),
                packet("203.0.113.2", TCP << 16 | 80),
                packet("203.0.113.2", ECHO_REQUEST["ipv4"]),
                packet("192.168.1.6", UDP << 16 | 53),
                packet("192.168.1.6", UDP << 16 | 54),
                packet("2001:db8::2", TCP << 16 | 22),
                packet("2001:db8:1::5", TCP << 16 | 443),
                packet("2001:db8:1::6", TCP << 16 | 443),
            ]
        )
    places = [landing and (landing.place, landing.port) for landing in landings]
    assert places == [
        ("192.168.1.5", 80),
        ("router", 22),
        None,
        None,
        None,
        ("192.168.1.6", 53),
        None,
        ("router", 22),
        ("2001:db8:1::5", 443),
        None,
    ]
    assert landings[0] == Landing("192.168.1.5", 80, "lan", answered=True)
    assert landings[5] == Landing("192.168.1.6", 53, "lan", answered=True)


def test_a_new_ruleset_replaces_the_old_one_and_its_connections() -> None:
    probe = packet("203.0.113.2", TCP << 16 | 22)
    with Lab(WIRES, SENDER.items()) as lab:
        lab.load(RULES)
        assert lab.send([probe]) != [None]
        lab.load(RULES.replace("dport 22 accept", "dport 24 accept"))
        assert lab.send([probe]) == [None]


def test_a_ruleset_that_does_not_load_is_an_error_and_not_an_open_router() -> None:
    with Lab(WIRES, SENDER.items()) as lab, pytest.raises(LabError, match="nft"):
        lab.load("table inet filter { chain")


def test_nothing_is_left_after_a_failure() -> None:
    here = Path("/proc/self/ns/net").readlink()
    links = subprocess.run(["ip", "link"], capture_output=True, text=True, check=True).stdout
    pids: list[int] = []

    def interrupted() -> None:
        with Lab(WIRES, SENDER.items()) as lab:
            pids.extend(worker.pid for worker in lab._workers)
            assert all(Path(f"/proc/{pid}/ns/net").readlink() != here for pid in pids)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert len(pids) == 3
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)
    assert subprocess.run(["ip", "link"], capture_output=True, text=True, check=True).stdout == links


def test_limits_on_interfaces_and_packets() -> None:
    with pytest.raises(LabError, match="interfaces"):
        Lab(WIRES * 20, SENDER.items())
    with Lab(WIRES, SENDER.items()) as lab, pytest.raises(LabError, match="too many"):
        lab.send([packet("203.0.113.2", TCP << 16 | 22)] * 5000)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give up being root")
def test_without_root_the_reason_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert missing() == "the packet lab needs root"
