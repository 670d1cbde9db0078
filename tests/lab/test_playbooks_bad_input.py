# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad input and broken connections: a clear error, nothing half-written unsaid, every session closed."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from .wire import FLEETS, Lab, Run, play

PLAYS = Path(__file__).parent / "plays"
DONE = [{"step": step, "by": "test"} for step in ("T60-5", "T53-7")]
WANTED = {"state": "enabled", "mode": "self_signed", "inter_ipbx": True}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A plain fleet that no test of this module may change."""
    with Lab.up(tmp_path_factory.mktemp("plain"), str(FLEETS / "small.yml"), "600", "7") as lab:
        lab.operator("T60-5")
        yield lab


def failures(run: Run) -> dict[str, dict[str, Any]]:
    """The result of every failed task, by host; the last one of a host counts."""
    found = re.findall(r"^fatal: \[(\S+?)(?: -> [^]]*)?\]: FAILED! => (\{.*\})$", run.output, re.M)
    return {host: json.loads(result) for host, result in reversed(found)}


def refused(lab: Lab, run: Run, since: int, *words: str) -> None:
    """The run failed with these words, wrote nothing and left no session open."""
    assert run.returncode != 0
    assert [word for word in words if word not in run.output] == [], run.output
    assert "fault of the collection" not in run.output
    assert lab.events("write", since) == []
    assert lab.state()["sessions"] == []


def test_a_desired_state_that_does_not_exist_is_refused_before_any_contact(plain: Lab) -> None:
    for job in ("enable", "converge"):
        mark = plain.last_event()
        run = play(plain, job, encryption=WANTED | {"state": "enable"})
        refused(plain, run, mark, "mivoice_encryption", "enabled, disabled", "got: enable")
        assert plain.events("login", mark) == []


def test_a_mode_of_the_6000_is_refused_for_the_5300(plain: Lab) -> None:
    mark = plain.last_event()
    refused(plain, play(plain, "enable", encryption=WANTED | {"mode": "bothway"}), mark, "[BWY-1]")
    refused(plain, play(plain, str(PLAYS / "bothway_5300.yml")), mark, "A 5300 can never be put in mode bothway")
    assert plain.events("login", mark) == []


def test_a_date_that_is_past_is_refused_before_anything_is_written(plain: Lab) -> None:
    mark = plain.last_event()
    past = {"type": "deferred", "date": f"01/01/{date.today().year - 1}", "time": "0300"}
    run = play(plain, "enable", operator_done=DONE, update=past)
    refused(plain, run, mark, "The date of the update is past", past["date"])


def test_a_wrong_password_is_tried_once_on_each_device(plain: Lab) -> None:
    mark = plain.last_event()
    run = play(plain, "enable", operator_done=DONE, password="not-the-one")
    refused(plain, run, mark, "The log-in was refused; it is not tried again", "Check user name and password")
    tried = [event["target"] for event in plain.events("login_refused", mark)]
    assert sorted(tried) == ["pbx1", "pbx2"]
    assert plain.events("login", mark) == []


def test_a_wrong_fingerprint_ends_before_the_password_is_sent(plain: Lab) -> None:
    mark = plain.last_event()
    run = play(plain, "enable", operator_done=DONE, fingerprint="00" * 32)
    refused(plain, run, mark, "'fingerprint'", "Compare with the appliance itself")
    assert [event["kind"] for event in plain.all_events(mark) if event["kind"].startswith("login")] == []


@pytest.mark.parametrize(
    ("fault", "words"),
    [("error500", ("500",)), ("truncate", ("The page is not whole",)), ("wrong_page", ("pbx1",))],
)
def test_a_page_that_is_none_stops_the_run(plain: Lab, fault: str, words: tuple[str, ...]) -> None:
    mark = plain.last_event()
    plain.fault(kind=fault, target="pbx1", count=20)
    try:
        run = play(plain, "enable", operator_done=DONE)
    finally:
        plain.fault(kind="clear")
    refused(plain, run, mark, *words)
    assert failures(run)["pbx1"]["error"].get("remedy")


def interrupted(lab: Lab, target: str, held: str, **fault: Any) -> Run:
    """A run whose next write on ``target`` is held, meets a fault there and goes on."""
    lab.fault(kind="hold", stage=held, target=target)
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(play, lab, "enable", operator_done=DONE)
        while not running.done() and not lab.state()["held"]:
            time.sleep(0.1)
        lab.fault(target=target, **fault)
        lab.fault(kind="release")
        run = running.result()
    lab.fault(kind="clear")
    assert run.returncode != 0, run.output
    assert "fault of the collection" not in run.output, run.output
    assert lab.state()["sessions"] == []
    return run


def test_what_breaks_during_a_write_is_said_and_the_next_run_resumes(tmp_path: Path) -> None:
    with Lab.up(tmp_path, str(FLEETS / "small.yml"), "600", "7") as lab:
        lab.operator("T60-5")
        lab.operator("T53-7")

        cut = failures(interrupted(lab, "pbx1", "before", kind="reset", stage="after"))["pbx1"]
        assert cut["error"]["kind"] == "WriteUncertain"
        assert "may or may not have been carried out" in cut["msg"]
        assert "Run the same command again" in cut["msg"]
        assert lab.state()["systems"]["pbx1"]["voice_encryption"]
        assert not lab.state()["systems"]["pbx2"]["voice_encryption"]

        half = failures(interrupted(lab, "pbx2", "before", kind="truncate", count=3))["pbx2"]
        assert half["error"]["kind"] in ("PageError", "WriteUncertain")
        assert half["changed"] or half["error"]["kind"] == "WriteUncertain", half

        # The distribution is made, the values are not: TMA-2 says that both are needed.
        lab_before = lab.last_event()
        expired = failures(interrupted(lab, "mgr1", "after", kind="expire"))["pbx1"]
        assert expired["error"]["kind"] in ("SessionExpired", "WriteUncertain"), expired
        assert lab.events("write", lab_before)
        assert expired["error"]["writes"], expired

        broken = failures(interrupted(lab, "mgr1", "after", kind="reset", stage="after"))["pbx1"]
        assert broken["error"]["kind"] == "WriteUncertain"
        assert broken["error"]["writes"], broken

        done = play(lab, "enable", operator_done=DONE)
        assert done.returncode == 0, done.output
        state = lab.state()
        assert {(phone["registration"] or {})["transport"] for phone in state["phones"].values()} == {"tls"}
        assert (state["service_loss"], state["voice_exposed"], state["sessions"]) == ([], [], [])
        again = play(lab, "enable", operator_done=DONE)
        assert (again.returncode, again.changed) == (0, 0), again.output
