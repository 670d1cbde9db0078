# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of a family of terminals for a mode, by TMA: distribution, specific data, action (spec 6.5, 6.6, 6.11)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from .._context import Context
from .._deps import PKI_NEEDS
from .._drivers.base import Driver, Screen
from .._errors import ReadBackMismatch, UsageError, Where
from .._options import (
    CLOCK_TOLERANCE,
    FETCHED,
    INVENTORY_LAG,
    OPERATOR_DONE,
    OPERATOR_LANGUAGE,
    SYSTEM_CONNECTION,
    TMA,
    TRUSTED_FILES,
    WRITING,
    WRITTEN_OFF,
)
from .._phoneconfig.profiles import MODES
from .._safety.evidence import CHECKING
from .._safety.facts import FAMILIES
from .._safety.verdict import Verdict
from . import _actions, _own_files, _tma, _tma_values
from ._names import folded
from ._redistribution import REDISTRIBUTE, sent_before
from ._session import session
from ._terminal_job import PLACEHOLDER, Found, Job, interlocks, read, stop_order
from ._update import UPDATE
from ._writes import Plan, evidence

ARGUMENT_SPEC: dict[str, dict[str, Any]] = {
    "family": {"type": "str", "choices": list(FAMILIES), "required": True},
    "mode": {"type": "str", "choices": list(MODES), "required": True},
    "systems": {"type": "list", "elements": "dict", "required": True},
    "connections": {"type": "list", "elements": "dict", "default": [], "options": SYSTEM_CONNECTION},
    "facts_max_age": {"type": "float", "default": 21600.0},
    "time_server": {"type": "str"},
    "software": {"type": "str"},
    "block": {"type": "str", "choices": list(_tma.BLOCKS), "default": "upper"},
    "list": {"type": "str", "default": "All"},
    "hold": {"type": "bool", "default": False},
    **UPDATE,
    "action_name": {"type": "str"},
    "follow": {"type": "bool", "default": True},
    "follow_timeout": {"type": "int", "default": 1800},
    "srtp_aes256": {"type": "bool", "default": False},
    **REDISTRIBUTE,
    **TRUSTED_FILES,
    **_own_files.OWN_FILES,
    "clear_phone_certificates": {"type": "bool", "default": False},
    "deployed": {"type": "dict", "default": {}},
    **TMA,
    **CLOCK_TOLERANCE,
    **FETCHED,
    **INVENTORY_LAG,
    **WRITTEN_OFF,
    **OPERATOR_DONE,
    **OPERATOR_LANGUAGE,
    **WRITING,
}
CONNECTED = True
SPEC_EXTRAS: dict[str, Any] = {}

REQUIRES = PKI_NEEDS

LISTS = ("writes", "evidence", "redistributed", "verdicts")
"""Parts of a result that the results of several packages are put together from."""


def run(params: dict[str, Any], context: Context) -> dict[str, Any]:
    """Result of the contract, with ``action`` {name, state, raw} or None, ``held``, ``operator_steps``, ``verdicts``,
    ``text``.

    With several packages ``action`` is the last one's, and ``before`` and ``after`` are by package. Raises UsageError,
    Refused, OperatorStepNeeded (T60-5), ControlNotFound for a missing row, ReadBackMismatch when the action is not
    listed, Appliance when it fails.
    """
    job = Job.of(params, context)
    try:
        return _in_tma(job, None if job.comes_second else [])
    except _OrderNotAsked:
        return _in_tma(job, stop_order(job))


class _OrderNotAsked(Exception):
    """Something has to be pushed, and INV-16 was not asked yet: that takes sessions with the systems, and no other."""


def _in_tma(job: Job, order: Sequence[Verdict] | None) -> dict[str, Any]:
    """One session with TMA, its packages one after the other; ``order`` is what INV-16 said, None before it was asked.

    The action of a package is over before the next one is begun, so that the last one's end is the end of all.
    """
    params, scope = job.params, {"region": job.params["region"], "multisite": job.params["multisite"]}
    with session(params, job.context, "tma", scope=scope) as driver:
        found = read(driver, job)
        job = job.knowing(found)
        if not found.phones:
            return _result(job, found, "TMA knows no terminal of this family: nothing to do")
        packages = _tma.packages(driver, params["software"], (phone["software"] for phone in found.phones))
        if len(packages) > 1 and job.update["type"] == "deferred":
            raise UsageError(
                problem="A deferred update takes one software package: its end is not waited for before the next one",
                found=", ".join(packages),
                remedy="Repeat the task for each package, with option software",
            )
        results: dict[str, dict[str, Any]] = {}
        for software in packages:
            if results:
                found = replace(found, actions=_actions.listed(driver))
            follow = params["follow"] or software != packages[-1]
            results[software] = _package(driver, job, found.of_package(software), job.target(software), order, follow)
    return _merged(results)


def _package(
    driver: Driver, job: Job, found: Found, target: _tma.Target, order: Sequence[Verdict] | None, follow: bool
) -> dict[str, Any]:
    """The result for one package: under way, done, or pushed; raises _OrderNotAsked instead of pushing too early."""
    work = job.work(target, found)
    running = [
        action
        for other, action in _actions.ours(found.actions, work, "family", "scope")
        if other.narrowed(work).same_as(work) and action["state"] in _actions.PENDING
    ]
    if running:
        action = _followed(driver, job, running[-1], follow)
        return _result(job, found, "An action of an earlier run is under way", action)
    earlier = _actions.ours(found.actions, work, "family", "scope", "software")
    last = earlier[-1] if earlier else None
    if _is_done(job, found, target, work, last):
        if not found.again:
            return _result(job, found, "TMA's files hold these values already", last[1] if last else None)
        repeated = sent_before(earlier, work)
        if repeated:
            return _result(job, found, "TMA has sent these files again before, for the very same cause", repeated)
    if job.params["hold"]:
        held = _result(job, found, "These values would have to be sent, and were held back (hold)")
        return held | {"held": True, "planned": {}}
    if order is None:
        raise _OrderNotAsked
    pushed = _push(driver, job, found, target, work, follow)
    return pushed | {"verdicts": [*(verdict.as_dict() for verdict in order), *pushed["verdicts"]]}


def _is_done(
    job: Job,
    found: Found,
    target: _tma.Target,
    work: _actions.Work,
    last: tuple[_actions.Work, Mapping[str, Any]] | None,
) -> bool:
    """True when TMA's files are as wanted and our youngest action, ``last``, says nothing else.

    The column does not show every value, nor whether terminals check certificates: our last action tells whether the
    others were the same. After it an ``unknown`` tells nothing against it (OPEN-40); a state that is known and wrong
    does. Nothing shows who is in a list other than All: there our own action has to do, or the same one for everybody,
    until it is given another name.
    """
    if last is None:
        return not found.wrong and not _may_check(job)
    done, action = last
    gives = done.gives(work)
    if action["state"] != "finished" or (done.mode == work.mode and not gives):
        return False
    if work.mode != "disabled" and not gives:
        return False
    everybody = folded(target.terminals) == _actions.EVERYBODY
    if everybody and done.same_as(work):
        return all(phone["inventory"] == "unknown" for phone in found.wrong)
    return not found.wrong or (not everybody and done.as_far_as(work).narrowed(work) == work)


def _may_check(job: Job) -> bool:
    """True when nobody knows whether terminals on TLS check certificates as the mode wants it.

    Where every system shows a self-signed certificate, terminals that are on TLS check none.
    """
    kinds = {(system.get("sip") or {}).get("kind") for system in job.params["systems"]}
    return job.mode in CHECKING or (job.mode == "self_signed" and kinds - {"self_signed", None} != set())


def _merged(results: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """One result of those of all packages; that of a single one as it is."""
    first, *others = results.values()
    if not others:
        return first
    every = [first, *others]
    return (
        first
        | {
            "changed": any(one["changed"] for one in every),
            "held": any(one["held"] for one in every),
            "before": {software: one["before"] for software, one in results.items() if one["changed"]},
            "after": {software: one["after"] for software, one in results.items() if one["changed"]},
            "action": next((one["action"] for one in reversed(every) if one["action"]), None),
            "text": " ".join(f"{software}: {one['text']}" for software, one in results.items()),
        }
        | {key: [entry for one in every for entry in one[key]] for key in LISTS}
    )


def _push(
    driver: Driver, job: Job, found: Found, target: _tma.Target, work: _actions.Work, follow: bool
) -> dict[str, Any]:
    """Everything that can be looked at comes before the first write; then both halves (TMA-2) and the action."""
    screen = _tma.open_range(driver, target)
    shown = _tma.lines(driver, screen)
    rows = _tma.chosen(driver, screen, shown, job.wanted, job.params["block"])
    verdicts = interlocks(driver, job, found, shown, work)
    changes = {name: line for name, line in rows.items() if not line.distributed}
    named = work.start + PLACEHOLDER
    plan = _plan(driver, screen, job, target, changes, named)
    if changes and not job.context.check_mode:
        screen = _tma.distribute(driver, screen, target, changes)
    if not (changes and job.context.check_mode):
        screen = _tma_values.open_values(driver, screen, target)
        _tma_values.value_rows(driver, screen, screen.table("parameters"), job.wanted)
    if job.context.check_mode:
        action, text = {"name": named, "state": "planned", "raw": None}, "TMA would write these values"
    else:
        name = _actions.stamped(work.start, job.due)
        action, text = _act(driver, screen, job, target, name, follow), "TMA writes these values"
    pushed = {
        "changed": True,
        "before": {"distribution": {name: line.range for name, line in rows.items()}},
        "after": {
            "distribution": {name: _tma.DISTRIBUTED[line.column] for name, line in rows.items()},
            "values": job.values,
        },
        "writes": plan.entries,
        "redistributed": sorted(str(phone["mac"]) for phone in found.again),
        "verdicts": [verdict.as_dict() for verdict in verdicts],
    }
    return _result(job, found, text, action) | pushed


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


def _act(driver: Driver, screen: Screen, job: Job, target: _tma.Target, name: str, follow: bool) -> dict[str, Any]:
    """Write the values and start the action; returns it as last seen."""
    _tma_values.stage_values(driver, screen, target, job.wanted)
    _tma_values.start(driver, screen, name, job.update)
    action = _actions.state_of(driver, name)
    if action is None:
        raise ReadBackMismatch(
            problem="TMA took the action, but its monitoring does not list it",
            where=Where(driver.host, "Action monitoring", "SCR-T5", name),
            remedy="Look at Action monitoring; run again once it is clear what happened",
        )
    return _followed(driver, job, action, follow)


def _followed(driver: Driver, job: Job, action: dict[str, Any], follow: bool) -> dict[str, Any]:
    """The action at its end when asked for; a deferred one is not waited for here (ACT-3)."""
    if job.context.check_mode or not follow or job.update["type"] == "deferred":
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
        "held": False,
        "before": {},
        "after": {},
        "action": dict(action) if action else None,
        "writes": [],
        "evidence": pieces,
        "operator_steps": job.operator_steps(),
        "planned": {"phones": {job.family: job.mode}},
        "redistributed": [],
        "verdicts": [],
        "text": _told(job, found, text, action),
    }


def _told(job: Job, found: Found, text: str, action: Mapping[str, Any] | None) -> str:
    """What was done; never that a phone encrypts (INV-45)."""
    parts = [f"{text} ({job.family}, {job.mode})"]
    if found.wrong:
        parts.append(f"TMA's files showed {len(found.wrong)} of {len(found.phones)} terminals otherwise")
    if found.again:
        parts.append(f"on a download server {len(found.again)} of {len(found.phones)} terminals have other files")
    if action:
        parts.append(f"action {action['name']}: {action['raw'] or action['state']}")
    if job.update["type"] == "deferred":
        parts.append(f"asked for {job.update['date']} {job.update['time']}, by the clock of TMA (OPEN-11)")
    return "; ".join(parts) + "."
