# SPDX-License-Identifier: GPL-3.0-or-later
"""One gate being waited for: one TMA scope looked at until its phones have moved or nothing can change any more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from .._context import Context
from .._errors import AuthError, ConnectionFailed, MivoiceError, PageError, SessionExpired, TlsError
from .._fetchlog.logs import Log
from .._safety.facts import Facts, as_moment
from .._safety.gate import Gate, column_counts, gate_name, judge
from .._schedule import pilot as piloting
from . import _actions, _ca_files, _inventory, _own_files, _registrations
from ._download_logs import Followed, Said, log_of
from ._session import session
from ._terminals import UNLISTED, Ends, action_facts, our_actions, with_live_proofs, with_sent

PASSING = (ConnectionFailed, PageError, SessionExpired)
"""What a system may answer while it restarts: looked at again."""


@dataclass(frozen=True)
class Settings:
    """What holds for every scope of a task; ``inventory_lag`` in seconds."""

    inventory_lag: float
    operator_done: list[dict[str, Any]]
    written_off: list[dict[str, Any]]
    followed: Followed


@dataclass
class Watch:
    """``gate`` is the latest answer, ``over`` says that it will not change any more, ``trouble`` why a look failed."""

    scope: Mapping[str, Any]
    settings: Settings
    context: Context
    gate: Gate = field(init=False)
    over: bool = False
    trouble: str | None = None
    action: dict[str, Any] | None = None
    trusted: tuple[_ca_files.CaFile, ...] = ()
    own: _own_files.OwnFiles | None = None
    logs: tuple[Log, ...] = ()
    pilot: piloting.Pilot | None = None
    _unknown: list[str] = field(default_factory=list)
    _phones: list[dict[str, Any]] = field(default_factory=list)
    _inventory_read_at: str | None = None
    _actions: list[dict[str, Any]] = field(default_factory=list)
    _ends: Ends = field(init=False)
    _declared: bool = False
    _said: Said = Said([], [], False)
    _looked: bool = False

    def __post_init__(self) -> None:
        name = gate_name(self.scope["family"], self.scope["mode"])
        self.gate = Gate(name, "inconclusive", text=f"Gate {name}: INCONCLUSIVE. Nothing was read yet.")
        self._ends = Ends(self.context.clock(), self.scope["seen_finished"])
        self.trusted = _ca_files.read_all(self.scope["trusted_files"])
        self.own = _own_files.read(self.scope)
        self.logs = tuple(log_of(log) for log in self.scope["download_logs"])
        if self.scope["pilot"]:
            self.pilot = piloting.Pilot.read({**self.scope["pilot"], "family": self.scope["family"]})

    def look(self) -> None:
        """One look; a passing trouble leaves the answer as it was, any other ends the wait of this scope alone."""
        try:
            self._look()
        except MivoiceError as error:
            self._failed(error)

    @property
    def log_trouble(self) -> list[str]:
        """Why logs of downloads prove less than they could."""
        return self._said.trouble

    def facts(self) -> dict[str, Any]:
        """Gate facts as they are known now."""
        return {
            "family": self.scope["family"],
            "mode": self.scope["mode"],
            "phones": self._phones,
            "action": self.action,
            "inventory_read_at": self._inventory_read_at,
            "inventory_lag": self.settings.inventory_lag,
            "registrations_declared": self._declared,
            "operator_done": self.settings.operator_done,
            "written_off": self.settings.written_off,
            "now": self.context.clock().isoformat(),
            "trust": _ca_files.mark_of(self.trusted) + (self.own.mark if self.own else "") or None,
            "files": sorted(set(self.own.names.values())) if self.own else [],
            "planned": self._planned(),
            "check_mode": self.context.check_mode,
        }

    def _look(self) -> None:
        fresh = self._read_tma() if self._tma_has_news() else False
        if not self._looked or self._action_over():
            self._read_registrations()
        gate = self._judged(self.facts())
        if gate.verdict == "pass" and not fresh:  # phones that TMA has learned of meanwhile
            self._read_tma(inventory=True)
            self._read_registrations()
            gate = self._judged(self.facts())
        if self.context.check_mode and gate.verdict == "inconclusive" and self._finished():  # a run would wait on
            gate = self._judged(self.facts() | {"planned": self._moved_by_plan()})
        gate = replace(gate, notes=[*gate.notes, *self._said.trouble])
        self.gate = replace(gate, verdict="would_wait_for") if gate.would_wait_for else gate
        self.trouble, self._looked = None, True
        self._end()

    def _judged(self, facts: Facts) -> Gate:
        """The gate's answer; that of a pilot passes when enough of its phones have moved."""
        gate = judge(facts)
        if self.pilot is None or gate.would_wait_for:
            return gate
        seen, silent = (len(gate.moved), len(gate.settled), len(gate.stragglers)), len(gate.without_evidence)
        judged = piloting.judge(self.pilot, *seen, silent, self._unknown)
        shut = "inconclusive" if gate.verdict == "pass" else gate.verdict
        return replace(gate, verdict="pass" if judged.passed else shut, text=f"{judged.text} {gate.text}")

    def _end(self) -> None:
        failed = bool(self.action and self.action["state"] == "failed")
        if failed and self.gate.verdict not in ("pass", "would_wait_for"):
            text = f"TMA reports that the action {self.scope['action']!r} has failed. {self.gate.text}"
            self.gate = replace(self.gate, verdict="fail", text=text)
        passed = self.gate.verdict in ("pass", "would_wait_for")
        self.over = passed or failed or self.context.check_mode or self._nothing_to_come()

    def _nothing_to_come(self) -> bool:
        """No live proof can come, and the inventory has counted.

        Without registrations screen and download none can; and phones that lack nothing but a download do not get it
        here, for ``fetched`` is what the logs showed before. A log that is read at each look may still tell more.
        """
        if self._said.more_may_come:
            return False
        silent = not self._declared and not self.scope["fetched"] and not self._said.fetched
        left = len(self.gate.stragglers) + len(self.gate.without_evidence)
        for_the_logs = bool(left) and left == len(self.gate.awaiting_download)
        return (silent or for_the_logs) and (self.action is None or column_counts(self.facts()))

    def _finished(self) -> bool:
        return self.action is not None and self.action["state"] == "finished"

    def _action_over(self) -> bool:
        return self.action is None or self.action["state"] in ("finished", "failed")

    def _tma_has_news(self) -> bool:
        return not self._looked or not self._action_over() or self._inventory_due()

    def _inventory_due(self) -> bool:
        """True once, as soon as a reading counts against phones (INV-26)."""
        finished = as_moment(self.action["finished_seen_at"]) if self.action else None
        if finished is None or self._inventory_read_at is None:
            return self._inventory_read_at is None
        counts_from = finished + timedelta(seconds=self.settings.inventory_lag)
        read_at = as_moment(self._inventory_read_at)
        return self.context.clock() >= counts_from and (read_at is None or read_at < counts_from)

    def _read_tma(self, inventory: bool = False) -> bool:
        """Look at the action until it is over and at the inventory when that is useful; True when that one was read."""
        with session(self.scope, self.context, "tma", read_only=True) as driver:
            if self._actions_wanted():
                self._actions = _actions.listed(driver)
                self._ends = Ends(self.context.clock(), self.scope["seen_finished"])
                self.action = action_facts(self._actions, self.scope["action"], driver, self._ends)
            if not (inventory or self._inventory_due()):
                return False
            found = _inventory.read(driver, [self.scope["family"]])
            self._inventory_read_at = self.context.clock().isoformat()
        self._phones = self.pilot.members(found) if self.pilot else found
        self._unknown = self.pilot.unknown(found) if self.pilot else []
        return True

    def _actions_wanted(self) -> bool:
        """Until the action is over; where none was named, once for what phones were given before (TLS modes only)."""
        if self.scope["action"]:
            return not self._looked or not self._action_over()
        return not self._looked and self.scope["mode"] != "disabled"

    def _read_registrations(self) -> None:
        registered = _registrations.read(self.scope["systems"], self.context)
        self._said = self.settings.followed.read(self.logs, own_only=self.own is None)
        with_live_proofs(self._phones, registered, [*self.scope["fetched"], *self._said.fetched], self.context)
        ours = our_actions(self._actions, self.scope, self.scope["family"], self.scope["action"])
        with_sent(self._phones, ours, self._ends)
        self._declared = registered.declared

    def _planned(self) -> dict[str, Any]:
        """In check mode an action that is not over, or not even listed, is one that the run would wait for."""
        unfinished = self.action and self.action["state"] in (UNLISTED, "waiting", "running")
        return self._moved_by_plan() if unfinished else dict(self.scope["planned"])

    def _moved_by_plan(self) -> dict[str, Any]:
        return {"phones": {self.scope["family"]: self.scope["mode"]}}

    def _failed(self, error: MivoiceError) -> None:
        """A log-in refused after one that worked means that somebody else is logged in: that passes, too."""
        self.trouble = str(error)
        passing = isinstance(error, PASSING) and not isinstance(error, TlsError)
        if self.context.check_mode or not (passing or (isinstance(error, AuthError) and self._looked)):
            self.gate = replace(
                self.gate, verdict="inconclusive", text=f"Gate {self.gate.name}: INCONCLUSIVE. {self.trouble}"
            )
            self.over = True
