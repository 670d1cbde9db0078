# SPDX-License-Identifier: GPL-3.0-or-later
"""The lines of one log file, put into ledgers. Nothing that a line holds raises; what is not understood is counted.

A log may have a gigabyte of lines, so a block of them is taken apart in one go, and what repeats in them (what a phone
asks for, what a client calls itself) is looked at once and remembered, within bounds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from . import stamps
from .formats import FAILED, REQUESTED, TFTP_ROW, VSFTPD_ROW, WEB_ROW, XFERLOG_ROW, Format, Shape
from .ledger import MAPPED, Ledger, Request
from .recall import JUNK, NO_DOWNLOAD, Recall, is_short

MOST_SLOTS = 1 << 18
"""Ways in which lines of a web server end, kept so as not to look at the same text twice."""
MOST_RUNNING = 1 << 15
"""Transfers by TFTP whose end may still be told; a system has about as many processes."""
LONGEST_ADDRESS = 255

Row: TypeAlias = tuple[Any, ...]
"""Nothing, then the groups of a shape: None where they do not take part."""
Running: TypeAlias = "tuple[Ledger, Request, bytes, int]"
"""Ledger, request, address and second."""


class Slot:
    """What lines of a web server's log that end alike stand for, and the last of them.

    ``every_line``: each has to be noted on its own.
    """

    __slots__ = ("address", "every_line", "ledger", "lines", "request", "seconds")

    def __init__(self, ledger: Ledger, request: Request, every_line: bool) -> None:
        self.ledger, self.request, self.every_line = ledger, request, every_line
        self.lines, self.seconds, self.address = 0, 0, b""


OTHER_SLOT, JUNK_SLOT = (Slot(Ledger(), NO_DOWNLOAD, True) for _each in range(2))


@dataclass
class Counts:
    """Lines by what became of them; ``other``: well-formed, but no download by a phone."""

    lines: int = 0
    other: int = 0
    unparsed: int = 0
    first_unparsed: int | None = None
    outcomes: Counter[str] = field(default_factory=Counter)


class Reader:
    """Reads the blocks of one file, in order. ``ledgers``: one for each kind of time that its lines have.

    ``ignored``: addresses that are no phones. ``every_event``: keep all events, not the last of each phone and file.
    ``own_only``: take the files that are not a phone's own configuration for other lines, which is quicker.
    """

    def __init__(
        self, form: Format, ignored: Collection[str] = (), every_event: bool = False, own_only: bool = False
    ) -> None:
        self.counts = Counts()
        self.ledgers = {shape.kind: Ledger(every_event) for shape in form.shapes}
        self.calendar = stamps.Calendar()
        self._form = form
        self._shapes = list(form.shapes)
        plain = [address.encode("utf-8", "replace") for address in ignored]
        self._ignored = frozenset(plain + [MAPPED + address for address in plain])
        self._recall = Recall(own_only)
        self._slots: dict[bytes, Slot] = {}
        self._running: dict[bytes, Running] = {}
        self._ran: dict[bytes, Running] = {}
        self._every_event = every_event
        self._loops = {WEB_ROW: self._web, VSFTPD_ROW: self._vsftpd, XFERLOG_ROW: self._xferlog, TFTP_ROW: self._tftp}

    def feed(self, block: bytes) -> None:
        """Read a block of whole lines, each with its end."""
        shape = self._shapes[0]
        junk = self._loops[shape.row](shape, _rows(shape, block))
        if junk:
            if self.counts.first_unparsed is None:
                self.counts.first_unparsed = self.counts.lines + [*_rows(shape, block)].index(junk[0]) + 1
            self.counts.unparsed += len(junk)
        self.counts.lines += block.count(b"\n")

    def close(self) -> None:
        """Put what is still held back into the ledgers."""
        for slot in self._slots.values():
            if slot.lines:
                self.counts.outcomes[slot.request.outcome] += slot.lines
                slot.ledger.note(slot.request, slot.address, slot.seconds)
        self._slots.clear()

    def _second(self, shape: Shape, stamp: bytes | None, row: Row, junk: list[Row]) -> int | None:
        """The time of a row, None when it has none: it is looked at, and is added to ``junk`` when nothing fits it."""
        if stamp is None:
            if not self._fits(shape, row[-1]):
                junk.append(row)
            return None
        try:
            return self._placed(stamp) if shape.kind == stamps.YEARLESS else shape.moment(stamp)
        except (ValueError, KeyError):  # a time that is none
            junk.append(row)
            return None

    def _placed(self, stamp: bytes) -> int:
        return self.calendar.place(stamps.syslog(stamp))

    def _fits(self, used: Shape, line: bytes) -> bool:
        """Take a line that has not the shape in use: of another shape, or of something else. False for junk."""
        form = self._form
        if form.marker is None or form.marker in line:
            for number, shape in enumerate(self._shapes):
                found = shape.line.fullmatch(line + b"\n") if shape is not used else None
                if found is not None and found[1] is not None:
                    self._shapes.insert(0, self._shapes.pop(number))  # the next block is likely to be like this line
                    return not self._loops[shape.row](shape, [(b"", *found.groups())])
            if line.strip() and (form.others is None or form.others.match(line) is None):
                return False
        self.counts.other += 1
        return True

    def _web(self, shape: Shape, rows: Iterable[Row]) -> list[Row]:
        """Lines of web servers; of all that end alike only the last is noted. Returns those that nothing fits."""
        slots, ignored = self._slots, self._ignored
        junk: list[Row] = []
        last, seconds = b"", 0
        for row in rows:
            _empty, address, stamp, rest = row
            if stamp != last:
                second = self._second(shape, stamp, row, junk)
                if second is None:
                    continue
                last, seconds = stamp, second
            slot = slots.get(rest) or self._slot(shape, rest)
            if not slot.every_line and address not in ignored:
                slot.lines += 1
                if seconds > slot.seconds or (seconds == slot.seconds and address > slot.address):
                    slot.seconds, slot.address = seconds, address
            elif slot is JUNK_SLOT:
                junk.append(row)
            elif slot is OTHER_SLOT or address in ignored:
                self.counts.other += 1
            else:
                self.counts.outcomes[slot.request.outcome] += 1
                slot.ledger.note(slot.request, address, seconds)
        return junk

    def _slot(self, shape: Shape, rest: bytes) -> Slot:
        """What lines that end so stand for."""
        if len(self._slots) >= MOST_SLOTS:
            self.close()
        slot = self._new_slot(shape, rest)
        if is_short(rest):
            self._slots[rest] = slot
        else:
            slot.every_line = True
        return slot

    def _new_slot(self, shape: Shape, rest: bytes) -> Slot:
        found = shape.text.fullmatch(rest)
        if found is None:
            return JUNK_SLOT
        request, status, _referer, text = found.groups()
        name, agent = self._recall.url(request), self._recall.client(text)
        wanted = name.own if self._recall.own_only else name.file and (name.mac or agent.mac or not agent.said)
        if not wanted or not (name.of_phones or agent.mac):
            return OTHER_SLOT
        outcome = shape.outcomes.get(status, FAILED)
        request = Request(name, agent, outcome)
        return Slot(self.ledgers[shape.kind], request, self._every_event or not agent.said)

    def _vsftpd(self, shape: Shape, rows: Iterable[Row]) -> list[Row]:
        """Lines of vsftpd's own format. Returns those that nothing fits."""
        recall, words, sizes, ignored = self._recall, self._recall.words, self._recall.sizes, self._ignored
        note, outcomes = self.ledgers[shape.kind].note, self.counts.outcomes
        junk: list[Row] = []
        last, seconds = b"", 0
        for row in rows:
            _empty, stamp, what, address, path, ending = row
            if stamp != last:
                second = self._second(shape, stamp, row, junk)
                if second is None:
                    continue
                last, seconds = stamp, second
            downloads = words.get(what)
            if downloads is None:
                downloads = recall.downloads(shape, what)
            size = sizes.get(ending)
            if size is None:
                size = recall.size(ending)
            request = NO_DOWNLOAD
            if downloads and size >= 0 and 0 < len(address) <= LONGEST_ADDRESS and address not in ignored:
                outcome, known = downloads[size]
                request = known.get(path or b"") or recall.file(outcome, path or b"")
            if request is NO_DOWNLOAD:
                self.counts.other += 1
            else:
                outcomes[request.outcome] += 1
                note(request, address, seconds)
        return junk

    def _xferlog(self, shape: Shape, rows: Iterable[Row]) -> list[Row]:
        """Lines of the format that vsftpd shares with others. Returns those that nothing fits."""
        transfers, ignored = self._recall.transfers, self._ignored
        note, outcomes = self.ledgers[shape.kind].note, self.counts.outcomes
        junk: list[Row] = []
        last, seconds = b"", 0
        for row in rows:
            _empty, stamp, address, transfer = row
            if stamp != last:
                second = self._second(shape, stamp, row, junk)
                if second is None:
                    continue
                last, seconds = stamp, second
            request = transfers.get(transfer) or self._recall.transfer(shape, transfer)
            if request is JUNK:
                junk.append(row)
            elif request is NO_DOWNLOAD or len(address) > LONGEST_ADDRESS or address in ignored:
                self.counts.other += 1
            else:
                outcomes[request.outcome] += 1
                note(request, address, seconds)
        return junk

    def _tftp(self, shape: Shape, rows: Iterable[Row]) -> list[Row]:
        """RRQ opens what ``sending NAK`` ends badly and ``Client ... finished`` well, told by the same process."""
        if len(self._running) >= MOST_RUNNING:
            self._ran, self._running = self._running, {}
        ledger, ignored, running, ran = self.ledgers[shape.kind], self._ignored, self._running, self._ran
        note, outcomes = ledger.note, self.counts.outcomes
        known, requested, other = self._recall.files[REQUESTED], 0, 0
        marker = self._form.marker or b""
        junk: list[Row] = []
        last, seconds = b"", 0
        for row in rows:
            _empty, stamp, process, event, address, file = row
            if stamp != last:
                if stamp is None and marker not in file:  # most lines of a system's log are other daemons'
                    other += 1
                    continue
                second = self._second(shape, stamp, row, junk)
                if second is None:
                    last = b""  # a line of another shape may have moved the calendar on
                    continue
                last, seconds = stamp, second
            if event is None:
                request = known.get(file) or self._recall.message(shape, REQUESTED, file)
                if request is NO_DOWNLOAD or not address or (ignored and address in ignored):
                    if process in running or process in ran:
                        self._ends(process)
                    other += 1
                    continue
                running[process] = (ledger, request, address, seconds)
                requested += 1
            else:
                request, address = self._ended(shape, process, event, address, file)
                if request is NO_DOWNLOAD or not address or address in ignored:
                    self.counts.other += 1
                    continue
                outcomes[request.outcome] += 1
            note(request, address, seconds)
        outcomes[REQUESTED] += requested
        self.counts.other += other
        return junk

    def _ended(self, shape: Shape, process: bytes, event: bytes, word: bytes, rest: bytes) -> tuple[Request, bytes]:
        """What came of a transfer, and whose it was."""
        refused = not event and word == b"sending" and rest.startswith(b" NAK ")
        if not event and not refused:
            return NO_DOWNLOAD, b""
        before = self._ends(process)
        if before is not None:
            ledger, request, address, seconds = before
            ledger.withdraw(request, address, seconds)
        if not refused:
            outcome = shape.outcomes[event]
            return self._recall.files[outcome].get(rest) or self._recall.message(shape, outcome, rest), word
        return (self._recall.request(request.name, FAILED), address) if before is not None else (NO_DOWNLOAD, b"")

    def _ends(self, process: bytes) -> Running | None:
        """The transfer of a process, which is over."""
        before = self._ran.pop(process, None)
        return self._running.pop(process, before)


def _rows(shape: Shape, block: bytes) -> Iterator[Row]:
    """The lines of a block, taken apart. ``findall`` would do, and makes a new tuple for each of millions."""
    flat = iter(shape.line.split(block))
    return zip(*[flat] * (shape.line.groups + 1), strict=False)
