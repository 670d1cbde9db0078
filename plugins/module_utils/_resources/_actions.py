# SPDX-License-Identifier: GPL-3.0-or-later
"""Actions of TMA as its monitoring lists them (SCR-T5), and following one to its observed end (ACT-5)."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from .._context import Context
from .._drivers.base import Driver, Screen
from .._errors import Ambiguous, Appliance, UnknownValue, Where
from ._writes import place

SCREEN = "T5"
UNKNOWN = "unknown"
OVER = ("finished", "failed")
INTERVAL = 5.0
"""Seconds between two looks at the list."""

OURS = re.compile(r"voiceops-(?P<family>[a-z0-9]+)-(?P<mode>[a-z_]+)-(?P<scope>[0-9a-f]{6})-[0-9a-f]{6}-\d{8}T\d{6}Z")


def prefix(family: str, mode: str, scope: Iterable[str | None], what: Iterable[str | None]) -> str:
    """Start of the names of our actions: the same for the same work, other for another scope, package or list (ACT-6).

    ``scope`` is region and multi-site, ``what`` package and list: TMA may list the actions of every scope.
    """
    return f"voiceops-{family}-{mode}-{_mark(scope)}-{_mark(what)}-"


def _mark(parts: Iterable[str | None]) -> str:
    return f"{zlib.crc32(chr(0).join(part or '' for part in parts).encode()) & 0xFFFFFF:06x}"


def stamped(start: str, now: datetime) -> str:
    """``start`` with the UTC time; names of one start sort by age."""
    return f"{start}{now:%Y%m%dT%H%M%SZ}"


def last_of(family: str, scope: Iterable[str | None], actions: Iterable[dict[str, Any]]) -> dict[str, Any] | None:
    """Our youngest action for a family in a scope, whatever its mode."""
    mark = _mark(scope)
    ours = [
        (action["name"][-16:], action)
        for action in actions
        if (found := OURS.fullmatch(action["name"])) and (found["family"], found["scope"]) == (family, mark)
    ]
    return max(ours, key=lambda aged: aged[0])[1] if ours else None


def listed(driver: Driver) -> list[dict[str, Any]]:
    """Every action of the list, as ``{name, state, raw}``; ``state`` is a word of ``action_state`` or ``unknown``."""
    return _read(driver, driver.open(SCREEN))


def _read(driver: Driver, screen: Screen) -> list[dict[str, Any]]:
    found = []
    for row in screen.table("actions").rows:
        raw = row.text("state")
        state = driver.canonical("action_state", raw) or UNKNOWN
        found.append({"name": row.text("name"), "state": state, "raw": raw})
    return found


def state_of(driver: Driver, name: str) -> dict[str, Any] | None:
    """The action called ``name``, None when it is not listed; raises Ambiguous when two have that name (ACT-6)."""
    screen = driver.open(SCREEN)
    found = [action for action in _read(driver, screen) if action["name"] == name]
    if len(found) > 1:
        raise Ambiguous(
            problem="More than one action has this name",
            where=_where(driver, screen, name),
            found=", ".join(action["raw"] for action in found),
            remedy="Give the action a name of its own (action_name), or none",
        )
    return found[0] if found else None


def known(action: Mapping[str, Any], driver: Driver) -> str:
    """Its state; raises UnknownValue when the text shown is not in the site's list (INV-46)."""
    if action["state"] == UNKNOWN:
        raise UnknownValue(
            problem="The state of the action is not understood",
            where=Where(driver.host, "Action monitoring", "SCR-T5", str(action["name"])),
            found=str(action["raw"]),
            remedy="Add the text to values.action_state of the site's screens file",
        )
    return str(action["state"])


def follow(driver: Driver, name: str, context: Context, timeout: float) -> dict[str, Any]:
    """The action once it is seen finished.

    Raises Appliance when it failed, UnknownValue when it is not listed, is not understood, or is not over after
    ``timeout`` seconds.
    """
    deadline = context.clock() + timedelta(seconds=timeout)
    told = None
    while True:
        action = state_of(driver, name)
        where = Where(driver.host, "Action monitoring", "SCR-T5", name)
        if action is None:
            raise UnknownValue(problem="The action is no longer listed; its end was not seen", where=where)
        state = known(action, driver)
        if state == "failed":
            raise Appliance(
                problem="The action failed",
                where=where,
                found=action["raw"],
                remedy="Look at the action in TMA (is the download server up, is its disk full?), then run again",
            )
        if state == "finished":
            return action
        if state != told:
            context.progress(f"{driver.host}: action {name}: {action['raw']}")
            told = state
        if context.clock() >= deadline:
            raise UnknownValue(
                problem=f"The action was not over after {timeout:.0f} s",
                where=where,
                found=action["raw"],
                remedy="Run again: it goes on waiting for the same action and pushes nothing",
            )
        context.sleep(INTERVAL)


def _where(driver: Driver, screen: Screen, label: str) -> Where:
    return Where(driver.host, place(screen), "SCR-T5", label)
