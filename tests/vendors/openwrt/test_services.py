"""The router's own services and what clients may open (init scripts of OpenWrt and of its packages)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.exposure.evaluate import evaluate
from routerlint.model.device import Device
from routerlint.model.service import Listener, PortMapping
from routerlint.netset.services import TCP, UDP

Build = Callable[..., Device]

SYSTEM = {"etc/config/system": "config system\n option hostname gw\n"}
OPEN = "config rule\n option src wan\n option proto tcp\n option family ipv4\n option target ACCEPT\n"


def listener(device: Device, name: str) -> Listener:
    return next(one for one in device.listeners if one.name == name)


def mapping(build: Build, text: str, kind: str = "upnp") -> PortMapping:
    device = build(files={"etc/config/upnpd": text})
    return next(one for one in device.port_mappings if one.kind == kind)


def test_dropbear_listens_everywhere_unless_bound(build: Build) -> None:
    plain = listener(build(files={"etc/config/dropbear": "config dropbear\n option Port 2200\n"}), "ssh")
    assert plain.services.of_protocol(TCP) == ((2200, 2200),)
    assert plain.interfaces is None
    assert plain.facts["password-authentication"].value == "yes"
    bound = listener(
        build(files={"etc/config/dropbear": "config dropbear\n option Interface lan\n option PasswordAuth off\n"}),
        "ssh",
    )
    assert bound.interfaces == ("lan",)
    assert bound.facts["password-authentication"].value == "no"


def test_a_dropbear_that_is_off(build: Build) -> None:
    assert (
        listener(build(files={"etc/config/dropbear": "config dropbear\n option enable 0\n"}), "ssh").enabled.value
        is False
    )


def test_uhttpd_listens_on_its_addresses(build: Build) -> None:
    text = "config uhttpd main\n list listen_http 0.0.0.0:80\n list listen_https 192.168.1.1:443\n"
    device = build(files={"etc/config/uhttpd": text})
    assert listener(device, "http").interfaces is None
    assert listener(device, "https").interfaces == ("lan",)


def test_dnsmasq_answers_local_networks_only_if_told(build: Build) -> None:
    assert listener(build(files={"etc/config/dhcp": "config dnsmasq\n"}), "dns").allowed is None
    assert listener(build(files={"etc/config/dhcp": "config dnsmasq\n option localservice 1\n"}), "dns").allowed
    assert not [
        one
        for one in build(files={"etc/config/dhcp": "config dnsmasq\n option port 0\n"}).listeners
        if one.name == "dns"
    ]


def test_rows_name_the_services_behind_an_open_port(build: Build) -> None:
    files = SYSTEM | {"etc/config/dropbear": "config dropbear\n"}
    rows = [
        row for row in evaluate(build(OPEN, files=files)).exposures if row.target == "router" and row.family == "ipv4"
    ]
    assert {row.service for row in rows} == {("ssh",), ()}


def test_a_partial_input_does_not_know_all_services(build: Build) -> None:
    dropbear = {"etc/config/dropbear": "config dropbear\n"}
    assert not build(files=dropbear).listeners_complete
    assert build(files=SYSTEM | dropbear).listeners_complete
    assert not build(files=SYSTEM | dropbear | {"etc/config/unheard-of": "config x\n option y 1\n"}).listeners_complete


def test_without_dropbear_nobody_knows_what_answers_on_a_port(build: Build) -> None:
    # the default package set holds dropbear; OpenSSH, which may stand in for it, keeps no UCI package
    rows = [row for row in evaluate(build(OPEN, files=SYSTEM)).exposures if row.target == "router"]
    assert {row.service for row in rows if row.protocol == "tcp"} == {("unknown",)}


def test_openvpn_waits_only_as_a_server(build: Build) -> None:
    server = "config openvpn s\n option enabled 1\n option port 1195\n option proto udp\n"
    found = listener(build(files={"etc/config/openvpn": server}), "openvpn")
    assert found.services.of_protocol(UDP) == ((1195, 1195),)
    client = build(files={"etc/config/openvpn": server + " option client 1\n"})
    assert not [one for one in client.listeners if one.name == "openvpn"]


def test_a_missing_enabled_of_upnpd_counts_as_on(build: Build) -> None:
    # miniupnpd.init of old releases: config_get enabled config enabled 1; new ones write the 1 down when they migrate
    assert mapping(build, "config upnpd config\n option internal_iface lan\n").enabled.value is True
    assert mapping(build, "config upnpd config\n option enabled 0\n").enabled.value is False


def test_secure_mode_and_who_may_map(build: Build) -> None:
    assert mapping(build, "config upnpd config\n").secure_mode.value is True
    assert mapping(build, "config upnpd config\n option secure_mode 0\n").secure_mode.value is False
    assert mapping(build, "config upnpd config\n option allow_third_party_mapping 1\n").secure_mode.value is False


def test_permission_rules_in_order(build: Build) -> None:
    allow = "config perm_rule\n option action allow\n option ext_ports 1024-65535\n option int_addr 0.0.0.0/0\n"
    deny = "config perm_rule\n option action deny\n option ext_ports 0-65535\n option int_addr 0.0.0.0/0\n"
    found = mapping(build, "config upnpd config\n" + allow + deny)
    assert found.low_ports.value is False
    assert found.default_deny.value is True
    assert found.may_open == "ports 1024-65535 to the host that asks"
    assert mapping(build, "config upnpd config\n" + allow).low_ports.value is True  # what no rule names is allowed


def test_natpmp_can_be_off_alone(build: Build) -> None:
    device = build(files={"etc/config/upnpd": "config upnpd config\n option enable_natpmp 0\n"})
    assert [one.kind for one in device.port_mappings] == ["upnp"]


def test_the_new_form_of_upnpd(build: Build) -> None:
    text = "config upnpd config\n option enabled 1\n option enabled_protocols all\nconfig internal_network\n option interface lan\n"
    found = mapping(build, text)
    assert found.interfaces == ("lan",)
    assert found.low_ports.value is False
    assert found.default_deny.value is True


def test_upnp_on_the_wan_side(build: Build) -> None:
    assert mapping(build, "config upnpd config\n option internal_iface wan\n").on_wan.value is True
    assert mapping(build, "config upnpd config\n option internal_iface lan\n").on_wan.value is False


@pytest.mark.parametrize(("files", "kinds"), [({}, ["capability"]), (SYSTEM, [])])
def test_a_missing_upnpd_is_undecided_only_in_a_part(build: Build, files: dict[str, str], kinds: list[str]) -> None:
    assert [found.kind for found in build(files=files).undecided] == kinds


def test_an_account_without_a_password(build: Build) -> None:
    device = build(
        files={"etc/shadow": "root::0:0:99999:7:::\nadmin:$5$salt$hash:0:0:99999:7:::\nftp:*:0:0:99999:7:::\n"}
    )
    assert [(one.name, one.password, one.enabled) for one in device.accounts] == [
        ("root", "empty", True),
        ("admin", "set", True),
        ("ftp", "set", False),
    ]
