# SPDX-License-Identifier: GPL-3.0-or-later
"""Actions of TMA as its monitoring lists them (SCR-T5), and following one to its observed end (ACT-5)."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from .._context import Context
from .._errors import Ambiguous, Appliance, UnknownValue, Where
from ._names import folded
from ._pauses import pauses

if TYPE_CHECKING:
    from .._drivers.base import Driver

SCREEN = "T5"
UNKNOWN = "unknown"
PENDING = ("waiting", "running")
INTERVAL = 5.0
"""Seconds between two looks at the list, at most."""

LABEL = "voiceops"
STAMP = "%Y%m%dT%H%M%SZ"
OURS = re.compile(
    r"(?P<label>.+)-(?P<family>[a-z0-9]+)-(?P<mode>[a-z_]+)-(?P<origin>plain|tls)"
    r"-(?P<scope>[0-9a-f]{6})-(?P<software>[0-9a-f]{4})-(?P<terminals>[0-9a-f]{4})"
    r"-(?P<values>[0-9a-f]{4}(?:[0-9a-f]{8}){0,2})(?:-again-(?P<cause>[0-9a-f]{8}))?"
    r"-(?P<stamp>\d{8}T\d{6}Z)"
)
EVERYBODY = "all"
"""The list of every terminal of the family (SCR-T3.2), folded."""


@dataclass(frozen=True)
class Work:
    """What one of our actions is for, as its name tells: TMA keeps no other record of it (ACT-6).

    Scope, package, list and values stand in the name as marks, so that actions of another multi-site, package or list,
    or of other values, are told apart. ``label`` is what a person put in front.

    ``origin`` tells where the terminals may have been when it was named: ``plain`` (no terminal can have been on TLS
    other than by the very same values) or ``tls``. The files that terminals trust are part of the values, by name and
    content; those of BOTHWAY come last, so that what a terminal keeps when BOTHWAY is left can be told (PAR6-23).
    ``cause`` is a mark of why the very same values are sent again, '' when they are not.
    """

    label: str
    family: str
    mode: str
    origin: str = field(compare=False)
    scope: str
    software: str
    terminals: str
    values: str
    cause: str = field(default="", compare=False)

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
        *,
        origin: str = "tls",
        trust: str = "",
    ) -> Work:
        """``scope``: region and multi-site; ``values``: what is written, by name; ``trust``: :func:`trust_mark`."""
        written = [part for pair in sorted(values.items()) for part in pair]
        marks = (mark(scope, 6), mark([software], 4), mark([folded(terminals)], 4), mark(written, 4) + trust)
        return cls(label, family, mode, origin, *marks)

    @classmethod
    def named(cls, name: str) -> Work | None:
        """The work that an action of this name does; None when the name is not one of ours."""
        found = OURS.fullmatch(name)
        return cls(*(found[part.name] or "" for part in fields(cls))) if found else None

    @property
    def start(self) -> str:
        """Start of the action's name: all but the time."""
        parts = [getattr(self, part.name) for part in fields(self) if part.name != "cause"]
        return "-".join([*parts, *(["again", self.cause] if self.cause else [])]) + "-"

    @property
    def trust(self) -> str:
        """Marks of the files that terminals are given with it (:func:`trust_mark`), '' when it gives them none."""
        return self.values[4:]

    @property
    def for_everybody(self) -> bool:
        return self.terminals == mark([EVERYBODY], 4)

    def narrowed(self, other: Work) -> Work:
        """This work as far as it concerns the list of ``other``: what is for everybody is for each list, too."""
        return replace(self, terminals=other.terminals) if self.for_everybody else self

    def gives(self, other: Work) -> bool:
        """True when terminals hold after it what ``other`` gives: the same, or more of it (PAR6-22, PAR6-23)."""
        more = self.mode == other.mode or (self.mode, other.mode) == ("bothway", "trusted")
        return more and self.values.startswith(other.values)

    def as_far_as(self, other: Work) -> Work:
        """This work as far as ``other`` asks for it: BOTHWAY is trusted and more."""
        return replace(self, mode=other.mode, values=other.values) if self.gives(other) else self

    def same_as(self, other: Work) -> bool:
        """True for the same work and for more of it, whatever it was called."""
        return replace(self.as_far_as(other), label=other.label) == other


def mark(parts: Iterable[str | None], digits: int) -> str:
    """The last ``digits`` (at most 8) hexadecimal digits of a checksum over ``parts``."""
    return f"{zlib.crc32(chr(0).join(part or '' for part in parts).encode()):08x}"[-digits:]


def trust_mark(files: Iterable[tuple[str, str]]) -> str:
    """Eight hexadecimal digits for (name, sha256) of the files that terminals trust; their order tells nothing."""
    told = "\n".join(f"{name} {sha256}" for name, sha256 in sorted(files))
    return hashlib.sha256(told.encode()).hexdigest()[:8]


def stamped(start: str, now: datetime) -> str:
    """``start`` with the UTC time; names of one start sort by age."""
    return f"{start}{now.astimezone(UTC):{STAMP}}"


def stamp_of(name: str) -> datetime | None:
    """The UTC time at the end of a name of ours, None when there is none."""
    try:
        return datetime.strptime(name[-16:], STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


def ours(actions: Iterable[dict[str, Any]], like: Work, *alike: str) -> list[tuple[Work, dict[str, Any]]]:
    """Our actions that agree with ``like`` in the parts named in ``alike``, the youngest last."""
    known = [(work, action) for action in actions if (work := Work.named(action["name"]))]
    same = [found for found in known if all(getattr(found[0], part) == getattr(like, part) for part in alike)]
    return sorted(same, key=lambda found: found[1]["name"][-16:])


def listed(driver: Driver) -> list[dict[str, Any]]:
    """Every action of the list, as ``{name, state, raw}``; ``state`` is a word of ``action_state`` or ``unknown``."""
    found = []
    for row in driver.open(SCREEN).table("actions").rows:
        raw = row.text("state")
        state = driver.canonical("action_state", raw) or UNKNOWN
        found.append({"name": row.text("name"), "state": state, "raw": raw})
    return found


def state_of(driver: Driver, name: str) -> dict[str, Any] | None:
    """The action called ``name``, None when it is not listed; raises Ambiguous when two have that name (ACT-6)."""
    return named(listed(driver), name, driver)


def named(actions: Iterable[dict[str, Any]], name: str, driver: Driver) -> dict[str, Any] | None:
    """The one of ``actions`` called ``name``, as :func:`state_of`."""
    found = [action for action in actions if action["name"] == name]
    if len(found) > 1:
        raise Ambiguous(
            problem="More than one action has this name",
            where=Where(driver.host, "Action monitoring", "SCR-T5", name),
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
    told, pause = None, pauses(INTERVAL)
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
        context.sleep(next(pause))
