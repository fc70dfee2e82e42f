"""The firewall behind NAT and the router's own services. Sources: vendor MIB; workshop ws_digibox_sif; manuals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import pytest

from routerlint.model.device import Device

Row = dict[str, str]
Ask = Callable[[Device, str], str]

SERVER = {"Index": "2", "Alias": '"server"', "Value": "192.168.2.10", "Length": "32"}
WEB = {"Index": "2", "Alias": '"web"', "Protocol": "tcp", "Port": "440", "Range": "5"}
DENY = {"Order": "9", "Action": "deny"}
FORWARD = {"ExtPort": "440", "ExtPortRange": "449"}


class Shell(Protocol):
    def table(self, name: str, *rows: Row, drop: tuple[str, ...] = ()) -> str: ...
    def scalars(self, **values: str) -> str: ...
    def base(self, nat: str = "on", admin: str = "disable", routes: tuple[Row, ...] = ...) -> str: ...
    def local(self, *tcp: Row) -> str: ...
    def read(self, *parts: str) -> Device: ...


def device(
    shell: Shell,
    *policies: Row,
    admin: str = "enable",
    preset: Row | None = None,
    addresses: tuple[Row, ...] = ({}, SERVER),
    services: tuple[Row, ...] = ({}, WEB),
) -> Device:
    return shell.read(
        shell.base(admin=admin),
        shell.table("ipNatPresetTable", preset or FORWARD),
        shell.table("ipSifAliasAddressTable", *addresses),
        shell.table("ipSifAliasServiceTable", *services),
        shell.table("ipSifAliasTable", *policies),
        shell.local(),
    )


def test_a_service_has_a_count_of_ports_and_nat_an_end_port(shell: Shell, ask: Ask) -> None:
    # ipSifAliasServiceRange 1..65536 against ipNatPrExtPortRange
    one = device(shell, {"Destination": "2", "Service": "2"}, DENY)
    assert [ask(one, f"tcp 9.9.9.9 wan {p}").split()[0] for p in (440, 444, 445)] == ["open", "open", "closed"]


def test_a_forward_alone_is_blocked_once_the_firewall_is_on(shell: Shell, ask: Ask) -> None:
    # ws_digibox_sif: the WAN is untrusted
    other = {"Source": "1", "Destination": "2", "Service": "2", "Status": "enabled"}
    assert ask(device(shell, other, preset={"ExtPort": "25"}), "tcp 9.9.9.9 wan 25") == "closed"


def test_the_order_column_decides_and_not_the_order_of_the_print(shell: Shell, ask: Ask) -> None:
    one = device(shell, {"Order": "2", "Action": "deny"}, {"Order": "1"})
    assert ask(one, "tcp 9.9.9.9 wan 440").startswith("open")


def test_policies_that_are_off_or_deleted_do_not_count(shell: Shell, ask: Ask) -> None:
    one = device(shell, {"Status": "disabled", "Action": "deny"}, {"Action": "delete"}, {"Order": "3"})
    assert ask(one, "tcp 9.9.9.9 wan 440").startswith("open")


def test_no_policy_counts_while_the_firewall_is_off(shell: Shell, ask: Ask) -> None:
    assert ask(device(shell, DENY, admin="disable"), "tcp 9.9.9.9 wan 440").startswith("open")


def test_the_firewall_sees_the_translated_address_and_port(shell: Shell, ask: Ask) -> None:
    one = device(shell, {"Destination": "2", "Service": "2"}, DENY, preset={"ExtPort": "8443", "IntPort": "440"})
    assert ask(one, "tcp 9.9.9.9 wan 8443") == "open 192.168.2.10:440"


def test_policies_that_were_not_pasted_leave_it_open(shell: Shell, ask: Ask) -> None:
    one = shell.read(shell.base(admin="enable"), shell.table("ipNatPresetTable", FORWARD))
    assert ask(one, "tcp 9.9.9.9 wan 443") == "conditional"
    assert ask(one, "tcp 9.9.9.9 wan 22") == "closed"
    assert one.complete.ipv4


def test_an_empty_policy_table_leaves_it_open(shell: Shell, ask: Ask) -> None:
    assert ask(device(shell), "tcp 9.9.9.9 wan 443") == "conditional"


def test_an_admin_status_that_was_not_pasted_is_not_off(shell: Shell, ask: Ask) -> None:
    # its default is enable in one release of the MIB and disable in another
    text = shell.base().replace("ipSifAdminStatus", "ipOther")
    one = shell.read(
        text,
        shell.table("ipNatPresetTable", FORWARD),
        shell.table("ipSifAliasTable", DENY),
        shell.table("ipSifAliasAddressTable", {}),
        shell.table("ipSifAliasServiceTable", {}),
    )
    assert ask(one, "tcp 9.9.9.9 wan 443") == "conditional"


@pytest.mark.parametrize(
    "alias", [{"Index": "3"}, {"Mode": "range", "Value": "192.168.2.10"}, {"Group": "4"}, {"Value": "nonsense"}]
)
def test_aliases_that_cannot_be_resolved_leave_it_open(shell: Shell, ask: Ask, alias: Row) -> None:
    one = device(
        shell,
        {"Order": "2"},
        {"Order": "1", "Action": "deny", "Destination": "2"},
        addresses=({}, {"Index": "2"} | alias),
    )
    assert ask(one, "tcp 9.9.9.9 wan 443") == "conditional"


def test_a_policy_that_cannot_be_read_may_do_anything(shell: Shell, ask: Ask) -> None:
    text = shell.table("ipSifAliasTable", {"Order": "2"}).replace(" 00 ", " 00 9 9 9 9 9 9 9 ")
    one = shell.read(
        shell.base(admin="enable"),
        shell.table("ipNatPresetTable", FORWARD),
        shell.table("ipSifAliasAddressTable", {}),
        shell.table("ipSifAliasServiceTable", {}),
        text,
    )
    assert ask(one, "tcp 9.9.9.9 wan 443") == "conditional"


def test_interfaces_as_aliases(shell: Shell, ask: Ask) -> None:
    lan = {"Index": "3", "Mode": "interface", "Interface": "1000000"}
    wan = {"Index": "4", "Mode": "interface", "Interface": "10001"}
    addresses: tuple[Row, ...] = ({}, SERVER, lan, wan)
    assert ask(device(shell, {"Source": "3"}, DENY, addresses=addresses), "tcp 9.9.9.9 wan 443") == "closed"
    assert ask(device(shell, {"Source": "4"}, DENY, addresses=addresses), "tcp 9.9.9.9 wan 443").startswith("open")
    assert ask(device(shell, {"Destination": "3"}, DENY, addresses=addresses), "tcp 9.9.9.9 wan 443").startswith("open")


def test_an_ipv6_alias_matches_no_ipv4_packet(shell: Shell, ask: Ask) -> None:
    six = {"Index": "3", "ValueType": "ipv6", "Value": "2001:db8::", "Length": "32"}
    assert ask(device(shell, {"Destination": "3"}, DENY, addresses=({}, six)), "tcp 9.9.9.9 wan 443") == "closed"


LOCAL = {"ExtPort": "4443", "IntAddr": "127.0.0.1", "IntPort": "443"}


def test_whether_the_firewall_filters_the_router_itself_is_open_while_its_local_filter_is_off(
    shell: Shell, ask: Ask
) -> None:
    # the MIB reads as "not filtered", the workshop says blocked
    assert ask(device(shell, DENY, preset=LOCAL), "tcp 9.9.9.9 wan 4443") == "conditional"
    assert ask(device(shell, {"Order": "1"}, preset=LOCAL), "tcp 9.9.9.9 wan 4443") == "open router"


def test_the_local_interface_as_destination(shell: Shell, ask: Ask) -> None:
    text = device_text = shell.base(admin="enable").replace(
        "ipSifLocalFilter( rw):      disable", "ipSifLocalFilter( rw):      enable"
    )
    local = {"Index": "3", "Mode": "interface", "Interface": "1"}
    parts = (shell.table("ipSifAliasAddressTable", {}, local), shell.table("ipSifAliasServiceTable", {}), shell.local())
    allow = shell.read(
        text, shell.table("ipNatPresetTable", LOCAL), shell.table("ipSifAliasTable", {"Destination": "3"}, DENY), *parts
    )
    deny = shell.read(device_text, shell.table("ipNatPresetTable", LOCAL), shell.table("ipSifAliasTable", DENY), *parts)
    assert ask(allow, "tcp 9.9.9.9 wan 4443") == "open router"
    assert ask(deny, "tcp 9.9.9.9 wan 4443") == "closed"


def local_device(shell: Shell, *rows: Row) -> Device:
    return shell.read(shell.base(), shell.table("ipNatPresetTable", LOCAL), shell.local(*rows))


def test_allow_rows_restrict_only_their_own_service(shell: Shell, ask: Ask) -> None:
    # only rows with a verify are active; a service without an active row is always allowed
    packet = "tcp 9.9.9.9 wan 4443"
    verify = {"AddrMode": "verify", "Addr": "198.51.100.0", "Mask": "255.255.255.0"}
    assert ask(local_device(shell), packet) == "open router"
    assert ask(local_device(shell, {}), packet) == "open router"
    assert ask(local_device(shell, verify), packet) == "closed"
    assert ask(local_device(shell, verify), "tcp 198.51.100.9 wan 4443") == "open router"
    assert ask(local_device(shell, verify | {"Service": "ssh"}), packet) == "open router"
    assert ask(local_device(shell, {"IfMode": "verify", "IfIndex": "1000000"}), packet) == "closed"


def test_allow_tables_that_were_not_pasted_leave_it_open(shell: Shell, ask: Ask) -> None:
    one = shell.read(shell.base(), shell.table("ipNatPresetTable", LOCAL))
    assert ask(one, "tcp 9.9.9.9 wan 4443") == "conditional"
    assert one.complete.ipv4


def test_services_know_their_configured_ports(shell: Shell, ask: Ask) -> None:
    verify = {"AddrMode": "verify", "Addr": "198.51.100.7", "Mask": "255.255.255.255"}
    one = shell.read(
        shell.base(),
        shell.scalars(httpAdminSPort="8443"),
        shell.table("ipNatPresetTable", LOCAL | {"IntPort": "8443"}),
        shell.local(verify),
    )
    assert ask(one, "tcp 9.9.9.9 wan 4443") == "closed"


@pytest.mark.parametrize(
    ("status", "rows", "enabled"),
    [
        ("disabled", (), False),
        ("enabled", ({"ClientRequests": "enabled"}, {"IfIndex": "10001", "UPnPControlled": "enabled"}), True),
        ("enabled", ({"ClientRequests": "enabled"},), False),
        ("restricted", ({"ClientRequests": "enabled"}, {"IfIndex": "10001", "UPnPControlled": "enabled"}), True),
    ],
)
def test_upnp_needs_the_switch_a_client_side_and_a_controlled_side(
    shell: Shell, status: str, rows: tuple[Row, ...], enabled: bool
) -> None:
    one = shell.read(shell.base(), shell.scalars(upnpGlobStatus=status), shell.table("upnpIfTable", *rows))
    (mapping,) = one.port_mappings
    assert mapping.enabled.value is enabled
    if status != "disabled":
        assert mapping.secure_mode.value is (status == "restricted")


def test_upnp_that_was_not_pasted_is_undecided(shell: Shell) -> None:
    assert [u.kind for u in shell.read(shell.base(), shell.table("ipNatPresetTable")).undecided] == ["capability"]
