# SPDX-License-Identifier: GPL-3.0-or-later
"""What the filters of a scheduled decommission say: the calendar at one moment, and why a step is put off.

The moment is an argument everywhere, as text with a zone or as an aware datetime.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources._actions import stamp_of
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._safety.facts import FAMILIES, as_moment, listed
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._schedule import windows
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._schedule.outcome import (
    PERSON,
    PHONES,
    WINDOW,
    Pause,
)
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._schedule.plan import SYSTEMS, Plan

NAMES = {"mivoice5300": "the 5300", "mitel6000": "the 6000", SYSTEMS: "the systems", "bothway": "systems in BOTHWAY"}
OPEN = ("pass", "would_wait_for")


def moment(now: str | datetime) -> datetime:
    found = as_moment(now)
    if found is None:
        raise ValueError(f"now is not a time with a zone: {now!r}")
    return found


def calendar_at(given: Mapping[str, Any], now: str | datetime) -> dict[str, Any]:
    """``{begun, overdue, may_act, pause, wait, pilots}`` of a schedule (``mivoice_decommission``) at ``now``.

    ``may_act``: whether any step could begin, or be left with TMA for the next opening; otherwise ``pause`` says why
    not, and when one can. ``wait`` in seconds; ``pilots`` as ``terminal_wait`` takes them.
    """
    plan, seen = Plan.read(given), moment(now)
    answers = [plan.may_begin(step, seen) for step in (*FAMILIES, SYSTEMS)]
    later = min((answer.at for answer in answers if answer.at), default=None)
    acts = any(answer.now for answer in answers) or any(plan.deferred(family, seen) for family in FAMILIES)
    return {
        "begun": plan.begun(seen),
        "overdue": plan.overdue(seen),
        "may_act": acts,
        "pause": {} if acts else Pause(None, *_put_off("nothing was touched", answers[-1].why, later)).as_dict(),
        "wait": plan.wait,
        "pilots": {
            family: {
                "list": pilot.terminals,
                "phones": list(pilot.phones),
                "threshold": pilot.threshold,
                "minimum": pilot.minimum,
            }
            for family, pilot in plan.pilots.items()
        },
    }


def _put_off(what: str, why: str, at: datetime | None) -> tuple[str, str, datetime | None]:
    return WINDOW if at else PERSON, f"{what}: {why}", at


def may_begin(given: Mapping[str, Any] | None, step: str, now: str | datetime) -> dict[str, Any]:
    """``{pause, deferral}`` for a step of a stop; without a schedule any step may begin: ``{pause: {}, deferral: {}}``.

    ``pause`` says why it may not. ``deferral`` is the deferred action that may be left with TMA all the same.
    """
    if not given:
        return {"pause": {}, "deferral": {}}
    plan, seen = Plan.read(given), moment(now)
    answer = plan.may_begin(step, seen)
    if answer.now:
        return {"pause": {}, "deferral": {}}
    pause = Pause(step, *_put_off(f"{NAMES[step]} were not touched", answer.why, answer.at))
    update = plan.deferred(step, seen) if step in FAMILIES else None
    return {"pause": pause.as_dict(), "deferral": update or {}}


def after_gate(
    given: Mapping[str, Any] | None, family: str, gate: Mapping[str, Any], now: str | datetime, pilot: bool = False
) -> dict[str, Any]:
    """Why what follows a gate is put off; {} when the gate is open, and when it is to stop the run instead.

    It stops the run without a schedule, once the deadline is over (phones that nobody saw count as failures then), and
    when TMA says that the action failed.
    """
    action = gate.get("action") or {}
    if not given or gate.get("verdict") in OPEN or action.get("state") == "failed":
        return {}
    plan, seen = Plan.read(given), moment(now)
    if plan.overdue(seen):
        return {}
    behind = [str(entry["phone"]) for kind in ("stragglers", "without_evidence") for entry in gate.get(kind) or []]
    happened = f"{len(behind)} phones of {NAMES[family]} have not been seen moved: {listed(behind)}"
    if pilot:
        happened = str(gate.get("text"))
    begun = stamp_of(str(action.get("name") or ""))
    slow = pilot and begun is not None and seen - begun > plan.phones_take
    return Pause(family, PERSON if slow else PHONES, happened).as_dict()


def window_at(given: Any, now: str | datetime) -> dict[str, str]:
    """``{start, end}`` of the opening of ``mivoice_window`` (one window or a list) that is open, else of the next one,
    else of the last one; {} for an empty list. It is what the modules' option ``window`` takes."""
    opened, seen = windows.read_all(given), moment(now)
    found = _nearest(windows.around(opened, seen), seen)
    return {"start": found.start.isoformat(), "end": found.end.isoformat()} if found else {}


def _nearest(openings: Iterable[windows.Opening], seen: datetime) -> windows.Opening | None:
    every = list(openings)
    return next((opening for opening in every if opening.end > seen), every[-1] if every else None)
