# SPDX-License-Identifier: GPL-3.0-or-later
"""Every molecule scenario: create the lab, converge, converge again without a change, verify, destroy."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = sorted(path.parent.name for path in (ROOT / "extensions" / "molecule").glob("*/molecule.yml"))


def test_there_are_scenarios_with_and_without_a_manager() -> None:
    assert {"standalone", "with_manager"} <= set(SCENARIOS)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_scenario_converges_once_and_then_changes_nothing(scenario: str, tmp_path: Path) -> None:
    scripts = Path(sys.executable).parent
    environment = {
        **os.environ,
        "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".venv" / "collections"),
        "HOME": str(tmp_path),
        "MOLECULE_EPHEMERAL_DIRECTORY": str(tmp_path / "molecule"),
        "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
    }
    command = [sys.executable, "-m", "molecule", "test", "--scenario-name", scenario]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
