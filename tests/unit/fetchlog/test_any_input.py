# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing that a log holds raises, is lost in silence or costs more than its length (issue 4, bad input)."""

from __future__ import annotations

import io

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._fetchlog import lines as whole_lines
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._fetchlog.formats import FORMATS
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._fetchlog.lines import LONGEST_LINE, Lines
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._fetchlog.names import (
    agent_of,
    name_of_url,
    own_file,
)
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._fetchlog.reader import Reader
from hypothesis import given
from hypothesis import strategies as st

from .test_formats import FETCHED, JUNK, NOT_FETCHED, OTHERS
from .told import told

KNOWN = [
    line if isinstance(line, bytes) else line.encode()
    for _form, line, *_rest in (*FETCHED, *NOT_FETCHED, *OTHERS, *JUNK)
]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A line of some daemon, cut, doubled or with a few other bytes in it."""
    line = draw(st.sampled_from(KNOWN))
    start, end = sorted((draw(st.integers(0, len(line))), draw(st.integers(0, len(line)))))
    return line[:start] + draw(st.one_of(st.binary(max_size=6), st.just(line[start:end] * 2))) + line[end:]


@given(
    st.sampled_from(sorted(FORMATS)),
    st.lists(st.one_of(damaged(), st.sampled_from(KNOWN), st.binary(max_size=40)), max_size=8),
)
def test_every_line_is_counted_once_and_none_raises(form: str, lines: list[bytes]) -> None:
    reader = Reader(FORMATS[form])
    block = b"".join(line + b"\n" for line in lines)
    reader.feed(block)
    found = told(reader)
    counts = reader.counts
    assert counts.lines == block.count(b"\n")
    assert counts.lines == counts.other + counts.unparsed + sum(counts.outcomes.values())
    for fetch in found.fetches:
        assert fetch.as_dict()["file"].isprintable()


@given(st.binary(max_size=60), st.text(max_size=30))
def test_no_name_and_no_client_raises(data: bytes, text: str) -> None:
    assert name_of_url(data).file.isprintable()
    agent_of(data)
    own_file(text, text)


@given(st.lists(st.binary(max_size=30).map(lambda line: line.replace(b"\n", b"")), max_size=20), st.integers(1, 40))
def test_lines_come_whole_however_the_file_is_cut(lines: list[bytes], size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(whole_lines, "BLOCK", size)
        data = b"".join(line + b"\n" for line in lines)
        read = Lines(io.BytesIO(data + b"unfinished"))
        blocks = list(read.blocks())
    assert b"".join(blocks) == data
    assert all(block.endswith(b"\n") for block in blocks)
    assert (read.position, read.overlong) == (len(data), 0)


class Endless(io.RawIOBase):
    """One line of 100 MB between two short ones, made while it is read."""

    def __init__(self) -> None:
        self._parts = [b"first\n"] + [b"x" * (1 << 20)] * 100 + [b"\nlast\n"]

    def read(self, _size: int = -1) -> bytes:
        return self._parts.pop(0) if self._parts else b""


def test_a_line_without_end_takes_no_memory_and_is_counted() -> None:
    read = Lines(Endless())
    assert list(read.blocks()) == [b"first\n", b"last\n"]
    assert (read.overlong, read.position) == (1, (100 << 20) + len(b"first\n\nlast\n"))


HOSTILE = [
    ("nginx", b'1.2.3.4 - - [02/Mar/2026:09:30:00 +0100] "' + b"\\" * LONGEST_LINE),
    ("nginx", b'1.2.3.4 - - [02/Mar/2026:09:30:00 +0100] "GET /' + b"a" * LONGEST_LINE + b'" 200 1 "' + b'\\"' * 999),
    ("nginx", b"a - " + b"[" * LONGEST_LINE),
    ("vsftpd", b"Mon Mar  2 09:30:00 2026 1 h 5 " + b" b _ o r " * (LONGEST_LINE // 9)),
    ("vsftpd", b'Mon Mar  2 09:30:00 2026 [pid 7] OK DOWNLOAD: Client "h", "' + b'", 1 bytes, ' * 5000),
    ("tftpd", b"<29>1 2026-03-02T08:30:00Z f in.tftpd 7 - [" + b"]" * LONGEST_LINE),
    ("tftpd", b"Mar  2 09:30:00 f in.tftpd[7]: RRQ from h filename " + b" remapped to" * 5000),
]


@pytest.mark.parametrize(("form", "line"), HOSTILE)
def test_a_line_made_to_be_slow_is_not(form: str, line: bytes) -> None:
    """It would take minutes with a pattern that tries again and again; nothing here measures, the run just ends."""
    reader = Reader(FORMATS[form])
    for _turn in range(20):
        reader.feed(line + b"\n")
    assert reader.counts.unparsed + reader.counts.other == 20
