# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of a family of terminals for a mode, by TMA: distribution, specific data, action (spec 6.5, 6.6, 6.11)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from .._context import Context
from .._drivers.base import Driver, Screen
from .._errors import ReadBackMismatch, UsageError, Where
from .._options import OPERATOR_DONE, OPERATOR_LANGUAGE, TMA, WRITING, WRITTEN_OFF
from .._phoneconfig.profiles import MODES
from .._safety.facts import FAMILIES
from . import _actions, _tma, _tma_values
from ._names import folded
from ._session import session
from ._terminal_job import PLACEHOLDER, Found, Job, interlocks, read, wanted_values
from ._update import checked
from ._writes import Plan, evidence

ARGUMENT_SPEC: dict[str, dict[str, Any]] = {
    "family": {"type": "str", "choices": list(FAMILIES), "required": True},
    "mode": {"type": "str", "choices": list(MODES), "required": True},
    "systems": {"type": "list", "elements": "dict", "required": True},
    "time_server": {"type": "str"},
    "software": {"type": "str"},
    "block": {"type": "str", "choices": list(_tma.BLOCKS), "default": "upper"},
    "list": {"type": "str", "default": "All"},
    "update": {
        "type": "dict",
        "options": {
            "type": {"type": "str", "choices": ["immediate", "deferred"], "default": "immediate"},
            "date": {"type": "str"},
            "time": {"type": "str"},
            "timezone": {"type": "str"},
        },
    },
    "action_name": {"type": "str"},
    "follow": {"type": "bool", "default": True},
    "follow_timeout": {"type": "int", "default": 1800},
    "srtp_aes256": {"type": "bool", "default": False},
    **TMA,
    **WRITTEN_OFF,
    **OPERATOR_DONE,
    **OPERATOR_LANGUAGE,
    **WRITING,
}
CONNECTED = True
SPEC_EXTRAS: dict[str, Any] = {}

EVERYBODY = "all"  # SCR-T3.2


def run(params: dict[str, Any], context: Context) -> dict[str, Any]:
    """Result of the contract, with ``action`` {name, state, raw} or None, ``operator_steps``, ``verdicts``, ``text``.

    Raises UsageError, Refused, OperatorStepNeeded (T60-5), ControlNotFound for a missing row, ReadBackMismatch when
    the action is not listed, Appliance when it fails.
    """
    job = Job(params, context, wanted_values(params), checked(params["update"], context.clock()))
    scope = {"region": params["region"], "multisite": params["multisite"]}
    with session(params, context, "tma", scope=scope) as driver:
        found = read(driver, job)
        if not found.phones:
            return _result(job, found, "TMA knows no terminal of this family: nothing to do")
        software = _tma.package(driver, params["software"], (phone["software"] for phone in found.phones))
        found, target = found.of_package(software), job.target(software)
        running = _under_way(job, found, target)
        if running:
            running = _followed(driver, job, running)
            return _result(job, found, "An action of an earlier run is under way", running)
        last = _actions.last_of(job.family, job.scope, found.actions)
        if _is_done(job, found, target, last):
            return _result(job, found, "TMA's files hold these values already", last)
        return _push(driver, job, found, target)


def _under_way(job: Job, found: Found, target: _tma.Target) -> dict[str, Any] | None:
    """The action of a run that was cut off: same work, not over (ACT-6)."""
    name, prefix = job.params["action_name"], job.prefix(target)
    ours = [
        action
        for action in found.actions
        if (action["name"].startswith(prefix) or action["name"] == name) and action["state"] in ("waiting", "running")
    ]
    return max(ours, key=lambda action: str(action["name"])) if ours else None


def _is_done(job: Job, found: Found, target: _tma.Target, last: Mapping[str, Any] | None) -> bool:
    """True when TMA's files are as wanted and nothing of ours failed since.

    Nothing shows who is in a list other than All: there our own action, finished and the youngest, has to do.
    """
    if last is not None and last["state"] != "finished":
        return False
    if folded(target.terminals) == EVERYBODY or not found.wrong:
        return not found.wrong
    return bool(last and not job.params["action_name"] and last["name"].startswith(job.prefix(target)))


def _push(driver: Driver, job: Job, found: Found, target: _tma.Target) -> dict[str, Any]:
    """Everything that can be looked at comes before the first write; then both halves (TMA-2) and the action."""
    given = job.params["action_name"]
    _is_free(driver, given, found)
    screen = _tma.open_range(driver, target)
    shown = _tma.lines(driver, screen)
    rows = _tma.chosen(driver, screen, shown, job.wanted, job.params["block"])
    verdicts = interlocks(driver, job, found, shown)
    changes = {name: line for name, line in rows.items() if not line.distributed}
    named = given or job.prefix(target) + PLACEHOLDER
    plan = _plan(driver, screen, job, target, changes, named)
    if changes and not job.context.check_mode:
        screen = _tma.distribute(driver, screen, target, changes)
    if not (changes and job.context.check_mode):
        screen = _tma_values.open_values(driver, screen, target)
        _tma_values.value_rows(driver, screen, screen.table("parameters"), job.wanted)
    if job.context.check_mode:
        action, text = {"name": named, "state": "planned", "raw": None}, "TMA would write these values"
    else:
        action, text = _act(driver, screen, job, target), "TMA writes these values"
    pushed = {
        "changed": True,
        "before": {"distribution": {name: line.range for name, line in rows.items()}},
        "after": {
            "distribution": {name: _tma.DISTRIBUTED[line.column] for name, line in rows.items()},
            "values": job.values,
        },
        "writes": plan.entries,
        "verdicts": [verdict.as_dict() for verdict in verdicts],
    }
    return _result(job, found, text, action) | pushed


def _is_free(driver: Driver, name: str | None, found: Found) -> None:
    if name in {action["name"] for action in found.actions}:
        raise UsageError(
            problem="An action of this name is over already; two of one name could not be told apart (ACT-6)",
            where=Where(driver.host, "Action monitoring", "SCR-T5", name),
            remedy="Choose another action_name, or leave it out",
        )


def _plan(
    driver: Driver, screen: Screen, job: Job, target: _tma.Target, changes: Mapping[str, _tma.Line], named: str
) -> Plan:
    """Both writes, alike in a check and in a run: a check cannot see T3 before the distribution (TMA-2)."""
    plan = Plan(driver.host)
    if changes:
        ranges = {
            f"{line.column} {name}": (line.row.value(line.column), _tma.specific_text(driver, screen, line))
            for name, line in changes.items()
        }
        plan.add(screen, "distribute", ranges)
    told = {f"common_value {name}": value for name, value in job.values.items()}
    told |= {"list": target.terminals, "action_name": named}
    told |= {"update_type" if key == "type" else key: value for key, value in job.update.items()}
    plan.add(screen, "confirm", {name: (None, value) for name, value in told.items()}, screen_id="T4")
    return plan


def _act(driver: Driver, screen: Screen, job: Job, target: _tma.Target) -> dict[str, Any]:
    """Write the values and start the action; returns it as last seen."""
    name = job.params["action_name"] or _actions.stamped(job.prefix(target), job.context.clock())
    _tma_values.stage_values(driver, screen, target, job.wanted)
    _tma_values.start(driver, screen, name, job.update)
    action = _actions.state_of(driver, name)
    if action is None:
        raise ReadBackMismatch(
            problem="TMA took the action, but its monitoring does not list it",
            where=Where(driver.host, "Action monitoring", "SCR-T5", name),
            remedy="Look at Action monitoring; run again once it is clear what happened",
        )
    return _followed(driver, job, action)


def _followed(driver: Driver, job: Job, action: dict[str, Any]) -> dict[str, Any]:
    """The action at its end when asked for; a deferred one is not waited for here (ACT-3)."""
    if job.context.check_mode or not job.params["follow"] or job.update["type"] == "deferred":
        return action
    return _actions.follow(driver, action["name"], job.context, job.params["follow_timeout"])


def _result(job: Job, found: Found, text: str, action: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Result of a run that writes nothing."""
    counts = dict(sorted(Counter(phone["inventory"] for phone in found.phones).items()))
    pieces = [evidence("inventory", "SCR-T6", found.read_at, counts)]
    if action:
        now = job.context.clock().isoformat(timespec="seconds")
        pieces.append(evidence("action", "SCR-T5", now, dict(action), verified=action["state"] == "finished"))
    return {
        "changed": False,
        "before": {},
        "after": {},
        "action": dict(action) if action else None,
        "writes": [],
        "evidence": pieces,
        "operator_steps": job.operator_steps(),
        "planned": {"phones": {job.family: job.mode}},
        "verdicts": [],
        "text": _told(job, found, text, action),
    }


def _told(job: Job, found: Found, text: str, action: Mapping[str, Any] | None) -> str:
    """What was done; never that a phone encrypts (INV-45)."""
    parts = [f"{text} ({job.family}, {job.mode})"]
    if found.wrong:
        parts.append(f"TMA's files showed {len(found.wrong)} of {len(found.phones)} terminals otherwise")
    if action:
        parts.append(f"action {action['name']}: {action['raw'] or action['state']}")
    if job.update["type"] == "deferred":
        parts.append(f"asked for {job.update['date']} {job.update['time']}, by the clock of TMA (OPEN-11)")
    return "; ".join(parts) + "."
