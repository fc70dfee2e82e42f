from __future__ import annotations

from typing import Any

import pytest

from routerlint.exposure.result import Capability, Exposure, ExposureReport
from routerlint.model.device import Completeness, Device
from routerlint.model.fact import stated
from routerlint.model.interface import Interface, InterfaceAddress, Role
from routerlint.model.pipeline import Pipeline
from routerlint.netset.addresses import AddressSet
from routerlint.report.exposure_json import exposure_document, wan_addresses
from routerlint.report.exposure_text import exposure_lines
from routerlint.report.layout import Paper, cut
from routerlint.report.reach import behind_nat, owner_sentence, ports_text
from routerlint.text.span import Span
from routerlint.wording import phrase


def row(**values: Any) -> Exposure:
    """A forward of tcp/443 to 192.168.1.5, but for these values."""
    usual: dict[str, Any] = {
        "family": "ipv4",
        "protocol": "tcp",
        "ports": ((443, 443),),
        "destination": "wan",
        "via": ("ether1",),
        "target": "192.168.1.5",
        "target_ports": ((443, 443),),
        "port_map": "same",
        "sources": ("0.0.0.0/0",),
        "source_set": AddressSet.any("ipv4"),
        "source_scope": "any",
        "certainty": "certain",
        "kind": "forward",
        "path": (Span("gw.cfg", 4, "forward 443"),),
        "witness": "tcp 9.9.9.9 -> wan:443",
    }
    return Exposure(**{**usual, **values})


def report(*rows: Exposure, address: str = "203.0.113.2", **values: Any) -> ExposureReport:
    """A router with one WAN interface and these rows."""
    number = AddressSet.parse(address).ranges[0][0]
    wan = Interface(
        name="ether1",
        role=Role.WAN,
        addresses=(InterfaceAddress(family="ipv4", number=number, length=30),),
    )
    device = Device(vendor="apex", hostname=stated("gw"), interfaces=(wan,), pipelines=(Pipeline(family="ipv4"),))
    return ExposureReport(device=device, exposures=rows, **values)


def test_a_closed_router_is_said_to_be_closed_only_when_all_is_known() -> None:
    assert owner_sentence(report(), "en") == "From the Internet reachable: nothing."
    assert "does not settle everything" in owner_sentence(report(complete=Completeness(ipv4=False)), "en")


def test_a_family_of_which_the_file_does_not_speak_leaves_nothing_open() -> None:
    assert owner_sentence(report(complete=Completeness(ipv6=False)), "en") == "From the Internet reachable: nothing."


def test_a_service_counts_once_whatever_the_number_of_its_rows() -> None:
    both = (row(), row(family="ipv6", sources=("::/0",), source_set=AddressSet.any("ipv6")))
    assert owner_sentence(report(*both), "en") == ("From the Internet reachable: 1 service (tcp 443 on 192.168.1.5).")


def test_certain_and_possible_services_are_told_apart() -> None:
    maybe = row(target="192.168.1.6", certainty="conditional")
    assert owner_sentence(report(row(), maybe), "en").endswith("(tcp 443 on 192.168.1.5), and possibly 1 more.")
    assert owner_sentence(report(maybe), "en").startswith("From the Internet possibly reachable: 1 service")
    assert owner_sentence(report(row(), maybe), "de") == (
        "Aus dem Internet erreichbar: 1 Dienst (tcp 443 auf 192.168.1.5) und möglicherweise 1 weitere."
    )


def test_the_router_itself_is_named() -> None:
    found = report(row(target="router", service=("ssh", "https"), kind="router"))
    assert owner_sentence(found, "en") == (
        "From the Internet reachable: 2 services (ssh on the router, https on the router)."
    )


def test_what_no_owner_would_call_a_service_is_not_counted() -> None:
    ping = row(protocol="icmp", ports=(), target_ports=(), target="router", service=())
    silent = row(target="router", service=())
    lease = row(protocol="udp", target="router", service=("dhcp-client",))
    private = row(source_scope="private")
    assert owner_sentence(report(ping, silent, lease, private), "en") == "From the Internet reachable: nothing."


def test_an_exposed_host_is_everything() -> None:
    host = row(protocol="any", ports=(), target_ports=(), kind="exposed_host")
    assert "everything on 192.168.1.5" in owner_sentence(report(host), "en")


def test_many_services_are_counted_and_three_named() -> None:
    rows = [row(target=f"192.168.1.{host}") for host in range(10, 17)]
    sentence = owner_sentence(report(*rows), "en")
    assert sentence.startswith("From the Internet reachable: 7 services (")
    assert sentence.endswith("4 more).")


def test_clients_that_open_ports_are_said() -> None:
    upnp = Capability(kind="upnp", interfaces=("lan",), may_open=phrase("any port"))
    sentence = owner_sentence(report(capabilities=(upnp,)), "en")
    assert sentence == "From the Internet reachable: nothing. Devices inside can open more by themselves (UPnP)."


@pytest.mark.parametrize(
    ("address", "expected"), [("192.168.0.2", "192.168.0.2"), ("100.64.3.4", "100.64.3.4"), ("203.0.113.2", None)]
)
def test_a_router_behind_another_one_is_told(address: str, expected: str | None) -> None:
    assert behind_nat(report(address=address)) == expected


def test_a_placeholder_address_is_never_printed() -> None:
    unknown = InterfaceAddress(family="ipv4", number=1234, length=32, stated=False)
    device = Device(
        vendor="apex",
        interfaces=(Interface(name="ppp0", role=Role.WAN, addresses=(unknown,)),),
        pipelines=(Pipeline(family="ipv4"),),
    )
    found = ExposureReport(device=device, exposures=())
    assert wan_addresses(found) == []
    assert behind_nat(found) is None


def test_an_inside_address_is_left_to_the_row_of_its_network() -> None:
    inside = Interface(
        name="lan",
        role=Role.LAN,
        addresses=(InterfaceAddress(family="ipv4", number=AddressSet.parse("198.51.100.1").ranges[0][0], length=28),),
    )
    found = report()
    device = Device(vendor="apex", interfaces=(*found.device.interfaces, inside))
    assert wan_addresses(ExposureReport(device=device, exposures=())) == ["203.0.113.2", "198.51.100.1"]
    routed = row(destination="198.51.100.0/28", target="198.51.100.0/28", kind="routed")
    assert wan_addresses(ExposureReport(device=device, exposures=(routed,))) == ["203.0.113.2"]


def test_the_contract_keeps_optional_keys_to_where_they_belong() -> None:
    document: Any = exposure_document(
        report(
            row(),
            row(
                protocol="other",
                protocols_except=("gre",),
                ports=(),
                target_ports=(),
                one_of=True,
                quirk="q",
                target="router",
                service=(),
            ),
        )
    )
    plain, special = document["exposures"]
    assert not {"protocols_except", "landing", "quirk", "service"} & plain.keys()
    assert special["landing"] == "one_of"
    assert special["service"] == []


def test_a_row_for_few_senders_and_an_odd_place_is_readable() -> None:
    found = report(
        row(
            sources=("9.9.9.0/24", "8.8.8.8/32"),
            source_set=AddressSet.parse("9.9.9.0/24"),
            sources_except=("9.9.9.9/32",),
            destination="203.0.113.9/32",
            target_ports=((8443, 8443),),
            certainty="conditional",
        )
    )
    lines = " ".join(" ".join(exposure_lines(found, "Apex 1", "gw.cfg", "", Paper(width=200), "en")).split())
    assert "IPv4 tcp 443 to 203.0.113.9 192.168.1.5 8443 9.9.9.0/24, 8.8.8.8/32 - 9.9.9.9/32 possibly gw.cfg:4" in lines


def test_ports_are_written_as_people_do() -> None:
    assert ports_text(((80, 80), (440, 449))) == "80, 440-449"


def test_cutting_keeps_the_width() -> None:
    assert cut("abcdefgh", 8) == "abcdefgh"
    assert cut("abcdefghi", 8) == "abcde..."


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_a_table_gives_way_to_the_width(width: int) -> None:
    rows = [("a" * 10, "word " * 12, "x" * 30), ("b", "c", "d")]
    lines = Paper(width=width).table(("ONE", "TWO", "THREE"), rows, shrink=(1, 2))
    assert max(map(len, lines)) <= width
    assert "".join(lines).count("word") == 12


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"protocol": "udp", "ports": ((68, 68),)}, "nothing."),
        ({"protocol": "udp", "ports": ((546, 546),)}, "nothing."),
        ({"protocol": "igmp", "ports": ()}, "nothing."),
        ({"protocol": "udp", "ports": ((68, 69),)}, "1 service (udp 68-69 on the router)"),
        ({"protocol": "udp", "ports": ()}, "an unknown service"),
        ({"protocol": "tcp", "ports": ((68, 68),)}, "1 service (tcp 68 on the router)"),
        ({"protocol": "tcp", "ports": ((1, 21), (23, 79))}, "an unknown service"),
    ],
)
def test_what_a_router_needs_for_its_own_address_is_no_service_where_its_listeners_are_unknown(
    values: dict[str, Any], sentence: str
) -> None:
    usual = {"target": "router", "kind": "router", "service": ("unknown",), "target_ports": values["ports"]}
    assert sentence in owner_sentence(report(row(**usual, **values)), "en")


def test_the_table_says_that_a_default_lets_it_in() -> None:
    rows = (row(), row(target="router", kind="router", service=("ssh",), path=(Span("gw.cfg", None, "accepts"),)))
    lines = exposure_lines(report(*rows), "gw", "gw.cfg", "", Paper(width=100), "en")
    assert [line.split("yes")[1].strip() for line in lines if "yes" in line] == ["gw.cfg:4", "gw.cfg (default)"]


def test_what_devices_may_open_names_no_interface_where_none_is_known() -> None:
    upnp = Capability(kind="upnp", interfaces=(), may_open=phrase("any port"))
    lines = exposure_lines(report(capabilities=(upnp,)), "gw", "gw.cfg", "", Paper(width=100), "en")
    assert "  - upnp: any port" in lines
