# SPDX-License-Identifier: GPL-3.0-or-later
"""The quick reading of a log and a plain, slow one tell the same, whatever the log holds and however it is cut."""

from __future__ import annotations

import io
import locale
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._fetchlog import ledger as ledgers
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._fetchlog import lines as whole_lines
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._fetchlog import reader as readers
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._fetchlog import recall
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._fetchlog.formats import FORMATS
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._fetchlog.reader import Reader
from hypothesis import given, settings
from hypothesis import strategies as st

from .plain import compare, told_quickly
from .test_any_input import KNOWN, damaged

MACS = [b"00085D000001", b"00085D000002", b"00085d000001"]
FILES = [b"startup.cfg", b"6867i.cfg", b"ca.crt", b"index.html", b"security.tuz", b"x/00-08-5D-00-00-02.crt"]
HOSTILE = [
    b'a"b.cfg',
    b'x", 1 bytes, 2Kbyte/sec',
    b"../../etc/passwd",
    b"remapped to x.cfg",
    b"caf\xe9.cfg",
    b"with a space.cfg",
    b"\x1b[2J.cfg",
    b"]: RRQ from 10.1.2.3 filename 00085D000001.cfg",
    b"%2e%2e%2f00085D000001.cfg",
    b"n" * 300 + b".cfg",
    b"n" * 2000 + b".cfg",
]
ADDRESSES = [b"10.1.2.3", b"10.1.2.4", b"::ffff:10.1.2.3", b"h" * 300]
STATUSES = [b"200 812", b"200 0", b"200 -", b"206 9", b"304 -", b"304", b"404 153", b"999 9"]
NOBODYS = [b"", b"-", b"curl/8.5", b'Mozilla/5.0 \\"quoted\\"', b"x" * 2000]
AGENTS = [b"Mitel6867i MAC:%b V:5.1.0.2024-SIP" % mac for mac in (b"00-08-5D-00-00-01", b"00-08-5D-00-00-02")]
FIRST = datetime(2026, 2, 27, 23, 58)
ZONES = [b"+0100", b"-0330", b"+0000", b"+1400"]

names = st.one_of(
    st.sampled_from([mac + b".cfg" for mac in MACS] + [b"set_" + MACS[1] + b".tuz"]),
    st.sampled_from(FILES),
    st.sampled_from(HOSTILE),
)
addresses = st.one_of(st.sampled_from(ADDRESSES[:2]), st.sampled_from(ADDRESSES))


def web(draw: st.DrawFn, when: datetime) -> bytes:
    stamp = f"{when:%d}/{stamps_month(when)}/{when:%Y:%H:%M:%S} ".encode() + draw(st.sampled_from(ZONES[:2] + ZONES))
    file = draw(names).replace(b" ", b"%20")
    start = draw(addresses) + b" - - [" + stamp + b'] "GET /' + file + b' HTTP/1.1" ' + draw(st.sampled_from(STATUSES))
    agent = draw(st.one_of(st.none(), st.sampled_from(AGENTS), st.sampled_from(NOBODYS)))
    return start if agent is None else start + b' "-" "' + agent + b'"'


def stamps_month(when: datetime) -> str:
    return ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")[when.month - 1]


def ctime(when: datetime) -> bytes:
    return when.ctime().encode()


def vsftpd(draw: st.DrawFn, when: datetime) -> bytes:
    if draw(st.integers(0, 9)) == 0:
        return ctime(when) + b' [pid 7] CONNECT: Client "' + draw(addresses) + b'"'
    what = draw(st.sampled_from([b"[p] OK DOWNLOAD", b"OK DOWNLOAD", b"[p] FAIL DOWNLOAD", b"[p] OK UPLOAD"]))
    ends = [
        b", 812 bytes, 9.51Kbyte/sec",
        b", 9 bytes, 0.10Kbyte/sec\r",
        b", 0.00Kbyte/sec",
        b"",
        b", 0 bytes",
        b" odd",
    ]
    end = draw(st.sampled_from(ends))
    return ctime(when) + b" [pid 7] " + what + b': Client "' + draw(addresses) + b'", "/srv/' + draw(names) + b'"' + end


def xferlog(draw: st.DrawFn, when: datetime) -> bytes:
    end = draw(st.sampled_from([b"b _ o r p ftp 0 * c", b"b _ o r p ftp 0 * i", b"b _ i r p ftp 0 * c", b"odd"]))
    size = draw(st.sampled_from([b"812", b"0"]))
    return ctime(when) + b" 1 " + draw(addresses) + b" " + size + b" /srv/" + draw(names) + b" " + end


def tftpd(draw: st.DrawFn, when: datetime) -> bytes:
    process = b"%d" % draw(st.integers(1, 3))
    traditional = f"{stamps_month(when)} {when.day:2} {when:%H:%M:%S} f in.tftpd[".encode() + process + b"]: "
    rfc3339 = f"{when.isoformat()}.123456+01:00 f in.tftpd[".encode() + process + b"]: "
    other3339 = f"{when.isoformat()}Z f tftpd[".encode() + process + b"]: "
    rfc5424 = f"<29>1 {when.isoformat()}.5+0100 f in.tftpd ".encode() + process + b" - - "
    starts = [traditional] * 5 + [rfc3339] * 3 + [other3339, rfc5424]
    message = draw(st.sampled_from([b"RRQ", b"RRQ", b"end", b"NAK", b"WRQ", b"odd"]))
    file = draw(names)
    texts = {
        b"RRQ": b"RRQ from " + draw(addresses) + b" filename " + file,
        b"end": b"Client " + draw(addresses) + b" finished " + file,
        b"NAK": b"sending NAK (1, File not found) to 10.1.2.3",
        b"WRQ": b"WRQ from 10.1.2.3 filename " + file,
        b"odd": b"RRQ from 10.1.2.3",
    }
    return draw(st.sampled_from(starts)) + texts[message]


WRITERS: dict[str, tuple[Callable[[st.DrawFn, datetime], bytes], ...]] = {
    "nginx": (web,),
    "vsftpd": (vsftpd, vsftpd, xferlog),
    "tftpd": (tftpd,),
}


@st.composite
def logs(draw: st.DrawFn) -> tuple[str, bytes]:
    """A format and a log: boots, mostly in order, with some of anything else between."""
    form, when, found = draw(st.sampled_from(sorted(WRITERS))), FIRST, []
    for _line in range(draw(st.integers(0, 30))):
        when += timedelta(seconds=draw(st.sampled_from([0, 0, 1, 1, 5, 59, 61, 130, 4000, -1, -70])))
        kind = draw(st.integers(0, 19))
        if kind == 0:
            found.append(draw(damaged()))
        elif kind == 1:
            found.append(draw(st.one_of(st.sampled_from(KNOWN), st.binary(max_size=60), st.just(b"\x00\xff" * 70))))
        else:
            found.append(draw(st.sampled_from(WRITERS[form]))(draw, when))
    return form, b"".join(line.replace(b"\n", b"\x0b") + b"\n" for line in found)


def quick(form: str, data: bytes, size: int, **options: Any) -> Reader:
    """``data`` read in blocks of ``size`` bytes, with a line at its end that is still being written."""
    reader = Reader(FORMATS[form], **options)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(whole_lines, "BLOCK", size)
        for block in whole_lines.Lines(io.BytesIO(data + b"unfinished")).blocks():
            reader.feed(block)
    reader.close()
    return reader


def agree(form: str, data: bytes, size: int, every_event: bool, own_only: bool, ignored: tuple[str, ...]) -> None:
    reader = quick(form, data, size, every_event=every_event, own_only=own_only, ignored=ignored)
    compare(reader, form, data, every_event, own_only, ignored)


@settings(max_examples=300)
@given(logs(), st.integers(1, 400), st.booleans(), st.booleans(), st.sampled_from([(), ("10.1.2.4",)]))
def test_both_readings_tell_the_same(
    log: tuple[str, bytes], size: int, every_event: bool, own_only: bool, ignored: tuple[str, ...]
) -> None:
    agree(*log, size, every_event, own_only, ignored)


@settings(max_examples=100)
@given(logs())
def test_what_is_remembered_may_be_forgotten_at_any_time(log: tuple[str, bytes]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recall, "MOST_REMEMBERED", 1)
        patch.setattr(readers, "MOST_SLOTS", 1)
        patch.setattr(ledgers, "MOST_ASKED", 4)
        agree(*log, 100, False, False, ())


@contextmanager
def elsewhere(zone: str, place: str) -> Iterator[None]:
    """The process in another time zone and, where the machine has it, another language."""
    before = locale.setlocale(locale.LC_TIME)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", zone)
        time.tzset()
        with suppress(locale.Error):
            locale.setlocale(locale.LC_TIME, place)
        try:
            yield
        finally:
            locale.setlocale(locale.LC_TIME, before)
    time.tzset()


@settings(max_examples=60)
@given(logs(), st.sampled_from(["Asia/Tokyo", "America/St_Johns", "UTC"]), st.sampled_from(["fr_FR.UTF-8", "tr_TR"]))
def test_where_the_reader_runs_changes_nothing(log: tuple[str, bytes], zone: str, place: str) -> None:
    here = told_quickly(quick(*log, 1000))
    with elsewhere(zone, place):
        assert told_quickly(quick(*log, 1000)) == here
        agree(*log, 1000, False, False, ())


TWO_SHAPES = b"""\
Mar  2 06:00:01 files in.tftpd[1]:\x20
Mar  2 06:00:05 in.tftpd[1]:\x20
Mar  2 06:00:01 files in.tftpd[1]:\x20
Mar  1 06:00:02 in.tftpd[3]: RRQ from 10.1.2.3 filename 00085D000001.cfg
"""


def test_a_line_of_another_shape_between_two_of_one_time_takes_its_part_in_the_calendar() -> None:
    """A step back of a day and some seconds is a New Year, one of a little less is not."""
    agree("tftpd", TWO_SHAPES, 400, True, True, ())
