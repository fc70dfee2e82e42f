"""Settings from text: nvram show, nvram export, values over several lines, contradictions."""

from __future__ import annotations

from routerlint.parsing.nvram import Nvram, read_nvram
from routerlint.text.source import Document, SourceFile


def read(text: str) -> Nvram:
    found = read_nvram(Document(name="x", files=(SourceFile("x", text),)))
    assert found is not None
    return found


def test_a_key_ends_at_the_first_equals_sign() -> None:
    assert read("a=b=c\n").text("a") == "b=c"


def test_a_value_goes_on_until_the_next_key() -> None:
    nvram = read("rc_firewall=iptables -F\n iptables -X\nlan_ipaddr=192.168.1.1\n")
    assert nvram.text("rc_firewall") == "iptables -F\n iptables -X"
    assert nvram.text("lan_ipaddr") == "192.168.1.1"


def test_the_size_that_nvram_show_prints_is_no_value() -> None:
    assert read("a=1\nsize: 29453 bytes (36083 left)\n").text("a") == "1"


def test_an_export_is_a_list_of_commands() -> None:
    nvram = read('nvram set a="b c"\nnvram set d="x\\ny"\n')
    assert nvram.text("a") == "b c"
    assert nvram.text("d") == "x\ny"


def test_a_key_with_two_values_is_a_contradiction() -> None:
    nvram = read("dmz_enable=0\ndmz_enable=1\n")
    assert nvram.conflicts == ("dmz_enable",)
    assert nvram.text("dmz_enable") == "0"


def test_numbers_are_read_like_atoi() -> None:
    nvram = read("a= 12x\nb=x\nc=99999\n")
    assert (nvram.number("a"), nvram.number("b"), nvram.port("c", 80)) == (12, 0, 80)


def test_a_place_shows_the_entry_of_a_long_list_and_hides_a_script() -> None:
    nvram = read("list=" + "<a>1" * 100 + "\nrc_firewall=secret\n")
    assert nvram.span("list", entry="<a>1")[0].text == "list=...<a>1..."
    assert nvram.span("rc_firewall", hidden=True)[0].text == "rc_firewall=***"
    assert nvram.span("rc_firewall")[0].line == 2
