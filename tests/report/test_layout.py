"""Lines of text on a terminal: nothing is lost, nothing is too long."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from routerlint.report.layout import Paper, broken

TEXT = st.text(st.sampled_from("ab \n-:"), max_size=120)


@given(text=TEXT, width=st.integers(8, 40))
def test_broken_lines_fit_and_keep_every_letter(text: str, width: int) -> None:
    lines = broken(text, width)
    assert all(len(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == "".join(text.split())


@given(text=TEXT, width=st.integers(8, 40), most=st.integers(1, 4))
def test_broken_lines_that_are_cut_say_so(text: str, width: int, most: int) -> None:
    lines, whole = broken(text, width, most), broken(text, width)
    assert len(lines) == min(most, len(whole))
    assert all(len(line) <= width for line in lines)
    assert lines[-1].endswith("...") or len(whole) <= most


@given(text=TEXT, width=st.integers(8, 40))
def test_wrapped_lines_break_between_words_only(text: str, width: int) -> None:
    lines = Paper(width=width).wrapped(text, "  ", "    ")
    assert [word for line in lines for word in line.split()] == text.split()
    assert all(len(line) <= width or len(line.split()) == 1 for line in lines)
    assert all(line.startswith("    ") for line in lines[1:])


def test_a_long_word_fills_up_the_line_that_has_begun() -> None:
    assert broken("ab cdefghijklm", 8) == ["ab cdefg", "hijklm"]
