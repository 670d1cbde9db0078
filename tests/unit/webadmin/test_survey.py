# SPDX-License-Identifier: GPL-3.0-or-later
"""What a survey tells, what it leaves behind, and that a capture can be replayed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._context import Context
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import AuthError, UsageError
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import survey
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._webadmin.scrub import Scrubber
from ansible_collections.voiceops.mivoice5000.tests.unit.webadmin.pages import DOORS, LOGIN, MENU, classes, switches
from ansible_collections.voiceops.mivoice5000.tests.unit.webadmin.replay import Replay
from ansible_collections.voiceops.mivoice5000.tests.unit.webadmin.scripted import (
    NOW,
    PASSWORD,
    USER,
    Appliance,
    drive,
    page,
)

PRIVATE = page(
    f"""{MENU}<p>Encryption and IP parameters</p>
    <form method="post" action="/w10/save?session=ab12cd34ef56ab12cd34ef56">
    <label>Voice encryption <input type="checkbox" name="v" checked></label>
    <label>Contact <input name="c" value="Jeanne Martin"></label><textarea name="t">Ward 7, Mr Hill</textarea>
    <input type="hidden" name="token" value="0123456789abcdef0123456789abcdef"><button>Validate</button></form>
    <table><tr><td>4711</td><td>08:00:0F:00:00:1B</td><td>08000f00001c</td><td>10.1.2.3</td><td>j.martin@ward.example</td>
    <td>{USER}</td><td>2.3.4.2</td></tr></table>"""
)
ANSWERS: dict[str, Any] = DOORS | {
    "GET /w1": page(f"{MENU}<p>nothing here</p>"),
    "GET /w9": classes({"Day": True}, 1),
    "GET /w10": PRIVATE,
}


def run(appliance: Any, check: bool = False, **options: Any) -> dict[str, Any]:
    params = {"host": "pbx.example", "port": 443, "username": USER, "password": PASSWORD, "area": "webadmin"} | options
    return survey.run(params, Context(check_mode=check, clock=lambda: NOW, transport=lambda _params: appliance))


def screen(result: dict[str, Any], identity: str) -> dict[str, Any]:
    return next(found for found in result["survey"]["screens"] if found["screen_id"] == identity)


def test_every_screen_of_the_area_has_a_state_and_none_is_verified() -> None:
    appliance = Appliance(ANSWERS)
    result = run(appliance)
    states = {found["screen_id"]: found["state"] for found in result["survey"]["screens"]}
    assert (states["W9"], states["W2"], states["W11"]) == ("found", "missing", "not_declared")
    assert screen(result, "W1")["parts"] == {"keycode": "missing", "validate": "missing", "licences": "missing"}
    assert screen(result, "W9")["parts"]["feature_class"] == "not_needed"
    assert all("unverified" in line for line in result["text"][1:])
    assert result["changed"] is False
    assert appliance.times("POST /login") == 1
    assert appliance.times("GET /logout") == 1


def test_a_screen_with_two_menu_entries_is_ambiguous_and_the_others_are_still_read() -> None:
    doubled = page(MENU + MENU.replace('"/w10"', '"/w10bis"'))
    result = run(Appliance(ANSWERS | {"GET /home": doubled}))
    assert (screen(result, "W10")["state"], screen(result, "W9")["state"]) == ("ambiguous", "found")


def test_a_broken_page_is_unreadable_and_the_others_are_still_read() -> None:
    result = run(Appliance(ANSWERS | {"GET /w9": page("x", status=500)}))
    assert (screen(result, "W9")["state"], screen(result, "W10")["state"]) == ("unreadable", "found")
    assert "HTTP 500" in screen(result, "W9")["problem"]


def test_a_page_built_by_script_is_named() -> None:
    scripted = page('<div id="app"></div><script src="/app.js"></script>')
    result = run(Appliance(ANSWERS | {"GET /w9": scripted}))
    assert screen(result, "W9")["by_script"] == ["/w9"]


def test_the_file_to_complete_offers_what_the_page_has() -> None:
    unfinished = run(Appliance(ANSWERS | {"GET /w9": switches()}))["screens_to_complete"]
    assert "right: {labels: []}" in unfinished
    assert '"DSCP"' in unfinished


def test_a_refused_log_in_is_no_survey() -> None:
    with pytest.raises(AuthError):
        run(Appliance(ANSWERS | {"POST /login": LOGIN}))


def test_a_capture_holds_no_secret_and_no_person(tmp_path: Path) -> None:
    capture = Path(run(Appliance(ANSWERS), capture_dir=str(tmp_path))["files"][0]).read_text(encoding="utf-8")
    hidden = [
        PASSWORD,
        "s3cret&amp;word",
        "Jeanne",
        "Mr Hill",
        "4711",
        "08:00:0F:00:00:1B",
        "08000f00001c",
        "10.1.2.3",
        "j.martin",
        "0123456789abcdef",
        "ab12cd34",
        "sid=1",
        f">{USER}<",
        "pbx.example",
    ]
    assert [text for text in hidden if text in capture] == []
    assert "2.3.4.2" in capture


def test_the_read_path_runs_on_a_capture(tmp_path: Path) -> None:
    first = run(Appliance(ANSWERS), capture_dir=str(tmp_path))
    replayed = run(Replay(Path(first["files"][0])))
    assert replayed["survey"] == first["survey"]
    with drive(Replay(Path(first["files"][0]))) as driver:
        assert driver.open("W10").value("voice_encryption") is True
        assert driver.open("W9").table("feature_classes").rows[0].text("name") == "Day"


def test_a_check_writes_no_file(tmp_path: Path) -> None:
    assert run(Appliance(ANSWERS), check=True, capture_dir=str(tmp_path / "x"))["files"] == []
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="captures cannot be written"):
        run(Appliance(ANSWERS), capture_dir=str(tmp_path / "file" / "folder"))


def test_files_are_for_their_owner_only_even_over_older_ones(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "er"
    folder.mkdir(parents=True)
    (folder / "capture.json").write_text("{}", encoding="utf-8")
    (folder / "capture.json").chmod(0o644)
    files = run(Appliance(ANSWERS), capture_dir=str(folder))["files"]
    assert [oct(Path(name).stat().st_mode & 0o777) for name in files] == ["0o600", "0o600"]
    assert json.loads(Path(files[0]).read_text(encoding="utf-8"))["exchanges"]


def test_one_value_has_one_stand_in_wherever_it_stands() -> None:
    scrubber = Scrubber([], ["2141"])
    one, two = scrubber.page("<td>2141</td>"), scrubber.text("/w8?number=2141")
    assert one == f"<td>{two.rpartition('=')[2]}</td>"
    assert "2141" not in one
