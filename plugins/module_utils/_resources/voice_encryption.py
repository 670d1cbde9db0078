# SPDX-License-Identifier: GPL-3.0-or-later
"""The check box ``Voice encryption`` of a system (SCR-W10.1): on with a licence, off when no phone needs it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._context import Context
from .._drivers.base import Driver
from .._errors import Refused, Where
from .._options import (
    CONNECTION,
    FETCHED,
    INVENTORY_LAG,
    NAMED,
    OPERATOR_DONE,
    SYSTEM_CONNECTION,
    TMA,
    WRITING,
    WRITTEN_OFF,
)
from .._safety.engine import require
from .._safety.facts import FAMILIES
from .._safety.planned import with_planned
from .._safety.verdict import Verdict
from . import _readings, _switch
from ._session import session
from ._terminals import read_scope
from ._writes import evidence

ARGUMENT_SPEC: dict[str, dict[str, Any]] = {
    "state": {"type": "str", "choices": ["enabled", "disabled"], "required": True},
    "type": {"type": "str"},
    "role": {"type": "str", "choices": ["standalone", "cluster_server", "node", "remote_site"]},
    "cluster": {"type": "list", "elements": "dict"},
    "tma": {"type": "dict", "options": CONNECTION | TMA},
    "connections": {"type": "list", "elements": "dict", "default": [], "options": SYSTEM_CONNECTION},
    **NAMED,
    **FETCHED,
    **INVENTORY_LAG,
    **WRITTEN_OFF,
    **OPERATOR_DONE,
    **WRITING,
}
CONNECTED = True
SPEC_EXTRAS: dict[str, Any] = {}


def run(params: dict[str, Any], context: Context) -> dict[str, Any]:
    """Result of the contract, with the interlocks' ``verdicts``; ``before`` and ``after`` hold ``switches``.

    Raises Refused (INV-15 with the phones, INV-27, INV-36), UsageError, ReadBackMismatch.
    """
    verdicts: list[Verdict] = []
    foreseen = _switch.foreseen(params["planned"], _name(params), context.check_mode)
    if params["state"] == "disabled" and foreseen.get("voice_encryption", _is_on(params, context)):
        verdicts = _phones_have_left(params, context)
    with session(params, context) as driver:
        screen = driver.open(_switch.SCREEN)
        wanted = _wanted(params)
        changes = _switch.differences(screen, wanted, foreseen)
        if changes and params["state"] == "enabled":
            verdicts = _may_enable(params, context, driver)
        if changes and not context.check_mode:
            _switch.apply(driver, changes)
        writes = _switch.planned(screen, driver.host, changes)
        read_at = context.clock().isoformat(timespec="seconds")
    before = wanted | {name: old for name, (old, _new) in changes.items()}
    return {
        "changed": bool(changes),
        "before": {"switches": before},
        "after": {"switches": wanted},
        "writes": writes,
        "evidence": [evidence("switches", "SCR-W10", read_at, wanted, verified=not (changes and context.check_mode))],
        "planned": {"systems": _switch.predicted(params, _name(params), wanted)},
        "verdicts": [verdict.as_dict() for verdict in verdicts],
    }


def _name(params: Mapping[str, Any]) -> str:
    return str(params["name"] or params["host"])


def _wanted(params: Mapping[str, Any]) -> dict[str, Any]:
    kind = {"type": params["type"]} if params["type"] is not None else {}  # OPEN-6
    return {"voice_encryption": params["state"] == "enabled"} | kind


def _is_on(params: Mapping[str, Any], context: Context) -> bool:
    """A session of its own: the TMA of a system without Manager is behind the same log-in."""
    with session(params, context, read_only=True) as driver:
        return driver.open(_switch.SCREEN).value("voice_encryption") is True


def _may_enable(params: Mapping[str, Any], context: Context, driver: Driver) -> list[Verdict]:
    """INV-27, and INV-36 for every node that a cluster server takes along (TOP-4)."""
    name = _name(params)
    licence = _readings.licence(driver, driver.open("W1"))
    nodes = _switch.nodes(params, name)
    me = {"name": name, "role": params["role"], "read_at": context.clock().isoformat()} | licence
    facts: dict[str, Any] = {"state": "enabled", "targets": [name], "systems": [me, *nodes]}
    if params["cluster"] is not None:
        facts["cluster_nodes"] = {name: [node.get("name") for node in nodes]}
    facts = with_planned(facts, params["planned"], context.check_mode)
    return require(["INV-27", "INV-36"], facts, params["override"])


def _phones_have_left(params: Mapping[str, Any], context: Context) -> list[Verdict]:
    """INV-15, from the TMA's inventory and the systems' own lists of registrations."""
    if params["tma"] is None:
        raise Refused(
            problem="Voice encryption is on, and nothing tells whether phones still encrypt",
            where=Where(host=params["host"], screen_id="SCR-W10.1"),
            remedy="Give 'tma' (and 'connections'), so that the phones can be looked at before the box is unticked",
            rule="INV-15",
        )
    gates = read_scope(
        params["tma"], params["connections"], list(FAMILIES), "disabled", context, fetched=params["fetched"]
    )
    facts: dict[str, Any] = {
        "state": "disabled",
        "phones": [phone for gate in gates for phone in gate["phones"]],
        "actions": {gate["family"]: gate["action"] for gate in gates},
        "registrations_declared": all(gate["registrations_declared"] for gate in gates),
        "inventory_read_at": min(gate["inventory_read_at"] for gate in gates),
        "inventory_lag": params["inventory_lag"],
        "operator_done": params["operator_done"],
        "written_off": params["written_off"],
        "now": context.clock().isoformat(),
    }
    facts = with_planned(facts, params["planned"], context.check_mode)
    return require(["INV-15"], facts, params["override"])
