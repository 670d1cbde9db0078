# SPDX-License-Identifier: GPL-3.0-or-later
"""The survey on the lab's pages, which were written by people who had not read the driver."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import survey
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._webadmin import site
from socketless import LabFleet

SKINS = [(skin, language) for skin in ("forms", "frames", "dialogs") for language in ("en", "fr")]
ABSENT = {
    ("W2", "validate"),  # the frames skin shows services as texts
    ("W4", "eip_address"),  # no IP card in this system
    ("W4", "validate"),
    ("W5", "ca_file"),
}
ELSEWHERE = {"W12"}  # a system under a Manager has no TMA of its own


def surveyed(lab: LabFleet, device: str, area: str, **options: Any) -> dict[str, Any]:
    params = lab.params(device, area=area, region="Nord", multisite="Hospital", **options)
    if area == "tma":
        username, password = next(iter(lab.world.device(device).tma.credentials.items()))
        params |= {"tma_username": username, "tma_password": password}
    return survey.run(params, lab.context())


@pytest.fixture(params=SKINS, ids="-".join)
def lab(request: pytest.FixtureRequest) -> LabFleet:
    skin, language = request.param
    return LabFleet("demo", skin, language)


@pytest.mark.parametrize(("device", "area"), [("central", "webadmin"), ("mgr1", "manager"), ("mgr1", "tma")])
def test_nothing_is_missing_but_what_the_lab_does_not_have(lab: LabFleet, device: str, area: str) -> None:
    report = surveyed(lab, device, area)["survey"]
    states = {screen["screen_id"]: screen["state"] for screen in report["screens"]}
    assert {i for i, state in states.items() if state in ("missing", "ambiguous", "unreadable")} == set()
    assert {i for i, state in states.items() if state == "not_declared"} <= ELSEWHERE
    parts = {
        (screen["screen_id"], name): state for screen in report["screens"] for name, state in screen["parts"].items()
    }
    assert {part for part, state in parts.items() if state not in ("found", "not_needed")} <= ABSENT
    assert all(screen["verified_on"] == [] for screen in report["screens"])


@pytest.mark.parametrize(("device", "area"), [("central", "webadmin"), ("mgr1", "manager"), ("mgr1", "tma")])
def test_a_survey_writes_nothing_and_leaves_no_session(lab: LabFleet, device: str, area: str) -> None:
    surveyed(lab, device, area)
    assert lab.writes() == []
    assert lab.app.open_sessions() == []


def test_screens_in_the_middle_of_a_change_are_listed_and_not_looked_for(lab: LabFleet) -> None:
    report = surveyed(lab, "mgr1", "manager")["survey"]
    states = {screen["screen_id"]: screen["state"] for screen in report["screens"]}
    assert (states["M3C"], states["M3G"]) == ("reached_in_a_change", "reached_in_a_change")


def test_files_hold_no_secret_and_no_person(lab: LabFleet, tmp_path: Path) -> None:
    result = surveyed(lab, "central", "webadmin", name="central", capture_dir=str(tmp_path / "new" / "webadmin"))
    capture = Path(result["files"][0]).read_text(encoding="utf-8")
    system = lab.world.device("central")
    people = [*lab.world.phones.values()] if isinstance(lab.world.phones, dict) else list(lab.world.phones)
    hidden = [*system.admins.values(), system.admin_address, "central", *(phone.mac for phone in people)]
    hidden += [f">{phone.number}<" for phone in people]
    assert [text for text in hidden if text in capture] == []
    assert [oct(Path(name).stat().st_mode & 0o777) for name in result["files"]] == ["0o600", "0o600"]
    assert oct((tmp_path / "new").stat().st_mode & 0o777) == "0o700"


def test_the_file_to_complete_is_a_screens_file_that_changes_nothing_yet(lab: LabFleet) -> None:
    known = {"session": lab.app.overrides("central")["session"]}
    unfinished = surveyed(lab, "central", "webadmin", screens=known)["screens_to_complete"]
    screens = yaml.safe_load(unfinished)
    assert {"WREG", "W11", "W12"} <= set(screens["screens"])
    assert site.of(screens).screens["WREG"].paths == site.DEFAULTS["WREG"].paths


def test_a_check_reads_and_writes_no_file(tmp_path: Path) -> None:
    lab = LabFleet("demo")
    params = lab.params("central", area="webadmin", capture_dir=str(tmp_path / "captures"))
    result = survey.run(params, lab.context(check_mode=True))
    assert result["files"] == []
    assert list(tmp_path.iterdir()) == []
    assert lab.requests
