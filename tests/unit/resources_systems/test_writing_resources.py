# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for every module that writes: the plan is the deed, a repeat does nothing, unasked things stay."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.voiceops.mivoice5000.plugins.module_utils import _door
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._context import Context
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import (
    _switch,
    encryption_right,
    inter_ipbx_encryption,
    licence,
    voice_encryption,
)
from ansible_collections.voiceops.mivoice5000.tests.unit.support.fake_driver import FakeFleet, FakeSystem
from ansible_collections.voiceops.mivoice5000.tests.unit.support.fake_pages import connection

KEYCODE = "KEY-0000-1111"
TASKS: dict[str, tuple[Any, dict[str, Any]]] = {
    "licence": (licence, {"keycode": KEYCODE}),
    "rights of subscriptions": (encryption_right, {"scope": "subscriptions"}),
    "rights of feature classes": (encryption_right, {"scope": "feature_classes", "names": ["Guest"]}),
    "rights taken away": (encryption_right, {"scope": "feature_classes", "state": "disabled"}),
    "voice encryption": (voice_encryption, {"state": "enabled", "role": "standalone", "name": "pbx1"}),
    "voice encryption with type": (
        voice_encryption,
        {"state": "enabled", "type": "None", "role": "standalone", "name": "pbx1"},
    ),
    "inter-iPBX encryption": (inter_ipbx_encryption, {"state": "enabled", "name": "pbx1"}),
}


@pytest.fixture
def pbx(pbx: FakeSystem, request: pytest.FixtureRequest) -> FakeSystem:
    """The gateway; without licence, and with a keycode that works, for the licence itself."""
    line = pbx.pages["W1"].tables["licences"][0]
    if "licence" in request.node.name:
        line["status"] = "Refused"
        pbx.pages["W1"].buttons["validate"].then = lambda _system, _staged: line.update(status="Authorised")
    return pbx


@pytest.fixture(params=TASKS)
def task(request: pytest.FixtureRequest) -> tuple[Any, dict[str, Any]]:
    return TASKS[request.param]


def test_the_writes_of_a_check_are_those_of_the_run(task: Any, run: Any, pbx: FakeSystem) -> None:
    resource, options = task
    untouched = copy.deepcopy(pbx.pages)
    planned = run(resource, check=True, **options)
    assert pbx.writes == []
    assert {name: page.values for name, page in pbx.pages.items()} == {n: p.values for n, p in untouched.items()}
    done = run(resource, **options)
    assert planned["writes"] == done["writes"] != []
    assert planned["changed"] is done["changed"] is True
    assert planned["before"] == done["before"]


def test_the_writes_reported_are_those_the_appliance_saw(task: Any, run: Any, pbx: FakeSystem) -> None:
    resource, options = task
    reported = [(write["screen_id"], write["button"]) for write in run(resource, **options)["writes"]]
    assert reported == [(write["screen_id"], write["button"]) for write in pbx.writes]


def test_a_second_run_changes_nothing(task: Any, run: Any, pbx: FakeSystem) -> None:
    resource, options = task
    first = run(resource, **options)
    sent = len(pbx.writes)
    second = run(resource, **options)
    assert (second["changed"], second["writes"], len(pbx.writes)) == (False, [], sent)
    assert second["before"] == second["after"] == first["after"]


def test_only_what_differs_is_written(task: Any, run: Any) -> None:
    resource, options = task
    for write in run(resource, **options)["writes"]:
        assert all(change["before"] != change["after"] for change in write["changes"].values())


def test_evidence_names_its_source_and_is_verified_only_after_a_run(task: Any, run: Any) -> None:
    # INV-45
    resource, options = task
    assert [item["verified"] for item in run(resource, check=True, **options)["evidence"]] == [False]
    (proof,) = run(resource, **options)["evidence"]
    assert proof["verified"] is True
    assert proof["source"].startswith("SCR-W")
    assert proof["read_at"] == "2026-03-02T21:30:00+00:00"


def test_results_are_plain_json_and_hold_no_keycode(task: Any, run: Any) -> None:
    resource, options = task
    assert KEYCODE not in json.dumps(run(resource, **options))


def test_a_fault_of_ours_after_a_write_still_tells_what_was_sent(
    fleet: FakeFleet, pbx: FakeSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any) -> None:
        raise KeyError("a fault of ours")

    monkeypatch.setattr(_switch, "read_back", broken)
    options = connection() | {"state": "enabled", "role": "standalone", "name": "pbx1"}
    checked = ArgumentSpecValidator(_door.argument_spec(voice_encryption)).validate(options)
    result = _door.call(voice_encryption, checked.validated_parameters, Context(), diff=False)
    assert (result["failed"], result["changed"]) == (True, True)
    assert (
        [write["button"] for write in result["error"]["writes"]]
        == ["validate"]
        == [write["button"] for write in pbx.writes]
    )
