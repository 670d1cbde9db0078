# SPDX-License-Identifier: GPL-3.0-or-later
"""One push of values to a family of terminals: what is asked for, what was read, what the interlocks say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from .._context import Context
from .._drivers.base import Driver
from .._errors import OperatorStepNeeded, Refused, UsageError, Where
from .._phoneconfig import profiles
from .._safety.engine import require
from .._safety.facts import FAMILIES, as_moment, listed, same_phone, with_backups
from .._safety.planned import with_planned
from .._safety.verdict import Verdict
from . import _actions, _inventory, _tma
from ._operator_steps import operator_step
from ._terminals import read_scope

RULES = (
    "SCOPE",
    "INV-11",
    "INV-12",
    "INV-14",
    "INV-18",
    "INV-27",
    "INV-28",
    "INV-29",
    "INV-30",
    "INV-39",
    "INV-40",
    "INV-42",
)
RIGHT_STATES = {
    ("mitel6000", True): ("srtp_tls",),  # VER-18
    ("mivoice5300", True): ("srtp_tls", "tls"),  # OPEN-32
    ("mitel6000", False): ("none",),
    ("mivoice5300", False): ("none",),
}
"""(family, enabling) -> what the inventory shows once TMA has written the values."""
FIRST = "mivoice5300"
"""Family that is stopped before the other one (INV-16)."""
TIME_STEP = "T60-5"
PLACEHOLDER = "<time>"
"""Stands in ``writes`` for the time in the name of an action: a check and a run name it alike."""


@dataclass(frozen=True)
class Job:
    """``params`` as validated; ``wanted`` by parameter; ``update`` as TMA takes it."""

    params: Mapping[str, Any]
    context: Context
    wanted: Mapping[str, profiles.Wanted]
    update: Mapping[str, str]

    @property
    def family(self) -> str:
        return str(self.params["family"])

    @property
    def mode(self) -> str:
        return str(self.params["mode"])

    @property
    def scope(self) -> tuple[str | None, str | None]:
        return self.params["region"], self.params["multisite"]

    @property
    def values(self) -> dict[str, str]:
        """What is written, by parameter."""
        return {name: str(wish.value) for name, wish in self.wanted.items() if wish.write}

    def target(self, software: str) -> _tma.Target:
        given = self.params["multisite"]
        names = {
            str(system[key]) for system in self.params["systems"] for key in ("name", "multisite") if system.get(key)
        }
        multisites = (given,) if given else tuple(sorted(names))
        return _tma.Target(self.family, software, self.params["list"], self.params["region"], multisites)

    @property
    def comes_second(self) -> bool:
        """True for the 6000 when stopping: the 5300 go first (INV-16)."""
        return (self.family, self.mode) == ("mitel6000", "disabled")

    def work(self, target: _tma.Target) -> _actions.Work:
        label = self.params["action_name"] or _actions.LABEL
        software, terminals = target.software, target.terminals
        return _actions.Work.of(self.family, self.mode, self.scope, software, terminals, self.values, label)

    def operator_steps(self) -> list[dict[str, Any]]:
        """Global values that only a person can set: before (T60-5) or with (T53-7, STP-7) this update (OPEN-39)."""
        params = self.params
        return [
            operator_step(value.step, params["host"], value.value, params["operator_language"], params["operator_done"])
            for value in profiles.global_values(self.family, self.mode, time_server=params["time_server"])
        ]


@dataclass(frozen=True)
class Found:
    """What was read before anything was decided; ``wrong`` are phones that TMA's files do not show as wanted."""

    phones: list[dict[str, Any]]
    wrong: list[dict[str, Any]]
    actions: list[dict[str, Any]]
    read_at: str

    def of_package(self, software: str) -> Found:
        """With several packages in production only the phones of the one being configured decide (TMA-3)."""
        if software not in {phone["software"] for phone in self.phones}:
            return self
        return replace(self, wrong=[phone for phone in self.wrong if phone["software"] in (software, None)])


def wanted_values(params: Mapping[str, Any]) -> dict[str, profiles.Wanted]:
    """Values of the mode; raises UsageError for a mode that is not offered or lacks something."""
    family, mode = params["family"], params["mode"]
    enabling = mode != "disabled"
    if mode in ("trusted", "bothway") and (family, mode) != ("mivoice5300", "bothway"):
        raise UsageError(problem=f"This collection does not push mode {mode}", wanted="disabled or self_signed")
    aes256 = params["srtp_aes256"] and enabling
    found = profiles.values(family, mode, time_server=params["time_server"], aes256=aes256)
    if enabling:
        return found
    return {name: wish._replace(distribute=wish.write) for name, wish in found.items()}  # INV-18: left alone in T2 too


def read(driver: Driver, job: Job) -> Found:
    """The family's phones with their home and backup system, and the list of actions."""
    known = _inventory.read(driver, [job.family])
    read_at = job.context.clock().isoformat(timespec="seconds")
    phones = with_backups(known, job.params["systems"])
    right = RIGHT_STATES[job.family, job.mode != "disabled"]
    given_up = [entry["phone"] for entry in job.params["written_off"]]
    wrong = [
        phone
        for phone in phones
        if phone["inventory"] not in right and not any(same_phone(phone, called) for called in given_up)
    ]
    return Found(phones, wrong, _actions.listed(driver), read_at)


def stop_order(job: Job) -> list[Verdict]:
    """INV-16: live proof that the 5300 have left, looked up now; raises Refused with the phones.

    While no action of ours is under way for the 5300, where they are registered now is where they are. Opens sessions
    of its own: the TMA of a system without Manager is behind the same log-in.
    """
    params, context = job.params, job.context
    planned = params["planned"] if context.check_mode else {}
    facts: dict[str, Any] = {"mode": job.mode, "family": job.family, "phones": [], "actions": {FIRST: None}}
    if (planned.get("phones") or {}).get(FIRST) != job.mode:
        (gate,) = read_scope(params, params["connections"], [FIRST], job.mode, context)
        facts |= {key: gate[key] for key in ("phones", "registrations_declared", "inventory_read_at")}
        facts["actions"] = {FIRST: gate["action"]}
    facts |= {
        "inventory_lag": params["inventory_lag"],
        "operator_done": params["operator_done"],
        "now": context.clock().isoformat(),
    }
    facts = with_planned(facts, planned, context.check_mode)
    return require(["INV-16"], facts, params["override"], params["written_off"])


def interlocks(
    driver: Driver, job: Job, found: Found, shown: Sequence[_tma.Line], work: _actions.Work
) -> list[Verdict]:
    """Ask the rules; raises Refused, or last of all OperatorStepNeeded for the 6000's time server (INV-14, T60-5)."""
    params, check_mode = job.params, job.context.check_mode
    _facts_are_fresh(driver, job)
    lifted = {entry["rule"] for entry in params["override"]}
    missing = [step for step in job.operator_steps() if step["step"] == TIME_STEP and step["done_by"] is None]
    missing = [] if "INV-14" in lifted else missing
    facts = _facts(driver, job, found, shown, work) | {"time_server_in_place": bool(missing)}
    facts = with_planned(facts, params["planned"], check_mode)
    verdicts = require(RULES, facts, params["override"], params["written_off"])
    if missing and not check_mode:
        raise OperatorStepNeeded(
            problem=f"A person has to do a step first: {missing[0]['text']}",
            where=Where(host=driver.host),
            remedy=f"Then run again with operator_done: [{{step: {TIME_STEP}, by: ...}}]",
            rule="INV-14",
            details={"operator_steps": missing},
        )
    return verdicts


def _facts_are_fresh(driver: Driver, job: Job) -> None:
    """A system that was read long ago, or nobody knows when, counts as one that was not read (design section 3)."""
    oldest = job.context.clock() - timedelta(seconds=job.params["facts_max_age"])
    stale = [
        str(system.get("name"))
        for system in job.params["systems"]
        if (read_at := as_moment(system.get("read_at"))) is None or read_at < oldest
    ]
    if stale:
        raise Refused(
            problem="Stopped before writing: the facts of a member of this TMA scope are too old",
            where=Where(host=driver.host),
            found=listed(stale),
            wanted=f"read within the last {job.params['facts_max_age']:.0f} s (facts_max_age)",
            remedy="Read these systems again (system_info, sip_probe), then run again",
            rule="SCOPE",
            details={"systems": stale},
        )


def _facts(driver: Driver, job: Job, found: Found, shown: Sequence[_tma.Line], work: _actions.Work) -> dict[str, Any]:
    params = job.params
    names = [str(system.get("name")) for system in params["systems"]]
    members = sorted({phone["site"] for phone in found.phones if phone["site"]} | set(names))
    rows = [
        {"parameter": line.name, "block": line.block, "editable": line.editable or line.distributed} for line in shown
    ]
    time_server = {"time_server": params["time_server"]} if params["time_server"] else {}
    return time_server | {
        "mode": job.mode,
        "family": job.family,
        "systems": params["systems"],
        "phones": found.phones,
        "scope": {
            "name": params["multisite"] or driver.host,
            "members": members,
            "in_run": names,
            "failed": [],
            "unreachable": [],
        },
        "write": job.values,
        "clock_tolerance": params["clock_tolerance"],
        "aes256": params["srtp_aes256"] and job.mode != "disabled",
        "operator_done": params["operator_done"],
        "parameter_rows": rows,
        "adapter_block": params["block"],
        "actions": _last_actions(job, found, work),
    }


def _last_actions(job: Job, found: Found, work: _actions.Work) -> dict[str, dict[str, Any] | None]:
    """For INV-42: one that is not over, else the youngest.

    What failed of this family is being done again; what is sent to another package in the same mode is the same step.
    Neither stands in anybody's way.
    """
    seen = job.context.clock().isoformat(timespec="seconds")
    last: dict[str, dict[str, Any] | None] = {}
    for family in FAMILIES:
        actions = [
            action
            for other, action in _actions.ours(found.actions, replace(work, family=family), "family", "scope")
            if (other.family, other.mode) != (work.family, work.mode) or other.software == work.software
        ]
        pending = [action for action in actions if action["state"] in _actions.PENDING]
        action = [None, *actions, *pending][-1]
        if action is None or (family == job.family and action["state"] == "failed"):
            last[family] = None
        else:
            last[family] = action | {"finished_seen_at": seen if action["state"] == "finished" else None}
    return last
