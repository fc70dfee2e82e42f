"""The port overview as JSON, support data, several files of one box, detection."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from routerlint.errors import RecognisedNotJudged
from routerlint.model.device import Device
from routerlint.text.detection import Certainty
from routerlint.text.source import Document, SourceFile
from vendor_parsers.fritzos.detect import detect

Read = Callable[..., Device]
Box = Callable[..., Device]
Ask = Callable[[Device, str], str]

RULE = {
    "UID": "r1",
    "app": "web",
    "port": "8080",
    "fwport": "80",
    "fwendport": "82",
    "protocol": "TCP",
    "accesstype": "ipv4",
    "type": "port",
    "activated": True,
    "state": "2",
}


def overview(*rules: dict[str, object], active: object = True, **device: object) -> str:
    item = {
        "UID": "landevice1",
        "devicename": "nas",
        "local_ipv4": "192.168.178.20",
        "interface_id": "::5:6:7:8",
    } | device
    return json.dumps(
        {
            "pid": "portoverview",
            "sid": "cafe0123",
            "data": {"ipv6_activ": active, "devices": [item | {"rules": list(rules)}]},
        },
        indent=1,
    )


def test_a_rule_opens_as_many_ports_outside_as_inside(read: Read, ask: Ask) -> None:
    # parameters that the user interface of a 7430 with 7.57 sends: port, fwport, fwendport
    device = read(p_json=overview(RULE))
    assert [ask(device, f"tcp 9.9.9.9 wan {p}") for p in (8079, 8080, 8082, 8083)] == [
        "closed", "open 192.168.178.20:80", "open 192.168.178.20:82", "closed",
    ]  # fmt: skip


def test_a_rule_that_is_off_opens_nothing_and_one_that_does_not_say_so_leaves_doubt(read: Read, ask: Ask) -> None:
    silent = {key: value for key, value in RULE.items() if key not in ("activated", "state")}
    assert ask(read(p_json=overview(RULE | {"activated": False, "state": "0"})), "tcp 9.9.9.9 wan 8080") == "closed"
    assert ask(read(p_json=overview(silent)), "tcp 9.9.9.9 wan 8080") == "conditional"


def test_an_exposed_host_takes_everything(read: Read, ask: Ask) -> None:
    device = read(p_json=overview(RULE | {"type": "ipv4_exposed", "port": "", "protocol": ""}))
    assert ask(device, "udp 9.9.9.9 wan 161") == "open 192.168.178.20:161"


def test_ipv6_releases_are_bound_to_the_interface_identifier(read: Read) -> None:
    device = read(p_json=overview(RULE | {"accesstype": "ipv6", "port": "443", "fwport": "443", "fwendport": "443"}))
    pipeline = device.pipeline("ipv6")
    assert pipeline is not None
    (entry,) = next(chain.entries for chain in pipeline.chains if chain.name == "network")
    assert entry.match.destinations is not None
    ((low, high),) = entry.match.destinations.certain.ranges
    assert low == high
    assert low & ((1 << 64) - 1) == 0x0005000600070008
    assert device.pipelines[0].chains[0].entries == ()


def test_ipv6_that_is_off_needs_no_rules(read: Read) -> None:
    assert read(p_json=overview(active=False)).complete.ipv6


def test_permission_to_open_ports_is_a_capability(read: Read) -> None:
    mappings = read(p_json=overview(allow_pcp_and_upnp=True)).port_mappings
    assert {m.kind for m in mappings} == {"upnp", "pcp"}
    assert "nas" in mappings[0].may_open


def test_an_overview_alone_does_not_show_the_services_of_the_box(read: Read) -> None:
    assert not read(p_json=overview(RULE)).complete.ipv4


def test_an_export_and_an_overview_are_one_box(read: Read, ask: Ask) -> None:
    config = 'ar7cfg { mode = dsldmode_router; igddenabled = no; voip_forwardrules = "udp 0.0.0.0:5060 0.0.0.0:5060"; brinterfaces { name = "lan"; ipaddr = 192.168.178.1; netmask = 255.255.255.0; } dslifaces { name = "internet"; stackmode = stackmode_ipv4only; } }'
    device = read(box_cfg=config, a_json=overview(RULE, active=False))
    assert [i.name for i in device.interfaces] == ["internet", "lan"]
    assert ask(device, "tcp 9.9.9.9 wan 8080") == "open 192.168.178.20:80"
    assert ask(device, "udp 9.9.9.9 wan 5060") == "open router"
    assert device.complete.ipv4


def test_the_session_and_names_of_users_are_never_shown(read: Read) -> None:
    device = read(p_json=overview(RULE).replace("\n", " "))
    assert "cafe0123" not in repr(device)


def test_rules_point_at_their_lines(read: Read) -> None:
    text = overview(RULE, RULE | {"UID": "r2", "port": "9090"})
    entries = read(p_json=text).pipelines[0].chains[0].entries
    assert [entry.spans[0].line for entry in entries] == [
        1 + text[: text.index(f'"{uid}"')].count("\n") for uid in ("r1", "r2")
    ]


@pytest.mark.parametrize(
    "text", ["{", '{"data": {"devices": 3}, "x": "portoverview"}', "[" * 50_000, '{"devices": "portoverview"}']
)
def test_json_of_another_form_is_refused(read: Read, text: str) -> None:
    with pytest.raises(RecognisedNotJudged):
        read(p_json=text)


SUPPORT = """##### BEGIN SECTION ar7_cfg /var/flash/ar7.cfg
ar7cfg {
        mode = dsldmode_router;
        igddenabled = no;
        snmp_on_wan = yes;
        tr069_forwardrules = "tcp 0.0.0.0:8089 0.0.0.0:8089";
        dslifaces { name = "internet"; stackmode = stackmode_ipv4only; }
}
##### END SECTION ar7_cfg /var/flash/ar7.cfg
##### BEGIN SECTION port_forwards IPv4 forwardings
--- Active IPv4 Portforwardings ---
web TCP 192.168.178.20 8443 203.0.113.10 443 "HTTPS"
allow-only-from 198.51.100.0/24
allow-only-from 9.9.9.9
tr069 TCP 0.0.0.0 8089 203.0.113.10 8089 "maintenance"
allow-only-from 198.51.100.7
##### END SECTION port_forwards IPv4 forwardings
"""


def test_support_data_holds_the_configuration_and_the_active_forwards(read: Read, ask: Ask) -> None:
    device = read(s_txt=SUPPORT)
    assert ask(device, "tcp 198.51.100.9 wan 443") == "open 192.168.178.20:8443"
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open 192.168.178.20:8443"
    assert ask(device, "tcp 8.8.8.8 wan 443") == "closed"


def test_who_may_use_an_active_forward_also_holds_for_the_stored_rule(read: Read, ask: Ask) -> None:
    device = read(s_txt=SUPPORT)
    assert ask(device, "tcp 198.51.100.7 wan 8089") == "open router"
    assert ask(device, "tcp 9.9.9.9 wan 8089") == "closed"


def test_snmp_on_the_wan_is_possible_where_the_switch_is_on(read: Read, ask: Ask) -> None:
    assert ask(read(s_txt=SUPPORT), "udp 9.9.9.9 wan 161") == "conditional"
    assert ask(read(s_txt=SUPPORT.replace("snmp_on_wan = yes", "snmp_on_wan = no")), "udp 9.9.9.9 wan 161") == "closed"


def test_a_line_of_active_forwards_that_cannot_be_read_leaves_the_family_open(read: Read) -> None:
    assert read(s_txt=SUPPORT).complete.ipv4
    assert not read(s_txt=SUPPORT.replace("web TCP", "web tcp?")).complete.ipv4


@pytest.mark.parametrize(
    ("name", "text", "certainty"),
    [
        ("a.export", "**** FRITZ!Box 7590 CONFIGURATION EXPORT\n**** CFGFILE:ar7.cfg\n", Certainty.CERTAIN),
        ("ar7.cfg", "/*\n * /var/flash/ar7.cfg\n */\nar7cfg {\n", Certainty.CERTAIN),
        ("x.txt", SUPPORT, Certainty.CERTAIN),
        ("p.json", overview(RULE), Certainty.CERTAIN),
        ("m.cfg", 'meta { encoding = "utf-8"; }\n', Certainty.POSSIBLE),
        ("r.rsc", "# by RouterOS 7.16\n/ip firewall filter\n", None),
        ("j.json", '{"devices": []}', None),
        ("e.txt", "", None),
    ],
)
def test_detection(name: str, text: str, certainty: Certainty | None) -> None:
    found = detect(Document(name=name, files=(SourceFile(name, text),)))
    assert (found.certainty if found else None) == certainty


def test_an_encrypted_configuration_is_recognised_and_not_judged() -> None:
    text = "**** FRITZ!Box 7590 CONFIGURATION EXPORT\n**** CRYPTEDB64FILE:ar7.cfg\nAAAA\n**** END OF FILE ****\n"
    found = detect(Document(name="a", files=(SourceFile("a", text),)))
    assert found is not None
    assert not found.judged
    assert found.advice
