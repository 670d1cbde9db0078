# SPDX-License-Identifier: GPL-3.0-or-later
"""Text of phone files: one ``name: value`` a line, read without ever failing (product-facts 3.1).

What a phone makes of a line that is not clean is documented nowhere. Such a line is read as a person would, and its
setting carries a doubt, so that nobody takes it for certain.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import NamedTuple


class Doubt(NamedTuple):
    """Why a value is not certain. ``kind``: ``unknown``, or ``disagreement`` when the files allow two values."""

    kind: str
    text: str


class Setting(NamedTuple):
    """One parameter as a file gives it.

    ``name``: folded; ``written``: as in the file; ``mark``: made of ``^`` and ``!``. ``value``: the best reading, None
    when there is none. ``line``: counted from 1, 0 when no line gives the value.
    """

    name: str
    value: str | None
    mark: str
    line: int
    file: str
    written: str
    doubt: Doubt | None = None


class Remark(NamedTuple):
    """Something odd about a line. ``kind``: damaged | no_delimiter | duplicate. ``text`` holds no secret."""

    kind: str
    line: int
    text: str


@dataclass(frozen=True)
class Syntax:
    """How a family's files are written. ``marks``: prefixes of a name; ``quotes``: a value may stand in ``"``."""

    delimiter: str = ":"
    comment: str = "#"
    marks: str = "^!"
    quotes: bool = True


MITEL_6000 = Syntax()
BLANKS = " \t"
ENDS = re.compile(r"\r\n|\n|\r")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Text:
    """A file as text. ``encode`` gives the bytes it came from."""

    text: str
    encoding: str
    mark: bytes

    def encode(self) -> bytes:
        return self.mark + self.text.encode(self.encoding)


def decode(data: bytes) -> Text:
    """Text of a file: UTF-8 with or without its byte order mark, else latin-1, which takes any byte."""
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    try:
        return Text(data[len(mark) :].decode("utf-8"), "utf-8", mark)
    except UnicodeDecodeError:
        return Text(data.decode("latin-1"), "latin-1", b"")


def folded(name: str) -> str:
    """A parameter's name without case and repeated blanks; whether phones fold as well is not known."""
    return " ".join(name.split()).lower()


def settings(text: str, file: str, syntax: Syntax = MITEL_6000) -> tuple[list[Setting], list[Remark]]:
    """Every setting of a file, in order, and what is odd about its lines. Never raises."""
    found: list[Setting] = []
    remarks: list[Remark] = []
    damaged = CONTROL.search(text) is not None
    delimiter, comment = syntax.delimiter, syntax.comment
    for number, line in enumerate(ENDS.split(text) if "\r" in text else text.split("\n"), 1):
        written, delimited, rest = line.partition(delimiter)
        written = written.strip(BLANKS)
        if damaged and CONTROL.search(line):
            remarks.append(Remark("damaged", number, "control characters in the line"))
        elif not written.startswith(comment) and (written or delimited):
            mark = ""
            if written[:1] in syntax.marks:
                bare = written.lstrip(syntax.marks)
                mark, written = written[: len(written) - len(bare)], bare.lstrip(BLANKS)
            if not delimited or not written or comment in written:
                remarks.append(Remark("no_delimiter", number, f"no name with {delimiter!r} after it"))
                continue
            value, doubt = rest.strip(BLANKS), None
            if comment in value or '"' in value:
                value, doubt = _value(value, syntax)
            name = folded(written) if "  " in written or "\t" in written else written.lower()
            found.append(Setting(name, value, mark, number, file, written, doubt))
    return found, remarks


def _value(rest: str, syntax: Syntax) -> tuple[str, Doubt | None]:
    """The value of a line that holds quotes or the comment sign."""
    if syntax.quotes and rest.startswith('"'):
        return _quoted(rest, syntax)
    before, comment, _after = rest.partition(syntax.comment)
    value = before.rstrip(BLANKS)
    if comment and before and before == value:
        return value, Doubt("unknown", f"{comment!r} follows the value without a blank")
    if comment and syntax.quotes and '"' in value:
        return value, Doubt("unknown", f"{comment!r} after a quote inside the value")
    return value, None


def _quoted(rest: str, syntax: Syntax) -> tuple[str, Doubt | None]:
    value, closed, after = rest[1:].partition('"')
    after = after.strip(BLANKS)
    if not closed:
        return value, Doubt("unknown", "a quote that nothing closes")
    if after and not after.startswith(syntax.comment):
        return value, Doubt("unknown", "text after the closing quote")
    return value, None
