# SPDX-License-Identifier: GPL-3.0-or-later
"""The one table of log formats: how a line of each daemon looks, and what its words mean.

Written here because no kept library serves: ``apachelogs`` reads 6 MB/s where 50 are needed (it makes objects of every
field of every line) and knows only web servers; for vsftpd and tftpd there is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from . import stamps

FETCHED, NOT_MODIFIED, REQUESTED, PARTIAL, FAILED = "fetched", "not_modified", "requested", "partial", "failed"
"""``not_modified``: asked, and told that what it holds is the file as it is (304): it has fetched it, earlier.
``requested``: asked; the log does not say how that ended."""
COMPLETE = (FETCHED, NOT_MODIFIED)

WEB_ROW, VSFTPD_ROW, XFERLOG_ROW, TFTP_ROW = "web", "vsftpd", "xferlog", "tftp"


class Shape(NamedTuple):
    """Lines of one look. ``row``: which kind of row the groups of ``line`` are (see ``reader``).

    ``line`` fits any line, with its end. Its first group is None when the line has another look, and its last group
    then is the whole line. What repeats from line to line, word for word, is a group, so that it is looked at once:
    ``text`` fits the one that tells of a download, ``others`` the one that is well-formed and tells of none (None: any
    is).
    """

    line: re.Pattern[bytes]
    row: str
    kind: str
    moment: Callable[[bytes], int]
    outcomes: Mapping[bytes, str]
    text: re.Pattern[bytes]
    others: re.Pattern[bytes] | None = None


class Format(NamedTuple):
    """``others``: lines that have none of the shapes, are well-formed and tell of no download. ``marker``: what every
    line of the daemon holds, None when it has the log to itself.
    """

    shapes: tuple[Shape, ...]
    others: re.Pattern[bytes] | None = None
    marker: bytes | None = None


def _lines(start: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"(?:" + start + rb")?([^\n]*+)\n")


# Possessive quantifiers stand on single characters only: on groups Python 3.11 gets them wrong before 3.11.5.
_WEB = _lines(rb"(\S{1,255}+) \S++ [^\[\n]*+\[([^\]\n]{26})\] ")
"""Address, time, and the rest, which is the same in most lines of one client for one file."""
_QUOTED = rb'"([^"\\\n]*+(?:\\[^\n][^"\\\n]*+)*)"'
_REST_OF_WEB = re.compile(
    _QUOTED + rb" (\d{3}(?: [0-](?!\d))?)(?: \d++)?(?: " + _QUOTED + rb" " + _QUOTED + rb"[^\n]*+)?\r?"
)
"""Request, status (with the size when that is nothing), referer and User-Agent."""
_WEB_OUTCOMES = {
    b"200": FETCHED,
    b"200 0": PARTIAL,
    b"200 -": PARTIAL,
    b"206": PARTIAL,
    b"304": NOT_MODIFIED,
    b"304 0": NOT_MODIFIED,
    b"304 -": NOT_MODIFIED,
}
"""Any other status has failed."""

_VSFTPD = _lines(rb'([^\n]{24}) \[pid \d++\] ([^"\n]*+)"([^"\n]*+)"(?:, "([^\n]*)")?')
"""Time, what happened, to whom, the file, and its size and speed."""
_VSFTPD_TEXT = re.compile(rb"(?:\[[^\]\n]*+\] )?(OK|FAIL) DOWNLOAD: Client ")
SIZE_AND_SPEED = re.compile(rb"(?:, (\d++) bytes)?(?:, [\d.]++Kbyte/sec)?\r?")
_XFERLOG = _lines(rb"([^\n]{24}) \d++ (\S++) ")
"""Time, whom, and from the size on what hardly differs for one file."""
_XFERLOG_TEXT = re.compile(
    rb"(\d++) ([^\n]{0,4096}) [ab] [_CUT]{1,3} o [agr] [^\n]{0,512} \S{1,64} [01] \S{1,512} ([ci])\r?"
)
_XFERLOG_OTHERS = re.compile(rb"\d++ [^\n]* [ab] \S{1,3} [iod] [agr] ")
_VSFTPD_OTHERS = re.compile(rb"\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4} \[pid \d++\] ")

_TAG = rb"(?:in\.)?tftpd"
_EVENT = rb"(?:RRQ from |(Client |))(\S{0,255}+)"
"""What happened, None for a request, which most lines are; and to whom."""
_ISO = rb"(\d{4}-\d\d-\d\dT\S++)"
_TRADITIONAL = _lines(rb"([^\n]{15}) \S++ " + _TAG + rb"\[(\d++)\]: " + _EVENT)
_FORWARDED = _lines(rb"(?:<\d{1,3}>)?([^\n]{15}) (?:\S++ )?" + _TAG + rb"\[(\d++)\]: " + _EVENT)
_RFC3339 = _lines(rb"(?:<\d{1,3}>)?" + _ISO + rb" \S++ " + _TAG + rb"\[(\d++)\]: " + _EVENT)
_RFC5424 = _lines(
    rb"<\d{1,3}>1 " + _ISO + rb" \S++ " + _TAG + rb" (\d++) \S++ (?:-|\[[^\n]*\]) {1,2}(?:\xef\xbb\xbf)?" + _EVENT
)
"""Time, process, what happened, to whom, and the file."""
_TFTP_TEXT = re.compile(rb" (?:filename|finished) (.+?)(?: remapped to (.+?))?\r?", re.DOTALL)
_TFTPD_OTHERS = re.compile(rb"(?:<\d{1,3}>1? ?)?(?:\w{3} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\S++) [^\n]*" + _TAG)
_TFTP_EVENTS = {b"Client ": FETCHED}

WEB = Format((Shape(_WEB, WEB_ROW, stamps.ZONED, stamps.clf, _WEB_OUTCOMES, _REST_OF_WEB),))
FTP = Format(
    (
        Shape(_VSFTPD, VSFTPD_ROW, stamps.LOCAL, stamps.ctime, {b"OK": FETCHED, b"OK 0": PARTIAL}, _VSFTPD_TEXT),
        Shape(
            _XFERLOG,
            XFERLOG_ROW,
            stamps.LOCAL,
            stamps.ctime,
            {b"c": FETCHED, b"c 0": PARTIAL, b"i": PARTIAL},
            _XFERLOG_TEXT,
            _XFERLOG_OTHERS,
        ),
    ),
    others=_VSFTPD_OTHERS,
)
TFTP = Format(
    (
        Shape(_TRADITIONAL, TFTP_ROW, stamps.YEARLESS, stamps.syslog, _TFTP_EVENTS, _TFTP_TEXT),
        Shape(_FORWARDED, TFTP_ROW, stamps.YEARLESS, stamps.syslog, _TFTP_EVENTS, _TFTP_TEXT),
        Shape(_RFC3339, TFTP_ROW, stamps.ZONED, stamps.iso, _TFTP_EVENTS, _TFTP_TEXT),
        Shape(_RFC5424, TFTP_ROW, stamps.ZONED, stamps.iso, _TFTP_EVENTS, _TFTP_TEXT),
    ),
    others=_TFTPD_OTHERS,
    marker=b"tftpd",
)
FORMATS = {"nginx": WEB, "apache": WEB, "vsftpd": FTP, "tftpd": TFTP}
