"""Scripts: where they stand, columns, numbers, abbreviations, deletions. Source: the device's own MIB; script fragments."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.model.device import Device
from routerlint.text.source import Document, SourceFile
from vendor_parsers.lancom_lcos.parser import parse

Run = Callable[..., Device]
Ask = Callable[[Device, str], str]

TABLE = "cd /Setup/IP-Router/1-N-NAT/Service-Table"
ROW = 'add 443 443 TCP "" 0.0.0.0 192.168.10.10 0 Yes "web"'
WEB = "tcp 9.9.9.9 wan 443"
OPEN = "open 192.168.10.10:443"


def test_a_row_without_tab_is_positional_in_the_order_of_the_mib(run: Run, ask: Ask) -> None:
    assert ask(run(TABLE, ROW), WEB) == OPEN


def test_tab_names_the_columns_by_name_abbreviation_or_number(run: Run, ask: Ask) -> None:
    for tab in (
        "tab Intranet-Address Active D-port-from D-port-to Map-Port Protocol Comment Peer WAN-Address",
        "tab intranet ACTIVE D-Port-From D-Port-To map prot comm peer wan",
        "tab 2 5 1 3 4 8 6 7 9",
    ):
        assert ask(run(TABLE, tab, 'add 192.168.10.10 Yes 443 443 0 TCP "x" "" 0.0.0.0'), WEB) == OPEN


def test_what_an_add_means_depends_on_where_the_script_stands(run: Run, ask: Ask) -> None:
    assert ask(run("cd /Setup/SYSLOG/Server", ROW), WEB) == "closed"
    assert ask(run("cd /Setup", "cd IP-Router/1-N-NAT", "cd Service-Table", ROW), WEB) == OPEN
    assert ask(run("cd /Setup/SYSLOG/Server", "cd ../../IP-Router/1-N-NAT/Service-Table", ROW), WEB) == OPEN
    assert ask(run("cd /Setup/IP-Router/1-N-NAT/Service-Table", "cd ..", "cd ..", ROW), WEB) == "closed"


@pytest.mark.parametrize(
    "path", ["/2/8/9/4", "/Setup/8/1-N-NAT/4", "/setup/ip-router/1-n-nat/service-table", "/Set/IP-R/1-N/Serv"]
)
def test_paths_by_number_case_and_abbreviation(run: Run, ask: Ask, path: str) -> None:
    assert ask(run(f"cd {path}", ROW), WEB) == OPEN


def test_an_abbreviation_that_may_mean_a_menu_that_matters_leaves_the_family_open(run: Run) -> None:
    assert not run("cd /Setup/I/1-N-NAT/Service-Table", ROW).complete.ipv4
    assert run("cd /Setup/SYS/Server", ROW).complete.ipv4


def test_a_row_may_be_named_in_the_path(run: Run, ask: Ask) -> None:
    device = run('set /Setup/IP-Router/1-N-NAT/Service-Table/443 443 TCP "" 0.0.0.0 192.168.10.10 0 Yes "web"')
    assert ask(device, WEB) == OPEN


def test_columns_may_be_named_in_the_row_and_a_star_leaves_them(run: Run, ask: Ask) -> None:
    change = 'set 443 443 TCP "" 0.0.0.0 {Active} No'
    assert ask(run(TABLE, ROW, change), WEB) == "closed"
    assert ask(run(TABLE, ROW, 'set 443 443 TCP "" 0.0.0.0 * * No'), WEB) == "closed"


def test_comments_and_hashes_inside_of_quotes(run: Run, ask: Ask) -> None:
    assert ask(run(TABLE, f"# {ROW}"), WEB) == "closed"
    assert ask(run(TABLE, ROW.replace('"web"', '"door #1, Yes"')), WEB) == OPEN
    assert ask(run(TABLE, f"{ROW} # explained"), WEB) == OPEN


def test_deletions(run: Run, ask: Ask) -> None:
    assert ask(run(TABLE, ROW, "del *"), WEB) == "closed"
    assert ask(run(TABLE, ROW, "cd ..", "del Service-Table/*"), WEB) == "closed"
    assert ask(run(TABLE, ROW, "cd /", "del /Setup/IP-Router/1-N-NAT/Service-Table/*"), WEB) == "closed"
    assert ask(run(TABLE, ROW, "del 443"), WEB) == "conditional"
    assert ask(run(TABLE, ROW, "del 80"), WEB) == OPEN


def test_a_session_with_prompts_is_a_script_too(run: Run, ask: Ask) -> None:
    lines = [f"root@GW:/Setup/IP-Router> {line}" for line in (TABLE, ROW)]
    assert ask(run(*lines, "-- more --"), WEB) == OPEN


@pytest.mark.parametrize(
    "lines",
    [
        (TABLE, f"{ROW} surplus words"),
        (TABLE, "frobnicate 443"),
        (f"{TABLE}; {ROW}",),
        (TABLE, "default -r"),
    ],
)
def test_what_cannot_be_read_in_a_table_that_matters_leaves_the_family_open(run: Run, lines: tuple[str, ...]) -> None:
    assert not run(*lines).complete.ipv4


def test_unknown_menus_and_commands_elsewhere_never_break_it(run: Run, ask: Ask) -> None:
    device = run("cd /Setup/Future/Menu", "frobnicate 1 2 3", "add a b c", "set /Other/Thing 1", "sleep 5", TABLE, ROW)
    assert ask(device, WEB) == OPEN
    assert device.complete.ipv4


def test_header_and_end_make_a_script_whole(run: Run) -> None:
    device = run()
    assert (device.model.value, device.version.value, device.hostname.value) == ("LANCOM 1793VA", "10.72.0189RU3", "GW")
    assert device.complete.ipv4
    assert not run(end="").complete.ipv4
    part = "# Script (LANCOM 1793VA / 10.72.0189 / x)\ncd /Setup/IP-Router/IP-Routing-Table\n"
    assert not run('add 255.255.255.255 0.0.0.0 0 "INTERNET" 0 on Yes ""', base=part).complete.ipv4
    assert not run(base="flash No\nset /Setup/Name x\n").complete.ipv4


@pytest.mark.parametrize("version", ["10.72.0189RU3", "10.80 RU2", "10.80.0412 SU 3", "10.80.0412", "9.24.0379SU10"])
def test_the_header_gives_the_whole_version(version: str) -> None:
    # "10.80" alone would be the first release, of which other advisories speak than of 10.80 RU2
    text = f"# Script (LANCOM 1793VA / {version} / 22.11.2022)\n\nlang English\nflash No\n{TABLE}\n{ROW}\nflash Yes\n"
    (device,) = parse(Document(name="x", files=(SourceFile("x", text),)))
    assert device.version.value == version
