"""The grammar of ar7.cfg. Sources: bzeiss/fritzbox_to_opnsense ConfigLexer.g4, pfichtner/ar7json src/lexer.rs."""

from __future__ import annotations

import pytest

from vendor_parsers.fritzos.grammar import read_tree


def test_blocks_repeat_next_to_each_other_and_by_name() -> None:
    tree = read_tree("a { x = 1; } { x = 2; }\na { x = 3; }")
    assert [block.text("x") for block in tree.root.all("a")] == ["1", "2", "3"]
    assert tree.faults == ()


def test_lists_empty_values_and_every_kind_of_word() -> None:
    tree = read_tree('k { e =; l = "a", 2, yes; m = 02:00:5E:00:53:10; t = 30s; v = ::1; n = -0.5; s = all/all; }')
    block = tree.root.blocks[0]
    assert [len(a.values) for a in block.assignments] == [0, 3, 1, 1, 1, 1, 1]
    assert tree.faults == ()


def test_comments_hold_no_statements_and_strings_hold_no_comments() -> None:
    tree = read_tree('a { /* x = 1; \n * y */ u = "http://h/ /* no"; // z = 1;\n w = 2; }')
    assert [a.key for a in tree.root.blocks[0].assignments] == ["u", "w"]


def test_quotes_and_backslashes_are_escaped_inside_of_strings() -> None:
    tree = read_tree(r'a { s = "say \"no\" in C:\\", "t"; }')
    assert [v.text for v in tree.root.blocks[0].assignments[0].values] == ['say "no" in C:\\', "t"]


def test_a_repeated_key_replaces_the_earlier_one() -> None:
    assert read_tree("a { k = 1; k = 2; }").root.blocks[0].text("k") == "2"


def test_each_value_knows_its_line() -> None:
    tree = read_tree('a {\n k = "1",\n "2";\n}', first_line=10)
    assert [v.line for v in tree.root.blocks[0].assignments[0].values] == [11, 12]


@pytest.mark.parametrize(
    "text",
    [
        "a {",
        "a { k = 1",
        "a { k 1; }",
        'a { k = "x; }',
        "a } b { c = 1; }",
        "/* a { }",
        "{ }",
        "a { = 1; }",
        "a { k = 1 2; }",
        ", ;",
    ],
)
def test_what_breaks_the_grammar_is_a_fault_and_never_an_error(text: str) -> None:
    assert read_tree(text).faults


def test_a_missing_semicolon_loses_no_assignment() -> None:
    tree = read_tree('a { k = "1" l = "2"; }')
    assert [(a.key, a.text) for a in tree.root.blocks[0].assignments] == [("k", "1"), ("l", "2")]
    assert tree.faults


def test_deep_nesting_and_endless_quotes_take_linear_time() -> None:
    assert read_tree("a {" * 50_000).faults
    assert read_tree("a = " + '\\"' * 50_000).faults
    assert read_tree("/*" + "*" * 100_000).faults
