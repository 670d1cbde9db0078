# SPDX-License-Identifier: GPL-3.0-or-later
"""Sending values again that TMA believes are in place: for terminals whose files on a server say otherwise (INV-25).

TMA alone writes these files, so an update action with the very same values puts them right. It also restarts the
terminals, so it is done once for one cause: the mark of the cause stands in the action's name, and what one action did
not put right, or what came back the very same, is for a person to look at.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from .._drivers.base import Driver
from .._errors import UsageError, Where
from .._safety.facts import bare, listed
from . import _actions

REDISTRIBUTE: dict[str, dict[str, Any]] = {
    "redistribute": {"type": "list", "elements": "str", "default": []},
    "redistribute_because": {"type": "str", "default": ""},
}


def addresses(given: Iterable[str]) -> frozenset[str]:
    """MAC addresses as they are compared; raises UsageError for a text that is none."""
    strange = [text for text in given if not bare(text)]
    if strange:
        raise UsageError(
            problem="Option redistribute takes MAC addresses", found=listed(strange), wanted="for example 00085D000001"
        )
    return frozenset(bare(text) for text in given)


def among(
    phones: Sequence[dict[str, Any]], wanted: frozenset[str], family: str, driver: Driver
) -> list[dict[str, Any]]:
    """Those of ``phones`` with the ``wanted`` addresses; raises UsageError when TMA does not list all of these."""
    found = [phone for phone in phones if bare(phone["mac"]) in wanted]
    strangers = wanted - {bare(phone["mac"]) for phone in found}
    if strangers:
        raise UsageError(
            problem=f"TMA lists no such {family} terminal, so it cannot send its files again; nothing was written",
            where=Where(driver.host, "Inventory", "SCR-T6", "redistribute"),
            found=listed(sorted(strangers)),
            remedy="Leave it out of option redistribute, or read the terminals again (terminal_info)",
        )
    return found


def cause(phones: Iterable[dict[str, Any]], because: str) -> str:
    """Mark of why values are sent again: to whom, and what was seen."""
    return _actions.mark([*sorted(bare(phone["mac"]) for phone in phones), because], 8)


def sent_before(earlier: Sequence[tuple[_actions.Work, dict[str, Any]]], work: _actions.Work) -> dict[str, Any] | None:
    """The finished one of ``earlier`` actions, the youngest last, that was for the cause of ``work``.

    None once other values were sent since, or under another name: then it is done again.
    """
    for done, action in reversed(earlier):
        if not done.same_as(work):
            return None
        if (done.label, done.cause, action["state"]) == (work.label, work.cause, "finished"):
            return action
    return None
