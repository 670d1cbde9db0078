# SPDX-License-Identifier: GPL-3.0-or-later
"""The audit of phone files comes out the same on the controller and on the download server itself."""

from __future__ import annotations

from typing import Any

import pytest

from .rig import Case, play

MODULE = "voiceops.mivoice5000.terminal_file_info"
OWN = "^sip transport protocol: 4\nsip srtp mode: 0\nsip line1 password: 31337\n"


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("files")
    (folder / "startup.cfg").write_text("time server1: 10.0.0.9\n")
    (folder / "00085D000001.cfg").write_text(OWN)
    (folder / "00085D000002.tuz").write_bytes(b"\x93\x00")
    asked = {"path": str(folder), "mode": "self_signed"}
    cases = [
        Case("audits", asked | {"detail": "all"}, MODULE),
        Case("plans", asked, MODULE, {"check_mode": True, "diff": True}),
        Case("has no folder", {"path": str(folder / "gone"), "mode": "trusted"}, MODULE),
        Case("is asked too much", asked | {"family": ["mivoice5300"]}, MODULE),
        Case("is misspelt", asked | {"detail": "everything"}, MODULE),
    ]
    return {door: play(cases, door, tmp_path_factory.mktemp(door)).results for door in ("here", "shipped")}


@pytest.mark.parametrize("door", ["here", "shipped"])
def test_a_folder_is_audited_and_its_state_told(results: dict[str, Any], door: str) -> None:
    result = results[door]["audits"]
    assert (result["changed"], result["state"], result["summary"]["total"]) == (False, "partial", 2)
    wrong, encrypted = result["terminals"]
    assert (wrong["status"], encrypted["status"]) == ("wrong", "missing")
    assert (wrong["effective"]["sip srtp mode"]["file"], wrong["effective"]["sip srtp mode"]["line"]) == (
        "00085D000001.cfg",
        2,
    )
    assert any("00085D000002.tuz" in warning for warning in result["warnings"])
    assert "31337" not in str(result)


@pytest.mark.parametrize("door", ["here", "shipped"])
@pytest.mark.parametrize(
    ("case", "word"), [("has no folder", "gone"), ("is asked too much", "site_format"), ("is misspelt", "everything")]
)
def test_what_cannot_be_done_fails_and_says_why(results: dict[str, Any], door: str, case: str, word: str) -> None:
    assert results[door][case]["failed"] is True
    assert word in results[door][case]["msg"]


@pytest.mark.parametrize("case", ["audits", "plans"])
def test_both_doors_tell_the_same(results: dict[str, Any], case: str) -> None:
    here, shipped = ({**results[door][case]} for door in ("here", "shipped"))
    for result in (here, shipped):
        for name in ("read_at", "invocation", "ansible_facts", "warnings"):
            result.pop(name, None)
    assert here == shipped
