# SPDX-License-Identifier: GPL-3.0-or-later
"""How a run ended: one word with one exit code, for one scope and for the whole run.

The codes are ours because those of ``ansible-playbook`` only tell whether a host failed (2) or was not reached (4): a
run that has nothing to do tonight and one that is finished for good both end with 0. They keep clear of Ansible's codes
(1 to 8, 99, 250, 255), but for 1, which means "failed" there as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

CODES = {"done": 0, "failed": 1, "changed": 10, "paused": 11, "drift": 12, "waiting": 13, "declared": 14}
"""``changed`` and ``waiting`` go on by themselves: the first wrote something, the second had nothing to do now.
``paused`` wants a person. ``drift``: a check found something that a run would change, or a proof
is missing. ``declared``: nothing differs but what the site has declared to."""

WORST_FIRST = ("failed", "paused", "drift", "changed", "declared", "waiting", "done")
BY_ITSELF = ("changed", "waiting")
WINDOW, PHONES, PERSON = "window", "phones", "person"


@dataclass(frozen=True)
class Pause:
    """Why a step (None: any step) was not taken. ``waits_for``: window | phones | person. ``at``: when it goes on,
    where that is known.
    """

    step: str | None
    waits_for: str
    happened: str
    at: datetime | None = None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"at": self.at.isoformat() if self.at else None}


def of_scope(
    *,
    failed: bool,
    finished: bool,
    wrote: bool,
    pause: Mapping[str, Any] | None,
    open_steps: bool,
    check_mode: bool,
) -> str:
    """The word for one scope. A run that got to its end without a pause and is not finished has failed: unknown is
    never good."""
    if failed:
        return "failed"
    if check_mode:
        return "drift" if wrote or not finished else "done"
    if pause:
        if pause["waits_for"] == PERSON:
            return "paused"
        return "changed" if wrote else "waiting"
    if not finished:
        return "failed"
    return "paused" if open_steps else "done"


def of_held(*, failed: bool, wrote: bool, differs: bool, left: bool, open_steps: bool, check_mode: bool) -> str:
    """The word for one scope that is held to its desired state, or only looked at. ``differs``: something that is
    neither corrected nor declared; ``left``: declared drift."""
    if failed:
        return "failed"
    if differs or (check_mode and wrote):
        return "drift"
    if open_steps and not check_mode:
        return "paused"
    if wrote:
        return "changed"
    return "declared" if left else "done"


def of_run(words: Iterable[str]) -> str:
    """The worst of the words of all scopes; no scope at all is a failure."""
    found = set(words)
    return next((word for word in WORST_FIRST if word in found), "failed")
