"""Pastes of the SNMP shell. Source: the shell's own print (bintec FAQ, MIB biboAdmConfigTable); layout is header-driven."""

from __future__ import annotations

import pytest

from routerlint.text.source import SourceFile
from vendor_parsers.bintec_boss.csvdump import is_csv, read_csv
from vendor_parsers.bintec_boss.shell import is_shell, read_shell
from vendor_parsers.bintec_boss.tables import Dump, Table

HEADER = "box:> ipNatPresetTable\n\ninx ExtPort(*rw)  IntAddr(rw)\n    Descr(rw)\n\n"
ROWS = ' 00 443  192.168.2.10\n    "a b"\n 01 80  192.168.2.11\n    ""\n'
END = "\nbox:ipNatPresetTable> \n"


def read(text: str) -> Dump:
    return read_shell(SourceFile("p", text))


def preset(text: str) -> Table:
    return read(text).tables["ipNatPresetTable"]


def test_the_header_says_what_the_values_are_in_any_order() -> None:
    rows = preset(HEADER + ROWS + END).rows
    assert rows[0].values == {"extport": "443", "intaddr": "192.168.2.10", "descr": "a b"}
    assert (rows[1].line, rows[1].last_line) == (8, 9)


def test_how_the_terminal_broke_the_lines_does_not_matter() -> None:
    broken = ' 00 443\n    192.168.2.10 "a b"\n 01 80  192.168.2.11  ""\n'
    assert [r.values for r in preset(HEADER + broken + END).rows] == [
        r.values for r in preset(HEADER + ROWS + END).rows
    ]


def test_columns_may_carry_the_prefix_of_the_table() -> None:
    text = HEADER.replace("ExtPort", "ipNatPrExtPort").replace("IntAddr", "ipNatPrIntAddr")
    assert preset(text + ROWS + END).rows[0].get("extport") == "443"


@pytest.mark.parametrize(
    "pager", ["--More--", "-- more --", "\x1b[7m--More--\x1b[0m", "<---- More ---->", "Press any key to continue"]
)
def test_pagers_between_lines_are_passed_by(pager: str) -> None:
    text = HEADER + ROWS.replace("\n 01", f"\n{pager}\n 01") + END
    assert len(preset(text).rows) == 2
    assert preset(text).whole


def test_a_pager_at_the_end_means_that_more_was_to_come() -> None:
    assert not preset(HEADER + ROWS + "--More--\n").whole


def test_several_tables_stand_in_one_paste_and_the_last_print_counts() -> None:
    dump = read(HEADER + ROWS + END + "box:> ifTable\n\ninx Index(ro) Descr(ro)\n\n 00 1 local\n" + HEADER + END)
    assert set(dump.tables) == {"ipNatPresetTable", "ifTable"}
    assert dump.tables["ipNatPresetTable"].rows == ()


def test_a_table_without_a_name_is_known_by_its_columns() -> None:
    assert len(preset(HEADER.partition("\n\n")[2] + ROWS).rows) == 2


def test_a_table_is_named_by_the_prompt_behind_it() -> None:
    text = "\ninx AddrMode(-rw) Service(*rw)\n\n 00 verify ssh\n\nbox:localTcpAllowTable> \n"
    assert len(read(text).tables["localTcpAllowTable"].rows) == 1


def test_a_row_that_does_not_fit_the_header_is_unreadable_and_stays() -> None:
    rows = preset(HEADER + ' 00 443\n 01 80  192.168.2.11\n    ""\n' + END).rows
    assert [row.values is None for row in rows] == [True, False]


def test_a_missing_number_means_that_rows_were_cut_out() -> None:
    assert not preset(HEADER + ROWS.replace(" 01 ", " 03 ") + END).whole


def test_variables_lose_their_quotes() -> None:
    dump = read('sysDescr( r):      "A, 1.2"\nipSifAdminStatus( rw):  enable\n')
    assert [s.value for s in dump.scalars.values()] == ["A, 1.2", "enable"]


def test_a_change_behind_the_print_is_remembered_until_the_next_print() -> None:
    change = "box:ipNatPresetTable> ipNatPrExtPort:0=8443\n"
    assert read(HEADER + ROWS + END + change).changed
    assert not read(HEADER + ROWS + END + change + HEADER + ROWS + END).changed


def test_csv_is_read_by_its_header_with_either_delimiter() -> None:
    text = 'ipNatPresetTable\nipNatPrExtPort;ipNatPrIntAddr;ipNatPrDescr\n443;192.168.2.10;"a; b"\nipSifAdminStatus;enable\n'
    for content in (text, text.replace(";", ",")):
        dump = read_csv(SourceFile("d.csv", content))
        assert is_csv(content)
        assert dump.tables["ipNatPresetTable"].rows[0].get("extport") == "443"
        assert dump.scalars["ipsifadminstatus"].value == "enable"


def test_only_prints_of_this_shell_are_taken_for_one() -> None:
    assert is_shell(HEADER)
    assert is_shell("ipSifAdminStatus( rw):      enable\n")
    assert not is_shell("interface eth0\n ip address 192.0.2.1\nrouter:> \n")
    assert not is_csv("name,port\nipNat,1\n")
