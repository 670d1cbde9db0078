# SPDX-License-Identifier: GPL-3.0-or-later
"""The role schedule on a running systemd: installed, run by the timer, ended by its code, and removed by itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._schedule.outcome import CODES

from . import machine

ROOT = Path(__file__).resolve().parents[3]
BIN = Path(sys.executable).parent
NAME = "mivoice-decommission"
UNITS = Path("/etc/systemd/system")
QUICKLY = "[Timer]\nAccuracySec=100ms\n"
"""systemd may start a timer up to a minute late, to save power."""

pytestmark = pytest.mark.skipif(machine.why_not() is not None, reason=machine.why_not() or "")


class Site:
    """A machine with systemd, and an ansible-playbook that ends as a test says."""

    def __init__(self, on: machine.Machine, folder: Path) -> None:
        self.on, self.folder = on, folder
        self.runs, self.program = folder / "runs", folder / "ansible-playbook"
        self.ends("waiting")

    def ends(self, word: str) -> None:
        """From now on runs end with ``word``. The program is replaced whole, for one may be about to start."""
        result = json.dumps({"outcome": word, "code": CODES[word]}, indent=4)
        fresh = self.folder / "fresh"
        fresh.write_text(
            f'#!/bin/sh\ncat > "$STATE_DIRECTORY/result.json" <<END\n{result}\nEND\necho {word} >> {self.runs}\n'
        )
        fresh.chmod(0o755)
        fresh.replace(self.program)

    def ran(self, word: str) -> bool:
        return self.runs.exists() and word in self.runs.read_text().split()

    def play(self, **said: Any) -> subprocess.CompletedProcess[str]:
        options = {
            "schedule_user": "root",
            "schedule_directory": str(self.folder),
            "schedule_inventory": "/site/inventory",
            "schedule_ansible_playbook": str(self.program),
            "schedule_calendar": "*:*:*",
            "schedule_script_directory": str(self.folder),
            "ansible_python_interpreter": sys.executable,
        }
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")}
        own = {"ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"), "ANSIBLE_NOCOLOR": "1"}
        command = [BIN / "ansible-playbook", "voiceops.mivoice5000.schedule", "-i", "localhost,", "-c", "local"]
        return self.on.run("env", "-C", ROOT, *command, "-e", json.dumps(options | said), env=kept | own)

    def there(self) -> list[str]:
        """Which of units, link and scripts there are."""
        places = [f"{UNITS}/{NAME}.{kind}" for kind in ("timer", "service")]
        places += [f"{UNITS}/timers.target.wants/{NAME}.timer"]
        places += [f"{self.folder}/{NAME}-{script}" for script in ("run", "finish")]
        return [place for place in places if self.on.run("test", "-e", place).returncode == 0]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with machine.running(tmp_path) as on:
        on.run("mkdir", "-p", f"{UNITS}/{NAME}.timer.d")
        on.run("sh", "-c", f"printf '{QUICKLY}' > {UNITS}/{NAME}.timer.d/quickly.conf")
        yield Site(on, tmp_path)


def installed(site: Site) -> None:
    done = site.play()
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(site.there()) == 5


def test_it_is_installed_runs_by_its_timer_and_removes_itself_once_it_is_done(site: Site) -> None:
    installed(site)
    timer = site.on.shown(f"{NAME}.timer")
    assert (timer["ActiveState"], timer["UnitFileState"]) == ("active", "enabled")
    assert site.on.awaited(lambda: site.ran("waiting")), site.on.shown(f"{NAME}.service")
    again = site.play()
    assert "changed=0" in again.stdout, again.stdout
    site.ends("changed")
    assert site.on.awaited(lambda: site.ran("changed"))
    assert site.on.shown(f"{NAME}.service")["Result"] == "success"
    assert len(site.there()) == 5
    site.ends("done")
    assert site.on.awaited(lambda: site.ran("done"))
    assert site.on.awaited(lambda: site.on.shown(f"{NAME}.timer")["LoadState"] == "not-found")
    assert site.on.awaited(lambda: site.there() == [])
    assert site.runs.read_text().split().count("done") == 1
    assert site.on.run("test", "-e", f"/var/lib/{NAME}/result.json").returncode == 0


@pytest.mark.parametrize("word", ["paused", "failed"])
def test_a_run_that_wants_a_person_is_a_failure_of_the_service_and_leaves_the_timer_on(site: Site, word: str) -> None:
    site.ends(word)
    installed(site)
    assert site.on.awaited(lambda: site.on.shown(f"{NAME}.service")["Result"] == "exit-code")
    service = site.on.shown(f"{NAME}.service")
    assert service["ExecMainStatus"] == str(CODES[word])
    assert site.on.shown(f"{NAME}.timer")["ActiveState"] == "active"
    assert len(site.there()) == 5


def test_it_is_taken_away_and_no_run_follows(site: Site) -> None:
    installed(site)
    assert site.on.awaited(lambda: site.ran("waiting"))
    gone = site.play(schedule_state="absent")
    assert gone.returncode == 0, gone.stdout + gone.stderr
    assert site.there() == []
    assert site.on.shown(f"{NAME}.timer")["LoadState"] == "not-found"
    assert site.on.run("systemctl", "list-timers", "--all", "--no-legend").stdout == ""
    assert "changed=0" in site.play(schedule_state="absent").stdout
