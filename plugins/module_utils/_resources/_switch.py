# SPDX-License-Identifier: GPL-3.0-or-later
"""Check boxes and selects of SCR-W10: compare with the wish, write only what differs, read back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._drivers.base import Driver, Screen
from .._errors import UsageError, Where
from ._writes import Plan, place, read_back

SCREEN = "W10"


def foreseen(planned_facts: Mapping[str, Any], name: str, check_mode: bool) -> Mapping[str, Any]:
    """Switches of system ``name`` as earlier stages of a check would have left them; none outside check mode."""
    systems = planned_facts.get("systems") or {} if check_mode else {}
    switches: Mapping[str, Any] = (systems.get(name) or {}).get("switches") or {}
    return switches


def differences(screen: Screen, wanted: Mapping[str, Any], expected: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """{control: (value shown, value wanted)} of the controls that differ; raises ControlNotFound, UsageError.

    ``expected`` (see :func:`foreseen`) stands for what the screen would show by then.
    """
    found = {name: screen.value(name) for name in wanted} | {n: expected[n] for n in wanted if n in expected}
    for name, value in wanted.items():
        if isinstance(value, str) and value != found[name] and value not in screen.options(name):
            raise UsageError(
                problem=f"Option {name!r} is not a choice of the screen",
                where=Where(screen=place(screen), screen_id=f"SCR-{SCREEN}", label=name),
                found=value,
                wanted=", ".join(screen.options(name)),
            )
    return {name: (found[name], value) for name, value in wanted.items() if found[name] != value}


def nodes(params: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """Members of option ``cluster`` other than the system itself."""
    return [node for node in params["cluster"] or [] if node.get("name") != name]


def predicted(params: Mapping[str, Any], name: str, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Plan of a switch: a cluster server takes its nodes along (TOP-4), but not in a value that only it was given."""
    follows = nodes(params, name) if params["role"] == "cluster_server" else []
    carried = {"switches": {control: value for control, value in wanted.items() if isinstance(value, bool)}}
    return {str(node["name"]): carried for node in follows} | {name: {"switches": dict(wanted)}}


def planned(screen: Screen, host: str, changes: Mapping[str, tuple[Any, Any]]) -> list[dict[str, Any]]:
    """The one write that makes ``changes``, or none."""
    plan = Plan(host)
    if changes:
        plan.add(screen, "validate", changes)
    return plan.entries


def apply(driver: Driver, changes: Mapping[str, tuple[Any, Any]]) -> None:
    """Write ``changes``, open the screen again and check it; raises ReadBackMismatch."""
    screen = driver.open(SCREEN)
    for name, (_old, new) in changes.items():
        screen.stage(name, new)
    screen.press("validate")
    screen = driver.open(SCREEN)
    read_back(
        screen, driver.host, {n: new for n, (_old, new) in changes.items()}, {n: screen.value(n) for n in changes}
    )
