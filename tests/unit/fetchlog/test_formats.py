# SPDX-License-Identifier: GPL-3.0-or-later
"""What one line of each daemon says, in the words of its documented format."""

from __future__ import annotations

import pytest

from .told import MAC, at, fetches, reader_of, told

AGENT = "Mitel6867i MAC:00-08-5D-00-00-01 V:5.1.0.2024-SIP"
WEB = '10.1.2.3 - - [02/Mar/2026:09:30:00 +0100] "GET /{file} HTTP/1.1" {end}'
VSFTPD = 'Mon Mar  2 09:30:00 2026 [pid 4711] [phones] {what}: Client "{address}", "/srv/{file}"{end}'
XFERLOG = "Mon Mar  2 09:30:00 2026 1 10.1.2.3 812 /srv/{file} {end}"
RRQ = "RRQ from 10.1.2.3 filename {file}"
DONE = "Client 10.1.2.3 finished {file}"
OWN = f"{MAC}.cfg"

FETCHED = [
    ("nginx", WEB.format(file=OWN, end=f'200 812 "-" "{AGENT}"'), "fetched"),
    ("nginx", WEB.format(file=f"cfg/{OWN}?x=1", end=f'200 812 "-" "{AGENT}" "192.0.2.9"'), "fetched"),
    ("nginx", WEB.format(file=OWN, end=f'304 0 "-" "{AGENT}"'), "not_modified"),
    ("apache", WEB.format(file=OWN, end=f'304 - "-" "{AGENT}"'), "not_modified"),
    ("apache", WEB.format(file=OWN, end="200 812"), "fetched"),
    ("apache", WEB.format(file=OWN, end="200 812\r"), "fetched"),
    ("apache", WEB.format(file=OWN, end='200 812 "a \\"quoted\\" referer" "-"'), "fetched"),
    ("apache", WEB.format(file=OWN, end="200 812").replace("- - [", "- a user's name ["), "fetched"),
    (
        "vsftpd",
        VSFTPD.format(what="OK DOWNLOAD", address="10.1.2.3", file=OWN, end=", 812 bytes, 9.5Kbyte/sec"),
        "fetched",
    ),
    (
        "vsftpd",
        VSFTPD.format(what="OK DOWNLOAD", address="::ffff:10.1.2.3", file=OWN, end=", 812 bytes, 9.5Kbyte/sec"),
        "fetched",
    ),
    ("vsftpd", XFERLOG.format(file=OWN, end="b _ o r phones ftp 0 * c"), "fetched"),
    ("vsftpd", XFERLOG.format(file=f"with a space/{OWN}", end="a _ o a some one@ ftp 1 phones c"), "fetched"),
    ("tftpd", f"Mar  2 09:30:00 files in.tftpd[77]: {DONE.format(file=OWN)}", "fetched"),
    ("tftpd", f"Mar  2 09:30:00 files tftpd[77]: {DONE.format(file='/' + OWN)}", "fetched"),
    ("tftpd", f"<29>Mar  2 09:30:00 in.tftpd[77]: {DONE.format(file=OWN)}", "fetched"),
    ("tftpd", f"2026-03-02T09:30:00.123456+01:00 files in.tftpd[77]: {DONE.format(file=OWN)}", "fetched"),
    ("tftpd", f"2026-03-02T09:30:00+0100 files in.tftpd[77]: {DONE.format(file=OWN)}", "fetched"),
    ("tftpd", f"<29>1 2026-03-02T08:30:00.003Z files in.tftpd 77 - - {DONE.format(file=OWN)}", "fetched"),
    ("tftpd", f"<29>1 2026-03-02T08:30:00.123456+00:00 files in.tftpd 77 - -  {DONE.format(file=OWN)}", "fetched"),
    ("tftpd", f'<29>1 2026-03-02T08:30:00Z f in.tftpd 77 - [a@1 b="c"] \ufeff{DONE.format(file=OWN)}', "fetched"),
]

NOT_FETCHED = [
    ("nginx", WEB.format(file=OWN, end=f'404 153 "-" "{AGENT}"'), "unsuccessful", "failed"),
    ("nginx", WEB.format(file=OWN, end=f'200 0 "-" "{AGENT}"'), "unsuccessful", "partial"),
    ("apache", WEB.format(file=OWN, end="200 -"), "unsuccessful", "partial"),
    ("nginx", WEB.format(file=OWN, end=f'206 100 "-" "{AGENT}"'), "unsuccessful", "partial"),
    ("nginx", WEB.format(file=OWN, end=f'499 0 "-" "{AGENT}"'), "unsuccessful", "failed"),
    (
        "vsftpd",
        VSFTPD.format(what="FAIL DOWNLOAD", address="10.1.2.3", file=OWN, end=", 100 bytes, 9.5Kbyte/sec"),
        "unsuccessful",
        "failed",
    ),
    ("vsftpd", XFERLOG.format(file=OWN, end="b _ o r phones ftp 0 * i"), "unsuccessful", "partial"),
    (
        "vsftpd",
        XFERLOG.format(file=OWN, end="b _ o r phones ftp 0 * c").replace(" 812", " 0"),
        "unsuccessful",
        "partial",
    ),
    ("vsftpd", VSFTPD.format(what="OK DOWNLOAD", address="10.1.2.3", file=OWN, end=""), "unsuccessful", "partial"),
    (
        "vsftpd",
        VSFTPD.format(what="FAIL DOWNLOAD", address="10.1.2.3", file=OWN, end=", 0.00Kbyte/sec"),
        "unsuccessful",
        "failed",
    ),
    ("tftpd", f"Mar  2 09:30:00 files in.tftpd[77]: {RRQ.format(file=OWN)}", "requested", "requested"),
    ("tftpd", f"Mar  2 09:30:00 f in.tftpd[77]: {RRQ.format(file='x')} remapped to {OWN}", "requested", "requested"),
]

OTHERS = [
    ("nginx", WEB.format(file="index.html", end='200 5 "-" "Mozilla/5.0"')),
    ("nginx", WEB.format(file="startup.cfg", end='200 5 "-" "Mozilla/5.0"')),
    ("nginx", WEB.format(file=OWN, end=f'200 812 "-" "{AGENT}"').replace("GET", "HEAD")),
    ("nginx", WEB.format(file=OWN, end=f'200 812 "-" "{AGENT}"').replace("GET", "PUT")),
    ("nginx", '10.1.2.3 - - [02/Mar/2026:09:30:00 +0100] "\\x16\\x03\\x01" 400 157 "-" "-"'),
    ("apache", '10.1.2.3 - - [02/Mar/2026:09:30:00 +0100] "-" 408 -'),
    ("vsftpd", 'Mon Mar  2 09:30:00 2026 [pid 4711] CONNECT: Client "10.1.2.3"'),
    ("vsftpd", 'Mon Mar  2 09:30:00 2026 [pid 4711] [phones] OK LOGIN: Client "10.1.2.3"'),
    ("vsftpd", VSFTPD.format(what="OK UPLOAD", address="10.1.2.3", file=OWN, end=", 812 bytes, 9.5Kbyte/sec")),
    ("vsftpd", VSFTPD.format(what="OK DELETE", address="10.1.2.3", file=OWN, end="")),
    ("vsftpd", XFERLOG.format(file=OWN, end="b _ i r phones ftp 0 * c")),
    ("tftpd", f"Mar  2 09:30:00 files in.tftpd[77]: WRQ from 10.1.2.3 filename {OWN}"),
    ("tftpd", "Mar  2 09:30:00 files in.tftpd[77]: sending NAK (1, File not found) to 10.1.2.3"),
    ("tftpd", f"Mar  2 09:30:00 files in.tftpd[77]: RRQ from  filename {OWN}"),
    ("tftpd", f"Mar  2 09:30:00 files in.tftpd[77]: Client  finished {OWN}"),
    ("tftpd", "Mar  2 09:30:00 files CRON[9]: (root) CMD (true)"),
    ("tftpd", "anything at all that another daemon has written"),
]

JUNK = [
    ("nginx", "no log line"),
    ("nginx", WEB.format(file=OWN, end=f'200 812 "-" "{AGENT}')),
    ("nginx", WEB.format(file=OWN, end="200 812").replace("02/Mar", "32/Mar")),
    ("nginx", WEB.format(file=OWN, end="200 812").replace("09:30:00", "09:61:00")),
    ("nginx", WEB.format(file=OWN, end="200 812").replace("Mar", "Mrz")),
    ("nginx", b"\x00\xff\xfe" * 9),
    ("vsftpd", "Mon Mar  2 09:30:00"),
    ("vsftpd", XFERLOG.format(file=OWN, end="b _ o r phones ftp 0 * c").replace("Mar  2", "Feb 30")),
    ("tftpd", f"Mar 32 09:30:00 files in.tftpd[77]: {DONE.format(file=OWN)}"),
    ("tftpd", "in.tftpd has written this without a time"),
]


@pytest.mark.parametrize(("form", "line", "outcome"), FETCHED)
def test_a_whole_download_is_read_from_every_documented_look_of_a_line(form: str, line: str, outcome: str) -> None:
    (found,) = fetches(form, line)
    assert (found.sort, found.outcome, found.phone, found.file) == ("fetched", outcome, MAC, OWN)
    assert (found.at, found.address) == (at("03-02 08:30:00"), "10.1.2.3")
    assert found.proves


@pytest.mark.parametrize(("form", "line", "sort", "outcome"), NOT_FETCHED)
def test_what_failed_broke_off_or_has_no_known_end_is_no_fetch(form: str, line: str, sort: str, outcome: str) -> None:
    (found,) = fetches(form, line)
    assert (found.sort, found.outcome, found.phone) == (sort, outcome, MAC)
    assert not found.proves


@pytest.mark.parametrize(("form", "line"), OTHERS)
def test_a_line_that_tells_of_no_download_by_a_phone_is_no_junk(form: str, line: str) -> None:
    reader = reader_of(form, [line])
    assert (reader.counts.lines, reader.counts.other, reader.counts.unparsed) == (1, 1, 0)


@pytest.mark.parametrize(("form", "line"), JUNK)
def test_junk_is_counted_with_its_place_and_the_rest_is_read(form: str, line: str | bytes) -> None:
    good = next(line for known, line, _outcome in FETCHED if known == form)
    reader = reader_of(form, [good, line, good])
    assert (reader.counts.lines, reader.counts.unparsed, reader.counts.first_unparsed) == (3, 1, 2)
    reader.close()
    assert sum(reader.counts.outcomes.values()) == 2


def test_model_and_firmware_come_from_the_user_agent() -> None:
    (found,) = fetches("nginx", WEB.format(file=OWN, end=f'200 812 "-" "{AGENT}"'))
    assert (found.model, found.firmware) == ("6867i", "5.1.0.2024")


@pytest.mark.parametrize("first", [0, 1])
def test_both_logs_of_vsftpd_in_one_file_are_read(first: int) -> None:
    lines = [
        VSFTPD.format(what="OK DOWNLOAD", address="10.1.2.3", file=OWN, end=", 812 bytes, 9.5Kbyte/sec"),
        XFERLOG.format(file="00085D000009.cfg", end="b _ o r phones ftp 0 * c").replace("10.1.2.3", "10.1.2.9"),
    ]
    reader = reader_of("vsftpd", (lines[first:] + lines[:first]) * 3)
    assert (reader.counts.outcomes["fetched"], reader.counts.unparsed) == (6, 0)
    assert {fetch.phone for fetch in told(reader).fetches} == {MAC, "00085D000009"}
