"""What advisories mean for a device: versions, models, conditions, ends of support."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routerlint.exposure.evaluate import evaluate
from routerlint.exposure.result import ExposureReport
from routerlint.lint.site import Site
from routerlint.rules.config import Config
from routerlint.rules.firmware.matching import _fits
from routerlint.rules.firmware.store import AdvisoryData, builtin_advisories
from routerlint.rules.judge import judge
from routerlint.rules.loader import load_rules
from routerlint.rules.quirks import builtin_quirks
from routerlint.rules.verdict import Finding, Judgement
from routerlint.text.source import Document, SourceFile
from vendor_parsers.catalogue import Vendor

TODAY = dt.date(2026, 11, 25)
RULES = load_rules()


def report(vendor: str, text: str, name: str = "router") -> ExposureReport:
    (device,) = Vendor(vendor).parse(Document(name=name, files=(SourceFile(name, text),)))
    return evaluate(Site(quirks=builtin_quirks()).applied(device, name))


def judged(vendor: str, text: str, as_of: dt.date = TODAY, data: AdvisoryData | None = None) -> Judgement:
    known = builtin_advisories() if data is None else data
    return judge(report(vendor, text), RULES, Config(), device_key="router", as_of=as_of, advisories=known)


def found(judgement: Judgement, rule: str) -> Finding:
    (finding,) = [finding for finding in judgement.findings if finding.rule.id == rule]
    return finding


def routeros(version: str, *lines: str) -> str:
    return "\n".join(
        (
            f"# jan/02/2020 12:00:00 by RouterOS {version}",
            "# model = RB750Gr3",
            "/interface list",
            "add name=WAN",
            "/interface list member",
            "add interface=ether1 list=WAN",
            "/ip address",
            "add address=192.168.88.1/24 interface=ether2",
            "add address=203.0.113.2/24 interface=ether1",
            "/ip route",
            "add distance=1 gateway=203.0.113.1",
            *lines,
            "/ip firewall nat",
            "add action=masquerade chain=srcnat out-interface=ether1",
            "",
        )
    )


CLOSED = (
    "/ip firewall filter",
    "add action=drop chain=input in-interface=ether1",
    "add action=drop chain=forward in-interface=ether1",
)
OPEN_WINBOX = ("/ip firewall filter", "add action=accept chain=input dst-port=8291 protocol=tcp", *CLOSED[1:])


def test_everything_that_one_update_closes_is_one_finding_that_names_the_version() -> None:
    judgement = judged("routeros", routeros("6.40.5", *CLOSED))
    about = [finding for finding in judgement.findings if finding.rule.id in ("RL501", "RL502")]
    assert len(about) == 1
    assert about[0].rule.id == "RL502"
    assert "CVE-2018-14847" in about[0].message()
    assert {"CVE-2019-3924", "CVE-2018-1156", "CVE-2023-30800"} <= set(about[0].advisories)
    # 6.49.10 would close these, but bring CVE-2024-54772, which concerns 6.43 to 6.49.17
    assert "6.49.18 or later closes them" in about[0].message()
    assert any("change every password" in line for line in about[0].fix())
    assert judgement.outcomes["RL501"] == judgement.outcomes["RL502"] == "finding"


def test_a_service_that_the_internet_reaches_raises_the_severity() -> None:
    assert found(judged("routeros", routeros("6.40.5", *CLOSED)), "RL502").severity.label == "medium"
    exposed = found(judged("routeros", routeros("6.40.5", *OPEN_WINBOX)), "RL502")
    assert exposed.severity.label == "critical"
    assert "winbox" in exposed.message()
    assert "aus dem Internet erreichbar" in exposed.message("de")


def test_few_permitted_senders_do_not_raise_it() -> None:
    few = (
        "/ip firewall filter",
        "add action=accept chain=input dst-port=8291 protocol=tcp src-address=198.51.100.7",
        *CLOSED[1:],
    )
    assert found(judged("routeros", routeros("6.40.5", *few)), "RL502").severity.label == "medium"


def test_an_advisory_about_a_service_that_is_off_is_silent() -> None:
    off = routeros("6.40.5", "/ip service", "set winbox disabled=yes", *CLOSED)
    judgement = judged("routeros", off)
    assert judgement.outcomes["RL502"] == "pass"
    assert "CVE-2018-14847" not in found(judgement, "RL501").advisories


@pytest.mark.parametrize(
    ("menu", "advisory"),
    [
        ("/interface vxlan\nadd name=vxlan1 vni=10", "CVE-2025-6443"),
        ("/ip hotspot\nadd interface=ether2 name=hotspot1", "CVE-2025-6563"),
        ("/ip tftp\nadd real-filename=boot.img", "CVE-2024-2169"),
        ("/certificate scep-server\nadd ca-cert=ca path=/scep/ca", "CVE-2021-41987"),
        ("/ipv6 settings\nset accept-router-advertisements=yes", "CVE-2023-32154"),
    ],
)
def test_a_feature_with_an_advisory_counts_only_where_it_is_set_up(menu: str, advisory: str) -> None:
    version = "6.48.3" if advisory == "CVE-2021-41987" else "7.5"
    assert advisory in found(judged("routeros", routeros(version, *menu.split("\n"), *CLOSED)), "RL501").advisories
    without = judged("routeros", routeros(version, *CLOSED))
    assert all(advisory not in finding.advisories for finding in without.findings)


def test_versions_are_compared_by_parts_and_not_by_their_beginning() -> None:
    old, new = judged("routeros", routeros("7.1", *CLOSED)), judged("routeros", routeros("7.12", *CLOSED))
    assert "CVE-2023-41570" in found(old, "RL501").advisories
    assert all("CVE-2023-41570" not in finding.advisories for finding in new.findings)


def test_a_minor_version_of_routeros_7_that_has_a_successor_is_no_end_of_the_product() -> None:
    judgement = judged("routeros", routeros("7.16.2", *CLOSED))
    assert judgement.firmware is not None
    assert judgement.firmware.has_ended is False
    assert judgement.outcomes["RL503"] == "pass"


@pytest.mark.parametrize("version", ["6.21.1", "6.31", "6.48.7", "5.26", "2.9.51"])
def test_a_line_below_649_has_ended_whether_it_is_listed_or_not(version: str) -> None:
    judgement = judged("routeros", routeros(version, *CLOSED))
    assert judgement.outcomes["RL503"] == "finding"


def test_a_line_ends_on_its_day_and_not_before() -> None:
    text = "DISTRIB_RELEASE='24.10.8'\npackage network\nconfig interface 'lan'\n\toption proto 'static'\n"
    assert judged("openwrt", text, dt.date(2026, 9, 5)).outcomes["RL503"] == "pass"
    after = judged("openwrt", text, dt.date(2026, 9, 6))
    assert after.outcomes["RL503"] == "finding"
    assert "25.12.5" in found(after, "RL503").message()


def test_an_unknown_version_is_information_and_never_a_pass() -> None:
    judgement = judged("openwrt", "package network\nconfig interface 'lan'\n\toption proto 'static'\n")
    assert found(judgement, "RL504").severity.label == "info"
    assert judgement.outcomes["RL501"] == judgement.outcomes["RL502"] == "undecided"
    assert judgement.outcomes["RL503"] == "not applicable"
    assert judgement.firmware is not None
    assert judgement.firmware.state == "unknown"
    assert not [verdict for verdict in judgement.undecided if verdict.rule.id.startswith("RL5")]


def test_a_version_that_is_counted_otherwise_is_unknown_too() -> None:
    merlin = "productid=RT-AC68U\nfirmver=3.0.0.4\nbuildno=388.8\nextendno=4\nlan_ipaddr=192.168.1.1\nwan_proto=dhcp\n"
    judgement = judged("asuswrt", merlin)
    assert judgement.outcomes["RL501"] == "undecided"
    assert "388.8" in found(judgement, "RL504").message()


def test_old_data_is_a_note() -> None:
    text = routeros("7.24", *CLOSED)
    assert judged("routeros", text, dt.date(2027, 2, 17)).outcomes["RL506"] == "pass"
    old = judged("routeros", text, dt.date(2027, 2, 18))
    assert found(old, "RL506").severity.label == "info"


def test_a_model_has_its_own_version() -> None:
    """The 6490 Cable is corrected in 7.20, every other box in 7.21 (Greenbone feed)."""
    assert "CVE-2020-26887" not in fritz("FRITZ!Box 6490 Cable", "7.20")
    assert "CVE-2020-26887" in fritz("FRITZ!Box 7590", "7.20")
    assert "CVE-2020-26887" not in fritz("FRITZ!Box 7590", "7.21")


def test_a_name_that_only_begins_alike_is_another_model() -> None:
    assert "WID-SEC-2023-2262" in fritz("FRITZ!Box 7590", "7.56")
    assert "WID-SEC-2023-2262" not in fritz("FRITZ!Box 7590 Sonderling", "7.56")
    assert "CVE-2014-9727" in fritz("FRITZ!Box Fon WLAN 7390", "6.02")
    assert "CVE-2014-9727" in fritz("FRITZ!Box 6360 Cable (kdg)", "6.00")


def fritz(model: str, version: str) -> set[str]:
    from routerlint.model.device import Device
    from routerlint.model.fact import stated

    empty = evaluate(Device(vendor="fritzos", model=stated(model), version=stated(version)))
    judgement = judge(empty, RULES, Config(), device_key="x", as_of=TODAY, advisories=builtin_advisories())
    assert judgement.firmware is not None
    return {*judgement.firmware.advisories}


@pytest.mark.parametrize(("model", "expected"), [("ZXHN F660", "medium"), ("F600W", None), (None, None)])
def test_a_model_whose_versions_nobody_named_is_possibly_concerned(model: str | None, expected: str | None) -> None:
    from routerlint.model.device import Device
    from routerlint.model.fact import NOT_STATED, stated

    device = Device(vendor="zte", model=stated(model) if model else NOT_STATED)
    judgement = judge(evaluate(device), RULES, Config(), device_key="x", as_of=TODAY, advisories=builtin_advisories())
    about = [finding for finding in judgement.findings if finding.rule.id == "RL501"]
    assert [finding.severity.label for finding in about] == ([expected] if expected else [])
    assert all(finding.certainty == "conditional" for finding in about)
    assert judgement.outcomes["RL504"] == ("finding" if model is None else "pass")


def test_a_vendor_without_data_is_not_judged() -> None:
    judgement = judged("nft", "table inet filter {\n\tchain input {\n\t\ttype filter hook input priority 0;\n\t}\n}\n")
    assert judgement.firmware is not None
    assert judgement.firmware.state == "no-data"
    assert judgement.outcomes["RL501"] == "not applicable"


def test_community_and_business_editions_have_their_own_versions() -> None:
    from routerlint.model.device import Device
    from routerlint.model.fact import by_default, stated

    facts = {"ldap-login": by_default("no", "test")}
    for version, expected in (("26.4_5", True), ("26.4_14", False), ("26.1.7", True), ("26.1.11", False)):
        device = Device(vendor="opnsense", version=stated(version), facts=facts)
        judgement = judge(
            evaluate(device), RULES, Config(), device_key="x", as_of=TODAY, advisories=builtin_advisories()
        )
        assert (judgement.outcomes["RL501"] == "finding") is expected, version
        assert judgement.outcomes["RL503"] == ("not applicable" if "26.4" in version else "finding")


def test_a_vulnerable_package_is_a_finding_of_its_own_whatever_the_release() -> None:
    """CVE-2022-31814: pfBlockerNG up to 2.1.4_26; the release of pfSense is not in the file."""
    text = """<?xml version="1.0"?>
<pfsense><version>22.9</version><system><hostname>fw</hostname></system>
<interfaces><wan><enable/><if>em0</if><ipaddr>dhcp</ipaddr></wan><lan><enable/><if>em1</if><ipaddr>192.168.1.1</ipaddr><subnet>24</subnet></lan></interfaces>
<filter></filter>
<installedpackages><package><name>{name}</name><version>{version}</version></package></installedpackages></pfsense>
"""
    old = judged("pfsense", text.format(name="pfBlockerNG", version="2.1.4_26"))
    finding = found(old, "RL501")
    assert finding.advisories == ("CVE-2022-31814",)
    assert finding.severity.label == "medium"
    assert "pfBlockerNG 2.1.4_26" in finding.message()
    assert old.outcomes["RL504"] == "finding"
    for name, version in (("pfBlockerNG", "3.2.0_8"), ("pfBlockerNG-devel", "2.1.4_26")):
        other = judged("pfsense", text.format(name=name, version=version))
        assert not [finding for finding in other.findings if finding.rule.id == "RL501"]


def test_verdicts_are_the_same_twice() -> None:
    text = routeros("6.40.5", *OPEN_WINBOX)
    assert judged("routeros", text) == judged("routeros", text)


def test_versions_between_the_last_affected_and_the_corrected_one_are_undecided() -> None:
    """CVE-2023-41570 is stated for 7.1 to 7.11 and corrected in 7.12: nobody said it of 7.11.2."""
    between = judged("routeros", routeros("7.11.2", *CLOSED))
    assert between.firmware is not None
    assert "CVE-2023-41570" in between.firmware.possible
    assert "CVE-2023-41570" not in between.firmware.advisories


def test_two_open_questions_are_no_finding_and_no_pass() -> None:
    part = "# 2026-08-20 12:00:00 by RouterOS 7.24\n/ip address\nadd address=192.168.88.1/24 interface=bridge\n"
    judgement = judged("routeros", part)
    assert judgement.outcomes["RL501"] == "undecided"
    assert not [finding for finding in judgement.findings if finding.rule.id == "RL501"]


def test_a_vulnerability_that_nobody_called_closed_stays_possible() -> None:
    vxlan = ("/interface vxlan", "add name=vxlan1 vni=10", *CLOSED)
    finding = found(judged("routeros", routeros("7.24", *vxlan)), "RL501")
    assert finding.certainty == "conditional"
    assert finding.advisories == ("CVE-2025-6443",)
    assert "no version that closes them is known" in finding.message()


@given(name=st.text("ab* ", max_size=8), pattern=st.text("ab* ", max_size=8))
def test_a_star_in_the_name_of_a_model_stands_for_any_letters(name: str, pattern: str) -> None:
    assert _fits(name, pattern) == fnmatchcase(name, pattern)


def test_a_run_loads_only_the_schemes_of_its_vendors() -> None:
    """The first device of a process has 5 ms for its firmware: benchmarks/firmware.py."""
    code = "import sys; from routerlint.rules.versions import read; read('routeros', '7.1'); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = [name.rpartition(".")[2] for name in done.stdout.split() if "rules.versions." in name]
    assert sorted(loaded) == ["community", "schemes", "version"]


def test_only_services_that_the_internet_reaches_are_named_as_reached() -> None:
    message = found(judged("routeros", routeros("6.40.5", *OPEN_WINBOX)), "RL502").message()
    assert "the Internet reaches the service (winbox)" in message


def test_an_exploited_hole_is_named_with_its_day_in_the_catalogue() -> None:
    judgement = judged("routeros", routeros("6.40.5", *CLOSED))
    assert "(CVE-2018-14847, in CISA's catalogue since 2021-12-01)" in found(judgement, "RL502").message()
    assert "seit 2021-12-01 im Katalog der CISA" in found(judgement, "RL502").message("de")
    assert judgement.firmware is not None
    assert judgement.firmware.exploited == (("CVE-2018-14847", "2021-12-01", False),)
