"""Listeners, port mapping, accounts. Source: MikroTik documentation, "Services" and the page of each menu."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.model.device import Device
from routerlint.model.fact import Origin
from routerlint.model.service import Listener, PortMapping
from routerlint.netset.addresses import AddressSet

Build = Callable[..., Device]
Ask = Callable[[Device, str], str]
Read = Callable[[str], Device]


def listener(device: Device, name: str) -> Listener:
    return next(item for item in device.listeners if item.name == name)


def mapping(device: Device, kind: str) -> PortMapping:
    return next(item for item in device.port_mappings if item.kind == kind)


def test_services_run_by_default_although_the_export_does_not_mention_them(build: Build) -> None:
    # "Services": only www-ssl is off by default
    device = build()
    for name in ("telnet", "ftp", "http", "ssh", "routeros-api", "winbox", "routeros-api-tls"):
        enabled = listener(device, name).enabled
        assert (enabled.value, enabled.origin) == (True, Origin.DEFAULT), name
        assert enabled.source
    assert listener(device, "https").enabled.value is False


@pytest.mark.parametrize(
    ("command", "off"),
    [
        ("set telnet disabled=yes", {"telnet"}),
        ("set telnet,ftp,www disabled=yes", {"telnet", "ftp", "http"}),
        ("set 0 disabled=yes", {"telnet"}),
        ("set [ find name=ssh ] disabled=yes", {"ssh"}),
        ("disable www,api", {"http", "routeros-api"}),
        (
            "set [ find name!=ssh and name!=winbox ] disabled=yes",
            {"telnet", "ftp", "http", "routeros-api", "routeros-api-tls"},
        ),
        ('set [ find where name~"^api|telnet" ] disabled=yes', {"telnet", "routeros-api", "routeros-api-tls"}),
        ("set [ find certificate=none ] disabled=yes", set()),  # nobody here knows who has one
        (
            "set [find] disabled=yes",
            {"telnet", "ftp", "http", "ssh", "https", "routeros-api", "winbox", "routeros-api-tls"},
        ),
    ],
)
def test_a_service_is_switched_off_in_every_form(build: Build, command: str, off: set[str]) -> None:
    device = build(more=f"/ip service\n{command}\n")
    management = [
        item
        for item in device.listeners
        if item.name in {"telnet", "ftp", "http", "ssh", "https", "routeros-api", "winbox", "routeros-api-tls"}
    ]
    assert {item.name for item in management if not item.enabled.value} == off | {"https"}


def test_services_that_a_find_does_not_name_are_open_questions(build: Build) -> None:
    device = build(more='/ip service\nset [ find name~"w.*" ] disabled=no\n')
    assert not device.complete.ipv4
    assert not device.complete.ipv6


def test_the_openvpn_server_that_every_later_export_has_is_off(build: Build) -> None:
    # since 7.17 exports add an entry that nobody made; verbose ones show that its default is disabled=yes (real exports)
    more = "/interface ovpn-server server\nadd mac-address=FE:00:00:00:00:01 name=ovpn-server1\n"
    assert listener(build(more=more), "openvpn").enabled.value is False
    assert listener(build(more=more + "set ovpn-server1 disabled=no\n"), "openvpn").enabled.value is True


def test_the_nat_helper_ftp_is_not_the_ftp_server(build: Build) -> None:
    # /ip firewall service-port holds connection tracking helpers
    assert listener(build(more="/ip firewall service-port\nset ftp disabled=yes\n"), "ftp").enabled.value is True


def test_a_service_may_move_and_be_limited(build: Build) -> None:
    # the limit acts behind the filter: the port still answers
    ssh = listener(build(more="/ip service\nset ssh address=192.168.88.0/24,2001:db8::/32 port=2200\n"), "ssh")
    assert 6 << 16 | 2200 in ssh.services
    assert ssh.allowed == (AddressSet.parse("192.168.88.0/24"), AddressSet.parse("2001:db8::/32"))
    assert listener(build(more='/ip service\nset ssh address=""\n'), "ssh").allowed is None


def test_a_service_of_a_vrf_listens_on_its_interfaces(build: Build) -> None:
    more = "/ip vrf\nadd interfaces=ether7 name=mgmt\n/ip service\nset ssh vrf=mgmt\nset www vrf=main\n"
    device = build(more=more)
    assert listener(device, "ssh").interfaces == ("ether7",)
    assert listener(device, "http").interfaces is None


@pytest.mark.parametrize(
    ("name", "more", "service"),
    [
        ("dns", "/ip dns\nset allow-remote-requests=yes", 17 << 16 | 53),
        ("socks", "/ip socks\nset enabled=yes port=4145", 6 << 16 | 4145),
        ("http-proxy", "/ip proxy\nset enabled=yes", 6 << 16 | 8080),
        ("snmp", "/snmp\nset enabled=yes", 17 << 16 | 161),
        ("smb", "/ip smb\nset enabled=yes", 6 << 16 | 445),
        ("ntp", "/system ntp server\nset enabled=yes", 17 << 16 | 123),
        ("upnp", "/ip upnp\nset enabled=yes", 6 << 16 | 2828),
        ("nat-pmp", "/ip nat-pmp\nset enabled=yes", 17 << 16 | 5351),
        ("l2tp", "/interface l2tp-server server\nset enabled=yes", 17 << 16 | 1701),
        ("pptp", "/interface pptp-server server\nset enabled=yes", 6 << 16 | 1723),
        ("sstp", "/interface sstp-server server\nset enabled=yes port=4443", 6 << 16 | 4443),
        ("openvpn", "/interface ovpn-server server\nset enabled=yes", 6 << 16 | 1194),
        ("openvpn", "/interface ovpn-server server\nadd disabled=no name=o1 port=1195 protocol=udp", 17 << 16 | 1195),
        ("wireguard", "/interface wireguard\nadd listen-port=51820 name=wg", 17 << 16 | 51820),
        ("ipsec-ike", "/ip ipsec peer\nadd name=p passive=yes", 17 << 16 | 500),
        ("ipsec-nat-t", "/interface l2tp-server server\nset enabled=yes use-ipsec=required", 17 << 16 | 4500),
        ("gre", "/interface gre\nadd name=g remote-address=198.51.100.9", 47 << 16),
        ("capsman", "/caps-man manager\nset enabled=yes", 17 << 16 | 5246),
        ("tftp", "/ip tftp\nadd real-filename=x", 17 << 16 | 69),
        ("bgp", "/routing bgp connection\nadd name=b remote.address=198.51.100.9", 6 << 16 | 179),
    ],
)
def test_what_a_menu_switches_on(build: Build, name: str, more: str, service: int) -> None:
    found = listener(build(more=more + "\n"), name)
    assert found.enabled.value is True
    assert service in found.services
    assert found.spans


@pytest.mark.parametrize(
    "name", ["dns", "socks", "http-proxy", "snmp", "smb", "ntp", "upnp", "nat-pmp", "l2tp", "pptp", "sstp", "openvpn"]
)
def test_what_is_off_by_default(build: Build, name: str) -> None:
    enabled = listener(build(), name).enabled
    assert (enabled.value, enabled.origin) == (False, Origin.DEFAULT)


def test_the_bandwidth_server_is_on_by_default(build: Build) -> None:
    assert listener(build(), "bandwidth-test").enabled.value is True
    assert listener(build(more="/tool bandwidth-server\nset enabled=no\n"), "bandwidth-test").enabled.value is False


def test_file_sharing_is_automatic_with_a_share(build: Build) -> None:
    # "SMB": the later default auto starts the server with the first enabled share; rules/quirks/routeros-smb.yaml
    enabled = listener(build(more="/ip smb shares\nadd directory=/pub name=pub\n"), "smb").enabled
    assert not enabled.known
    assert enabled.default == "routeros-smb-with-shares"
    chosen = "/ip smb\nset enabled=auto\n/ip smb shares\nadd directory=/pub name=pub\n"
    assert listener(build(more=chosen), "smb").enabled.value is True


def test_neighbour_discovery_is_on_the_interfaces_of_its_list(build: Build) -> None:
    menu = "/ip neighbor discovery-settings\nset discover-interface-list={}\n"
    assert listener(build(more=menu.format("LAN")), "mndp").interfaces == ("bridge",)
    assert "ether1" in (listener(build(more=menu.format("!dynamic")), "mndp").interfaces or ())
    assert listener(build(more=menu.format("none")), "mndp").enabled.value is False


def test_snmp_communities_limit_who_may_ask_and_stay_secret(build: Build) -> None:
    more = "/snmp\nset enabled=yes\n/snmp community\nset [ find default=yes ] addresses=10.0.0.0/8 name=topsecret write-access=yes\n"
    snmp = listener(build(more=more), "snmp")
    assert snmp.allowed == (AddressSet.parse("10.0.0.0/8"),)
    assert {k: v.value for k, v in snmp.facts.items()} == {"default-community": "no", "write-access": "yes"}
    assert "topsecret" not in repr(snmp)
    assert listener(build(more="/snmp\nset enabled=yes\n"), "snmp").facts["default-community"].value == "yes"


def test_upnp_needs_an_inside_and_an_outside(build: Build) -> None:
    # "UPnP": a client may map ports for any subnet
    interfaces = "/ip upnp interfaces\nadd interface=bridge type=internal\nadd interface=ether1 type=external\n"
    upnp = mapping(build(more="/ip upnp\nset enabled=yes\n" + interfaces), "upnp")
    assert (upnp.enabled.value, upnp.interfaces, upnp.external) == (True, ("bridge",), ("ether1",))
    assert (upnp.secure_mode.value, upnp.on_wan.value) == (False, False)
    assert mapping(build(more="/ip upnp\nset enabled=yes\n"), "upnp").enabled.value is False
    assert mapping(build(more=interfaces), "upnp").enabled.value is False
    off = interfaces.replace("add interface=bridge", "add disabled=yes interface=bridge")
    assert mapping(build(more="/ip upnp\nset enabled=yes\n" + off), "upnp").enabled.value is False


def test_upnp_that_listens_to_the_wan(build: Build) -> None:
    more = "/ip upnp\nset enabled=yes\n/ip upnp interfaces\nadd interface=ether1 type=internal\nadd interface=ether1 type=external\n"
    assert mapping(build(more=more), "upnp").on_wan.value is True


def test_nat_pmp_is_a_mapping_protocol_of_its_own(build: Build) -> None:
    more = "/ip nat-pmp\nset enabled=yes\n/ip nat-pmp interfaces\nadd interface=bridge type=internal\nadd interface=ether1 type=external\n"
    assert mapping(build(more=more), "nat-pmp").enabled.value is True


def test_accounts_of_scripts_are_kept_without_their_passwords(build: Build) -> None:
    device = build(more='/user\nadd group=full name=boss password=hunter2\nadd group=read name=guest password=""\n')
    assert [(a.name, a.password) for a in device.accounts] == [("boss", "set"), ("guest", "empty")]
    assert "hunter2" not in repr(device)


def test_what_the_header_says(read: Read) -> None:
    device = read(
        "# jan/17/2023 06:42:19 by RouterOS 6.49.7\n# software id = AAAA-BBBB\n#\n# model = RB3011UiAS\n# serial number = E7ED0F\n/system identity\nset name=gw-1\n"
    )
    assert (device.version.value, device.model.value, device.hostname.value) == ("6.49.7", "RB3011UiAS", "gw-1")
    assert device.version.spans[0].line == 1
    assert device.serial_hash
    assert "E7ED0F" not in device.serial_hash
    assert read("/system identity\nset name=gw-1\n/ip dns\nset servers=192.0.2.53\n").version.known is False


def test_back_to_home_opens_its_port_by_rules_that_no_export_holds(build: Build, ask: Ask) -> None:
    # MikroTik documentation, "Back To Home": access "even if your router [...] is behind NAT or Firewall"
    interface = "/interface wireguard\nadd comment=back-to-home-vpn listen-port=21718 mtu=1420 name=back-to-home-vpn\n"
    on = "/ip cloud\nset back-to-home-vpn=enabled ddns-enabled=yes\n"
    assert ask(build(more=interface + on), "udp 9.9.9.9 ether1 21718") == "conditional"
    assert ask(build(more=interface + on), "udp 9.9.9.9 ether1 21719") == "closed"
    assert ask(build(more=interface), "udp 9.9.9.9 ether1 21718") == "closed"
    assert ask(build(more=interface + on.replace("=yes", "=no")), "udp 9.9.9.9 ether1 21718") == "closed"
