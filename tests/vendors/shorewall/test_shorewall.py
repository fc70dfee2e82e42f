"""Shorewall: zones, policies, rules, macros, actions and translations.

Sources: Rules.pm, Nat.pm, Misc.pm, Zones.pm of Shorewall 5.2.8 and its manual pages; test_compiled.py holds the answers
against what that version compiles.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routerlint.errors import UnreadableInput
from routerlint.exposure.evaluate import evaluate
from routerlint.model.device import Device
from routerlint.text.source import Document, SourceFile
from tests.vendors.shorewall.compiled import document
from vendor_parsers.shorewall.detect import detect
from vendor_parsers.shorewall.parser import parse

Ask = Callable[[Device, str], str]

SAMPLES = Path(__file__).resolve().parents[3] / "sample_configs/shorewall"
CASES = sorted(path.name for path in SAMPLES.iterdir() if path.is_dir())
FILES = {
    "shorewall.conf": "STARTUP_ENABLED=Yes\nDISABLE_IPV6=Yes\n",
    "zones": "fw firewall\nnet ipv4\nloc ipv4\n",
    "interfaces": "?FORMAT 2\nnet eth0\nloc eth1\n",
    "policy": "$FW all ACCEPT\nloc all ACCEPT\nnet all DROP\nall all REJECT\n",
    "snat": "MASQUERADE 192.168.0.0/16 eth0\n",
}


def sample(case: str) -> Device:
    return parse(document(SAMPLES / case))[0]


def box(rules: str = "", **files: str) -> Device:
    """A router with eth0 in the zone net and eth1 in loc; files: others, or other ones ("_" stands for a dot)."""
    texts = {**FILES, "rules": rules, **{name.replace("_", "."): text for name, text in files.items()}}
    made = tuple(SourceFile(f"etc/shorewall/{name}", text) for name, text in sorted(texts.items()))
    return parse(Document(name="shorewall", files=made))[0]


@pytest.mark.parametrize("case", CASES)
def test_every_sample_is_recognised_and_read_completely(case: str) -> None:
    assert detect(document(SAMPLES / case)) is not None
    found = sample(case)
    assert found.complete.ipv4
    assert found.complete.ipv6
    assert found.coverage.relevant_share == 1.0
    assert {undecided.kind for undecided in found.undecided} == {"capability"}


def test_the_good_office_offers_its_tunnel_and_a_lease() -> None:
    rows = evaluate(sample("good-office")).exposures
    assert {(row.protocol, row.ports) for row in rows} == {
        ("udp", ((51820, 51820),)), ("udp", ((67, 68),)), ("udp", ((546, 547),)),
    }  # fmt: skip
    tunnel = next(row for row in rows if row.ports == ((51820, 51820),))
    assert any(span.file == "etc/shorewall/rules" and span.line == 4 for span in tunnel.path)


def test_the_founding_case_is_found(ask: Ask) -> None:
    assert ask(sample("range-440-449"), "tcp 9.9.9.9 wan 445") == "open 192.168.20.10:445"


def test_an_exposed_host_takes_even_the_tunnel(ask: Ask) -> None:
    assert ask(sample("exposed-host"), "tcp 9.9.9.9 wan 3389") == "open 192.168.20.77:3389"
    assert ask(sample("exposed-host"), "udp 9.9.9.9 wan 51820") == "open 192.168.20.77:51820"
    assert "exposed_host" in {row.kind for row in evaluate(sample("exposed-host")).exposures}


def test_management_is_open_to_everybody_and_the_rest_to_its_senders(ask: Ask) -> None:
    found = sample("management-on-wan")
    assert ask(found, "tcp 9.9.9.9 wan 22") == "open router"
    assert ask(found, "tcp 203.0.113.9 wan 22") == "closed"
    assert ask(found, "udp 198.51.100.9 wan 161") == "open router"
    assert ask(found, "udp 9.9.9.9 wan 161") == "closed"


def test_each_family_has_rules_of_its_own() -> None:
    rows = evaluate(sample("ipv6-open")).exposures
    assert {row.family for row in rows if row.kind == "routed"} == {"ipv6"}


def test_what_is_switched_off_leaves_everything_open(ask: Ask) -> None:
    found = sample("startup-disabled")
    assert ask(found, "tcp 9.9.9.9 wan 22") == "open router"
    assert found.facts["firewall-enabled"].value == "no"
    assert "STARTUP_ENABLED" in evaluate(found).exposures[0].path[0].text


@pytest.mark.parametrize(
    ("policy", "answer"),
    [
        ("net fw ACCEPT\nall all DROP\n", "open router"),
        ("net all DROP\nnet fw ACCEPT\nall all REJECT\n", "closed"),
        ("net,loc fw,loc ACCEPT\nall all DROP\n", "open router"),
        ("all!net all ACCEPT\nall all DROP\n", "closed"),
        ("all all!loc ACCEPT\nall all DROP\n", "open router"),
        ("net all ACCEPT:none info\nall all DROP\n", "open router"),
        ("net all QUEUE\nall all DROP\n", "conditional"),
    ],
)
def test_the_first_policy_decides_about_what_no_rule_does(ask: Ask, policy: str, answer: str) -> None:
    assert ask(box(policy=policy), "tcp 9.9.9.9 wan 22") == answer


@pytest.mark.parametrize(("expand", "answer"), [("Yes", "closed"), ("No", "conditional")])
def test_a_policy_for_all_with_a_plus_may_be_left_empty(ask: Ask, expand: str, answer: str) -> None:
    # What 5.2.8 compiles without EXPAND_POLICIES=Yes: a jump into a chain that holds nothing.
    conf = f"STARTUP_ENABLED=Yes\nDISABLE_IPV6=Yes\nEXPAND_POLICIES={expand}\n"
    found = box(policy="fw all ACCEPT\nloc all ACCEPT\nnet all+ DROP\nall all ACCEPT\n", shorewall_conf=conf)
    assert ask(found, "tcp 9.9.9.9 wan 22") == answer


def test_a_pair_of_zones_without_a_policy_would_load_nothing() -> None:
    assert not box(policy="net fw DROP\n").complete.ipv4


@pytest.mark.parametrize(
    ("rule", "packet", "answer"),
    [
        ("ACCEPT net $FW tcp 22", "tcp 9.9.9.9 wan 22", "open router"),
        ("ACCEPT net $FW tcp 22", "tcp 9.9.9.9 wan 23", "closed"),
        ("ACCEPT all all tcp 22", "tcp 9.9.9.9 wan 22", "open router"),
        ("ACCEPT all!net $FW tcp 22", "tcp 9.9.9.9 wan 22", "closed"),
        ("ACCEPT net,loc $FW tcp 22", "tcp 9.9.9.9 wan 22", "open router"),
        ("ACCEPT:info:tag net fw tcp 20:25,80", "tcp 9.9.9.9 wan 22", "open router"),
        ("ACCEPT net:9.9.9.0/24 fw tcp 22", "tcp 9.9.9.9 wan 22", "open router"),
        ("ACCEPT net:!9.9.9.9 fw tcp 22", "tcp 9.9.9.9 wan 22", "closed"),
        ("ACCEPT net:9.9.0.0/16!9.9.9.9 fw tcp 22", "tcp 9.9.9.9 wan 22", "closed"),
        ("ACCEPT net:9.9.9.1-9.9.9.20 fw tcp 22", "tcp 9.9.9.9 wan 22", "open router"),
        ("ACCEPT net:eth0:9.9.9.9 fw tcp 22", "tcp 9.9.9.9 wan 22", "open router"),
        ("ACCEPT net fw tcp,udp 22", "udp 9.9.9.9 wan 22", "open router"),
        ("ACCEPT net fw !tcp", "udp 9.9.9.9 wan 22", "open router"),
        ("ACCEPT net fw icmp 8", "icmp 9.9.9.9 wan -", "open router"),
        ("ACCEPT net fw icmp 0", "icmp 9.9.9.9 wan -", "closed"),
        ("ACCEPT net fw 47", "gre 9.9.9.9 wan -", "open router"),
        ("ACCEPT { source=net, dest=fw, proto=tcp, dport=22 }", "tcp 9.9.9.9 wan 22", "open router"),
        ("ACCEPT net fw ; proto=tcp, port=22", "tcp 9.9.9.9 wan 22", "open router"),
        ("ACCEPT net fw tcp ;; --dport 22", "tcp 9.9.9.9 wan 22", "open router"),
        ("INLINE net fw tcp ;; --dport 22 -j ACCEPT", "tcp 9.9.9.9 wan 22", "open router"),
        ("ACCEPT net fw tcp 22 1024:", "tcp 9.9.9.9 wan 22", "open router"),
        ("ACCEPT net fw tcp 22 - - 3/min:5", "tcp 9.9.9.9 wan 22", "open router"),
        ("Limit:none:A,3,60 net fw tcp 22", "tcp 9.9.9.9 wan 22", "open router"),
        ("LOG:info net fw tcp 22", "tcp 9.9.9.9 wan 22", "closed"),
        ("ACCEPT none fw tcp 22", "tcp 9.9.9.9 wan 22", "closed"),
        ("REJECT net fw tcp 22\nACCEPT net fw", "tcp 9.9.9.9 wan 22", "closed"),
        ("CONTINUE net fw tcp 22\nACCEPT net fw", "tcp 9.9.9.9 wan 22", "closed"),
        ("ACCEPT net fw\nDROP net fw tcp 22", "tcp 9.9.9.9 wan 22", "open router"),
        ("DROP net fw tcp 22 - - 3/min\nACCEPT net fw tcp 22", "tcp 9.9.9.9 wan 22", "open router"),
        ("SSH(ACCEPT) net fw", "tcp 9.9.9.9 wan 22", "open router"),
        ("SSH/ACCEPT net fw", "tcp 9.9.9.9 wan 22", "open router"),
        ("Web(ACCEPT):info net fw", "tcp 9.9.9.9 wan 443", "open router"),
        ("NTPbi(ACCEPT) loc net", "udp 9.9.9.9 wan 123", "closed"),
        ("GRE(ACCEPT) fw net", "gre 9.9.9.9 wan -", "open router"),
    ],
)  # fmt: skip
def test_what_a_rule_lets_in_to_the_router(ask: Ask, rule: str, packet: str, answer: str) -> None:
    assert ask(box(f"?SECTION NEW\n{rule}\n"), packet) == answer


@pytest.mark.parametrize(
    ("section", "answer"),
    [("ALL", "open router"), ("NEW", "open router"), ("ESTABLISHED", "closed"), ("RELATED", "closed"), ("INVALID", "closed")],
)  # fmt: skip
def test_only_some_sections_see_a_first_packet(ask: Ask, section: str, answer: str) -> None:
    for mark in ("?SECTION", "SECTION"):
        assert ask(box(f"{mark} {section}\nACCEPT net fw tcp 22\n"), "tcp 9.9.9.9 wan 22") == answer


@pytest.mark.parametrize(
    ("rule", "packet", "answer"),
    [
        ("DNAT net loc:192.168.1.5 tcp 443", "tcp 9.9.9.9 wan 443", "open 192.168.1.5:443"),
        ("DNAT net loc:192.168.1.5:8443 tcp 443", "tcp 9.9.9.9 wan 443", "open 192.168.1.5:8443"),
        ("DNAT net:9.9.9.9 loc:192.168.1.5 tcp 443", "tcp 8.8.8.8 wan 443", "closed"),
        ("DNAT net loc:192.168.1.5 tcp 440:449", "tcp 9.9.9.9 wan 445", "open 192.168.1.5:445"),
        ("DNAT- net 192.168.1.5 tcp 443", "tcp 9.9.9.9 wan 443", "closed"),
        ("DNAT- net 192.168.1.5:80 tcp 443\nACCEPT net loc:192.168.1.5 tcp 80", "tcp 9.9.9.9 wan 443", "open 192.168.1.5:80"),
        ("Web(DNAT) net loc:192.168.1.5", "tcp 9.9.9.9 wan 443", "open 192.168.1.5:443"),
        ("REDIRECT net 3128 tcp 80", "tcp 9.9.9.9 wan 80", "open router"),
        ("REDIRECT net 3128 tcp 80", "tcp 9.9.9.9 wan 3128", "closed"),
        ("REDIRECT net - tcp 80", "tcp 9.9.9.9 wan 80", "open router"),
        ("DNAT net loc:192.168.1.5 tcp 443 - 203.0.113.7", "tcp 9.9.9.9 203.0.113.7 443", "open 192.168.1.5:443"),
        ("DNAT net loc:192.168.1.5 tcp 443 - 203.0.113.7", "tcp 9.9.9.9 203.0.113.8 443", "closed"),
        ("DNAT net loc:192.168.1.5 tcp 443 - &eth0", "tcp 9.9.9.9 wan 443", "open 192.168.1.5:443"),
        ("ACCEPT+ net fw tcp 443\nDNAT net loc:192.168.1.5 tcp 443", "tcp 9.9.9.9 wan 443", "open router"),
        ("NONAT net - tcp 443\nDNAT net loc:192.168.1.5 tcp 443", "tcp 9.9.9.9 wan 443", "closed"),
        ("DROP net loc:192.168.1.5\nDNAT net loc:192.168.1.5 tcp 443", "tcp 9.9.9.9 wan 443", "closed"),
    ],
)  # fmt: skip
def test_a_translation_lets_in_what_it_translates(ask: Ask, rule: str, packet: str, answer: str) -> None:
    assert ask(box(f"?SECTION NEW\n{rule}\n"), packet) == answer


def test_a_translation_to_a_name_cannot_be_followed() -> None:
    assert not box("DNAT net loc:server.example tcp 443\n").complete.ipv4


def test_own_macros_win_and_what_the_call_states_wins_over_them(ask: Ask) -> None:
    macro = "PARAM - - tcp 2222\nPARAM DEST SOURCE udp 99\nHTTP\n"
    found = box("SSH(ACCEPT) net fw\n", macro_SSH=macro)
    assert ask(found, "tcp 9.9.9.9 wan 22") == "closed"
    assert ask(found, "tcp 9.9.9.9 wan 2222") == "open router"
    assert ask(found, "tcp 9.9.9.9 wan 80") == "open router"
    assert ask(box("SSH(ACCEPT) net fw - 7\n", macro_SSH=macro), "tcp 9.9.9.9 wan 7") == "open router"


def test_a_macro_that_calls_itself_ends() -> None:
    assert not box("Loop(ACCEPT) net fw\n", macro_Loop="Loop\nPARAM - - tcp 1\n").complete.ipv4


@pytest.mark.parametrize("options", ["", "inline"])
def test_actions_of_the_owner_are_followed(ask: Ask, options: str) -> None:
    body = "DEFAULTS 2222,ACCEPT\n?if @2\n@2 9.0.0.0/8 - tcp @1\n?else\nACCEPT\n?endif\n"
    found = box("Own net fw\nOwn(2223) net fw\n", actions=f"Own {options}\n", action_Own=body)
    assert ask(found, "tcp 9.9.9.9 wan 2222") == "open router"
    assert ask(found, "tcp 9.9.9.9 wan 2223") == "open router"
    assert ask(found, "tcp 8.8.8.8 wan 2222") == "closed"
    assert found.complete.ipv4


def test_an_action_that_nobody_defines_leaves_the_answer_open(ask: Ask) -> None:
    found = box("Mystery net fw tcp 22\n")
    assert ask(found, "tcp 9.9.9.9 wan 22") == "conditional"
    assert ask(found, "tcp 9.9.9.9 wan 23") == "closed"
    assert not found.complete.ipv4


def test_the_blacklist_stands_in_front_and_lets_nothing_in(ask: Ask) -> None:
    found = box(
        "ACCEPT net fw tcp 22\n", blrules="ACCEPT net:9.9.9.9 all\nDROP net:9.0.0.0/8 all\nACCEPT net all tcp 99\n"
    )
    assert ask(found, "tcp 9.9.9.9 wan 22") == "open router"
    assert ask(found, "tcp 9.9.9.8 wan 22") == "closed"
    assert ask(found, "tcp 8.8.8.8 wan 99") == "closed"


def test_a_zone_within_another_comes_first(ask: Ask) -> None:
    found = box(
        "ACCEPT net fw tcp 22\nACCEPT adm fw tcp 23\n",
        zones="fw firewall\nnet ipv4\nloc ipv4\nadm:net ipv4\n",
        hosts="adm eth0:9.9.9.0/24!9.9.9.7\n",
        policy="fw all ACCEPT\nloc all ACCEPT\nadm fw CONTINUE\nadm all DROP\nnet all DROP\nall all DROP\n",
    )
    assert ask(found, "tcp 9.9.9.9 wan 23") == "open router"
    assert ask(found, "tcp 9.9.9.9 wan 22") == "open router"
    assert ask(found, "tcp 9.9.9.7 wan 23") == "closed"
    assert ask(found, "tcp 8.8.8.8 wan 22") == "open router"


def test_physical_names_are_those_of_packets() -> None:
    found = box(
        "ACCEPT net fw tcp 22\n",
        interfaces="?FORMAT 2\nnet NET_IF physical=ppp0\nloc eth1\n",
        snat="MASQUERADE - NET_IF\n",
    )
    assert [interface.name for interface in found.wan_interfaces()] == ["ppp0"]


def test_the_first_format_of_interfaces_has_a_column_more(ask: Ask) -> None:
    assert ask(box(interfaces="net eth0 detect dhcp\nloc eth1 detect\n"), "udp 9.9.9.9 wan 68") == "open router"


def test_conditions_and_variables_are_settled_where_the_files_do(ask: Ask) -> None:
    rules = "?IF $ON\nACCEPT net:$WHO fw tcp 22\n?ELSE\nACCEPT net fw tcp 23\n?ENDIF\n?IF __IPV6\nACCEPT net fw tcp 24\n?ENDIF\n"
    found = box(rules, params="ON=Yes\nWHO='9.9.9.9,8.8.8.8'\n")
    assert ask(found, "tcp 9.9.9.9 wan 22") == "open router"
    assert ask(found, "tcp 7.7.7.7 wan 22") == "closed"
    assert ask(found, "tcp 9.9.9.9 wan 23") == "closed"
    assert ask(found, "tcp 9.9.9.9 wan 24") == "closed"


def test_what_only_a_shell_could_tell_is_open_in_doubt(ask: Ask) -> None:
    rules = "?IF $ON\nACCEPT net fw tcp 22\n?ELSE\nACCEPT net fw tcp 23\n?ENDIF\nACCEPT net:$WHO fw tcp 24\n"
    found = box(rules, params="ON=$(cat /etc/on)\nif true; then\n  WHO=9.9.9.9\nfi\n")
    for port in (22, 23, 24):
        assert ask(found, f"tcp 9.9.9.9 wan {port}") == "conditional"
    assert ask(found, "tcp 9.9.9.9 wan 25") == "closed"


def test_files_may_include_each_other(ask: Ask) -> None:
    found = box("?INCLUDE rules.more\nINCLUDE /etc/shorewall/rules.more\n", rules_more="ACCEPT net fw tcp 22\n")
    assert ask(found, "tcp 9.9.9.9 wan 22") == "open router"
    assert found.complete.ipv4
    assert not box("?INCLUDE elsewhere\n").complete.ipv4
    assert not box("?INCLUDE rules\n").complete.ipv4


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("rules", "?BEGIN PERL\nuse strict;\n?END PERL\n"),
        ("rules", "?SHELL cat /etc/more\n"),
        ("rules", "ACCEPT dmz fw tcp 22\n"),
        ("rules", "ACCEPT net $UNKNOWN tcp 22\n"),
        ("started", "iptables -I INPUT -j ACCEPT\n"),
        ("conntrack", "?FORMAT 3\nNOTRACK net - udp 53\n"),
        ("mangle", "DROP net fw tcp 22\n"),
        ("zones", "fw firewall\nnet ipv4\nloc ipv4\nprt:loc bport\n"),
        ("shorewall.conf", "STARTUP_ENABLED=Yes\nDISABLE_IPV6=Yes\nDOCKER=Yes\n"),
        ("shorewall.conf", "STARTUP_ENABLED=Yes\nDISABLE_IPV6=Yes\nDROP_DEFAULT=MyDrop\n"),
        ("tunnels", "secret net -\n"),
    ],
)  # fmt: skip
def test_what_is_not_followed_makes_the_answer_incomplete(name: str, text: str) -> None:
    assert box().complete.ipv4
    assert not box(**{name.replace(".", "_"): text}).complete.ipv4


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("started", "logger 'the firewall is up'\nreturn 0\n"),
        ("conntrack", "?FORMAT 3\nCT:helper:ftp:PO - - tcp 21\n"),
        ("mangle", "MARK(1) 192.168.1.5 0.0.0.0/0\nTTL(+1):F - -\n"),
        ("stoppedrules", "ACCEPT eth1 -\n"),
        ("accounting", "web - eth0 - tcp 80\n"),
        ("shorewall.conf", 'STARTUP_ENABLED=Yes\nDISABLE_IPV6=Yes\nDROP_DEFAULT="Broadcast(DROP),Multicast(DROP),dropNotSyn:info"\n'),
    ],
)  # fmt: skip
def test_what_lets_nothing_in_changes_nothing(ask: Ask, name: str, text: str) -> None:
    found = box("ACCEPT net fw tcp 22\n", **{name.replace(".", "_"): text})
    assert found.complete.ipv4
    assert ask(found, "tcp 9.9.9.9 wan 22") == "open router"
    assert ask(found, "tcp 9.9.9.9 wan 23") == "closed"


@pytest.mark.parametrize(
    "rule",
    [
        "ACCEPT net fw tcp 22 - - - - 5",
        "ACCEPT net fw tcp 22 - - - - - - timestart=8:00&timestop=18:00",
        "ACCEPT net fw tcp 22 - - - - - - - - Maintenance",
        "ACCEPT net:^[DE,AT] fw tcp 22",
        "ACCEPT net:+friends fw tcp 22",
        "ACCEPT net:~00-11-22-33-44-55 fw tcp 22",
        "ACCEPT net fw tcp some-service-of-mine",
    ],
)
def test_what_the_files_do_not_settle_is_conditional(ask: Ask, rule: str) -> None:
    assert ask(box(f"{rule}\n"), "tcp 9.9.9.9 wan 22") == "conditional"


def test_several_ways_to_the_internet_are_said_not_to_be_followed() -> None:
    found = box(providers="isp1 1 1 main eth0 detect track eth1\n")
    assert any("providers" in undecided.what for undecided in found.undecided)
    assert found.complete.ipv4


def test_without_the_settings_nothing_says_whether_anything_is_loaded() -> None:
    texts = {**FILES, "rules": ""}
    files = tuple(SourceFile(f"shorewall/{name}", text) for name, text in texts.items() if name != "shorewall.conf")
    assert not parse(Document(name="x", files=files))[0].complete.ipv4


def test_ipv6_is_stopped_or_has_rules_of_its_own() -> None:
    assert box().complete.ipv6
    assert not [row for row in evaluate(box()).exposures if row.family == "ipv6"]
    found = box(shorewall_conf="STARTUP_ENABLED=Yes\nDISABLE_IPV6=No\n")
    assert found.complete.ipv4
    assert not found.complete.ipv6


def test_ipv6_hosts_stand_in_brackets(ask: Ask) -> None:
    rules = "ACCEPT net loc:[2001:db8:1::5] tcp 80\nACCEPT net:<2620:fe::/48> fw tcp 22\nDNAT net loc:[2001:db8:1::9]:8080 tcp 81\n"
    texts = {**FILES, "zones": "fw firewall\nnet ipv6\nloc ipv6\n", "rules": rules}
    texts["shorewall6.conf"] = texts.pop("shorewall.conf")
    files = tuple(SourceFile(f"etc/shorewall6/{name}", text) for name, text in texts.items() if name != "snat")
    (found,) = parse(Document(name="x", files=files))
    assert ask(found, "tcp 2620:fe::9 2001:db8:1::5 80") == "open [2001:db8:1::5]:80"
    assert ask(found, "tcp 2620:fe::9 wan 22") == "open router"
    assert ask(found, "tcp 2a00::9 wan 22") == "closed"
    assert ask(found, "tcp 2a00::9 wan 81") == "open [2001:db8:1::9]:8080"
    assert not found.complete.ipv4


@pytest.mark.parametrize(
    ("line", "packet", "answer"),
    [
        ("ipsec net 9.9.9.9", "esp 9.9.9.9 wan -", "open router"),
        ("ipsec net 9.9.9.9", "udp 8.8.8.8 wan 500", "closed"),
        ("ipsecnat net 0.0.0.0/0", "udp 9.9.9.9 wan 4500", "open router"),
        ("openvpn:1195 net -", "udp 9.9.9.9 wan 1195", "open router"),
        ("openvpnserver:tcp:443 net -", "tcp 9.9.9.9 wan 443", "open router"),
        ("gre net 9.9.9.9", "gre 9.9.9.9 wan -", "open router"),
        ("generic:tcp:5555 net -", "tcp 9.9.9.9 wan 5555", "open router"),
    ],
)
def test_tunnels_let_their_packets_in(ask: Ask, line: str, packet: str, answer: str) -> None:
    assert ask(box(tunnels=f"{line}\n"), packet) == answer


def test_addresses_that_are_translated_one_to_one_need_a_rule(ask: Ask) -> None:
    nat = "198.51.100.20 eth0 192.168.1.20 No No\n"
    assert ask(box(nat=nat), "tcp 9.9.9.9 198.51.100.20 80") == "closed"
    found = box("ACCEPT net loc:192.168.1.20 tcp 80\n", nat=nat)
    assert ask(found, "tcp 9.9.9.9 198.51.100.20 80") == "open 192.168.1.20:80"
    mapped = box("ACCEPT net loc:192.168.1.70 tcp 80\n", netmap="DNAT 198.51.100.64/28 eth0 192.168.1.64/28\n")
    assert ask(mapped, "tcp 9.9.9.9 198.51.100.70 80") == "open 192.168.1.70:80"


def test_an_address_for_which_the_router_answers_lies_inside(ask: Ask) -> None:
    found = box("ACCEPT net loc:198.51.100.9 tcp 80\n", proxyarp="198.51.100.9 eth1 eth0\n")
    assert ask(found, "tcp 9.9.9.9 198.51.100.9 80") == "open 198.51.100.9:80"


def test_routing_that_is_switched_off_closes_what_lies_behind(ask: Ask) -> None:
    conf = "STARTUP_ENABLED=Yes\nDISABLE_IPV6=Yes\nIP_FORWARDING=Off\n"
    assert ask(box("DNAT net loc:192.168.1.5 tcp 80\n", shorewall_conf=conf), "tcp 9.9.9.9 wan 80") == "closed"


def test_an_interface_may_take_the_forwards_of_a_upnp_daemon() -> None:
    found = box(interfaces="?FORMAT 2\nnet eth0 upnp\nloc eth1\n")
    assert [(mapping.kind, mapping.external) for mapping in found.port_mappings] == [("upnp", ("eth0",))]


def test_rules_alone_cannot_be_judged() -> None:
    alone = Document(name="rules", files=(SourceFile("rules", "?SECTION NEW\nACCEPT net fw\n"),))
    assert detect(alone) is not None
    with pytest.raises(UnreadableInput):
        parse(alone)


def test_ten_thousand_rules_are_read_quickly() -> None:
    rules = "".join(f"ACCEPT net:9.{n >> 8}.{n & 255}.0/24 fw tcp {n + 1}\n" for n in range(10_000))
    start = time.process_time()
    box(rules)
    assert time.process_time() - start < 3  # several times what it takes on a slow machine


@settings(max_examples=150, deadline=None)
@given(
    name=st.sampled_from(("zones", "interfaces", "hosts", "policy", "rules", "blrules", "snat", "nat", "tunnels", "params", "actions")),
    lines=st.lists(
        st.lists(
            st.sampled_from((
                "ACCEPT", "DNAT", "REDIRECT", "net", "loc", "fw", "all", "all+!net", ":", "192.168.1.5", "tcp", "22", "80:90", "-", "!",
                "{", "}", ";", ";;", "(", ")", "?IF", "?ELSE", "?ENDIF", "$X", "${X", "@1", "\\", "?INCLUDE", "rules", "eth0", "+", "&eth0",
                "SSH(ACCEPT)", "Own", "DEFAULTS", "?SECTION", "NEW", "firewall", "ipv4", "net:loc", '"', "'", "=", "X=$X$X", "`", "[", "<",
            )),
            max_size=9,
        ),
        max_size=8,
    ),
)  # fmt: skip
def test_odd_text_never_stops_the_parser(name: str, lines: list[list[str]]) -> None:
    text = "".join(" ".join(words) + "\n" for words in lines)
    found = box(**{name: text, **({"action_Own": text} if name != "rules" else {})})
    assert evaluate(found).exposures is not None
