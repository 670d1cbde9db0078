# SPDX-License-Identifier: GPL-3.0-or-later
"""The right to encryption of feature classes and subscriptions (LIC-3 to LIC-5; SCR-W8, SCR-W9, SCR-M2)."""

from __future__ import annotations

from typing import Any

from .._context import Context
from .._errors import UsageError
from .._options import NAMED, PLANNED
from . import _rights
from ._session import session
from ._writes import evidence

ARGUMENT_SPEC: dict[str, dict[str, Any]] = {
    "scope": {"type": "str", "choices": ["feature_classes", "subscriptions"], "required": True},
    "via": {"type": "str", "choices": ["system", "manager"], "default": "system"},
    "names": {"type": "list", "elements": "str", "default": []},
    "except": {"type": "list", "elements": "str", "default": []},
    "state": {"type": "str", "choices": ["enabled", "disabled"], "default": "enabled"},
    **NAMED,
    **PLANNED,
}
CONNECTED = True
SPEC_EXTRAS: dict[str, Any] = {}

KINDS = {
    ("feature_classes", "system"): _rights.FEATURE_CLASSES,
    ("feature_classes", "manager"): _rights.MANAGER_FEATURE_CLASSES,
    ("subscriptions", "system"): _rights.SUBSCRIPTIONS,
}
AREAS = {"system": "webadmin", "manager": "manager"}


def run(params: dict[str, Any], context: Context) -> dict[str, Any]:
    """Result of the contract; ``before`` and ``after`` hold ``rights`` as system facts do.

    Raises UsageError for subscriptions by way of the Manager or names that the screen does not list.
    """
    scope, via = params["scope"], params["via"]
    kind = KINDS.get((scope, via))
    if kind is None:
        raise UsageError(
            problem="Options scope and via: the Manager shows feature classes only, not subscriptions",
            remedy="Use 'via: system' on each system",
        )
    wanted = params["state"] == "enabled"
    with session(params, context, AREAS[via]) as driver:
        screen = driver.open(kind.screen_id)
        in_table = screen.has(kind.table)
        before = after = _rights.read(kind, screen)
        names = _rights.differing(kind, before, params["names"], params["except"], wanted)
        plan = _rights.plan(screen, in_table, names, wanted, driver.host)
        if names:
            after = [holder | {"right": wanted} if holder[kind.name] in names else holder for holder in before]
            if not context.check_mode:
                after = _rights.write(kind, driver, names, wanted)
        read_at = context.clock().isoformat(timespec="seconds")
    rights = {"rights": {scope: after}}
    return {
        "changed": bool(names),
        "before": {"rights": {scope: before}},
        "after": rights,
        "writes": plan.entries,
        "evidence": [evidence(scope, f"SCR-{kind.screen_id}", read_at, after, verified=not context.check_mode)],
        "planned": {"systems": {params["name"] or params["host"]: rights}} if via == "system" else {},
    }
