"""UCI files, as libuci reads them (openwrt/uci 66127cd, file.c and list.c; each text was also given to the program)."""

from __future__ import annotations

import pytest

from routerlint.text.source import SourceFile
from vendor_parsers.openwrt.grammar import read_export, read_package
from vendor_parsers.openwrt.show import read_show
from vendor_parsers.openwrt.uci import Package


def package(text: str, *, lenient: bool = False) -> Package:
    return read_package("firewall", SourceFile("etc/config/firewall", text), lenient=lenient)


def values(text: str) -> dict[str, str | list[str]]:
    """The options of the first section of a text that libuci accepts."""
    found = package("config rule\n" + text)
    assert found.trouble is None
    return {key: option.value for key, option in found.sections[0].options.items()}


def refused(text: str) -> int | None:
    """The line at which libuci stops."""
    trouble = package(text).trouble
    return None if trouble is None else trouble.line


def test_quotes_join_with_what_stands_beside_them() -> None:
    assert values("option a 'it'\\''s'\noption b \"50\"'01'\noption c x'y z'\n") == {
        "a": "it's",
        "b": "5001",
        "c": "xy z",
    }


def test_a_comment_may_follow_a_value_and_even_touch_it() -> None:
    assert values("option a 'x' # option b 'y'\noption c d#e\n") == {"a": "x", "c": "d"}


def test_a_hash_or_semicolon_in_quotes_is_text() -> None:
    assert values("option a 'Cam #1; option enabled 0'\n") == {"a": "Cam #1; option enabled 0"}


def test_a_semicolon_separates_statements_after_a_blank_or_a_quote() -> None:
    assert values("option a 'x';option b y ; option c z\n") == {"a": "x", "b": "y", "c": "z"}


def test_a_semicolon_right_after_a_bare_word_drops_the_rest_of_the_line() -> None:
    # libuci ends the word with a NUL, which falls on the ";"
    assert values("option a x;option b y\noption c z\n") == {"a": "x", "c": "z"}


def test_a_backslash_at_the_end_of_a_line_joins_it_with_the_next() -> None:
    assert values('option a 192.168.1.\\\n30\noption b "x\\\ny"\n') == {"a": "192.168.1.30", "b": "xy"}


def test_a_quoted_value_may_span_lines() -> None:
    assert values("option a 'x\ny'\noption b z\n") == {"a": "x\ny", "b": "z"}


def test_the_last_of_a_repeated_option_counts_and_an_empty_one_changes_nothing() -> None:
    assert values("option a 1\noption a 2\noption b 1\noption b ''\n") == {"a": "2", "b": "1"}


def test_list_and_option_of_one_name() -> None:
    assert values("option a 1\nlist a 2\nlist b 1\noption b 2\n") == {"a": ["1", "2"], "b": "2"}


def test_a_repeated_named_section_goes_on() -> None:
    found = package("config rule x\noption a 1\nconfig rule y\nconfig rule x\noption b 2\n")
    assert [section.name for section in found.sections] == ["x", "y"]
    assert set(found.sections[0].options) == {"a", "b"}


def test_options_behind_a_commented_header_belong_to_the_section_before() -> None:
    found = package("config redirect\noption src_dport 443\n#config redirect\noption src_dport 3390\n")
    assert found.sections[0].get("src_dport") == "3390"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("config rule ; option src wan\n", 1),
        ("config rule\noption a 'x';\n", 2),
        ("config rule\noption a 1 2\n", 2),
        ("config rule\nfoo a 1\n", 2),
        ("option a 1\n", 1),
        ("config rule 'a-b'\n", 1),
        ("config 'ru le'\n", 1),
        ("config rule x\nconfig zone x\n", 2),
        ("config rule\noption a-b 1\n", 2),
        ("config rule\noption a '1\n", 2),
        ("config\n", 1),
    ],
)
def test_what_libuci_refuses(text: str, line: int) -> None:
    assert refused(text) == line


@pytest.mark.parametrize(
    "text", ["config rule ;\n", "c rule\no a 1\nl b 2\n", "package x\nconfig rule\n", "\t \n# x\n"]
)
def test_what_libuci_accepts_although_it_looks_odd(text: str) -> None:
    assert refused(text) is None


def test_an_error_keeps_what_stands_before_it_only() -> None:
    found = package("config rule\nconfig rule\nnonsense\nconfig rule\n")
    assert len(found.sections) == 2


def test_netifd_loses_only_the_bad_line() -> None:
    # openwrt/netifd config.c clears UCI_FLAG_STRICT
    found = package("config interface lan\nnonsense\noption proto static\n", lenient=True)
    assert found.sections[0].get("proto") == "static"


def test_an_export_holds_several_packages_and_the_noise_of_a_terminal() -> None:
    text = "root@gw:~# uci export\npackage firewall\n\nconfig zone\noption name wan\n\npackage network\n\nconfig interface wan\nroot@gw:~#\n"
    packages, foreign = read_export(SourceFile("x", text))
    assert [found.name for found in packages] == ["firewall", "network"]
    assert foreign == [1, 10]
    assert all(found.trouble is None for found in packages)


def test_show_numbers_sections_of_a_type_named_ones_included() -> None:
    text = (
        "firewall.pbx=redirect\nfirewall.pbx.name='Doctor'\\''s PBX'\nfirewall.@redirect[1]=redirect\n"
        "firewall.@redirect[1].src_ip='192.0.2.1' '192.0.2.2'\nfirewall.@redirect[1].src='wan'\n"
    )
    (found,), strange = read_show(SourceFile("x", text))
    assert not strange
    assert [section.name for section in found.sections] == ["pbx", ""]
    assert found.sections[0].get("name") == "Doctor's PBX"
    assert found.sections[1].options["src_ip"].value == ["192.0.2.1", "192.0.2.2"]
    assert found.sections[1].options["src"].value == "wan"


def test_show_of_old_releases_has_no_quotes() -> None:
    (found,), _ = read_show(SourceFile("x", "firewall.@zone[0]=zone\nfirewall.@zone[0].network=wan wan6\n"))
    assert found.sections[0].words("network") == ["wan", "wan6"]


def test_show_values_may_span_lines() -> None:
    (found,), _ = read_show(SourceFile("x", "system.a=system\nsystem.a.notes='one\ntwo'\nsystem.a.hostname='gw'\n"))
    assert found.sections[0].get("notes") == "one\ntwo"
    assert found.sections[0].get("hostname") == "gw"
