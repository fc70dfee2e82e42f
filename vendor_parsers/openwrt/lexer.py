"""Words of UCI statements, exactly as libuci cuts them.

Source: openwrt/uci 66127cd, file.c (next_arg, parse_str, parse_single_quote, parse_double_quote, parse_backslash).
"""

from __future__ import annotations

import re

from routerlint.wording import phrase

__all__ = ["SPACE", "Refused", "Words"]

# A word of more parts than this (quotes and backslashes) is no value of a router; reading on would only cost time.
_MAX_PARTS = 1 << 16

SPACE = " \t\n\v\f\r"
_BARE = re.compile(r"[^'\"#;\\ \t\n\v\f\r]+")
_IN_DOUBLE = re.compile(r"[^\"\\]+")
_BLANK = re.compile(r"[ \t]")


class Refused(Exception):
    """libuci refuses a statement: reason, and whether the text ends inside quotes."""

    def __init__(self, reason: str, *, truncated: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.truncated = truncated


class Words:
    """The words of one line, and of the lines that quotes and backslashes add to it.

    line: the physical line that is being read, from 0.
    """

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.line = 0
        self.buffer = ""
        self.place = 0

    def begin(self, text: str, place: int) -> None:
        """Starts on a physical line at the place of its first letter."""
        self.buffer = text + "\n" if self.line + 1 < len(self.lines) else text
        self.place = place

    def command(self) -> str | None:
        """The next command word, which only a blank or a tab ends (strtok), or None at the end of the line."""
        buffer = self.buffer
        start = self.place
        while start < len(buffer) and buffer[start] in " \t":
            start += 1
        if start >= len(buffer) or buffer[start] == "#":
            return None
        blank = _BLANK.search(buffer, start)
        end = len(buffer) if blank is None else blank.start()
        self.place = min(end + 1, len(buffer))
        return buffer[start:end]

    def argument(self, *, required: bool = False) -> str:
        """The next argument of the statement; "" where there is none."""
        buffer = self.buffer
        place = self.place
        while place < len(buffer) and buffer[place] in SPACE:
            place += 1
        self.place = place
        if place < len(buffer) and buffer[place] == ";":
            self.place += 1
            value = ""
        else:
            value = self.word()
        if required and not value:
            raise Refused(phrase("a statement lacks an argument"))
        return value

    def word(self) -> str:
        """One word: parts that are bare, in single or in double quotes, joined."""
        parts: list[str] = []
        shortened = False  # quotes or backslashes were left out, so libuci's write position lags behind
        while self.place < len(self.buffer):
            letter = self.buffer[self.place]
            if letter in "'\"":
                parts.append(self.quoted(letter))
                shortened = True
            elif letter == "#":
                self.cut()
                break
            elif letter == ";":
                if not shortened:
                    self.cut()  # libuci ends the word by a NUL, which lands on the ";" and on what follows
                break
            elif letter == "\\":
                shortened = True
                parts.append(self.escaped())
            else:
                bare = _BARE.match(self.buffer, self.place)
                # the first letter is taken whatever it is; a blank can only stand there after an escape
                end = bare.end() if bare else self.place + 1
                parts.append(self.buffer[self.place : end])
                self.place = end
            if len(parts) > _MAX_PARTS:
                raise Refused(phrase("a word of too many parts"))
            if self.place < len(self.buffer) and self.buffer[self.place] in SPACE:
                self.place += 1
                break
        return "".join(parts)

    def quoted(self, quote: str) -> str:
        """The text up to the closing quote, over as many lines as it takes."""
        self.place += 1
        parts: list[str] = []
        while True:
            if self.place >= len(self.buffer):
                self.next_line(quoted=True)
            if quote == "'":
                end = self.buffer.find("'", self.place)
                stop = len(self.buffer) if end < 0 else end
            else:
                run = _IN_DOUBLE.match(self.buffer, self.place)
                stop = self.place if run is None else run.end()
            parts.append(self.buffer[self.place : stop])
            self.place = stop
            if len(parts) > _MAX_PARTS:
                raise Refused(phrase("a word of too many parts"))
            if stop >= len(self.buffer):
                continue
            if self.buffer[stop] == quote:
                self.place += 1
                return "".join(parts)
            parts.append(self.escaped())

    def escaped(self) -> str:
        """What a backslash stands for: the next character, or nothing where the line ends."""
        self.place += 1
        rest = self.buffer[self.place : self.place + 3]
        if not rest or rest[0] == "\n" or rest == "\r\n":
            self.buffer = self.buffer[: self.place]
            self.next_line(quoted=False)
            return ""
        self.place += 1
        return rest[0]

    def next_line(self, *, quoted: bool) -> None:
        """Appends the next physical line to the buffer."""
        if self.line + 1 >= len(self.lines):
            if quoted:
                raise Refused(phrase("the text ends inside quotes"), truncated=True)
            return
        self.line += 1
        last = self.line + 1 >= len(self.lines)
        # What was read is dropped, so that a value over many lines costs no more than its length.
        self.buffer = self.lines[self.line] if last else self.lines[self.line] + "\n"
        self.place = 0
        if quoted and not self.buffer:
            raise Refused(phrase("the text ends inside quotes"), truncated=True)

    def cut(self) -> None:
        """The rest of the line is gone."""
        self.buffer = self.buffer[: self.place]
