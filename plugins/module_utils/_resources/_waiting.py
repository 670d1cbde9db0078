# SPDX-License-Identifier: GPL-3.0-or-later
"""One gate being waited for: one TMA scope looked at until its phones have moved or nothing can change any more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from .._context import Context
from .._errors import AuthError, ConnectionFailed, MivoiceError, PageError, SessionExpired, TlsError
from .._safety.facts import as_moment
from .._safety.gate import Gate, column_counts, gate_name, judge
from . import _inventory, _registrations
from ._session import session
from ._terminals import UNLISTED, action_facts, with_live_proofs

PASSING = (ConnectionFailed, PageError, SessionExpired)
"""What a system may answer while it restarts: looked at again."""


@dataclass(frozen=True)
class Settings:
    """What holds for every scope of a task; ``inventory_lag`` in seconds."""

    inventory_lag: float
    operator_done: list[dict[str, Any]]
    written_off: list[dict[str, Any]]


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
    _phones: list[dict[str, Any]] = field(default_factory=list)
    _inventory_read_at: str | None = None
    _declared: bool = False
    _looked: bool = False

    def __post_init__(self) -> None:
        name = gate_name(self.scope["family"], self.scope["mode"])
        self.gate = Gate(name, "inconclusive", text=f"Gate {name}: INCONCLUSIVE. Nothing was read yet.")

    def look(self) -> None:
        """One look; a passing trouble leaves the answer as it was, any other ends the wait of this scope alone."""
        try:
            self._look()
        except MivoiceError as error:
            self._failed(error)

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
            "planned": self._planned(),
            "check_mode": self.context.check_mode,
        }

    def _look(self) -> None:
        fresh = self._read_tma() if self._tma_has_news() else False
        if not self._looked or self._action_over():
            self._read_registrations()
        gate = judge(self.facts())
        if gate.verdict == "pass" and not fresh:  # phones that TMA has learned of meanwhile
            self._read_tma(inventory=True)
            self._read_registrations()
            gate = judge(self.facts())
        if self.context.check_mode and gate.verdict == "inconclusive" and self._finished():  # a run would wait on
            gate = judge(self.facts() | {"planned": self._moved_by_plan()})
        self.gate = replace(gate, verdict="would_wait_for") if gate.would_wait_for else gate
        self.trouble, self._looked = None, True
        self._end()

    def _end(self) -> None:
        failed = bool(self.action and self.action["state"] == "failed")
        if failed and self.gate.verdict not in ("pass", "would_wait_for"):
            text = f"TMA reports that the action {self.scope['action']!r} has failed. {self.gate.text}"
            self.gate = replace(self.gate, verdict="fail", text=text)
        passed = self.gate.verdict in ("pass", "would_wait_for")
        self.over = passed or failed or self.context.check_mode or self._nothing_to_come()

    def _nothing_to_come(self) -> bool:
        """No live proof can come: no registrations screen everywhere, no download known, the inventory has counted."""
        silent = not self._declared and not self.scope["fetched"]
        return silent and (self.action is None or column_counts(self.facts()))

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
            if not self._looked or not self._action_over():
                self.action = action_facts(driver, self.scope["action"], self.context)
            if not (inventory or self._inventory_due()):
                return False
            found = _inventory.read(driver, [self.scope["family"]])
            self._inventory_read_at = self.context.clock().isoformat()
        self._phones = found
        return True

    def _read_registrations(self) -> None:
        registered = _registrations.read(self.scope["systems"], self.context)
        with_live_proofs(self._phones, registered, self.scope["fetched"], self.context)
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
