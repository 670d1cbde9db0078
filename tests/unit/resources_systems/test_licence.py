# SPDX-License-Identifier: GPL-3.0-or-later
"""licence: checks by default, enters a keycode only when given and needed (LIC-1, LIC-2, OPEN-34)."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import (
    ReadBackMismatch,
    Refused,
    UnknownValue,
)
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import licence
from ansible_collections.voiceops.mivoice5000.tests.unit.support.fake_driver import FakeSystem


def _shown(pbx: FakeSystem, status: str) -> None:
    pbx.pages["W1"].tables["licences"][0]["status"] = status


def test_an_authorised_licence_is_left_alone_even_with_a_keycode(run: Any, pbx: FakeSystem) -> None:
    assert run(licence, keycode="KEY")["changed"] is False
    assert pbx.writes == []


def test_a_refused_licence_without_keycode_fails_and_says_what_to_give(run: Any, pbx: FakeSystem) -> None:
    _shown(pbx, "Refused")
    with pytest.raises(Refused, match="keycode") as caught:
        run(licence)
    assert caught.value.rule == "LIC-1"
    assert caught.value.found == "'Refused'"
    assert pbx.writes == []


def test_a_state_that_cannot_be_read_is_not_called_refused(run: Any, pbx: FakeSystem) -> None:
    _shown(pbx, "")
    with pytest.raises(UnknownValue):
        run(licence)


def test_expecting_anything_reports_the_state(run: Any, pbx: FakeSystem) -> None:
    _shown(pbx, "Refused")
    assert run(licence, expect="any")["after"] == {"licence": {"state": "other", "raw": "Refused"}}


def test_a_keycode_that_changes_nothing_is_an_error_that_tells_of_the_write(run: Any, pbx: FakeSystem) -> None:
    _shown(pbx, "Refused")
    with pytest.raises(ReadBackMismatch) as caught:
        run(licence, keycode="KEY")
    assert [write["screen_id"] for write in caught.value.details["writes"]] == ["W1"]


def test_a_check_plans_the_licence_for_later_stages(run: Any, pbx: FakeSystem) -> None:
    _shown(pbx, "Refused")
    planned = run(licence, check=True, keycode="KEY", name="pbx1")["planned"]
    assert planned["systems"]["pbx1"]["licence"]["state"] == "authorised"
