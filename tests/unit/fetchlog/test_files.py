# SPDX-License-Identifier: GPL-3.0-or-later
"""Log files: packed, rotated, growing, missing; and the module that reads them."""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.voiceops.mivoice5000.plugins.module_utils import _door
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._context import Context
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import UnknownValue, UsageError
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._fetchlog.logs import Log, LogReader
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import download_log_info

from .told import MAC, NOW, OTHER

AGENT = "Mitel6867i MAC:{} V:5.1.0.2024-SIP"


def line(mac: str = MAC, second: int = 0, file: str | None = None, status: str = "200 812") -> str:
    agent = AGENT.format("-".join(mac[at : at + 2] for at in range(0, 12, 2)))
    asked = f"GET /{file or mac + '.cfg'} HTTP/1.1"
    return f'10.1.2.3 - - [02/Mar/2026:09:30:{second:02} +0100] "{asked}" {status} "-" "{agent}"\n'


def write(path: Path, text: str, packed: Callable[[bytes], bytes] = bytes) -> Path:
    path.write_bytes(packed(text.encode()))
    _changed(path)
    return path


def _changed(path: Path) -> None:
    os.utime(path, (NOW.timestamp(), NOW.timestamp()))


def run(**options: Any) -> dict[str, Any]:
    given = {"format": "nginx"} | options
    checked = ArgumentSpecValidator(_door.argument_spec(download_log_info)).validate(given)
    assert not checked.error_messages, checked.error_messages
    return download_log_info.run(checked.validated_parameters, Context(clock=lambda: NOW))


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return write(tmp_path / "access.log", line() + line(OTHER) + line(file="startup.cfg"))


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_what_logrotate_packed_is_read_with_the_rest(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    write(tmp_path / "access.log", line(second=5))
    write(tmp_path / "access.log.2.packed", line(OTHER), pack)
    result = run(path=[str(tmp_path / "access.log*")])
    assert [entry["phone"] for entry in result["fetched"]] == [MAC, OTHER]
    assert (result["counts"]["files"], result["partial"]) == (2, False)


def test_a_packed_file_cut_short_is_read_up_to_there_and_said_to_be_partial(tmp_path: Path) -> None:
    text = "".join(line(f"00085D{number:06X}") for number in range(50_000))
    whole = gzip.compress(text.encode(), mtime=0)
    path = write(tmp_path / "access.log.gz", "", lambda _text: whole[: len(whole) // 2])
    result = run(path=[str(path)])
    assert 0 < len(result["fetched"]) < 50_000
    assert result["partial"] is True
    assert result["trouble"][0]["path"] == str(path)
    assert any(str(path) in warning for warning in result["warnings"])


def test_a_log_named_twice_is_read_once(log: Path) -> None:
    assert run(path=[str(log), str(log.parent / "*.log")])["counts"]["lines"] == 3


def test_a_line_that_is_still_being_written_is_left_for_later(tmp_path: Path) -> None:
    path = write(tmp_path / "access.log", line() + line(OTHER).rstrip("\n"))
    assert [entry["phone"] for entry in run(path=[str(path)])["fetched"]] == [MAC]


def test_what_cannot_be_read_is_named_and_the_rest_is_told(log: Path) -> None:
    os.mkfifo(log.parent / "pipe")
    (log.parent / "loop").symlink_to(log.parent / "loop")
    wrong = [str(log.parent / name) for name in ("missing", "pipe", "loop", "none*", ".")]
    result = run(path=[*wrong, str(log)])
    assert len(result["fetched"]) == 3
    assert {entry["path"] for entry in result["trouble"]} == set(wrong)
    assert result["partial"] is True


def test_without_any_readable_log_it_fails_and_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UnknownValue, match=r"missing.*delegate_to"):
        run(path=[str(tmp_path / "missing")])


def test_a_time_zone_that_does_not_exist_is_a_mistake(log: Path) -> None:
    with pytest.raises(UsageError, match=r"Mars/Olympus"):
        run(path=[str(log)], timezone="Mars/Olympus")


def test_the_last_fetch_of_each_phone_and_file_is_told_with_what_the_log_knows(tmp_path: Path) -> None:
    path = write(tmp_path / "access.log", line() + line(second=9) + line(file="ca.crt", status="404 10"))
    result = run(path=[str(path)])
    assert result["fetched"] == [
        {
            "phone": MAC,
            "file": f"{MAC}.cfg",
            "at": "2026-03-02T08:30:09+00:00",
            "address": "10.1.2.3",
            "model": "6867i",
            "firmware": "5.1.0.2024",
            "attributed_by": "file_name and user_agent",
            "outcome": "fetched",
        }
    ]
    assert [(entry["file"], entry["outcome"]) for entry in result["unsuccessful"]] == [("ca.crt", "failed")]
    assert "1 phones fetched their own file, 1 of them at a time that a gate may believe" in result["summary"]
    assert len(run(path=[str(path)], detail="all")["fetched"]) == 2


@pytest.mark.parametrize(("order", "failed"), [((404, 200), 0), ((200, 404), 1)])
def test_a_failure_that_a_fetch_follows_is_not_told(tmp_path: Path, order: tuple[int, int], failed: int) -> None:
    text = "".join(line(second=second, status=f"{status} 10") for second, status in enumerate(order))
    result = run(path=[str(write(tmp_path / "access.log", text))])
    assert (len(result["fetched"]), len(result["unsuccessful"])) == (1, failed)


def test_phones_and_times_that_nobody_asked_for_are_left_out(log: Path) -> None:
    result = run(path=[str(log)], macs=["00:08:5d:00:00:02", "00085D0000FF"])
    assert {entry["phone"] for entry in result["fetched"]} == {OTHER}
    assert result["not_fetched"] == ["00085D0000FF"]
    assert run(path=[str(log)], since="2026-03-02T09:30:01+01:00")["fetched"] == []
    assert len(run(path=[str(log)], own_files=True)["fetched"]) == 2


@pytest.mark.parametrize("wrong", [{"macs": ["00085D"]}, {"since": "2026-03-02T09:30:00"}, {"since": "yesterday"}])
def test_what_is_no_phone_or_no_time_is_a_mistake(log: Path, wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=next(iter(wrong))):
        run(path=[str(log)], **wrong)


def test_downloads_without_zone_are_told_and_a_warning_says_how_to_make_them_count(tmp_path: Path) -> None:
    stamp = "Mon Mar  2 09:30:00 2026 [pid 7] [p]"
    path = write(tmp_path / "v", f'{stamp} OK DOWNLOAD: Client "10.1.2.3", "/{MAC}.cfg", 8 bytes, 9.5Kbyte/sec\n')
    result = run(path=[str(path)], format="vsftpd")
    assert result["fetched"][0]["at"] == "2026-03-02T09:30:00"
    assert "timezone" in result["warnings"][0]
    assert run(path=[str(path)], format="vsftpd", timezone="Europe/Paris")["warnings"] == []


def test_a_log_with_a_wrong_clock_is_said_to_have_one(tmp_path: Path) -> None:
    path = write(tmp_path / "access.log", line())
    earlier = (NOW - timedelta(days=30)).timestamp()
    os.utime(path, (earlier, earlier))
    result = run(path=[str(path)])
    assert result["partial"] is True
    assert "later than the file" in result["warnings"][0]
    assert result["fetched"][0]["at"] == "2026-03-02T08:30:00"


def test_lines_that_nothing_fits_are_told_by_their_place_not_by_their_words(tmp_path: Path) -> None:
    path = write(tmp_path / "access.log", line() + "PASS secret\n" + line(OTHER))
    result = run(path=[str(path)])
    assert result["unparsed"] == [{"path": str(path), "lines": 1, "first_line": 2}]
    assert "secret" not in str(result)


def add(path: Path, text: str) -> None:
    with path.open("a") as stream:
        stream.write(text)
    _changed(path)


@pytest.fixture
def followed(log: Path) -> LogReader:
    reader = LogReader(Log((str(log) + "*",), "nginx"), lambda: NOW)
    reader.read()
    return reader


def last(reader: LogReader) -> set[tuple[str, str]]:
    return {(fetch.phone, f"{fetch.at:%S}") for fetch in reader.fetches() if fetch.proves}


def test_a_log_that_grows_is_read_on_and_not_again(log: Path, followed: LogReader) -> None:
    assert last(followed) == {(MAC, "00"), (OTHER, "00")}
    half = line(OTHER, 8)
    add(log, line(second=7) + half[:40])
    followed.read()
    assert last(followed) == {(MAC, "07"), (OTHER, "00")}
    add(log, half[40:])
    followed.read()
    assert last(followed) == {(MAC, "07"), (OTHER, "08")}
    assert followed.files[0].reader.counts.lines == 5


def test_a_log_that_is_rotated_between_two_looks_loses_nothing(log: Path, followed: LogReader) -> None:
    add(log, line(second=7))
    log.rename(log.with_name("access.log.1"))
    write(log, line(OTHER, 9))
    followed.read()
    assert last(followed) == {(MAC, "07"), (OTHER, "00"), (OTHER, "09")}
    assert sum(file.reader.counts.lines for file in followed.files) == 5


def test_a_log_that_is_emptied_in_place_is_read_from_its_start_and_what_it_told_stays(
    log: Path, followed: LogReader
) -> None:
    assert last(followed) == {(MAC, "00"), (OTHER, "00")}
    write(log, line(second=9))
    followed.read()
    assert last(followed) == {(MAC, "00"), (OTHER, "00"), (MAC, "09")}


def test_a_log_that_is_away_for_a_while_is_read_when_it_is_back(log: Path, followed: LogReader) -> None:
    aside = log.rename(log.parent / "aside")
    followed.read()
    assert list(followed.unreadable) == [str(log) + "*"]
    add(aside, line(second=9))
    aside.rename(log)
    followed.read()
    assert followed.unreadable == {}
    assert (MAC, "09") in last(followed)
