# SPDX-License-Identifier: GPL-3.0-or-later
"""inter_ipbx_encryption: where the site has declared the box, else a step for a person (OPEN-7, INV-37)."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import OperatorStepNeeded, Refused
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import inter_ipbx_encryption
from ansible_collections.voiceops.mivoice5000.tests.unit.support.fake_driver import FakeSystem

ENABLE = {"state": "enabled", "name": "pbx1"}


def _peer(on: bool | None) -> dict[str, Any]:
    return {"name": "pbx2", "switches": {"inter_ipbx": on}}


@pytest.fixture
def hidden(pbx: FakeSystem) -> FakeSystem:
    del pbx.pages["W10"].values["inter_ipbx"]
    return pbx


@pytest.mark.parametrize("on", [False, None], ids=["off", "unknown"])
def test_an_end_that_stays_off_is_reported_and_does_not_stop(run: Any, pbx: FakeSystem, on: bool | None) -> None:
    result = run(inter_ipbx_encryption, peers=[_peer(on)], **ENABLE)
    assert result["changed"] is True
    assert "INV-37" in result["warnings"][0]
    assert "pbx2" in result["warnings"][0]


@pytest.mark.parametrize("more", [{"peers": [_peer(True)]}, {"peers": [_peer(False)], "same_run": ["pbx2"]}])
def test_two_ends_that_are_on_or_switched_together_need_no_warning(run: Any, more: dict[str, Any]) -> None:
    assert run(inter_ipbx_encryption, **more, **ENABLE)["warnings"] == []


def test_no_link_is_encrypted_without_licence(run: Any, pbx: FakeSystem) -> None:
    pbx.pages["W1"].tables["licences"][0]["status"] = ""
    with pytest.raises(Refused) as caught:
        run(inter_ipbx_encryption, **ENABLE)
    assert caught.value.rule == "INV-27"
    assert pbx.writes == []


def test_a_box_that_no_screen_shows_is_a_step_for_a_person(run: Any, hidden: FakeSystem) -> None:
    with pytest.raises(OperatorStepNeeded) as caught:
        run(inter_ipbx_encryption, operator_language="fr", **ENABLE)
    (step,) = caught.value.details["operator_steps"]
    assert step["done_by"] is None
    assert "menu 4.4.4" in step["text"]
    assert "« Chiffrement inter-iPBX » à mettre sur coché" in step["text"]
    assert "operator_done" in str(caught.value)


def test_the_word_of_a_person_is_taken_and_never_called_verified(run: Any, hidden: FakeSystem) -> None:
    done = [{"step": "inter_ipbx_encryption", "by": "A. Martin"}]
    result = run(inter_ipbx_encryption, operator_done=done, **ENABLE)
    assert result["changed"] is False
    assert result["operator_steps"][0]["done_by"] == "A. Martin"
    assert (result["evidence"][0]["source"], result["evidence"][0]["verified"]) == ("word of A. Martin", False)


def test_a_check_lists_the_step_and_goes_on(run: Any, hidden: FakeSystem) -> None:
    result = run(inter_ipbx_encryption, check=True, **ENABLE)
    assert result["operator_steps"][0]["step"] == "inter_ipbx_encryption"
    assert result["planned"]["systems"]["pbx1"] == {"switches": {"inter_ipbx": True}}
