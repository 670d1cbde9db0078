# SPDX-License-Identifier: GPL-3.0-or-later
"""The timer that runs the decommission: units that systemd accepts, honest exit codes, no secret, a clean removal."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._schedule.outcome import BY_ITSELF, CODES

ROOT = Path(__file__).resolve().parents[3]
BIN = Path(sys.executable).parent
ROLE = ROOT / "roles" / "schedule"
NAMES = ("timer", "service", "run", "finish")
needs_systemd_analyze = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not on this machine: units were not verified"
)

Play = Callable[..., subprocess.CompletedProcess[str]]


class Site:
    """A place for units and scripts, and an ansible-playbook that does what a test says."""

    def __init__(self, root: Path) -> None:
        self.units, self.scripts, self.state = (root / name for name in ("units", "scripts", "state"))
        for folder in (self.units, self.scripts, self.state):
            folder.mkdir()
        self.program = root / "ansible-playbook"
        self.asked = root / "asked"
        self.programmed("exit 0")
        self.options: dict[str, Any] = {
            "schedule_user": "root",
            "schedule_directory": str(root),
            "schedule_inventory": "/site/inventory",
            "schedule_vault_password_file": "/site/vault-password",
            "schedule_ansible_playbook": str(self.program),
            "schedule_unit_directory": str(self.units),
            "schedule_script_directory": str(self.scripts),
            "schedule_activate": False,
        }

    def programmed(self, body: str) -> None:
        self.program.write_text(f'#!/bin/sh\necho "$@" > {self.asked}\n{body}\n')
        self.program.chmod(0o755)

    def play(self, *arguments: str, **said: Any) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")}
        return subprocess.run(
            [
                BIN / "ansible-playbook",
                "voiceops.mivoice5000.schedule",
                "-i",
                "localhost,",
                "-c",
                "local",
                "-e",
                json.dumps(self.options | {"ansible_python_interpreter": sys.executable} | said),
                *arguments,
            ],
            cwd=ROOT,
            env=kept | {"ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"), "ANSIBLE_NOCOLOR": "1"},
            check=False,
            capture_output=True,
            text=True,
        )

    def files(self) -> dict[str, Path]:
        name = "mivoice-decommission"
        places = (self.units / f"{name}.timer", self.units / f"{name}.service")
        return dict(zip(NAMES, (*places, self.scripts / f"{name}-run", self.scripts / f"{name}-finish"), strict=True))

    def start(self, script: str, path: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
        search = f"{path}:{os.environ['PATH']}" if path else os.environ["PATH"]
        return subprocess.run(
            [self.files()[script]], env={"PATH": search} | environment, check=False, capture_output=True, text=True
        )


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, dict[Path, str]]:
    """Installed once, and what was installed."""
    site = Site(tmp_path_factory.mktemp("timer"))
    done = site.play()
    assert done.returncode == 0, done.stdout
    return site, {path: path.read_text() for path in site.files().values()}


@pytest.fixture
def installed(made: tuple[Site, dict[Path, str]]) -> Site:
    """As it was installed, whatever a test before this one did to it."""
    site, texts = made
    for path, text in texts.items():
        path.write_text(text)
        path.chmod(0o755 if path.parent == site.scripts else 0o644)
    return site


@needs_systemd_analyze
def test_systemd_accepts_the_units_and_a_second_run_changes_nothing(installed: Site) -> None:
    files = installed.files()
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--recursive-errors=yes", files["service"], files["timer"]],
        check=False,
        capture_output=True,
        text=True,
    )
    assert (verified.returncode, verified.stderr) == (0, "")
    assert stat.S_IMODE(files["run"].stat().st_mode) == 0o755
    again = installed.play()
    assert "changed=0" in again.stdout, again.stdout


@needs_systemd_analyze
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"schedule_calendar": "every night"}, "every night"),
        ({"schedule_user": "root\nExecStartPre=/bin/true"}, "are wanted; paths are absolute"),
        ({"schedule_inventory": "/site/%i"}, "are wanted; paths are absolute"),
        ({"schedule_inventory": "inventory"}, "are wanted; paths are absolute"),
        ({"schedule_ansible_playbook": "/nowhere/ansible-playbook"}, "is no program that can be run"),
    ],
)
def test_what_systemd_would_not_take_or_misread_is_refused(site: Site, change: dict[str, str], words: str) -> None:
    refused = site.play(**change)
    assert refused.returncode != 0
    assert words in refused.stdout


@pytest.mark.skipif(Path("/run/systemd/system").exists(), reason="systemd runs here")
def test_where_no_systemd_runs_nothing_is_installed(site: Site) -> None:
    refused = site.play(schedule_activate=True)
    assert refused.returncode != 0
    assert "No systemd runs on localhost" in refused.stdout
    assert not any(path.exists() for path in site.files().values())


def test_a_check_writes_nothing_and_tells_of_every_file(site: Site) -> None:
    plan = site.play("--check")
    assert plan.returncode == 0, plan.stdout
    assert "changed=2" in plan.stdout
    assert not any(path.exists() for path in site.files().values())


@needs_systemd_analyze
def test_it_is_removed_once_and_then_nothing_is_left_to_do(installed: Site) -> None:
    planned = installed.play("--check", schedule_state="absent")
    assert planned.returncode == 0, planned.stdout
    assert all(path.exists() for path in installed.files().values())
    removed = installed.play(schedule_state="absent")
    assert removed.returncode == 0, removed.stdout
    assert not any(path.exists() for path in installed.files().values())
    assert "changed=0" in installed.play(schedule_state="absent").stdout


@needs_systemd_analyze
def test_units_and_scripts_hold_the_place_of_the_vault_password_and_no_secret(installed: Site) -> None:
    texts = {name: path.read_text() for name, path in installed.files().items()}
    assert "ANSIBLE_VAULT_PASSWORD_FILE=/site/vault-password" in texts["service"]
    assert not [name for name, text in texts.items() if "mivoice_password" in text or "mivoice_tma_password" in text]


@needs_systemd_analyze
@pytest.mark.parametrize("word", CODES)
def test_a_run_ends_with_the_code_of_its_word(installed: Site, word: str) -> None:
    result = json.dumps({"outcome": word, "code": CODES[word], "scopes": {"a": {"lines": ["code: 99"]}}}, indent=4)
    installed.programmed(f"cat > {installed.state}/result.json <<'END'\n{result}\nEND")
    assert installed.start("run", STATE_DIRECTORY=str(installed.state)).returncode == CODES[word]
    asked = installed.asked.read_text()
    assert asked.startswith("--inventory /site/inventory --extra-vars mivoice_result_file=")
    assert asked.endswith(" voiceops.mivoice5000.decommission\n")


@needs_systemd_analyze
@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("exit 2", "ansible-playbook ended with 2"),
        ("exit 4", "ansible-playbook ended with 4"),
        ("exit 0", "did not write down how it ended"),
        ('echo \'{"outcome": "done"}\' > "$STATE_DIRECTORY/result.json"', "did not write down how it ended"),
    ],
    ids=["a host failed", "a host was not reached", "it wrote nothing", "it wrote half of it"],
)
def test_a_run_that_does_not_say_how_it_ended_has_failed_whatever_an_earlier_one_said(
    installed: Site, body: str, words: str
) -> None:
    (installed.state / "result.json").write_text(json.dumps({"code": 0}, indent=4))
    installed.programmed(body)
    run = installed.start("run", STATE_DIRECTORY=str(installed.state))
    assert run.returncode == 1
    assert words in run.stderr


@needs_systemd_analyze
@pytest.mark.parametrize("code", ["exited", "killed"])
@pytest.mark.parametrize("status", ["0", *(str(code) for code in CODES.values() if code)])
def test_it_removes_itself_only_after_a_run_that_is_done(
    installed: Site, tmp_path: Path, code: str, status: str
) -> None:
    told = tmp_path / "told"
    systemctl = tmp_path / "systemctl"
    systemctl.write_text(f'#!/bin/sh\necho "$@" >> {told}\n')
    systemctl.chmod(0o755)
    assert installed.start("finish", tmp_path, EXIT_CODE=code, EXIT_STATUS=status).returncode == 0
    done = (code, status) == ("exited", "0")
    assert [path.exists() for path in installed.files().values()] == [not done] * len(NAMES)
    assert (told.read_text() if told.exists() else "") == (
        "disable --now mivoice-decommission.timer\ndaemon-reload\n" if done else ""
    )


def test_the_codes_that_systemd_takes_for_success_are_those_of_runs_that_go_on_by_themselves() -> None:
    variables = yaml.safe_load((ROLE / "vars" / "main.yml").read_text())
    assert variables["schedule_goes_on"] == [CODES[word] for word in BY_ITSELF]
    script = (ROLE / "templates" / "run.sh.j2").read_text()
    own = {word: code for word, code in CODES.items() if word != "declared"}  # how converge and verify may end
    assert all(f"{code} {word}" in script for word, code in own.items())
