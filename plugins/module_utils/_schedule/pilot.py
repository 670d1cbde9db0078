# SPDX-License-Identifier: GPL-3.0-or-later
"""The pilot of a family: a few phones that move first, and how many of them have to arrive before the others follow.

A share is enough for a pilot only. The gates of a family and of the systems want every phone moved or settled.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .._errors import UsageError
from .._safety.facts import FAMILIES, listed, same_phone


@dataclass(frozen=True)
class Pilot:
    """``phones``: MAC addresses or numbers; ``terminals``: TMA's list that holds them (OPEN-27).

    ``threshold``: percentage that has to have moved; ``minimum``: how many have to have been seen at all.
    """

    family: str
    terminals: str
    phones: tuple[str, ...]
    threshold: float
    minimum: int

    @classmethod
    def read_all(cls, given: Any) -> dict[str, Pilot]:
        """Pilots by family; raises UsageError."""
        if isinstance(given, (str, Mapping)) or not isinstance(given, Iterable):
            raise UsageError(problem="pilot is not a list", found=repr(given))
        pilots = [cls.read(one) for one in given]
        families = [pilot.family for pilot in pilots]
        if len(set(families)) != len(families):
            raise UsageError(problem="A family has two pilots", found=", ".join(families), wanted="one a family")
        return {pilot.family: pilot for pilot in pilots}

    @classmethod
    def read(cls, given: Any) -> Pilot:
        """Raises UsageError for a pilot that proves nothing, or that could never succeed."""
        family, terminals = given.get("family"), str(given.get("list") or "").strip()
        phones = tuple(str(phone).strip() for phone in given.get("phones") or ())
        if family not in FAMILIES:
            raise UsageError(problem="The pilot names no family", found=repr(family), wanted=" or ".join(FAMILIES))
        if terminals.casefold() in ("", "all"):
            raise UsageError(
                problem=f"The pilot of the {family} needs a list of terminals in TMA that holds its phones",
                found=repr(given.get("list")),
                wanted="a list other than All (OPEN-27), made in TMA by a person",
            )
        threshold, minimum = given.get("threshold"), given.get("minimum")
        if isinstance(threshold, bool) or not isinstance(threshold, (int, float)) or not 0 < threshold <= 100:
            raise UsageError(problem="threshold is not a percentage", found=repr(threshold), wanted="above 0, to 100")
        if isinstance(minimum, bool) or not isinstance(minimum, int) or not 1 <= minimum <= len(set(phones)):
            raise UsageError(
                problem=f"The pilot of the {family} could never have seen its minimum of phones",
                found=f"minimum {minimum!r}, {len(set(phones))} phones",
                wanted="a minimum from 1 to the number of its phones",
            )
        return cls(family, terminals, phones, float(threshold), minimum)

    def members(self, phones: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """Those of ``phones`` that are of the pilot."""
        return [phone for phone in phones if any(same_phone(phone, called) for called in self.phones)]

    def unknown(self, phones: Sequence[Mapping[str, Any]]) -> list[str]:
        """Names of the pilot that mean none of ``phones``."""
        return [called for called in self.phones if not any(same_phone(phone, called) for phone in phones)]


@dataclass(frozen=True)
class Judged:
    """``passed``: the others may follow. Otherwise "not yet", or, once nothing more is to come, "no"."""

    passed: bool
    text: str


def judge(pilot: Pilot, moved: int, settled: int, behind: int, silent: int, unknown: Sequence[str] = ()) -> Judged:
    """From how many of its phones have moved, were settled by a person, are in the old state, or were not seen.

    One that is not seen, or that TMA does not know, counts against the pilot like one that is behind: not knowing is
    never success. One settled by a person does not count at all.
    """
    counted = moved + behind + silent + len(unknown)
    seen, share = moved + behind, 100.0 * moved / counted if counted else 0.0
    passed = seen >= pilot.minimum and moved * 100.0 >= pilot.threshold * counted
    told = (
        f"Pilot of the {pilot.family}: {moved} of {counted} phones moved ({share:.0f} %, wanted {pilot.threshold:g} %),"
        f" {seen} seen (wanted {pilot.minimum}), {settled} settled by a person."
    )
    return Judged(passed, f"{told} TMA does not know {listed(unknown)}." if unknown else told)
