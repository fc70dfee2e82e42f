"""What commands do to items: targets, changes, removals. Source: MikroTik documentation, "Command Line Interface"."""

from __future__ import annotations

import pytest

from routerlint.text.source import SourceFile
from vendor_parsers.routeros.export import Export


def export(text: str) -> Export:
    return Export(SourceFile("router.rsc", text))


RULES = "/ip firewall filter\nadd chain=input comment=a\nadd chain=input comment=b\nadd chain=forward comment=c disabled=yes\n"


def comments(text: str) -> list[str]:
    return [i.get("comment") + ("-" if i.disabled else "") for i in export(text).items("ip firewall filter")]


def test_set_with_find_changes_the_items_that_are_found() -> None:
    assert comments(RULES + "set [ find chain=input ] disabled=yes") == ["a-", "b-", "c-"]
    assert comments(RULES + 'set [find where comment="b"] disabled=yes') == ["a", "b-", "c-"]
    assert comments(RULES + "set [ find ] disabled=no") == ["a", "b", "c"]
    assert comments(RULES + "set [ find disabled=no ] comment=x") == ["x", "x", "c-"]


def test_find_compares_and_asks_for_flags() -> None:
    # "Scripting": operators != and ~ (a regular expression), "and", and flags by their name
    assert comments(RULES + 'set [find comment~"a"] disabled=yes') == ["a-", "b", "c-"]
    assert comments(RULES + 'set [find where comment~"^b|x\\$" and !disabled] disabled=yes') == ["a", "b-", "c-"]
    assert comments(RULES + "set [find chain!=input] disabled=no") == ["a", "b", "c"]
    assert comments(RULES + "remove [find disabled]") == ["a", "b"]
    assert comments(RULES + "remove [find !disabled chain=input]") == ["c-"]
    assert comments(RULES + "remove [find dynamic=no]") == []


def test_move_changes_the_order() -> None:
    # "Command Line Interface", move: the items, and the one before which they come; without it they go to the end
    assert comments(RULES + "move 2 0") == ["c-", "a", "b"]
    assert comments(RULES + "move numbers=0 destination=2") == ["b", "a", "c-"]
    assert comments(RULES + "move [find comment=a]") == ["b", "c-", "a"]
    assert comments(RULES + "move 1,2 [find comment=a]") == ["b", "c-", "a"]
    for command in ("move 0 9", "move *1 0", "move 0 [find comment=gone]", "move $x 0", "move 0 0"):
        found = export(RULES + command)
        assert [i.get("comment") for i in found.items("ip firewall filter")] == ["a", "b", "c"]
        assert len(found.unsettled) == 1, command


def test_numbers_count_the_items() -> None:
    assert comments(RULES + "disable 1") == ["a", "b-", "c-"]
    assert comments(RULES + "enable numbers=2") == ["a", "b", "c"]
    assert comments(RULES + "set 0,2 comment=x") == ["x", "b", "x-"]


def test_remove_takes_items_away() -> None:
    assert comments(RULES + "remove [find chain=input]") == ["c-"]
    assert comments(RULES + "remove [find]") == []


def test_what_cannot_be_found_is_kept_as_unsettled() -> None:
    for command in (
        'set [find comment~"[ab]"] disabled=yes',
        "remove *7",
        "disable 9",
        "remove $x",
        "remove [find a=1 or b=2]",
    ):
        found = export(RULES + command)
        assert [i.get("comment") for i in found.items("ip firewall filter")] == ["a", "b", "c"]
        assert len(found.unsettled) == 1, command


def test_place_before_puts_a_rule_in_its_place() -> None:
    assert comments(RULES + "add chain=input comment=first place-before=0") == ["first", "a", "b", "c-"]
    assert comments(RULES + "add chain=input comment=new place-before=[find comment=b]\n") == ["a", "new", "b", "c-"]


@pytest.mark.parametrize(
    "place", ["7", "*5", "$x", '[find comment~"a.*"]', "[find comment=gone]", "[find chain=input]"]
)
def test_a_rule_before_one_that_is_not_in_the_file_may_stand_anywhere(place: str) -> None:
    found = export(RULES + f"add chain=input comment=new place-before={place}\n")
    items = found.items("ip firewall filter")
    assert (items[0].get("comment"), items[0].doubtful) == ("new", True)
    assert not any(item.doubtful for item in items[1:])


def test_settings_keep_their_last_value_and_its_line() -> None:
    found = export("/ip dns\nset servers=192.0.2.1\nset allow-remote-requests=yes\nset allow-remote-requests=no\n")
    fact = found.setting("ip dns", "allow-remote-requests")
    assert (fact.value, fact.spans[0].line) == ("no", 4)
    assert found.setting("ip dns", "servers").value == "192.0.2.1"
    assert not found.setting("ip dns", "cache-size").known


def test_what_an_item_of_the_router_is_set_to_is_a_change() -> None:
    found = export(
        "/interface ethernet\nset [ find default-name=ether1 ] name=wan\n/ip service\nset telnet,ftp disabled=yes\n"
    )
    (change,) = found.changes("interface ethernet")
    assert change.target is not None
    assert change.target.condition("default-name") == "ether1"
    (change,) = found.changes("ip service")
    assert change.target is not None
    assert change.target.names == ("telnet", "ftp")
