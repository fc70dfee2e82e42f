"""ipNatPresetTable and NAT per interface. Source: vendor MIB (9.1.10 and 10.2.3), columns and DEFVALs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import pytest

from routerlint.model.device import Device

Row = dict[str, str]
Ask = Callable[[Device, str], str]


class Shell(Protocol):
    def table(self, name: str, *rows: Row, drop: tuple[str, ...] = ()) -> str: ...
    def scalars(self, **values: str) -> str: ...
    def base(self, nat: str = "on", admin: str = "disable", routes: tuple[Row, ...] = ...) -> str: ...
    def local(self, *tcp: Row) -> str: ...
    def read(self, *parts: str) -> Device: ...
    def forwards(self, *rows: Row) -> Device: ...


def test_an_empty_table_with_nat_on_lets_nobody_in(shell: Shell, ask: Ask) -> None:
    device = shell.forwards()
    assert [ask(device, f"tcp 9.9.9.9 wan {p}") for p in (22, 80, 443)] == ["closed"] * 3
    assert device.complete.ipv4


def test_the_range_is_an_end_port(shell: Shell, ask: Ask) -> None:
    device = shell.forwards({"ExtPort": "440", "ExtPortRange": "449"})
    assert [ask(device, f"tcp 9.9.9.9 wan {p}") for p in (439, 440, 449, 450)] == [
        "closed", "open 192.168.2.10:440", "open 192.168.2.10:449", "closed",
    ]  # fmt: skip


def test_the_inside_port_moves_the_range(shell: Shell, ask: Ask) -> None:
    # new = old - ExtPort + IntPort
    device = shell.forwards({"ExtPort": "8000", "ExtPortRange": "8003", "IntPort": "80"})
    assert ask(device, "tcp 9.9.9.9 wan 8003") == "open 192.168.2.10:83"


def test_a_row_that_names_only_the_target_is_an_exposed_host(shell: Shell, ask: Ask) -> None:
    # DEFVALs: protocol any, ports -1, every source, every NAT interface
    dropped = (
        "IfIndex",
        "Protocol",
        "RemoteAddr",
        "RemoteMask",
        "ExtAddr",
        "ExtMask",
        "ExtPort",
        "ExtPortRange",
        "IntPort",
        "IntMask",
    )
    device = shell.read(shell.base(), shell.table("ipNatPresetTable", {}, drop=dropped), shell.local())
    assert ask(device, "tcp 9.9.9.9 wan 445") == "open 192.168.2.10:445"
    assert ask(device, "gre 9.9.9.9 wan -") == "open 192.168.2.10"


def test_index_zero_means_every_nat_interface(shell: Shell, ask: Ask) -> None:
    assert ask(shell.forwards({"IfIndex": "0"}), "tcp 9.9.9.9 wan 443") == "open 192.168.2.10:443"


def test_remote_address_and_mask_limit_the_senders(shell: Shell, ask: Ask) -> None:
    device = shell.forwards({"RemoteAddr": "198.51.100.0", "RemoteMask": "255.255.255.0"})
    assert ask(device, "tcp 198.51.100.9 wan 443").startswith("open")
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"


def test_an_address_with_mask_zero_leaves_the_senders_open(shell: Shell, ask: Ask) -> None:
    device = shell.forwards({"RemoteAddr": "198.51.100.9"})
    assert ask(device, "tcp 198.51.100.9 wan 443").startswith("open")
    assert ask(device, "tcp 9.9.9.9 wan 443") == "conditional"


def test_an_inside_mask_maps_a_network(shell: Shell, ask: Ask) -> None:
    device = shell.forwards(
        {
            "Protocol": "any",
            "ExtPort": "-1",
            "ExtAddr": "203.0.113.16",
            "ExtMask": "255.255.255.240",
            "IntAddr": "192.168.2.16",
            "IntMask": "255.255.255.240",
        }
    )
    assert ask(device, "tcp 9.9.9.9 203.0.113.20 25") == "open 192.168.2.20:25"


def test_target_127_is_the_router_itself(shell: Shell, ask: Ask) -> None:
    # bintec workshop Admin_https_4443
    device = shell.forwards({"ExtPort": "4443", "IntAddr": "127.0.0.1", "IntPort": "443"})
    assert ask(device, "tcp 9.9.9.9 wan 4443") == "open router"
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"


def test_protocols_by_name_number_and_pair(shell: Shell, ask: Ask) -> None:
    device = shell.forwards(
        {"Protocol": "udptcp", "ExtPort": "53"},
        {"Protocol": "esp", "ExtPort": "-1"},
        {"Protocol": "17", "ExtPort": "500"},
    )
    assert [
        ask(device, f"{p} 9.9.9.9 wan {n}").split()[0]
        for p, n in (("tcp", 53), ("udp", 53), ("esp", "-"), ("udp", 500))
    ] == ["open"] * 4
    assert ask(device, "tcp 9.9.9.9 wan 500") == "closed"


def test_a_port_with_protocol_any_leaves_the_portless_protocols_open(shell: Shell, ask: Ask) -> None:
    device = shell.forwards({"Protocol": "any"})
    assert ask(device, "udp 9.9.9.9 wan 443").startswith("open")
    assert ask(device, "gre 9.9.9.9 wan -") == "conditional"


def test_deleted_rows_are_gone(shell: Shell, ask: Ask) -> None:
    assert ask(shell.forwards({"Protocol": "delete"}), "tcp 9.9.9.9 wan 443") == "closed"


@pytest.mark.parametrize(
    "row",
    [
        {"ExtPort": "x"},
        {"IntAddr": "host"},
        {"ExtPort": "-1", "ExtPortRange": "9"},
        {"ExtPort": "9", "ExtPortRange": "8"},
        {"Protocol": "foo"},
        {"ExtPort": "440", "ExtPortRange": "449", "IntPort": "65530"},
    ],
)
def test_a_row_that_cannot_be_read_keeps_its_place_and_leaves_the_family_open(shell: Shell, row: Row) -> None:
    device = shell.forwards(row)
    assert not device.complete.ipv4
    assert len(device.pipelines[0].chains[0].entries) == 1


def test_a_column_that_the_mib_does_not_have_may_be_a_switch(shell: Shell, ask: Ask) -> None:
    assert ask(shell.forwards({"AdminStatus": "disabled"}), "tcp 9.9.9.9 wan 443") == "conditional"
    assert ask(shell.forwards({"AdminStatus": "enabled"}), "tcp 9.9.9.9 wan 443").startswith("open")


def test_overlapping_rows_land_in_either_place(shell: Shell, ask: Ask) -> None:
    device = shell.forwards({"Protocol": "any", "ExtPort": "-1", "IntAddr": "192.168.2.99"}, {"ExtPort": "443"})
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open 192.168.2.10:443 or 192.168.2.99:443"
    assert ask(device, "tcp 9.9.9.9 wan 80") == "open 192.168.2.99:80"


def test_without_nat_a_preset_does_nothing_and_all_is_routed(shell: Shell, ask: Ask) -> None:
    public = {
        "Dest": "203.0.113.16",
        "IfIndex": "1000000",
        "NextHop": "203.0.113.17",
        "Type": "direct",
        "Mask": "255.255.255.240",
    }
    device = shell.read(
        shell.base(nat="off", routes=({}, public)),
        shell.table("ipNatPresetTable", {"IntAddr": "203.0.113.25"}),
        shell.local(),
    )
    assert ask(device, "tcp 9.9.9.9 203.0.113.20 445") == "open 203.0.113.20:445"
    assert ask(device, "tcp 9.9.9.9 wan 22") == "open router"
    assert device.inactive[0].reason == "NAT is off on its interface"


@pytest.mark.parametrize("nat", ["reverse", "loopback"])
def test_ways_of_nat_that_nobody_described_are_not_known(shell: Shell, ask: Ask, nat: str) -> None:
    device = shell.read(shell.base(nat=nat), shell.table("ipNatPresetTable", {}), shell.local())
    assert ask(device, "tcp 9.9.9.9 wan 443") == "conditional"
    assert not device.complete.ipv4


def test_what_was_not_pasted_is_not_stated(shell: Shell, ask: Ask) -> None:
    assert not shell.read(shell.base(), shell.local()).complete.ipv4
    without = shell.base().replace("ipExtIfTable", "otherTable")
    device = shell.read(without, shell.table("ipNatPresetTable", {}), shell.local())
    assert ask(device, "tcp 9.9.9.9 wan 443") == "conditional"
    assert not device.complete.ipv4


def test_rows_of_tables_that_are_not_evaluated_leave_the_family_open(shell: Shell) -> None:
    exclude = "box:> ipNatExcludeTable\n\ninx IfIndex(rw) Protocol(rw)\n\n 00 10001 tcp\n\nbox:> \n"
    assert shell.read(
        shell.base(), shell.table("ipNatPresetTable"), exclude.replace(" 00 10001 tcp\n", "")
    ).complete.ipv4
    assert not shell.read(shell.base(), shell.table("ipNatPresetTable"), exclude).complete.ipv4


def test_a_change_behind_the_print_leaves_the_family_open(shell: Shell) -> None:
    assert not shell.read(
        shell.base(), shell.table("ipNatPresetTable"), "box:> ipNatPrExtPort=22 ipNatPrIntAddr=192.168.2.1\n"
    ).complete.ipv4


def test_the_side_of_the_internet_comes_from_route_and_nat(shell: Shell) -> None:
    device = shell.forwards()
    (wan,) = device.wan_interfaces()
    assert wan.name == "WAN"
    assert [e.text for e in wan.evidence] == ["the default route leads there", "NAT is on"]
    assert (device.model.value, device.version.value, device.hostname.value) == ("bintec RS353j", "10.2.7.100", "box")


def test_a_paste_without_interfaces_gets_one_that_is_assumed(shell: Shell, ask: Ask) -> None:
    device = shell.read(shell.table("ipNatPresetTable", {}))
    assert device.wan_interfaces()[0].assumed
    assert ask(device, "tcp 9.9.9.9 wan 443") == "conditional"
    assert not device.complete.ipv4
