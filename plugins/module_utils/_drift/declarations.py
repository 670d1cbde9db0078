# SPDX-License-Identifier: GPL-3.0-or-later
"""Known drift: what a site declares to be as it should not be, with an owner and the day on which that ends.

A declaration only keeps its hands off: it lifts no interlock, and no phone counts as encrypting because of it (INV-46).
``today`` is always an argument: nothing here looks at a clock.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from .._errors import UsageError, Where
from .._safety.facts import listed

PHONE_FILES, VOICE, INTER_IPBX, BOTHWAY = "phone_files", "voice_encryption", "inter_ipbx_encryption", "bothway"
SUBJECTS = {PHONE_FILES: ("phones", "files"), VOICE: ("systems",), INTER_IPBX: ("systems",), BOTHWAY: ("systems",)}
"""What can be declared, and the lists that say whose it is; one of them has to name something."""
LISTS = ("phones", "files", "systems")
TEXTS = ("owner", "reason")
VARIABLE = "mivoice_known_drift"


@dataclass(frozen=True)
class Declaration:
    """One entry. It is in force until the day ``until`` begins."""

    what: str
    owner: str
    until: date
    reason: str
    phones: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()

    def days_left(self, today: date) -> int:
        """Days until it ends; none or fewer once it is over."""
        return (self.until - today).days

    def words(self, days: int) -> str:
        """Who declared it and for how long yet; ``days`` as :meth:`days_left` gives them."""
        if days > 0:
            return f"declared by {self.owner} until {self.until} ({_days(days)} left): {self.reason}"
        since = f"since {_days(-days)}" if days else "since today"
        return f"declared by {self.owner} until {self.until}, over {since}"

    def subject(self) -> str:
        named = [f"{kind} {listed(getattr(self, kind))}" for kind in LISTS if getattr(self, kind)]
        return f"{self.what} of {', '.join(named)}"


def _days(number: int) -> str:
    return f"{number} day" if number == 1 else f"{number} days"


def read_all(given: Any, host: str, systems: Sequence[str]) -> list[Declaration]:
    """The variable of ``host``; ``systems`` are the names there are. Raises UsageError that names the wrong entry."""
    if given is None:
        return []
    if not isinstance(given, Sequence) or isinstance(given, str):
        raise _wrong(host, None, "is not a list", found=repr(given))
    return [_read(entry, host, number, systems) for number, entry in enumerate(given, start=1)]


def _wrong(
    host: str, number: int | None, problem: str, found: str | None = None, wanted: str | None = None
) -> UsageError:
    place = VARIABLE if number is None else f"{VARIABLE} entry {number}"
    return UsageError(
        problem=f"{place} {problem}; nothing was contacted",
        where=Where(host=host),
        found=found,
        wanted=wanted,
    )


def _read(entry: Any, host: str, number: int, systems: Sequence[str]) -> Declaration:
    if not isinstance(entry, Mapping):
        raise _wrong(host, number, "is not a dictionary", found=repr(entry))
    what = entry.get("what")
    if what not in SUBJECTS:
        raise _wrong(
            host, number, "does not say what is known to differ", repr(what), f"what: one of {', '.join(SUBJECTS)}"
        )
    for name in TEXTS:
        if not isinstance(entry.get(name), str) or not entry[name].strip():
            raise _wrong(host, number, f"has no {name}", wanted=f"{name}, in words")
    strange = sorted(set(map(str, entry)) - {"what", "until", *TEXTS, *SUBJECTS[what]})
    if strange:
        raise _wrong(host, number, f"has what {what} cannot have", listed(strange), listed(SUBJECTS[what]))
    named = {name: _names(entry.get(name), name, host, number) for name in SUBJECTS[what]}
    if not any(named.values()):
        raise _wrong(host, number, "names nothing that differs", wanted=" or ".join(SUBJECTS[what]))
    unknown = sorted(set(named.get("systems", ())) - set(systems))
    if unknown:
        raise _wrong(host, number, "names systems that are not in group pbx", listed(unknown))
    until = _day(entry.get("until"), host, number)
    return Declaration(what, entry["owner"].strip(), until, entry["reason"].strip(), **named)


def _names(given: Any, name: str, host: str, number: int) -> tuple[str, ...]:
    if given is None:
        return ()
    if not isinstance(given, Sequence) or isinstance(given, str) or not all(str(one).strip() for one in given):
        raise _wrong(host, number, f"has {name} that are no list of names", found=repr(given))
    return tuple(str(one).strip() for one in given)


def _day(given: Any, host: str, number: int) -> date:
    """YAML makes a date of one that stands without quotes."""
    if isinstance(given, date) and not isinstance(given, datetime):
        return given
    wanted = "until: the day on which it is over, such as 2026-04-10"
    if given is None:
        raise _wrong(host, number, "has no end date", wanted=wanted)
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", str(given)):
        raise _wrong(host, number, "has no end date that can be read", repr(given), wanted)
    try:
        return date.fromisoformat(str(given))
    except ValueError:
        raise _wrong(host, number, "ends on a day that does not exist", repr(given), wanted) from None
