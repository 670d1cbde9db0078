# SPDX-License-Identifier: GPL-3.0-or-later
"""One session at a time with an appliance: who comes second waits, and is told for whom."""

from __future__ import annotations

import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._context import Context
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import Refused, UsageError
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import _turn

MGR1: dict[str, Any] = {"host": "mgr1", "port": 8443}


class Time:
    """A clock that moves when somebody sleeps; ``wakes`` is called at each sleep."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, tzinfo=UTC)
        self.slept = 0.0
        self.lines: list[str] = []
        self.wakes: Any = None

    def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.slept += seconds
        if self.wakes:
            self.wakes()

    def context(self) -> Context:
        return Context(False, lambda: self.now, self.sleep, self.lines.append)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture(autouse=True)
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    return tmp_path


def test_the_second_one_waits_and_is_told_which_process_holds_it(time: Time) -> None:
    with _turn.turn(MGR1, time.context()), pytest.raises(Refused) as caught, _turn.turn(MGR1, time.context()):
        raise AssertionError("two sessions at once")
    assert str(os.getpid()) in str(caught.value)
    assert time.slept == _turn.PATIENCE
    assert len(time.lines) == 1


def test_it_goes_on_as_soon_as_the_first_one_is_done(time: Time) -> None:
    first = _turn.turn(MGR1, time.context())
    first.__enter__()
    time.wakes = lambda: first.__exit__(None, None, None) if time.slept == 3 else None
    with _turn.turn(MGR1, time.context()):
        assert time.slept == 3


def test_another_manager_does_not_wait(time: Time) -> None:
    with _turn.turn(MGR1, time.context()), _turn.turn(MGR1 | {"host": "mgr2"}, time.context()):
        assert time.slept == 0


def test_a_file_left_behind_locks_nobody_out(time: Time) -> None:
    for _run in range(2):
        with pytest.raises(KeyError), _turn.turn(MGR1, time.context()):
            raise KeyError
    assert time.slept == 0


def test_the_number_of_an_earlier_holder_is_not_shown_again(time: Time, runtime: Path) -> None:
    with _turn.turn(MGR1, time.context()):
        (lock,) = runtime.glob("*/*.lock")
    lock.write_text("4194303-and-what-was-there-once")
    with _turn.turn(MGR1, time.context()), pytest.raises(Refused) as caught, _turn.turn(MGR1, time.context()):
        raise AssertionError("two sessions at once")
    assert f"process {os.getpid()}" == caught.value.found


def test_the_directory_is_this_users_alone(time: Time, runtime: Path) -> None:
    with _turn.turn(MGR1, time.context()):
        (directory,) = runtime.iterdir()
        assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    directory.chmod(0o755)
    with pytest.raises(UsageError), _turn.turn(MGR1, time.context()):
        raise AssertionError("an open directory was accepted")


def test_a_link_in_place_of_the_directory_is_not_followed(time: Time, runtime: Path, tmp_path_factory: Any) -> None:
    (runtime / f"voiceops-mivoice5000-{os.getuid()}").symlink_to(tmp_path_factory.mktemp("elsewhere"))
    with pytest.raises(UsageError), _turn.turn(MGR1, time.context()):
        raise AssertionError("a link was accepted")


def test_a_place_for_the_directory_that_is_not_there_is_told(
    time: Time, runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime / "of-another-session"))
    with pytest.raises(UsageError, match="XDG_RUNTIME_DIR"), _turn.turn(MGR1, time.context()):
        raise AssertionError("locked without a lock")


def test_a_test_that_undoes_what_it_has_patched_keeps_turns_of_its_own(
    monkeypatch: pytest.MonkeyPatch, turns_of_its_own: Path
) -> None:
    monkeypatch.undo()
    assert os.environ["XDG_RUNTIME_DIR"] == str(turns_of_its_own)
