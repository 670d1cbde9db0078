# SPDX-License-Identifier: GPL-3.0-or-later
"""``certificate_info`` by both doors: the same judgement, files read where the task runs, no password anywhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .rig import PASSWORD, Case, Outcome, play

MODULE = "voiceops.mivoice5000.certificate_info"
FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "pki"
GOOD, ACCENTS, EXPIRED = (str(FIXTURES / f"{name}.openssl.p12") for name in ("good", "accents", "expired"))
FILE_PASSWORD, ACCENTED = "fixture-password", "mot-de-passé-€"
SYSTEM = {
    "tel_address": "10.0.0.1",
    "admin_address": "10.1.0.1",
    "fqdns": ["pbx.example"],
    "multisite": True,
    "has_5300": True,
}
POLICY = {"key_types": ["RSA", "EC"]}
CASES = [
    Case("judges", {"path": [GOOD, EXPIRED], "password": FILE_PASSWORD, "system": SYSTEM, "policy": POLICY}, MODULE),
    Case("has an accented password", {"path": ACCENTS, "password": ACCENTED}, MODULE),
    Case("has no password", {"path": GOOD}, MODULE),
    Case("checks", {"path": GOOD, "password": FILE_PASSWORD}, MODULE, {"check_mode": True}),
    Case("names nothing", {"password": FILE_PASSWORD}, MODULE),
    Case("names a role that is none", {"path": GOOD, "system": {"file_role": "server"}}, MODULE),
    Case("looks near the playbook", {"path": "near.p12", "password": FILE_PASSWORD}, MODULE),
]


@pytest.fixture(scope="module", params=["here", "shipped"])
def door(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def outcome(door: str, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    folder = tmp_path_factory.mktemp(door)
    (folder / "near.p12").write_bytes(Path(GOOD).read_bytes())
    return play(CASES, door, folder)


def test_the_judgement_is_the_same_by_both_doors(outcome: Outcome) -> None:
    result = outcome.results["judges"]
    assert [each["chain"][0]["cn"] for each in result["certificates"]] == ["10.0.0.1", "10.0.0.1"]
    wrong = [(each["rule"], each["blocking"]) for each in result["findings"] if each["severity"] != "info"]
    assert wrong == [("CERT-20", True)]
    assert (result["changed"], result["summary"]["blocking"]) == (False, 1)


def test_an_accented_password_opens_its_file(outcome: Outcome) -> None:
    assert outcome.results["has an accented password"]["summary"]["unread"] == 0


def test_the_password_of_the_web_admin_is_not_tried_on_files(outcome: Outcome) -> None:
    assert [each["reason"] for each in outcome.results["has no password"]["certificates"]] == ["password_needed"]


def test_a_check_looks_as_a_run_does(outcome: Outcome) -> None:
    assert outcome.results["checks"]["summary"]["certificates"] == 1


@pytest.mark.parametrize("case", ["names nothing", "names a role that is none"])
def test_a_wrong_task_fails(outcome: Outcome, case: str) -> None:
    assert outcome.results[case]["failed"] is True


def test_a_relative_path_is_looked_for_beside_the_playbook_on_the_controller_alone(outcome: Outcome, door: str) -> None:
    (told,) = outcome.results["looks near the playbook"]["certificates"]
    assert Path(told["source"]).is_absolute() is (door == "here")
    assert told["error"] is None or door == "shipped"


@pytest.mark.parametrize("secret", [FILE_PASSWORD, ACCENTED, PASSWORD])
def test_no_password_is_in_any_result_nor_printed_at_vvv(outcome: Outcome, secret: str) -> None:  # INV-33
    printed = outcome.output + json.dumps(outcome.results, ensure_ascii=False)
    assert secret not in printed
    assert "PRIVATE KEY" not in printed
