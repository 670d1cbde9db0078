# SPDX-License-Identifier: GPL-3.0-or-later
"""download_log_info by both doors: on the controller, and shipped to the download server, which is its normal use."""

from __future__ import annotations

from typing import Any

import pytest

from .rig import Case, Outcome, play

MODULE = "voiceops.mivoice5000.download_log_info"
MAC = "00085D000001"
LINES = f"""\
Mon Mar  2 09:30:00 2026 [pid 7] [p] OK DOWNLOAD: Client "10.1.2.3", "/{MAC}.cfg", 812 bytes, 9.50Kbyte/sec
Mon Mar  2 09:30:01 2026 [pid 7] [p] FAIL DOWNLOAD: Client "10.1.2.3", "/ca.crt", 0.00Kbyte/sec
Mon Mar  2 09:30:02 2026 [pid 8] [p] OK DOWNLOAD: Client "10.1.2.4", "/00085D000002.cfg", 812 bytes, 9.50Kbyte/sec
"""
ZONE = {"timezone": "Europe/Paris"}


def cases(log: str) -> list[Case]:
    given: dict[str, Any] = {"path": log, "format": "vsftpd"}
    return [
        Case("reads", given | ZONE | {"macs": [MAC, "00:08:5d:00:00:09"]}, MODULE),
        Case("knows no zone", given, MODULE),
        Case("is only a plan", given | ZONE, MODULE, keywords={"check_mode": True}),
        Case("finds no log", given | {"path": [log + ".gone"]}, MODULE),
        Case("has a zone that does not exist", given | {"timezone": "Mars/Olympus"}, MODULE),
        Case("has a format that does not exist", given | {"format": "iis"}, MODULE),
    ]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    log = tmp_path_factory.mktemp("log") / "vsftpd.log"
    log.write_text(LINES)
    return {door: play(cases(str(log)), door, tmp_path_factory.mktemp(door)) for door in ("here", "shipped")}


@pytest.mark.parametrize("door", ["here", "shipped"])
def test_it_tells_the_phones_and_those_without_a_fetch(outcomes: dict[str, Outcome], door: str) -> None:
    result = outcomes[door].results["reads"]
    assert (result["changed"], result["partial"]) == (False, False)
    assert [(entry["phone"], entry["at"]) for entry in result["fetched"]] == [(MAC, "2026-03-02T08:30:00+00:00")]
    assert result["not_fetched"] == ["00085D000009"]
    assert (result["counts"]["lines"], result["counts"]["unparsed"]) == (3, 0)


@pytest.mark.parametrize("door", ["here", "shipped"])
@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("finds no log", ["vsftpd.log.gone", "delegate_to"]),
        ("has a zone that does not exist", ["Mars/Olympus", "Europe/Paris"]),
        ("has a format that does not exist", ["iis", "vsftpd"]),
    ],
)
def test_a_task_that_cannot_be_fails_in_words_that_help(
    outcomes: dict[str, Outcome], door: str, case: str, words: list[str]
) -> None:
    result = outcomes[door].results[case]
    assert result["failed"] is True
    assert all(word in result["msg"] for word in words), result["msg"]


@pytest.mark.parametrize("case", ["reads", "knows no zone", "is only a plan"])
def test_both_doors_tell_the_same(outcomes: dict[str, Outcome], case: str) -> None:
    ways = [outcomes[door].results[case] for door in ("here", "shipped")]
    here, shipped = (
        {name: value for name, value in way.items() if name != "invocation" and (value or name != "warnings")}
        for way in ways
    )
    assert here == shipped
    assert here["fetched"]


@pytest.mark.parametrize("door", ["here", "shipped"])
def test_the_operator_is_warned_of_times_without_zone(outcomes: dict[str, Outcome], door: str) -> None:
    assert "timezone" in outcomes[door].results["knows no zone"]["warnings"][0]
    assert "no gate believes them" in " ".join(outcomes[door].output.split())
