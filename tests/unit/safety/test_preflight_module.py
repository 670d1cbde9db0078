# SPDX-License-Identifier: GPL-3.0-or-later
"""The module ``preflight``: lists, lines, and when it fails."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._context import Context
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import Refused
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import preflight as resource
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._safety.preflight import lines
from ansible_collections.voiceops.mivoice5000.tests.unit.safety.test_preflight import NO_RIGHT, facts, ids
from ansible_collections.voiceops.mivoice5000.tests.unit.safety.worlds import NOW, changed


def module(**params: Any) -> dict[str, Any]:
    defaults = {name: spec.get("default") for name, spec in resource.ARGUMENT_SPEC.items()}
    world = {key: value for key, value in facts().items() if key != "now"}
    return resource.run(defaults | world | params, Context(clock=lambda: NOW))


def test_the_module_reports_lists_and_lines() -> None:
    result = module()
    assert result["changed"] is False
    assert result["text"] == lines(result["preflight"])
    assert any(line.startswith("WARNING WARN-12: its certificate ends") for line in result["text"])


def test_the_module_fails_on_errors_when_asked() -> None:
    world = changed(facts(), {"systems.0.release": {"value": "R6.5", "supported": False}})
    assert ids(module(systems=world["systems"])["preflight"], "errors") == ["PRE-1"]
    with pytest.raises(Refused) as caught:
        module(systems=world["systems"], fail_on_errors=True)
    assert caught.value.rule == "PRE-1"
    assert "pbx1" in str(caught.value)
    assert caught.value.as_result()["preflight"]["errors"]


def test_an_error_that_a_later_step_cures_does_not_fail() -> None:  # ENM-1
    world = changed(facts(), {"systems.0.licence": {"state": "other", "raw": "Refused"}, **NO_RIGHT})
    result = module(systems=world["systems"], fail_on_errors=True)
    assert {entry["id"]: entry["cured_by"] for entry in result["preflight"]["errors"]} == {
        "PRE-2": "ENM-2/ENW-3",
        "PRE-3": "ENM-3/ENW-4",
    }
