# SPDX-License-Identifier: GPL-3.0-or-later
"""Times of log lines, as whole seconds that are cheap to compare, and as times with their zone at the end.

Three kinds: ``zoned`` (seconds since 1970 in UTC), ``local`` (the same of a clock whose zone the line does not tell)
and ``yearless`` (since the start of a leap year of no meaning; a :class:`Calendar` finds the year).
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache

ZONED, LOCAL, YEARLESS = "zoned", "local", "yearless"
EPOCH = datetime(1970, 1, 1)
YEARS = range(1971, 2200)
MONTHS = {
    name: number
    for number, name in enumerate(
        (b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"), start=1
    )
}
NUMBERED = {b"%02d" % number: name for name, number in MONTHS.items()}
CLF_HOUR = re.compile(rb"(\d\d)/(\w{3})/(\d{4}):(\d\d): ([+-])(\d\d)(\d\d)")
CTIME_HOUR = re.compile(rb"\w{3} (\w{3}) ([ \d]\d) (\d\d): (\d{4})")
SYSLOG_HOUR = re.compile(rb"(\w{3}) ([ \d]\d) (\d\d):")
ISO_HOUR = re.compile(rb"(\d{4})-(\d\d)-(\d\d)T(\d\d):(?:Z|([+-])(\d\d):?(\d\d))")
ISO = re.compile(rb"(\d{4}-\d\d-\d\dT\d\d:)(\d\d:\d\d)(?:[.,]\d{1,9})?(Z|[+-]\d\d:?\d\d)")
"""A time without its minutes and seconds: what many lines share is understood once."""
START_OF_LEAP_YEAR = datetime(2000, 1, 1)
A_DAY = 86400
LEAP_YEAR, ALMOST_A_YEAR = 366 * A_DAY, 364 * A_DAY
AHEAD = timedelta(days=1)
"""How far ahead of ours another clock may be before its year is taken for the one before."""
YEARS_TO_TRY = 9
"""29 February comes back after eight years at the latest."""


CLOCK = {b"%02d:%02d" % (minute, second): minute * 60 + min(second, 59) for minute in range(60) for second in range(61)}
"""Seconds in the hour; a leap second is taken for the one before."""


def _hour(year: int, month: bytes, day: bytes, hour: bytes) -> int:
    """Seconds since 1970 at the start of an hour. Raises ValueError or KeyError for what is no time."""
    if year not in YEARS:
        raise ValueError(f"year {year}")
    return (datetime(year, MONTHS[month], int(day), int(hour)) - EPOCH) // timedelta(seconds=1)


def clf(stamp: bytes) -> int:
    """``02/Mar/2026:09:30:00 +0100`` -> seconds since 1970 in UTC. Raises ValueError or KeyError."""
    return _clf_hour(stamp[:15] + stamp[20:]) + CLOCK[stamp[15:20]]


@lru_cache(4096)
def _clf_hour(stamp: bytes) -> int:
    day, month, year, hour, *zone = _parts(CLF_HOUR, stamp)
    return _hour(int(year), month, day, hour) - _offset(*zone)


def ctime(stamp: bytes) -> int:
    """``Mon Mar  2 09:30:00 2026`` -> local seconds. Raises ValueError or KeyError."""
    return _ctime_hour(stamp[:14] + stamp[19:]) + CLOCK[stamp[14:19]]


@lru_cache(4096)
def _ctime_hour(stamp: bytes) -> int:
    month, day, hour, year = _parts(CTIME_HOUR, stamp)
    return _hour(int(year), month, day, hour)


def syslog(stamp: bytes) -> int:
    """``Mar  2 09:30:00`` -> seconds since the start of a leap year. Raises ValueError or KeyError."""
    return _syslog_hour(stamp[:10]) + CLOCK[stamp[10:]]


@lru_cache(4096)
def _syslog_hour(stamp: bytes) -> int:
    month, day, hour = _parts(SYSLOG_HOUR, stamp)
    return _hour(START_OF_LEAP_YEAR.year, month, day, hour) - (START_OF_LEAP_YEAR - EPOCH) // timedelta(seconds=1)


def iso(stamp: bytes) -> int:
    """``2026-03-02T09:30:00.123+01:00`` -> seconds since 1970 in UTC. Raises ValueError or KeyError."""
    if len(stamp) == 32 and stamp[19] in b".," and stamp[20:26].isdigit():  # as rsyslog writes every line
        return _iso_hour(stamp[:14] + stamp[26:]) + CLOCK[stamp[14:19]]
    hour, clock, zone = _parts(ISO, stamp)
    return _iso_hour(hour + zone) + CLOCK[clock]


@lru_cache(4096)
def _iso_hour(stamp: bytes) -> int:
    year, month, day, hour, *zone = _parts(ISO_HOUR, stamp)
    return _hour(int(year), NUMBERED[month], day, hour) - _offset(*zone)


def _parts(look: re.Pattern[bytes], stamp: bytes) -> tuple[bytes, ...]:
    found = look.fullmatch(stamp)
    if found is None:
        raise ValueError("no time of this look")
    return found.groups(b"")


def _offset(sign: bytes, hours: bytes, minutes: bytes) -> int:
    """Seconds that a zone is ahead of UTC; no sign: it is UTC. Raises ValueError for a day or more."""
    offset = int(hours or 0) * 3600 + int(minutes or 0) * 60
    if offset >= A_DAY:
        raise ValueError("a zone a day away")
    return -offset if sign == b"-" else offset


class Calendar:
    """Years of lines that tell none, from their order in the file and from the latest moment the last may have.

    A step back of more than a day is a New Year; one forward of almost a year is a line that was late at New Year.
    """

    def __init__(self) -> None:
        self._years = 0
        self._last = 0

    def place(self, seconds: int) -> int:
        """Seconds of :func:`syslog`, moved on by one leap year for each New Year before this line."""
        step = seconds - self._last
        if step < -A_DAY:
            self._years += 1
        elif step > ALMOST_A_YEAR:
            self._years -= 1
        self._last = seconds
        return seconds + self._years * LEAP_YEAR

    def moment(self, placed: int, not_after: datetime) -> datetime | None:
        """Local time of a placed line, None when its year has no such day. ``not_after``: of the last line."""
        year = _year(self._last, not_after)
        if year is None:
            return None
        years, seconds = divmod(placed, LEAP_YEAR)
        return _in_year(year + years - self._years, seconds)


def _years_before(moment: datetime) -> range:
    latest = (moment + AHEAD).year
    return range(latest, latest - YEARS_TO_TRY, -1)


@lru_cache(16)
def _year(seconds: int, not_after: datetime) -> int | None:
    """The latest that a line may be of."""
    return next((year for year in _years_before(not_after) if _fits(year, seconds, not_after)), None)


def _fits(year: int, seconds: int, not_after: datetime) -> bool:
    moment = _in_year(year, seconds)
    return moment is not None and moment <= not_after + AHEAD


def _in_year(year: int, seconds: int) -> datetime | None:
    try:
        return (START_OF_LEAP_YEAR + timedelta(seconds=seconds)).replace(year=year)
    except ValueError:
        return None


def local_moment(seconds: int) -> datetime:
    """Time without zone of seconds since 1970."""
    return EPOCH + timedelta(seconds=seconds)
