# SPDX-License-Identifier: GPL-3.0-or-later
"""A second reading of the same logs, plain and slow: line by line, each looked at on its own, every event kept.

It shares names, User-Agents and the finding of years with what it checks (they have tests of their own), nothing else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, NamedTuple

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._fetchlog import stamps
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._fetchlog.names import (
    Agent,
    Name,
    agent_of,
    name_of,
    name_of_url,
)
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._fetchlog.reader import Reader

EPOCH = datetime(1970, 1, 1)
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
NOBODY = agent_of(None)
LONG = 1024

CTIME = rb"(?P<ctime>[^\n]{24})"
QUOTED = rb'"((?:[^"\\\n]|\\[^\n])*)"'
WEB = re.compile(rb"(?P<address>\S{1,255}) \S+ [^\[\n]*\[(?P<clf>[^\]\n]{26})\] (?P<rest>[^\n]*)")
WEB_REST = re.compile(QUOTED + rb" (\d{3})(?: ([0-](?!\d)))?(?: \d+)?(?: " + QUOTED + rb" " + QUOTED + rb"[^\n]*)?\r?")
VSFTPD = re.compile(CTIME + rb' \[pid \d+\] (?P<what>[^"]*)"(?P<address>[^"]*)"(?:, "(?P<path>.*)")?(?P<end>.*)')
WHAT = re.compile(rb"(?:\[[^\]]*\] )?(OK|FAIL) DOWNLOAD: Client ")
END = re.compile(rb"(?:, (\d+) bytes)?(?:, [\d.]+Kbyte/sec)?\r?")
XFERLOG = re.compile(CTIME + rb" \d+ (?P<address>\S+) (?P<transfer>.*)")
TRANSFER = re.compile(rb"(\d+) (.{0,4096}) [ab] [_CUT]{1,3} o [agr] .{0,512} \S{1,64} [01] \S{1,512} ([ci])\r?")
OTHER_TRANSFER = re.compile(rb"\d+ .* [ab] \S{1,3} [iod] [agr] .*")
OTHER_FTP = re.compile(rb"\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4} \[pid \d+\] .*")
SYSLOG = re.compile(
    rb"(?:<\d{1,3}>)?(?P<syslog>[^\n]{15}) (?:\S+ )?(?:in\.)?tftpd\[(?P<process>\d+)\]: (?P<message>.*)"
)
ISO = rb"(?P<iso>\d{4}-\d\d-\d\dT\S+)"
RFC3339 = re.compile(rb"(?:<\d{1,3}>)?" + ISO + rb" \S+ (?:in\.)?tftpd\[(?P<process>\d+)\]: (?P<message>.*)")
RFC5424 = re.compile(
    rb"<\d{1,3}>1 "
    + ISO
    + rb" \S+ (?:in\.)?tftpd (?P<process>\d+) \S+ (?:-|\[.*\]) {1,2}(?:\xef\xbb\xbf)?(?P<message>.*)"
)
OTHER_TFTP = re.compile(rb"(?:<\d{1,3}>1? ?)?(?:\w{3} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\S+) .*(?:in\.)?tftpd.*")
MESSAGE = re.compile(rb"(RRQ from|Client) (\S{1,255}) (?:filename|finished) (.+?)(?: remapped to (.+))?", re.DOTALL)
STARTS = {b"RRQ from ": "requested", b"Client ": "fetched", b"sending NAK ": "failed"}


class Seen(NamedTuple):
    """One event, as ``kind`` of clock counts its seconds."""

    kind: str
    sort: str
    phone: str
    file: str
    seconds: int
    address: bytes
    agent: Agent | None
    by: str
    outcome: str
    reason: str


class Asked(NamedTuple):
    seconds: int
    address: bytes
    name: Name
    agent: Agent
    outcome: str


class Visit:
    def __init__(self) -> None:
        self.mac, self.seconds, self.shared = "", -(10**18), False
        self.given: list[Asked] = []
        self.waiting: list[Asked] = []


class Plain:
    """``counts``: lines by what became of them; ``seen``: every event."""

    def __init__(self, form: str, calendar: Any, ignored: tuple[bytes, ...] = (), own_only: bool = False) -> None:
        self.counts: Counter[str] = Counter()
        self.first_unparsed: int | None = None
        self._read = {"nginx": self._web, "apache": self._web, "vsftpd": self._ftp, "tftpd": self._tftp}[form]
        self._calendar = calendar
        self._ignored = ignored
        self._own_only = own_only
        self._certain: list[Seen] = []
        self._visits: dict[tuple[str, bytes], Visit] = {}
        self._running: dict[bytes, tuple[str, Asked]] = {}

    def read(self, data: bytes) -> None:
        for number, line in enumerate(data.split(b"\n")[:-1], start=1):
            try:
                what = self._read(line)
            except (ValueError, IndexError):
                what = "unparsed"
            self.counts[what] += 1
            if what == "unparsed" and self.first_unparsed is None:
                self.first_unparsed = number

    @property
    def seen(self) -> Iterator[Seen]:
        yield from self._certain
        for (kind, _address), visit in self._visits.items():
            for each in visit.given:
                yield _seen(kind, visit.mac, each)

    def _web(self, line: bytes) -> str:
        found = WEB.fullmatch(line)
        if found is None:
            return "unparsed" if line.strip() else "other"
        seconds = clf(found["clf"])
        rest = WEB_REST.fullmatch(found["rest"])
        if rest is None:
            return "unparsed"
        request, status, nothing, _referer, said = rest.groups()
        agent = Agent(True, "", None, None) if said and len(said) > LONG else agent_of(said)
        url = re.match(rb"GET (\S+)", request) if len(request) <= LONG else None
        name = name_of_url(url[1]) if url else Name("", "", False, False)
        wanted = name.own if self._own_only else name.file and (name.mac or agent.mac or not agent.said)
        if not wanted or not (name.of_phones or agent.mac) or found["address"] in self._ignored:
            return "other"
        outcome = {b"200": "fetched", b"206": "partial", b"304": "not_modified"}.get(status, "failed")
        if status == b"200" and nothing:
            outcome = "partial"
        if status == b"206" and nothing:
            outcome = "failed"
        self._note("zoned", Asked(seconds, found["address"], name, agent, outcome))
        return outcome

    def _ftp(self, line: bytes) -> str:
        found = VSFTPD.fullmatch(line)
        if found is not None:
            seconds, what, end = ctime(found["ctime"]), WHAT.fullmatch(found["what"]), END.fullmatch(found["end"])
            if what is None or end is None or not 0 < len(found["address"]) <= 255:
                return "other"
            good = "fetched" if end[1] not in (None, b"0") else "partial"
            return self._file(seconds, found["address"], found["path"] or b"", good if what[1] == b"OK" else "failed")
        found = XFERLOG.fullmatch(line)
        if found is not None:
            seconds, transfer = ctime(found["ctime"]), TRANSFER.fullmatch(found["transfer"])
            if transfer is None:
                return "other" if OTHER_TRANSFER.fullmatch(found["transfer"]) else "unparsed"
            size, path, status = transfer.groups()
            outcomes = {(b"c", True): "fetched", (b"c", False): "partial", (b"i", True): "partial"}
            if len(found["address"]) > 255:
                return "other"
            return self._file(seconds, found["address"], path, outcomes.get((status, size != b"0"), "failed"))
        return "other" if not line.strip() or OTHER_FTP.fullmatch(line) else "unparsed"

    def _file(self, seconds: int, address: bytes, path: bytes, outcome: str, kind: str = "local") -> str:
        name = name_of(path) if len(path) <= LONG else Name("", "", False, False)
        wanted = name.own or (name.of_phones and not self._own_only)
        if not wanted or address in self._ignored:
            return "other"
        self._note(kind, Asked(seconds, address, name, NOBODY, outcome))
        return outcome

    def _tftp(self, line: bytes) -> str:
        if b"tftpd" not in line:
            return "other"
        found = SYSLOG.fullmatch(line) or RFC3339.fullmatch(line) or RFC5424.fullmatch(line)
        if found is None:
            return "other" if OTHER_TFTP.fullmatch(line) else "unparsed"
        told = found.groupdict()
        if "syslog" in told:
            kind, seconds = "yearless", self._calendar.place(syslog(told["syslog"]))
        else:
            kind, seconds = "zoned", iso(told["iso"])
        message, process = told["message"].removesuffix(b"\r"), told["process"]
        outcome = next((what for start, what in STARTS.items() if told["message"].startswith(start)), "")
        if not outcome:
            return "other"
        running = self._running.pop(process, None)
        if running is not None and outcome != "requested":
            self._withdraw(*running)
        file = MESSAGE.fullmatch(message)
        if outcome == "failed" and running is not None:
            self._note(kind, running[1]._replace(seconds=seconds, outcome="failed"))
            return "failed"
        if outcome == "failed" or file is None:
            return "other"
        became = self._file(seconds, file[2], file[4] or file[3], outcome, kind)
        if became == "requested":
            self._running[process] = (kind, Asked(seconds, file[2], name_of(file[4] or file[3]), NOBODY, outcome))
        return became

    def _withdraw(self, kind: str, asked: Asked) -> None:
        visit = self._visits.get((kind, asked.address), Visit())
        for place in (visit.given, visit.waiting):
            if asked in place:
                place.remove(asked)
                return
        for mac in (asked.name.mac, visit.mac):
            for event in self._certain:
                if event == _seen(kind, mac, asked):
                    self._certain.remove(event)
                    return

    def _note(self, kind: str, asked: Asked) -> None:
        name, agent = asked.name, asked.agent
        if agent.said:
            by = "file_name and user_agent" if name.mac == agent.mac else "file_name" if name.mac else "user_agent"
            doubt = "" if agent.mac and name.mac in ("", agent.mac) else "the User-Agent is no phone's"
            if doubt and agent.mac:
                doubt = "its name is another phone's than the User-Agent's"
            self._certain.append(_seen(kind, name.mac if doubt else agent.mac, asked, doubt, by))
        elif name.mac and not name.own:
            self._certain.append(_seen(kind, name.mac, asked))
        else:
            self._by_visit(kind, asked)

    def _by_visit(self, kind: str, asked: Asked) -> None:
        visit = self._visits.setdefault((kind, asked.address), Visit())
        near = abs(asked.seconds - visit.seconds) <= 60
        if not asked.name.own:
            if not near:
                visit.waiting = [*visit.waiting, asked][-16:]
            elif not visit.shared:
                visit.given.append(asked)
            return
        if not near:
            self._certain += [_seen(kind, visit.mac, each) for each in visit.given]
            visit.mac, visit.shared, visit.given = asked.name.mac, False, []
        elif visit.mac != asked.name.mac:
            self._certain += [_seen(kind, visit.mac, each, SHARED) for each in visit.given]
            visit.shared, visit.given = True, []
        visit.seconds = asked.seconds
        if visit.shared:
            self._certain.append(_seen(kind, asked.name.mac, asked, SHARED))
        else:
            visit.given += [each for each in visit.waiting if abs(asked.seconds - each.seconds) <= 60]
            visit.given.append(asked)
            visit.waiting = []


SHARED = "its address fetched the files of several phones at the same time"
SORTS = {"fetched": "fetched", "not_modified": "fetched", "requested": "requested"}


def _seen(kind: str, mac: str, asked: Asked, reason: str = "", by: str = "") -> Seen:
    sort = "doubtful" if reason else SORTS.get(asked.outcome, "unsuccessful")
    agent = asked.agent if asked.agent.said else None
    told = by or ("file_name" if asked.name.mac else "address")
    return Seen(kind, sort, mac, asked.name.file, asked.seconds, asked.address, agent, told, asked.outcome, reason)


def _count(moment: datetime, zone: timezone | None = None) -> int:
    if not 1971 <= moment.year < 2200:
        raise ValueError("no year of a log")
    utc = moment - (zone.utcoffset(None) if zone else timedelta())
    return int((utc - EPOCH).total_seconds())


def _clock(text: str) -> tuple[int, int, int]:
    found = re.fullmatch(r"(\d\d):(\d\d):(\d\d)", text, re.ASCII)
    if found is None or int(found[3]) > 60:
        raise ValueError(text)
    return int(found[1]), int(found[2]), min(int(found[3]), 59)


def _zone(text: str) -> timezone:
    found = re.fullmatch(r"([+-])(\d\d):?(\d\d)", text, re.ASCII)
    if found is None:
        raise ValueError(text)
    away = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return timezone(-away if found[1] == "-" else away)


def _day(text: str) -> int:
    if not re.fullmatch(r"[ \d]\d", text, re.ASCII):
        raise ValueError(text)
    return int(text)


def _year(text: str) -> int:
    if not re.fullmatch(r"\d{4}", text, re.ASCII):
        raise ValueError(text)
    return int(text)


def clf(stamp: bytes) -> int:
    text = stamp.decode("latin-1")
    if text[2] + text[6] + text[11] + text[20] != "//: " or text[0] == " ":
        raise ValueError(text)
    date = (_year(text[7:11]), MONTHS.index(text[3:6]) + 1, _day(text[:2]))
    if ":" in text[21:]:
        raise ValueError(text)
    return _count(datetime(*date, *_clock(text[12:20])), _zone(text[21:]))


def ctime(stamp: bytes) -> int:
    text = stamp.decode("latin-1")
    if text[3] + text[7] + text[10] + text[19] != "    " or not re.fullmatch(r"\w{3}", text[:3], re.ASCII):
        raise ValueError(text)
    return _count(datetime(_year(text[20:]), MONTHS.index(text[4:7]) + 1, _day(text[8:10]), *_clock(text[11:19])))


def syslog(stamp: bytes) -> int:
    text = stamp.decode("latin-1")
    if text[3] + text[6] != "  ":
        raise ValueError(text)
    moment = datetime(2000, MONTHS.index(text[:3]) + 1, _day(text[4:6]), *_clock(text[7:]))
    return int((moment - datetime(2000, 1, 1)).total_seconds())


def iso(stamp: bytes) -> int:
    found = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)T([\d:]{8})(?:[.,]\d{1,9})?(Z|\S+)", stamp.decode("latin-1"), re.ASCII)
    if found is None:
        raise ValueError(stamp)
    zone = UTC if found[5] == "Z" else _zone(found[5])
    return _count(datetime(int(found[1]), int(found[2]), int(found[3]), *_clock(found[4])), zone)


def told_quickly(reader: Reader) -> set[Seen]:
    return {
        Seen(
            kind,
            sort,
            phone,
            event.request.file,
            event.seconds,
            event.address,
            event.request.agent,
            event.request.by,
            event.request.outcome,
            event.reason,
        )
        for kind, ledger in reader.ledgers.items()
        for sort, phone, event in ledger.entries()
    }


def last_of_each(seen: Iterator[Seen], every_event: bool) -> set[Seen]:
    found: dict[tuple[object, ...], Seen] = {}
    for one in seen:
        key = (one.kind, one.sort, one.phone, one.file, one.seconds if every_event else 0)
        found[key] = max(one, found.get(key, one), key=_order)
    return set(found.values())


def _order(one: Seen) -> tuple[int, bytes, str]:
    return one.seconds, one.address, f"{one.outcome} {one.by} {one.agent} {one.reason}"


def compare(
    reader: Reader,
    form: str,
    data: bytes,
    every_event: bool = False,
    own_only: bool = False,
    ignored: tuple[str, ...] = (),
) -> None:
    """Raises AssertionError where ``reader``, which has read ``data``, tells anything else."""
    plain = Plain(form, stamps.Calendar(), tuple(address.encode() for address in ignored), own_only)
    plain.read(data)
    counts, expected = reader.counts, plain.counts
    assert (counts.other, counts.unparsed) == (expected.pop("other", 0), expected.pop("unparsed", 0))
    assert +counts.outcomes == expected
    assert (counts.lines, counts.first_unparsed) == (data.count(b"\n"), plain.first_unparsed)
    found, wanted = told_quickly(reader), last_of_each(plain.seen, every_event)
    opened = {one for one in found if one.sort == "requested"}
    assert found - opened == {one for one in wanted if one.sort != "requested"}
    assert opened <= set(plain.seen), "a request that ended well or badly is not open"
    if b"Client " not in data and b"NAK" not in data:
        assert found == wanted, "an open request is forgotten only where a later one like it has ended"
