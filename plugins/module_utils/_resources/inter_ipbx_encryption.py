# SPDX-License-Identifier: GPL-3.0-or-later
"""Inter-iPBX encryption of a system (LIC-7, SCR-W10.4): its place is the site's to declare, else a person's to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._context import Context
from .._drivers.base import Driver, Screen
from .._errors import OperatorStepNeeded, Where
from .._options import NAMED, OPERATOR_DONE, OPERATOR_LANGUAGE, WRITING
from .._safety.engine import require
from .._safety.planned import with_planned
from .._safety.verdict import Verdict
from . import _readings, _switch
from ._operator_steps import operator_step
from ._session import session
from ._writes import evidence, place

CONTROL = "inter_ipbx"
STEP = "inter_ipbx_encryption"
ARGUMENT_SPEC: dict[str, dict[str, Any]] = {
    "state": {"type": "str", "choices": ["enabled", "disabled"], "required": True},
    "peers": {"type": "list", "elements": "dict"},
    "same_run": {"type": "list", "elements": "str", "default": []},
    "role": {"type": "str", "choices": ["standalone", "cluster_server", "node", "remote_site"]},
    "cluster": {"type": "list", "elements": "dict"},
    **NAMED,
    **OPERATOR_DONE,
    **OPERATOR_LANGUAGE,
    **WRITING,
}
CONNECTED = True
SPEC_EXTRAS: dict[str, Any] = {}


def run(params: dict[str, Any], context: Context) -> dict[str, Any]:
    """Result of the contract, with ``verdicts`` and ``operator_steps``; ``before`` and ``after`` hold ``switches``.

    Raises Refused (INV-27), OperatorStepNeeded when the screen has no such box and nobody vouches for it,
    ReadBackMismatch.
    """
    wanted = {CONTROL: params["state"] == "enabled"}
    with session(params, context) as driver:
        screen = driver.open(_switch.SCREEN)
        if not screen.has(CONTROL):
            return _by_a_person(params, context, screen)
        changes = _switch.differences(
            screen, wanted, _switch.foreseen(params["planned"], _name(params), context.check_mode)
        )
        verdicts = _ask(params, context, driver, bool(changes))
        if changes and not context.check_mode:
            _switch.apply(driver, changes)
        writes = _switch.planned(screen, driver.host, changes)
        read_at = context.clock().isoformat(timespec="seconds")
    before = {CONTROL: changes[CONTROL][0] if changes else wanted[CONTROL]}
    verified = not (changes and context.check_mode)
    return {
        "changed": bool(changes),
        "before": {"switches": before},
        "after": {"switches": wanted},
        "writes": writes,
        "evidence": [evidence("switches", "SCR-W10", read_at, wanted, verified=verified)],
        "warnings": [f"[{v.rule}] incomplete: {v.text}" for v in verdicts if not v.passed],
        "planned": {"systems": _switch.predicted(params, _name(params), wanted)},
        "verdicts": [verdict.as_dict() for verdict in verdicts],
        "operator_steps": [],
    }


def _name(params: Mapping[str, Any]) -> str:
    return str(params["name"] or params["host"])


def _ask(params: Mapping[str, Any], context: Context, driver: Driver, writing: bool) -> list[Verdict]:
    """INV-27 before switching on; INV-37 always, for a link with one end on is to be reported."""
    facts: dict[str, Any] = {"state": params["state"], "peers": params["peers"], "same_run": params["same_run"]}
    rules = ["INV-37"]
    if writing and params["state"] == "enabled":
        facts["systems"] = [{"name": _name(params)} | _readings.licence(driver, driver.open("W1"))]
        rules = ["INV-27", *rules]
    return require(rules, with_planned(facts, params["planned"], context.check_mode), params["override"])


def _by_a_person(params: Mapping[str, Any], context: Context, screen: Screen) -> dict[str, Any]:
    step = operator_step(STEP, params["host"], params["state"], params["operator_language"], params["operator_done"])
    if step["done_by"] is None and not context.check_mode:
        raise OperatorStepNeeded(
            problem="The screen shows no box for inter-iPBX encryption",
            where=Where(host=params["host"], screen=place(screen), screen_id="SCR-W10.4", label=step["label"]),
            remedy=f"{step['text']} Then run again with operator_done: [{{step: {STEP}, by: your name}}], "
            "or declare the box in the site's 'screens'",
            details={"operator_steps": [step]},
        )
    wanted = {CONTROL: params["state"] == "enabled"}
    read_at = context.clock().isoformat(timespec="seconds")
    source = f"word of {step['done_by']}" if step["done_by"] else "planned"
    return {
        "changed": False,
        "before": {"switches": {CONTROL: None}},
        "after": {"switches": {CONTROL: None}},
        "writes": [],
        "evidence": [evidence("switches", source, read_at, wanted, verified=False)],
        "planned": {"systems": {_name(params): {"switches": wanted}}},
        "verdicts": [],
        "operator_steps": [step],
    }
