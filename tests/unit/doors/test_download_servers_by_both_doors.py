# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a download server are read and written alike from the controller and from a bastion."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.tests.unit.support.authorities import Authority
from ansible_collections.voiceops.mivoice5000.tests.unit.support.ftp_folder import PASSWORD, ftp_folder

from .rig import Case, Outcome, play

AUDIT = "voiceops.mivoice5000.terminal_file_info"
FILE = "voiceops.mivoice5000.download_file"
DOORS = ["here", "shipped"]
CA = Authority()
KEY = CA.key_pem
OWN = "^sip transport protocol: 4\nsip srtp mode: 0\nsip line1 password: 31337\n"


def cases(server: dict[str, Any], served: Path) -> list[Case]:
    """In the order of a life: what a case does, the next one finds."""
    asked = {"server": server, "mode": "self_signed"}
    ca = {"server": server, "name": "ca.crt", "content": CA.pem}
    old = {"server": server, "name": "old.key", "state": "absent"}
    key = {"server": server, "name": "phone.key", "src": str(served.parent / "phone.key")}
    return [
        Case("audits", asked | {"detail": "all"}, AUDIT),
        Case("is asked twice", asked | {"path": str(served)}, AUDIT),
        Case("is asked nothing", {"mode": "trusted"}, AUDIT),
        Case("plans a file", ca, FILE, {"check_mode": True, "diff": True}),
        Case("puts a file", ca, FILE, {"diff": True}),
        Case("puts it again", ca, FILE),
        Case("plans to take one away", old, FILE, {"check_mode": True}),
        Case("takes one away", old, FILE),
        Case("takes it away again", old, FILE),
        Case("is given a key", key, FILE),
        Case("is given a key with a reason", key | {"allow_clear_key": {"reason": "loopback"}}, FILE, {"diff": True}),
        Case("is given a phone file", ca | {"name": "startup.cfg", "content": "eDogMQ=="}, FILE),
        Case("is given too much", ca | {"src": str(served.parent / "phone.key")}, FILE),
        Case("knocks at a wrong door", ca | {"server": server | {"port": 1}}, FILE),
        Case("has a wrong password", ca | {"server": server | {"password": "anöther"}}, FILE),
    ]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    found = {}
    for door in DOORS:
        work = tmp_path_factory.mktemp(door)
        served = work / "served"
        served.mkdir()
        (work / "phone.key").write_text(KEY)
        (served / "startup.cfg").write_text("time server1: 10.0.0.9\n")
        (served / "00085D000001.cfg").write_text(OWN)
        (served / "00085D000002.tuz").write_bytes(b"\x93\x00")
        (served / "old.key").write_text(KEY)
        with ftp_folder(served) as server:
            found[door] = play(cases(server, served), door, work)
        assert (served / "ca.crt").read_text() == CA.pem
        assert (served / "phone.key").read_text() == KEY
        assert sorted(path.name for path in served.iterdir()) == [
            "00085D000001.cfg",
            "00085D000002.tuz",
            "ca.crt",
            "phone.key",
            "startup.cfg",
        ]
    return found


@pytest.mark.parametrize("door", DOORS)
def test_the_files_of_a_server_are_audited(outcomes: dict[str, Outcome], door: str) -> None:
    result = outcomes[door].results["audits"]
    assert (result["changed"], result["state"], result["summary"]["total"]) == (False, "partial", 2)
    wrong, encrypted = result["terminals"]
    assert (wrong["status"], encrypted["status"]) == ("wrong", "missing")
    assert (wrong["effective"]["sip srtp mode"]["file"], wrong["effective"]["sip srtp mode"]["line"]) == (
        "00085D000001.cfg",
        2,
    )


@pytest.mark.parametrize("door", DOORS)
def test_a_file_is_planned_put_and_then_left_alone(outcomes: dict[str, Outcome], door: str) -> None:
    results = outcomes[door].results
    plan, done, again = (results[name] for name in ("plans a file", "puts a file", "puts it again"))
    assert (plan["changed"], done["changed"], again["changed"]) == (True, True, False)
    assert plan["diff"] == done["diff"] and plan["writes"] == done["writes"] != []
    assert [results[name]["changed"] for name in ("takes one away", "takes it away again")] == [True, False]
    assert results["plans to take one away"]["writes"] == results["takes one away"]["writes"]
    assert results["is given a key with a reason"]["changed"] is True


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("case", "word"),
    [
        ("is asked twice", "mutually exclusive"),
        ("is asked nothing", "path, server"),
        ("is given a key", "CLEAR-KEY"),
        ("is given a phone file", "INV-25"),
        ("is given too much", "exclude each other"),
        ("knocks at a wrong door", "127.0.0.1"),
        ("has a wrong password", "530"),
    ],
)
def test_what_cannot_be_done_fails_and_says_why(outcomes: dict[str, Outcome], door: str, case: str, word: str) -> None:
    result = outcomes[door].results[case]
    assert (result["failed"], result.get("changed", False)) == (True, False)
    assert word in result["msg"]


@pytest.mark.parametrize("door", DOORS)
def test_neither_password_nor_key_is_told_anywhere(outcomes: dict[str, Outcome], door: str) -> None:
    body = "".join(KEY.splitlines()[1:-1])
    secrets = [PASSWORD, "anöther", "31337", body, body[:30], base64.b64encode(KEY.encode()).decode()[:40]]
    told = outcomes[door].output + str(outcomes[door].results)
    assert [secret for secret in secrets if secret in told] == []


@pytest.mark.parametrize("case", ["audits", "plans a file", "puts it again", "takes one away", "is given a key"])
def test_both_doors_tell_the_same(outcomes: dict[str, Outcome], case: str) -> None:
    here, shipped = ({**outcomes[door].results[case]} for door in DOORS)
    for result in (here, shipped):
        for name in ("read_at", "invocation", "ansible_facts", "warnings", "source", "evidence", "exception"):
            result.pop(name, None)
    assert len(here) > 3
    assert _without_places(here) == _without_places(shipped)


def _without_places(value: Any) -> Any:
    """The two servers have different ports."""
    if isinstance(value, dict):
        return {name: _without_places(item) for name, item in value.items() if name not in ("folder", "text")}
    return [_without_places(item) for item in value] if isinstance(value, list) else value
