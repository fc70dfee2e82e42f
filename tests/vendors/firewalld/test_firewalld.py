"""firewalld: zones, rich rules, policies and direct rules.

Sources: nftables.py, fw_zone.py, fw_policy.py, rich.py of firewalld 1.3.3; the chains were compared with listings of what that
version loads, over some hundred random configurations.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routerlint.errors import UnreadableInput
from routerlint.exposure.evaluate import evaluate
from routerlint.model.device import Device
from routerlint.text.source import Document, SourceFile
from vendor_parsers.firewalld.detect import detect
from vendor_parsers.firewalld.parser import parse

Ask = Callable[[Device, str], str]

SAMPLES = Path(__file__).resolve().parents[3] / "sample_configs/firewalld"
CASES = ("exposed-host", "good-office", "ipv6-open", "management-on-wan", "range-440-449")
HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
EXTERNAL = '<interface name="eth0"/><masquerade/>'
INTERNAL = '<interface name="eth1"/>'


def document(texts: dict[str, str]) -> Document:
    return Document(name="firewalld", files=tuple(SourceFile(name, text) for name, text in sorted(texts.items())))


def sample(case: str) -> Document:
    root = SAMPLES / case
    return document(
        {
            path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
            for path in sorted(root.rglob("*"))
            if path.is_file() and path.suffix != ".md"
        }
    )


def box(
    external: str = "",
    *,
    target: str = "",
    default: str = "drop",
    settings: str = "",
    internal: str = INTERNAL,
    **files: str,
) -> Device:
    """A router with eth0 in the zone external and eth1 in internal; files: further ones, by "kind__name" or "direct"."""
    stated = f' target="{target}"' if target else ""
    texts = {
        "etc/firewalld/firewalld.conf": f"DefaultZone={default}\n{settings}",
        "etc/firewalld/zones/external.xml": f"{HEAD}<zone{stated}>{EXTERNAL}{external}</zone>",
        "etc/firewalld/zones/internal.xml": f'{HEAD}<zone target="ACCEPT">{internal}</zone>',
    }
    for name, text in files.items():
        texts[f"etc/firewalld/{name.replace('__', '/')}.xml"] = HEAD + text
    return parse(document(texts))[0]


@pytest.mark.parametrize("case", CASES)
def test_every_sample_is_recognised_and_read_completely(case: str) -> None:
    assert detect(sample(case)) is not None
    found = parse(sample(case))[0]
    assert found.complete.ipv4
    assert found.complete.ipv6
    assert found.coverage.relevant_share == 1.0
    assert {undecided.kind for undecided in found.undecided} == {"capability"}


def test_the_good_office_offers_its_tunnel_and_a_ping() -> None:
    rows = evaluate(parse(sample("good-office"))[0]).exposures
    assert {(row.protocol, row.ports) for row in rows} == {("udp", ((51820, 51820),)), ("icmp", ())}
    tunnel = next(row for row in rows if row.protocol == "udp")
    assert any(span.file == "etc/firewalld/zones/external.xml" and span.line == 6 for span in tunnel.path)


def test_the_founding_case_is_found(ask: Ask) -> None:
    assert ask(parse(sample("range-440-449"))[0], "tcp 9.9.9.9 wan 445") == "open 192.168.30.10:445"


def test_the_exposed_host_takes_every_port(ask: Ask) -> None:
    found = parse(sample("exposed-host"))[0]
    assert ask(found, "tcp 9.9.9.9 wan 443") == "open 192.168.30.99:443"
    assert ask(found, "udp 9.9.9.9 wan 161") == "open 192.168.30.99:161"


def test_the_office_is_open_over_ipv6_only() -> None:
    rows = evaluate(parse(sample("ipv6-open"))[0]).exposures
    assert [(row.family, row.target) for row in rows if row.protocol != "icmp"] == [("ipv6", "lan:eth1")]


def test_management_is_open_to_everybody_and_the_rest_to_its_senders(ask: Ask) -> None:
    found = parse(sample("management-on-wan"))[0]
    assert ask(found, "tcp 9.9.9.9 wan 9090") == "open router"
    assert ask(found, "udp 198.51.100.9 wan 161") == "open router"
    assert ask(found, "udp 9.9.9.9 wan 161") == "closed"
    assert ask(found, "tcp 203.0.113.70 wan 9100") == "open router"
    assert ask(found, "tcp 9.9.9.9 wan 9100") == "closed"


@pytest.mark.parametrize(
    ("target", "answer"), [("", "closed"), ("DROP", "closed"), ("%%REJECT%%", "closed"), ("ACCEPT", "open router")]
)
def test_the_target_is_for_what_is_left(ask: Ask, target: str, answer: str) -> None:
    assert ask(box(target=target), "tcp 9.9.9.9 wan 22") == answer


def test_only_a_zone_without_a_target_answers_a_ping(ask: Ask) -> None:
    assert ask(box(), "icmp 9.9.9.9 wan -") == "open router"
    assert ask(box(target="%%REJECT%%"), "icmp 9.9.9.9 wan -") == "closed"
    assert ask(box('<icmp-block name="echo-request"/>'), "icmp 9.9.9.9 wan -") == "closed"
    assert ask(box("<icmp-block-inversion/>"), "icmp 9.9.9.9 wan -") == "closed"
    assert ask(box('<icmp-block name="echo-request"/><icmp-block-inversion/>'), "icmp 9.9.9.9 wan -") == "open router"


@pytest.mark.parametrize(
    ("statement", "open_packet", "closed_packet"),
    [
        ('<port port="8000-8010" protocol="tcp"/>', "tcp 9.9.9.9 wan 8005", "tcp 9.9.9.9 wan 8011"),
        ('<service name="http3"/>', "udp 9.9.9.9 wan 443", "tcp 9.9.9.9 wan 443"),
        ('<service name="samba"/>', "udp 9.9.9.9 wan 137", "tcp 9.9.9.9 wan 137"),
        ('<protocol value="gre"/>', "gre 9.9.9.9 wan -", "esp 9.9.9.9 wan -"),
        ('<source-port port="500" protocol="udp"/>', "udp 9.9.9.9 wan 7", "tcp 9.9.9.9 wan 7"),
    ],
)
def test_what_a_zone_lets_in(ask: Ask, statement: str, open_packet: str, closed_packet: str) -> None:
    found = box(statement)
    assert ask(found, open_packet) == "open router"
    assert ask(found, closed_packet) == "closed"


def test_services_for_one_destination_do_not_open_the_router(ask: Ask) -> None:
    assert ask(box('<service name="mdns"/>'), "udp 9.9.9.9 wan 5353") == "closed"


def test_own_services_win_over_those_that_are_shipped(ask: Ask) -> None:
    found = box('<service name="ssh"/>', services__ssh='<service><port port="2222" protocol="tcp"/></service>')
    assert ask(found, "tcp 9.9.9.9 wan 22") == "closed"
    assert ask(found, "tcp 9.9.9.9 wan 2222") == "open router"


def test_services_may_include_each_other(ask: Ask) -> None:
    found = box(
        '<service name="a"/>',
        services__a='<service><port port="1" protocol="tcp"/><include service="b"/></service>',
        services__b='<service><port port="2" protocol="tcp"/><include service="a"/></service>',
    )
    assert ask(found, "tcp 9.9.9.9 wan 2") == "open router"


def test_a_service_that_nobody_defines_is_open_in_doubt(ask: Ask) -> None:
    assert ask(box('<service name="homemade"/>'), "tcp 9.9.9.9 wan 7777") == "conditional"


@pytest.mark.parametrize(
    ("forward", "packet", "answer"),
    [
        ('port="80" protocol="tcp" to-addr="192.168.1.5"', "tcp 9.9.9.9 wan 80", "open 192.168.1.5:80"),
        (
            'port="80" protocol="tcp" to-port="8080" to-addr="192.168.1.5"',
            "tcp 9.9.9.9 wan 80",
            "open 192.168.1.5:8080",
        ),
        ('port="80" protocol="tcp" to-port="22"', "tcp 9.9.9.9 wan 80", "open router"),
        ('port="80" protocol="tcp" to-addr="192.168.1.5"', "tcp 2620:fe::9 wan 80", "closed"),
    ],
)
def test_forward_ports_open_what_they_translate(ask: Ask, forward: str, packet: str, answer: str) -> None:
    assert ask(box(f"<forward-port {forward}/>"), packet) == answer


def rich(inside: str, attributes: str = 'family="ipv4"') -> str:
    return f"<rule {attributes}>{inside}</rule>"


def test_rich_rules_refuse_before_they_let_in_whatever_their_order(ask: Ask) -> None:
    accept = rich('<port port="80" protocol="tcp"/><accept/>')
    refuse = rich('<source address="203.0.113.0/24"/><drop/>')
    found = box(accept + refuse)
    assert ask(found, "tcp 203.0.113.9 wan 80") == "closed"
    assert ask(found, "tcp 9.9.9.9 wan 80") == "open router"


def test_priorities_of_rich_rules(ask: Ask) -> None:
    refuse = rich('<source address="203.0.113.0/24"/><drop/>')
    first = rich('<port port="80" protocol="tcp"/><accept/>', 'priority="-1"')
    assert ask(box(refuse + first), "tcp 203.0.113.9 wan 80") == "open router"
    last = rich('<port port="80" protocol="tcp"/><drop/>', 'priority="1"')
    assert ask(box('<service name="http"/>' + last), "tcp 9.9.9.9 wan 80") == "open router"


def test_inverted_senders(ask: Ask) -> None:
    found = box(rich('<source address="203.0.113.0/24" invert="True"/><port port="80" protocol="tcp"/><accept/>'))
    assert ask(found, "tcp 203.0.113.9 wan 80") == "closed"
    assert ask(found, "tcp 9.9.9.9 wan 80") == "open router"


def test_rates_open_and_do_not_protect(ask: Ask) -> None:
    accept = '<port port="80" protocol="tcp"/><accept><limit value="1/m"/></accept>'
    assert ask(box(rich(accept)), "tcp 9.9.9.9 wan 80") == "open router"
    drop = '<port port="80" protocol="tcp"/><drop><limit value="1/m"/></drop>'
    assert ask(box('<service name="http"/>' + rich(drop)), "tcp 9.9.9.9 wan 80") == "open router"


# rich.py, check(): firewalld passes over such rules with a warning.
@pytest.mark.parametrize(
    ("rule", "attributes"),
    [
        ('<forward-port port="80" protocol="tcp" to-addr="192.168.1.5"/>', ""),
        ('<source address="9.9.9.9"/><port port="80" protocol="tcp"/><accept/>', ""),
        ('<forward-port port="80" protocol="tcp" to-addr="192.168.1.5"/><accept/>', 'family="ipv4"'),
        ("<accept/>", 'family="ipv4"'),
        ('<port port="80" protocol="tcp"/><log prefix="seen"/>', 'family="ipv4"'),
    ],
)
def test_rich_rules_that_do_nothing(ask: Ask, rule: str, attributes: str) -> None:
    assert ask(box(rich(rule, attributes)), "tcp 9.9.9.9 wan 80") == "closed"


def test_rich_forwards_keep_their_senders(ask: Ask) -> None:
    found = box(
        rich('<source address="198.51.100.0/24"/><forward-port port="80" protocol="tcp" to-addr="192.168.1.5"/>')
    )
    assert ask(found, "tcp 198.51.100.9 wan 80") == "open 192.168.1.5:80"
    assert ask(found, "tcp 9.9.9.9 wan 80") == "closed"


def test_senders_come_before_interfaces(ask: Ask) -> None:
    found = box(zones__dmz='<zone><source address="203.0.113.0/24"/><service name="ssh"/></zone>')
    assert ask(found, "tcp 203.0.113.9 wan 22") == "open router"
    assert ask(found, "tcp 9.9.9.9 wan 22") == "closed"


def test_ipsets_with_entries_are_settled_and_others_are_not(ask: Ask) -> None:
    rule = rich('<source ipset="friends"/><port port="80" protocol="tcp"/><accept/>', "")
    known = '<ipset type="hash:net"><entry>203.0.113.0/24</entry></ipset>'
    assert ask(box(rule, ipsets__friends=known), "tcp 203.0.113.9 wan 80") == "open router"
    assert ask(box(rule, ipsets__friends=known), "tcp 9.9.9.9 wan 80") == "closed"
    fleeting = '<ipset type="hash:net"><option name="timeout" value="60"/></ipset>'
    for device in (
        box(rule),
        box(rule, ipsets__friends=fleeting),
        box(rule, ipsets__friends="<ipset type='hash:ip,port'/>"),
    ):
        assert ask(device, "tcp 9.9.9.9 wan 80") == "conditional"
    assert ask(box(rule, ipsets__friends=known), "tcp 2620:fe::9 wan 80") == "closed"


def test_policies_stand_before_or_behind_the_zone(ask: Ask) -> None:
    ends = '<ingress-zone name="external"/><egress-zone name="HOST"/>'
    late = f'<policy target="ACCEPT" priority="5">{ends}</policy>'
    assert ask(box(policies__p=late), "tcp 9.9.9.9 wan 22") == "open router"
    early = f'<policy target="DROP" priority="-5">{ends}</policy>'
    assert ask(box('<service name="ssh"/>', policies__p=early), "tcp 9.9.9.9 wan 22") == "closed"
    off = late.replace(ends, f"<disable/>{ends}")
    assert ask(box(policies__p=off), "tcp 9.9.9.9 wan 22") == "closed"
    ping = f'<policy target="CONTINUE">{ends}<rule><icmp-block name="echo-request"/></rule></policy>'
    assert ask(box(policies__p=ping), "icmp 9.9.9.9 wan -") == "closed"


def test_policies_may_forward_from_any_zone(ask: Ask) -> None:
    ends = '<ingress-zone name="ANY"/><egress-zone name="ANY"/>'
    forward = '<forward-port port="80" protocol="tcp" to-addr="192.168.1.5"/>'
    found = box(policies__p=f'<policy target="CONTINUE" priority="5">{ends}{forward}</policy>')
    assert ask(found, "tcp 9.9.9.9 wan 80") == "open 192.168.1.5:80"


def test_an_open_policy_between_zones_opens_ipv6() -> None:
    ends = '<ingress-zone name="external"/><egress-zone name="internal"/>'
    found = box(policies__p=f'<policy target="ACCEPT">{ends}</policy>')
    assert any(row.family == "ipv6" and row.target == "lan:eth1" for row in evaluate(found).exposures)
    assert not [row for row in evaluate(box()).exposures if row.kind == "routed"]


def test_a_zone_forwards_among_its_own_interfaces() -> None:
    found = box('<interface name="eth2"/><forward/>', internal="")
    assert all(row.target != "lan:eth1" for row in evaluate(found).exposures)


def test_with_nftables_direct_rules_only_stop(ask: Ask) -> None:
    def direct(words: str) -> str:
        return f'<direct><rule ipv="ipv4" table="filter" chain="INPUT" priority="0">{words}</rule></direct>'

    drop = direct("-p tcp --dport 22 -j DROP")
    accept = direct("-p tcp --dport 22 -j ACCEPT")
    assert ask(box('<service name="ssh"/>', direct=drop), "tcp 9.9.9.9 wan 22") == "closed"
    assert ask(box('<service name="ssh"/>', direct=drop), "tcp 2620:fe::9 wan 22") == "open router"
    assert ask(box(direct=accept), "tcp 9.9.9.9 wan 22") == "closed"
    within = "FirewallBackend=iptables\n"
    assert ask(box(settings=within, direct=accept), "tcp 9.9.9.9 wan 22") == "open router"


def test_direct_forwards_and_passthroughs(ask: Ask) -> None:
    words = "-i eth0 -p tcp --dport 80 -j DNAT --to-destination 192.168.1.5"
    rule = f'<direct><rule ipv="ipv4" table="nat" chain="PREROUTING" priority="0">{words}</rule></direct>'
    passed = f'<direct><passthrough ipv="ipv4">-t nat -A PREROUTING {words}</passthrough></direct>'
    for found in (box(direct=rule), box(direct=passed), box(direct=rule, settings="FirewallBackend=iptables\n")):
        assert ask(found, "tcp 9.9.9.9 wan 80") == "open 192.168.1.5:80"


def test_the_default_zone_is_for_interfaces_that_no_zone_names(ask: Ask) -> None:
    texts = {
        "etc/firewalld/firewalld.conf": "DefaultZone=public\n",
        "etc/firewalld/zones/trusted.xml": f'{HEAD}<zone target="ACCEPT"><interface name="eth1"/></zone>',
    }
    found = parse(document(texts))[0]
    assert ask(found, "tcp 9.9.9.9 wan 22") == "open router"
    assert ask(found, "tcp 9.9.9.9 wan 23") == "closed"


def test_active_zones_win_over_the_files(ask: Ask) -> None:
    texts = {
        "etc/firewalld/firewalld.conf": "DefaultZone=drop\n",
        "etc/firewalld/zones/external.xml": f'{HEAD}<zone><masquerade/><service name="ssh"/></zone>',
        "active-zones.txt": "external\n  interfaces: ens3\ntrusted\n  interfaces: ens4\n  sources: 10.0.0.0/8\n",
    }
    found = parse(document(texts))[0]
    assert found.complete.ipv4
    assert [i.name for i in found.wan_interfaces()] == ["ens3"]
    assert ask(found, "tcp 9.9.9.9 wan 22") == "open router"


def test_connections_of_networkmanager_name_zones() -> None:
    profile = "[connection]\nid=wire\ninterface-name=ens3\nzone=external\n"
    texts = {
        "etc/firewalld/firewalld.conf": "DefaultZone=drop\n",
        "etc/NetworkManager/system-connections/wire.nmconnection": profile,
        "etc/sysconfig/network-scripts/ifcfg-ens4": "DEVICE=ens4\nZONE=trusted\n",
    }
    found = parse(document(texts))[0]
    assert found.complete.ipv4
    assert [i.name for i in found.wan_interfaces()] == ["ens3"]
    texts["etc/NetworkManager/system-connections/wire.nmconnection"] = profile.replace("interface-name=ens3\n", "")
    assert not parse(document(texts))[0].complete.ipv4


@pytest.mark.parametrize(
    "texts",
    [
        {"etc/firewalld/firewalld.conf": "DefaultZone=FedoraServer\n"},
        {"etc/firewalld/firewalld.conf": "DefaultZone=public\n"},
        {"etc/firewalld/zones/public.xml": f"{HEAD}<zone><service name='ssh'/></zone>"},
        {"etc/firewalld/firewalld.conf": "DefaultZone=public\n", "etc/firewalld/zones/public.xml": "<zone><serv"},
    ],
    ids=["a zone of the distribution", "no bindings", "no settings", "a broken zone"],
)
def test_what_the_input_lacks_makes_it_incomplete(texts: dict[str, str]) -> None:
    assert not parse(document(texts))[0].complete.ipv4


def test_a_broken_zone_stays_in_doubt(ask: Ask) -> None:
    texts = {"etc/firewalld/firewalld.conf": "DefaultZone=public\n", "etc/firewalld/zones/public.xml": "<zone><serv"}
    assert ask(parse(document(texts))[0], "tcp 9.9.9.9 wan 22") == "conditional"


def test_zones_of_the_owner_win_over_those_of_the_system(ask: Ask) -> None:
    texts = {
        "etc/firewalld/firewalld.conf": "DefaultZone=public\n",
        "etc/firewalld/zones/public.xml": f"{HEAD}<zone><port port='7' protocol='tcp'/></zone>",
        "usr/lib/firewalld/zones/public.xml": f"{HEAD}<zone><port port='8' protocol='tcp'/></zone>",
        "usr/lib/firewalld/services/own.xml": f"{HEAD}<service><port port='9' protocol='tcp'/></service>",
    }
    found = parse(document(texts))[0]
    assert ask(found, "tcp 9.9.9.9 wan 7") == "open router"
    assert ask(found, "tcp 9.9.9.9 wan 8") == "closed"


# Before 1.0 a zone that accepts also let in what leaves through it, and files do not say of which version they are.
def test_settings_of_old_versions_leave_forwarding_open() -> None:
    assert not box(settings="AutomaticHelpers=no\n").complete.ipv6


def test_a_folder_without_firewalld_is_refused() -> None:
    with pytest.raises(UnreadableInput):
        parse(document({"etc/hosts": "127.0.0.1 localhost\n"}))


def test_other_xml_is_not_taken() -> None:
    assert detect(document({"config.xml": "<pfsense><zone>x</zone></pfsense>"})) is None
    assert detect(document({"etc/zones/a.xml": "<other/>"})) is None


_WORDS = (
    "service", "port", "rule", "source", "forward-port", "accept", "drop", "masquerade", "interface", "icmp-block", "protocol",
    "ipset", "destination", "limit",
)  # fmt: skip
_VALUES = (
    "",
    "-j",
    "ssh",
    "1-2",
    "99999",
    "ipset:",
    "::1",
    "1.2.3.4/99",
    "!",
    "tcp",
    "eth+",
    "\u00e9",
    "-1",
    "x" * 300,
)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(_WORDS),
            st.dictionaries(
                st.sampled_from(
                    ("name", "port", "protocol", "address", "family", "priority", "to-addr", "to-port", "value")
                ),
                st.sampled_from(_VALUES),
                max_size=4,
            ),
            st.sampled_from(_WORDS),
        ),
        max_size=8,
    )
)
def test_any_elements_make_a_device(elements: list[tuple[str, dict[str, str], str]]) -> None:
    zone = "".join(
        f"<{tag} " + " ".join(f'{name}="{value}"' for name, value in given_.items()) + f"><{inner}/></{tag}>"
        for tag, given_, inner in elements
    )
    evaluate(
        box(
            zone,
            ipsets__x=f"<ipset>{zone}</ipset>",
            policies__p=f"<policy>{zone}</policy>",
            direct=f"<direct>{zone}</direct>",
        )
    )


def test_the_cost_grows_with_the_rules_and_no_faster() -> None:
    rules = "".join(
        rich(f'<source address="10.{n // 256}.{n % 256}.0/24"/><port port="80" protocol="tcp"/><accept/>')
        for n in range(3000)
    )
    assert len(box(rules).pipelines) == 2
