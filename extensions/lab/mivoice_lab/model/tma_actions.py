# SPDX-License-Identifier: GPL-3.0-or-later
"""TMA actions (spec 6.7): waiting -> running -> finished or failed; then update orders to the systems (TMA-14)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from .refusal import DATE_IN_THE_PAST
from .system_state import UpdateOrder

if TYPE_CHECKING:
    from .phone import Phone
    from .tma import Tma
    from .tma_deployment import Deployment
    from .tma_rows import Scope


@dataclass(frozen=True)
class Draft:
    """What `Save` on T3 keeps until T4 confirms it. `write`: number of its write event."""

    number: int
    scope: Scope
    family: str
    package: str
    list_name: str
    values: dict[str, str]
    write: int

    def carry_out(self, tma: Tma) -> list[Phone]:
        """TMA's own files change first, and with them the inventory; a failed transfer leaves them ahead (VER-12). Then
        every file of the family goes to every server, those of other phones too, whatever lay there (assumed).
        Returns the phones to be ordered to restart. OSError when a server does not take the files."""
        phones = tma.chosen(self)
        tma.put_values(self.scope, self.family, phones, self.values)
        tma.build_files(self.scope, self.family, phones)
        tma.transfer(self.scope, self.family)
        return phones


@dataclass
class Action:
    """Row of T5. `state`: waiting, running, finished or failed; `message`: why it failed."""

    name: str
    kind: str
    draft: Draft | Deployment
    created: datetime
    due: datetime
    state: str = "waiting"
    finished_at: datetime | None = None
    message: str = ""
    causes: list[int] = field(default_factory=list)


class ActionRunner:
    """Runs the actions of one TMA."""

    def __init__(self, tma: Tma) -> None:
        self._tma = tma
        self._world = tma.world

    def start(self, actor: str, draft: Draft | Deployment, name: str, kind: str, when: datetime | None) -> Action:
        """Place an action for a draft of T3 or a deployment of T1; ValueError for an unknown kind or a missing date."""
        now = self._world.clock.now()
        if kind not in ("immediate", "deferred") or (kind == "deferred") != (when is not None):
            raise ValueError(kind)
        if when is not None and when <= now:
            self._world.refuse(actor, self._tma.owner, "start_action", DATE_IN_THE_PAST)
        write = self._world.operator_action(
            actor,
            self._tma.owner,
            "start_action",
            name=name,
            type=kind,
            scope=list(draft.scope),
            family=draft.family,
            due=when.isoformat() if when else None,
        )
        action = Action(name, kind, draft, now, when or now, causes=[draft.write, write["n"]])
        self._tma.actions.append(action)
        self._world.schedule(action.due, lambda: self._run(action))
        return action

    def _run(self, action: Action) -> None:
        self._enter(action, "running")
        done_at = self._world.clock.after(self._world.timing.transfer)
        self._world.schedule(done_at, lambda: self._complete(action))

    def _complete(self, action: Action) -> None:
        action.finished_at = self._world.clock.now()
        if not self._terminals_managed():
            action.message = "terminal service"
            self._enter(action, "failed")
            return
        try:
            phones = action.draft.carry_out(self._tma)
        except OSError as error:
            action.message = str(error)
            self._enter(action, "failed")
            return
        self._enter(action, "finished")
        for phone in phones:
            order = UpdateOrder(phone.mac, action.finished_at, action.causes)
            for system in phone.systems():
                self._world.systems[system].update_orders[phone.mac] = order

    def _terminals_managed(self) -> bool:
        """CFG-6, ENW-1: without Manager the terminal service must run; with Manager Manager's TMA does the work."""
        system = self._world.systems.get(self._tma.owner)
        return system is None or system.services["terminal"] == "started"

    def _enter(self, action: Action, state: str) -> None:
        action.state = state
        self._world.events.append(
            "action_state", self._tma.owner, name=action.name, state=state, message=action.message
        )
