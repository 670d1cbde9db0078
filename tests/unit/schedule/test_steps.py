# SPDX-License-Identifier: GPL-3.0-or-later
"""The next step of a stop follows from what is known, is never taken early, and is in the order of the role."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._safety.facts import FAMILIES
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._schedule.steps import STEPS, next_step
from hypothesis import given
from hypothesis import strategies as st

MAIN = Path(__file__).resolve().parents[3] / "roles" / "disable" / "tasks" / "main.yml"
names = st.sampled_from(["pbx1", "pbx2"])
modes = st.dictionaries(
    names, st.sampled_from(["pbx_cert_self_signed", "no_tls", "bothway", "bothway_no_cert", "unknown", None])
)
gates = st.dictionaries(st.sampled_from(FAMILIES), st.sampled_from(["pass", "fail", "inconclusive", None]))
voices = st.dictionaries(names, st.sampled_from([True, False, None]))


@given(modes, gates, voices)
def test_no_step_comes_before_the_ones_ahead_of_it_are_proven_done(
    mode: dict[str, Any], gate: dict[str, Any], voice: dict[str, Any]
) -> None:
    reached = STEPS.index(next_step(mode, gate, voice))
    if reached > STEPS.index("bothway"):
        assert mode
        assert not {"bothway", "bothway_no_cert"} & set(mode.values())
    for family in FAMILIES:
        if reached > STEPS.index(family):
            assert gate[family] == "pass"
    if reached > STEPS.index("systems"):
        assert voice
        assert set(voice.values()) == {False}


@given(modes, gates, voices)
def test_knowing_less_never_leads_further(mode: dict[str, Any], gate: dict[str, Any], voice: dict[str, Any]) -> None:
    known = STEPS.index(next_step(mode, gate, voice))
    assert STEPS.index(next_step(mode, {}, voice)) <= known
    assert STEPS.index(next_step(mode, gate, dict.fromkeys(voice))) <= known
    assert STEPS.index(next_step({}, gate, voice)) <= known


def test_the_order_is_that_in_which_the_role_takes_the_steps() -> None:
    (block,) = yaml.safe_load(MAIN.read_text(encoding="utf-8"))
    included = [(_included(task), task.get("vars", {})) for task in block["block"]]
    families = [said["common_family"] for name, said in included if name == "family.yml"]
    files = [name for name, _said in included if name in ("bothway/leave", "family.yml", "switch.yml")]
    assert tuple(families) == FAMILIES
    assert files == ["bothway/leave", "family.yml", "family.yml", "switch.yml"]


def _included(task: dict[str, Any]) -> str | None:
    """File of the role itself, or ``role/file`` of another one."""
    role = task.get("ansible.builtin.include_role")
    if role:
        return f"{role['name'].rpartition('.')[2]}/{role.get('tasks_from', 'main')}"
    return task.get("ansible.builtin.include_tasks")
