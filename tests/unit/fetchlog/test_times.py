# SPDX-License-Identifier: GPL-3.0-or-later
"""Times: zones, years that no line tells, and clocks that cannot be right. A doubt is never a proof (INV-46)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._fetchlog import stamps
from hypothesis import given
from hypothesis import strategies as st

from .told import MAC, NOW, OTHER, at, fetches, reader_of, told


def done(stamp: str, mac: str = MAC) -> str:
    return f"{stamp} files in.tftpd[77]: Client 10.1.2.{mac[-1]} finished {mac}.cfg"


def vsftpd(stamp: str) -> str:
    return f'{stamp} [pid 4711] [phones] OK DOWNLOAD: Client "10.1.2.3", "/{MAC}.cfg", 812 bytes, 9.5Kbyte/sec'


def web(stamp: str) -> str:
    return f'10.1.2.3 - - [{stamp}] "GET /{MAC}.cfg HTTP/1.1" 200 812'


@pytest.mark.parametrize("line", [done("Mar  2 09:30:00"), vsftpd("Mon Mar  2 09:30:00 2026")])
def test_a_time_whose_zone_nobody_tells_is_shown_and_proves_nothing(line: str) -> None:
    (found,) = fetches("tftpd" if "tftpd" in line else "vsftpd", line, zone=None)
    assert found.at == datetime(2026, 3, 2, 9, 30)
    assert not found.proves


@pytest.mark.parametrize(
    ("now", "year"),
    [
        ("2026-03-02T09:00:00", 2026),
        ("2026-03-01T09:00:00", 2026),
        ("2026-02-27T09:00:00", 2025),
        ("2027-01-01T00:00:00", 2026),
    ],
)
def test_a_line_without_year_is_of_the_latest_year_that_it_can_be_of(now: str, year: int) -> None:
    moment = datetime.fromisoformat(f"{now}+00:00")
    found = stamps.Calendar()
    placed = found.place(stamps.syslog(b"Mar  2 08:30:00"))
    assert found.moment(placed, moment.replace(tzinfo=None)) == datetime(year, 3, 2, 8, 30)


def test_years_follow_the_order_of_the_lines_across_new_year() -> None:
    lines = [done("Nov 30 09:30:00"), done("Dec 31 23:59:58", OTHER), done("Jan  1 00:00:03")]
    found = {fetch.phone: fetch.at for fetch in fetches("tftpd", *lines, now=datetime(2027, 1, 1, 1, tzinfo=UTC))}
    assert found[OTHER] == datetime(2026, 12, 31, 22, 59, 58, tzinfo=UTC)
    assert found[MAC] == datetime(2026, 12, 31, 23, 0, 3, tzinfo=UTC)


def test_a_line_that_is_late_at_new_year_keeps_its_year() -> None:
    lines = [done("Jan  1 00:00:01"), done("Dec 31 23:59:59", OTHER), done("Jan  1 00:00:02")]
    found = {fetch.phone: fetch.at for fetch in fetches("tftpd", *lines, now=at("01-01 12:00:00"))}
    assert found[OTHER] == datetime(2025, 12, 31, 22, 59, 59, tzinfo=UTC)
    assert found[MAC] == datetime(2025, 12, 31, 23, 0, 2, tzinfo=UTC)


def test_a_log_of_many_years_goes_back_one_year_at_each_step_back() -> None:
    reader = reader_of("tftpd", [done("May  1 09:00:00", OTHER), done("Apr  1 09:00:00"), done("Mar  1 09:00:00")])
    found = {fetch.phone: fetch.at for fetch in told(reader).fetches}
    assert found[OTHER] == datetime(2024, 5, 1, 7, 0, tzinfo=UTC)
    assert found[MAC] == at("03-01 08:00:00")


def test_the_leap_day_is_of_a_leap_year() -> None:
    (found,) = fetches("tftpd", done("Feb 29 09:00:00"))
    assert found.at == datetime(2024, 2, 29, 8, 0, tzinfo=UTC)


def test_a_day_that_its_year_does_not_have_is_no_time() -> None:
    found = {fetch.phone: fetch for fetch in fetches("tftpd", done("Feb 29 09:00:00", OTHER), done("Mar  1 09:00:00"))}
    assert found[OTHER].at is None
    assert not found[OTHER].proves


def test_of_an_hour_that_comes_twice_the_earlier_is_meant() -> None:
    (found,) = fetches("vsftpd", vsftpd("Sun Oct 25 02:30:00 2026"), now=datetime(2026, 11, 1, tzinfo=UTC))
    assert found.at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("form", "line"),
    [
        ("vsftpd", vsftpd("Tue Mar 10 13:02:00 2026")),  # written in Paris, said to be UTC
        ("tftpd", done("Mar 10 13:02:00")),
        ("nginx", web("10/Mar/2026:13:02:00 +0000")),  # its clock is ahead
    ],
)
def test_a_line_later_than_its_file_takes_the_proof_from_the_whole_log(form: str, line: str) -> None:
    earlier = line.replace("10 13:02", " 9 13:02").replace("10/Mar", "09/Mar").replace(MAC, OTHER).replace("Tue", "Mon")
    found = told(reader_of(form, [earlier, line]), ZoneInfo("UTC"))
    assert found.mistimed
    assert not any(fetch.proves for fetch in found.fetches)
    assert len(found.fetches) == 2


def test_a_clock_a_little_ahead_is_forgiven() -> None:
    found = told(reader_of("nginx", [web("10/Mar/2026:12:00:59 +0000")]))
    assert not found.mistimed
    assert found.fetches[0].proves


@pytest.mark.parametrize("order", [1, -1])
def test_the_last_fetch_is_the_latest_whatever_the_order_of_the_lines(order: int) -> None:
    lines = [web("02/Mar/2026:09:30:00 +0100"), web("02/Mar/2026:09:30:07 +0100")][::order]
    (found,) = fetches("apache", *lines)
    assert found.at == at("03-02 08:30:07")


@given(st.datetimes(datetime(1971, 1, 1), datetime(2199, 12, 30)), st.integers(-14 * 60, 14 * 60))
def test_every_time_is_read_as_it_was_written(moment: datetime, offset: int) -> None:
    moment = moment.replace(microsecond=0)
    zone = f"{'-' if offset < 0 else '+'}{abs(offset) // 60:02}{abs(offset) % 60:02}"
    utc = stamps.local_moment(stamps.clf(f"{moment:%d/%b/%Y:%H:%M:%S} {zone}".encode()))
    assert utc == moment - timedelta(minutes=offset)
    assert stamps.local_moment(stamps.ctime(moment.ctime().encode())) == moment
    assert stamps.local_moment(stamps.iso(f"{moment.isoformat()}{zone}".encode())) == utc


@given(st.lists(st.integers(0, 300 * 86400), min_size=1, max_size=40))
def test_years_are_found_again_for_any_log_that_is_never_silent_for_a_year(gaps: list[int]) -> None:
    moments = [NOW.replace(tzinfo=None) - timedelta(seconds=sum(gaps[index:])) for index in range(len(gaps) + 1)]
    moments = [moment for moment in moments if (moment.month, moment.day) != (2, 29)]
    calendar = stamps.Calendar()
    placed = [
        calendar.place(stamps.syslog(f"{moment:%b} {moment.day:2} {moment:%H:%M:%S}".encode())) for moment in moments
    ]
    assert [calendar.moment(each, NOW.replace(tzinfo=None)) for each in placed] == moments
