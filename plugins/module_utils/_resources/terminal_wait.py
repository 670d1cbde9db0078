# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting for terminals to have moved, many TMA scopes at once, with live proof only (STP-2, STP-4, VER-15, INV-26)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

from .._context import Context
from .._deps import CONNECTED_NEEDS, PKI_NEEDS
from .._errors import Refused, UsageError
from .._options import (
    CONNECTION,
    FETCHED,
    INVENTORY_LAG,
    OPERATOR_DONE,
    PLANNED,
    SEEN_FINISHED,
    SYSTEM_CONNECTION,
    TMA,
    TRUSTED_FILES,
    WRITTEN_OFF,
)
from .._safety.evidence import CHECKING
from .._safety.facts import FAMILIES, MODES
from ._download_logs import DOWNLOAD_LOG, Followed
from ._own_files import OWN_FILES
from ._waiting import Settings, Watch

SCOPE: dict[str, dict[str, Any]] = {
    "name": {"type": "str", "required": True},
    "family": {"type": "str", "choices": list(FAMILIES), "required": True},
    "mode": {"type": "str", "choices": list(MODES), "required": True},
    "action": {"type": "str"},
    "systems": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "options": SYSTEM_CONNECTION,
    },
    "pilot": {
        "type": "dict",
        "options": {
            "list": {"type": "str", "required": True},
            "phones": {"type": "list", "elements": "str", "required": True},
            "threshold": {"type": "float", "required": True},
            "minimum": {"type": "int", "required": True},
        },
    },
    "download_logs": {"type": "list", "elements": "dict", "default": [], "options": DOWNLOAD_LOG},
    **FETCHED,
    **SEEN_FINISHED,
    **TRUSTED_FILES,
    **OWN_FILES,
    **CONNECTION,
    **TMA,
    **PLANNED,
}
ARGUMENT_SPEC: dict[str, dict[str, Any]] = {
    "scopes": {"type": "list", "elements": "dict", "required": True, "options": SCOPE},
    "wait_timeout": {"type": "float", "default": 7200.0},
    "poll": {"type": "float"},
    "progress_interval": {"type": "float", "default": 60.0},
    "report_only": {"type": "bool", "default": False},
    **INVENTORY_LAG,
    **WRITTEN_OFF,
    **OPERATOR_DONE,
}
CONNECTED = False
REQUIRES = (*CONNECTED_NEEDS, *PKI_NEEDS)
SPEC_EXTRAS: dict[str, Any] = {}

OPEN = ("pass", "would_wait_for")
POLLS_PER_LAG = 240
SHORTEST_POLL, LONGEST_POLL = 0.5, 30.0
HOSTS_AT_ONCE = 16
GO_ON = (
    "To go on without these phones, add them with your reasons to mivoice_written_off and run the same command again,"
    " or give the same ansible-playbook command --extra-vars '{\"mivoice_written_off\": <that list>}'."
)


def run(params: dict[str, Any], context: Context) -> dict[str, Any]:
    """``{changed: False, gates: {scope name: gate}}``; ``verdict`` of a gate: pass, fail, inconclusive, would_wait_for.

    ``holds`` of a gate, {family: {authorities, verdict}}, says what its phones check certificates with (INV-44).
    Where they check, only a gate asked with ``trusted_files`` has it.
    Waits until every gate is decided or ``wait_timeout`` seconds are over; in check mode looks once. Raises UsageError
    for two scopes of one name, Refused with all gates in ``details`` when one is not open (never with ``report_only``).
    """
    settings = _settings(params, context)
    watches = [Watch(scope, settings, context) for scope in params["scopes"]]
    names = [watch.scope["name"] for watch in watches]
    strange = [watch.scope["name"] for watch in watches if watch.own and watch.scope["mode"] != "bothway"]
    if strange:
        raise UsageError(
            problem="Terminals present no certificate of their own in another mode than bothway (phone_certificate)",
            found=", ".join(strange),
        )
    unasked = [watch.scope["name"] for watch in watches if watch.trusted and watch.scope["mode"] not in CHECKING]
    if unasked:
        raise UsageError(
            problem="trusted_files makes sense in the modes only in which phones check the systems' certificates",
            found=", ".join(unasked),
            wanted=" or ".join(CHECKING),
        )
    if len(set(names)) != len(names):
        raise UsageError(problem="Two scopes have the same name", found=", ".join(names))
    _wait(watches, params, context)
    gates = {watch.scope["name"]: _gate(watch) for watch in watches}
    shut = {name: gate for name, gate in gates.items() if gate["verdict"] not in OPEN}
    if shut and not params["report_only"]:
        raise Refused(
            problem="\n".join(f"{name}: {gate['text']}" for name, gate in shut.items()), details={"gates": gates}
        )
    return {"changed": False, "gates": gates}


def _settings(params: Mapping[str, Any], context: Context) -> Settings:
    followed = Followed(context.clock)
    return Settings(params["inventory_lag"], params["operator_done"], params["written_off"], followed)


def poll_interval(poll: float | None, inventory_lag: float) -> float:
    """Seconds between two looks; left out, 15 for the lag of the product, less where a lab is quicker."""
    wanted = poll if poll is not None else min(inventory_lag / POLLS_PER_LAG, LONGEST_POLL)
    return max(wanted, SHORTEST_POLL)


def _wait(watches: Sequence[Watch], params: Mapping[str, Any], context: Context) -> None:
    pause = poll_interval(params["poll"], params["inventory_lag"])
    deadline = context.clock() + timedelta(seconds=params["wait_timeout"])
    told_at: datetime | None = None
    while pending := [watch for watch in watches if not watch.over]:
        _look_at(pending)
        now = context.clock()
        due = told_at is None or (now - told_at).total_seconds() >= params["progress_interval"]
        for watch in pending if due else [watch for watch in pending if watch.over]:
            context.progress(_line(watch))
        told_at = now if due else told_at
        if now >= deadline or all(watch.over for watch in pending):
            return
        context.sleep(min(pause, (deadline - now).total_seconds()))


def _look_at(watches: Iterable[Watch]) -> None:
    """One look at each; different hosts at the same time, one TMA never twice at once."""
    by_host: dict[tuple[Any, Any], list[Watch]] = defaultdict(list)
    for watch in watches:
        by_host[watch.scope["host"], watch.scope["port"]].append(watch)
    groups = list(by_host.values())
    if len(groups) == 1:
        _in_turn(groups[0])
        return
    with ThreadPoolExecutor(min(HOSTS_AT_ONCE, len(groups))) as pool:
        list(pool.map(_in_turn, groups))


def _in_turn(watches: Iterable[Watch]) -> None:
    for watch in watches:
        watch.look()


def _line(watch: Watch) -> str:
    gate = watch.gate
    if watch.trouble:
        return f"{watch.scope['name']}: {gate.name}: {watch.trouble}"
    if gate.would_wait_for:
        return f"{watch.scope['name']}: {gate.name}: would wait for {len(gate.would_wait_for)} phones"
    done = len(gate.moved) + len(gate.settled)
    total = done + len(gate.stragglers) + len(gate.without_evidence)
    action = f", action {watch.action['name']} {watch.action['state']}" if watch.action else ""
    return f"{watch.scope['name']}: {gate.name}: {done} of {total} phones have moved{action}"


def _gate(watch: Watch) -> dict[str, Any]:
    found = watch.gate.as_dict() | {"scope": watch.scope["name"], "action": watch.action}
    text = found["text"] if watch.over or not watch.trouble else f"{found['text']} Last trouble: {watch.trouble}"
    if found["verdict"] not in OPEN and watch.log_trouble:
        text = f"{text} {'. '.join(watch.log_trouble)}."
    if found["verdict"] not in OPEN and found["written_off_entries"]:
        text = f"{text}\nwritten_off: {json.dumps(found['written_off_entries'])}\n{GO_ON}"
    told = watch.trusted or watch.scope["mode"] not in CHECKING
    return found | {"text": text} | ({"holds": _holds(watch)} if told else {})


def _holds(watch: Watch) -> dict[str, Any]:
    """What a change of a system's certificate asks of its phones; a plan that moves them counts in check mode only."""
    verdict = "pass" if watch.gate.verdict == "would_wait_for" else watch.gate.verdict
    authorities = sorted({known for file in watch.trusted for known in file.authorities})
    return {watch.scope["family"]: {"authorities": authorities, "verdict": verdict}}
