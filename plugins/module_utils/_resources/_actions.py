# SPDX-License-Identifier: GPL-3.0-or-later
"""Actions of TMA as its monitoring lists them (SCR-T5), and following one to its observed end (ACT-5)."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any

from .._context import Context
from .._drivers.base import Driver, Screen
from .._errors import Ambiguous, Appliance, UnknownValue, Where
from ._writes import place

SCREEN = "T5"
UNKNOWN = "unknown"
PENDING = ("waiting", "running")
INTERVAL = 5.0
"""Seconds between two looks at the list."""

LABEL = "voiceops"
OURS = re.compile(
    r"(?P<label>.+)-(?P<family>[a-z0-9]+)-(?P<mode>[a-z_]+)"
    r"-(?P<scope>[0-9a-f]{6})-(?P<software>[0-9a-f]{4})-(?P<terminals>[0-9a-f]{4})-(?P<values>[0-9a-f]{4})"
    r"-(?P<stamp>\d{8}T\d{6}Z)"
)


@dataclass(frozen=True)
class Work:
    """What one of our actions is for, as its name tells: TMA keeps no other record of it (ACT-6).

    Scope, package, list and values stand in the name as marks, so that actions of another multi-site, package or list,
    or of other values, are told apart. ``label`` is what a person put in front.
    """

    label: str
    family: str
    mode: str
    scope: str
    software: str
    terminals: str
    values: str

    @classmethod
    def of(
        cls,
        family: str,
        mode: str,
        scope: Iterable[str | None],
        software: str,
        terminals: str,
        values: Mapping[str, str],
        label: str = LABEL,
    ) -> Work:
        """``scope`` is region and multi-site, ``values`` what is written by parameter."""
        written = [part for pair in sorted(values.items()) for part in pair]
        return cls(label, family, mode, _mark(scope, 6), _mark([software], 4), _mark([terminals], 4), _mark(written, 4))

    @classmethod
    def named(cls, name: str) -> Work | None:
        """The work that an action of this name does; None when the name is not one of ours."""
        found = OURS.fullmatch(name)
        return cls(*(found[part.name] for part in fields(cls))) if found else None

    @property
    def start(self) -> str:
        """Start of the action's name: all but the time."""
        return "-".join(getattr(self, part.name) for part in fields(self)) + "-"

    def same_as(self, other: Work) -> bool:
        """True for the same work, whatever it was called."""
        return replace(self, label=other.label) == other


def _mark(parts: Iterable[str | None], digits: int) -> str:
    return f"{zlib.crc32(chr(0).join(part or '' for part in parts).encode()):08x}"[-digits:]


def stamped(start: str, now: datetime) -> str:
    """``start`` with the UTC time; names of one start sort by age."""
    return f"{start}{now:%Y%m%dT%H%M%SZ}"


def ours(actions: Iterable[dict[str, Any]], like: Work, *alike: str) -> list[tuple[Work, dict[str, Any]]]:
    """Our actions that agree with ``like`` in the parts named in ``alike``, the youngest last."""
    known = [(work, action) for action in actions if (work := Work.named(action["name"]))]
    same = [found for found in known if all(getattr(found[0], part) == getattr(like, part) for part in alike)]
    return sorted(same, key=lambda found: found[1]["name"][-16:])


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
