# SPDX-License-Identifier: GPL-3.0-or-later
"""One push of values to a family of terminals: what is asked for, what was read, what the interlocks say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from .._context import Context
from .._drivers.base import Driver
from .._errors import OperatorStepNeeded, Refused, Where
from .._phoneconfig import profiles
from .._safety.engine import require
from .._safety.evidence import RIGHT_STATES
from .._safety.facts import FAMILIES, as_moment, listed, same_phone, with_backups
from .._safety.planned import merged, with_planned
from .._safety.verdict import Verdict
from . import _actions, _ca_files, _deployments, _inventory, _own_files, _redistribution, _tma
from ._bothway_now import with_port_now
from ._operator_steps import operator_step
from ._terminal_values import FIRST, trusted_value, wanted_values
from ._terminals import read_scope
from ._update import checked, due

RULES = (
    "SCOPE",
    "INV-11",
    "INV-12",
    "INV-13",
    "INV-14",
    "INV-18",
    "INV-22",
    "INV-27",
    "INV-28",
    "INV-29",
    "INV-30",
    "INV-39",
    "INV-40",
    "INV-42",
    "INV-47",
)
TIME_STEP = "T60-5"
PLACEHOLDER = "<time>"
"""Stands in ``writes`` for the time in the name of an action: a check and a run name it alike."""


@dataclass(frozen=True)
class Job:
    """``params`` as validated; ``wanted`` by parameter; ``update`` as TMA takes it, ``due`` when it begins.

    ``trusted``: the files of authorities that the terminals are to trust. ``again``: MAC addresses of terminals whose
    files on a download server are not what TMA believes. ``own``: what they present of themselves in BOTHWAY;
    ``clears``: they are to present nothing any more (PAR6-22).
    """

    params: Mapping[str, Any]
    context: Context
    wanted: Mapping[str, profiles.Wanted]
    update: Mapping[str, str]
    due: datetime
    trusted: tuple[_ca_files.CaFile, ...]
    again: frozenset[str] = frozenset()
    own: _own_files.OwnFiles | None = None
    clears: bool = False

    @classmethod
    def of(cls, params: Mapping[str, Any], context: Context) -> Job:
        """Raises UsageError or Refused for options that contradict each other."""
        trusted = _ca_files.read_all(params["trusted_files"])
        now = context.clock()
        update = checked(params["update"], now)
        own = _own_files.read(params)
        wanted, again = wanted_values(params, trusted, own), _redistribution.addresses(params["redistribute"])
        return cls(params, context, wanted, update, due(params["update"], now), trusted, again, own)

    def knowing(self, found: Found) -> Job:
        """This job, which empties the three file parameters when stopping terminals that may hold them (PAR6-22)."""
        if not self.comes_second:
            return self
        like = _actions.Work.of(self.family, self.mode, self.scope, "", "", {})
        earlier = _actions.ours(found.actions, like, "family", "scope")
        if not (self.params["clear_phone_certificates"] or any(work.mode == "bothway" for work, _action in earlier)):
            return self
        return replace(self, wanted=wanted_values(self.params, self.trusted, clears=True), clears=True)

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

    def work(self, target: _tma.Target, found: Found) -> _actions.Work:
        """What the action for ``target`` is for, and where its terminals may have been before it."""
        bare = _actions.Work.of(
            self.family,
            self.mode,
            self.scope,
            target.software,
            target.terminals,
            {name: value for name, value in self.values.items() if name not in profiles.OWN_FILES},
            self.params["action_name"] or _actions.LABEL,
            trust=_ca_files.mark_of(self.trusted) + self.own_mark,
        )
        if not found.again:
            return replace(bare, origin=origin(bare, target.software, found))
        cause = _redistribution.cause(found.again, self.params["redistribute_because"])
        return replace(bare, origin="tls", cause=cause)

    @property
    def own_mark(self) -> str:
        """Stands in the name of an action for the three file parameters, '' when it leaves them alone."""
        if self.own:
            return self.own.mark
        return _own_files.CLEARED_MARK if self.clears else ""

    @property
    def files(self) -> list[dict[str, str]]:
        """Every file that the values name, as ``{name, sha256}`` (INV-13)."""
        trusted = [{"name": file.name, "sha256": file.sha256} for file in self.trusted]
        return trusted + (self.own.files if self.own else [])

    def operator_steps(self) -> list[dict[str, Any]]:
        """Global values that only a person can set: before (T60-5) or with (T53-7, STP-7) this update (OPEN-39)."""
        params = self.params
        return [
            operator_step(value.step, params["host"], value.value, params["operator_language"], params["operator_done"])
            for value in profiles.global_values(self.family, self.mode, time_server=params["time_server"])
        ]


@dataclass(frozen=True)
class Found:
    """What was read before anything was decided; ``wrong`` are phones that TMA's files do not show as wanted.

    ``again``: phones whose files on a download server are not what TMA believes. Nobody knows what such a phone has
    applied, so that its port proves nothing afterwards.
    """

    phones: list[dict[str, Any]]
    wrong: list[dict[str, Any]]
    actions: list[dict[str, Any]]
    read_at: str
    again: list[dict[str, Any]] = field(default_factory=list)

    def of_package(self, software: str) -> Found:
        """With several packages in production only the phones of the one being configured decide (TMA-3)."""
        if software not in {phone["software"] for phone in self.phones}:
            return self
        here = (software, None)
        return replace(
            self,
            wrong=[phone for phone in self.wrong if phone["software"] in here],
            again=[phone for phone in self.again if phone["software"] in here],
        )


def origin(work: _actions.Work, software: str, found: Found) -> str:
    """``plain`` when no terminal can have been on TLS before, unless by the very same values (see ``evidence.py``).

    So it is when every TLS action of ours was this work and began so itself, or when there was none and TMA's files say
    ``none`` of every terminal of the package. One that was off during a stop is where it was before: it counts as on
    TLS, unless both it and ``work`` are self_signed, where terminals check nothing whatever the other values are.
    """
    earlier = [other for other, _action in _actions.ours(found.actions, work, "family", "scope")]
    on_tls = [other for other in earlier if other.mode != "disabled"]
    if on_tls and all((one.origin, one.mode, one.values) == ("plain", work.mode, work.values) for one in on_tls):
        return "plain"
    of_package = [phone for phone in found.phones if phone["software"] in (software, None)]
    none_now = all(phone["inventory"] == "none" for phone in of_package or found.phones)
    alike = all(one.mode == work.mode == "self_signed" for one in on_tls)
    return "plain" if none_now and alike else "tls"


def read(driver: Driver, job: Job) -> Found:
    """The family's phones with their home and backup system, and the list of actions.

    Raises UsageError for a terminal whose files are to be sent again and that TMA does not list.
    """
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
    again = _redistribution.among(phones, job.again, job.family, driver)
    return Found(phones, wrong, _actions.listed(driver), read_at, again)


def stop_order(job: Job) -> list[Verdict]:
    """INV-16: live proof that the 5300 have left, looked up now; raises Refused with the phones.

    While no action of ours is under way for the 5300, where they are registered now is where they are. Opens sessions
    of its own: the TMA of a system without Manager is behind the same log-in.
    """
    params, context = job.params, job.context
    planned = params["planned"] if context.check_mode else {}
    facts: dict[str, Any] = {"mode": job.mode, "family": job.family, "phones": [], "actions": {FIRST: None}}
    if (planned.get("phones") or {}).get(FIRST) != job.mode:
        (gate,) = read_scope(params, params["connections"], [FIRST], job.mode, context, fetched=params["fetched"])
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
    if job.own:
        job.own.require_good(params["systems"], job.context.clock())
    lifted = {entry["rule"] for entry in params["override"]}
    missing = [step for step in job.operator_steps() if step["step"] == TIME_STEP and step["done_by"] is None]
    missing = [] if "INV-14" in lifted else missing
    facts = _facts(driver, job, found, shown, work) | {"time_server_in_place": bool(missing)}
    facts = with_planned(facts, params["planned"], check_mode)
    if job.mode == "disabled" and not check_mode:
        facts["systems"] = with_port_now(facts["systems"], job.context)
    if job.trusted:
        facts["systems"] = _ca_files.with_shown(facts["systems"], job.trusted, job.context.clock(), check_mode)
        facts["findings"] = _ca_files.mixed(facts["systems"])
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
    planned = params["planned"] if job.context.check_mode else {}
    trusted = trusted_value(job.family, job.trusted)
    named = ({"trusted_file": trusted} if trusted else {}) | (job.own.names if job.own else {})
    return (
        time_server
        | named
        | {
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
            "trusted_files": job.files,
            "deployed": merged(params["deployed"], planned.get("deployed") or {}),
            "aes256": params["srtp_aes256"] and job.mode != "disabled",
            "operator_done": params["operator_done"],
            "findings": [],
            "parameter_rows": rows,
            "adapter_block": params["block"],
            "actions": _last_actions(job, found, work),
        }
    )


def _last_actions(job: Job, found: Found, work: _actions.Work) -> dict[str, dict[str, Any] | None]:
    """For INV-42: one that is not over, else the youngest.

    What failed of this family is being done again; what is sent to another package in the same mode is the same step.
    Neither stands in anybody's way. A file that is still being copied to a download server does.
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
        pending += _deployments.pending(found.actions, family, work.scope)
        action = [None, *actions, *pending][-1]
        if action is None or (family == job.family and action["state"] == "failed"):
            last[family] = None
        else:
            last[family] = action | {"finished_seen_at": seen if action["state"] == "finished" else None}
    return last
