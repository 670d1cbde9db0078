# SPDX-License-Identifier: GPL-3.0-or-later
"""Phones of one system before and after its SIP service restarts: who registers over TLS again, and when (BWY-9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from .._context import Context
from .._errors import MivoiceError
from .._safety.evidence import given_up
from .._safety.facts import as_moment, bare, listed
from . import _bothway_box
from ._bothway_box import Line
from ._pauses import pauses


@dataclass(frozen=True)
class Back:
    """``back``, ``missing``: phones as :func:`called` names them. ``dated``: the list says when; ``trouble``: why the
    last look failed, None when it did not."""

    back: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    dated: bool = True
    trouble: str | None = None

    @property
    def text(self) -> str:
        total = len(self.back) + len(self.missing)
        missing = f"; missing: {listed(self.missing, 50)}" if self.missing else ""
        trouble = f"; the last look failed: {self.trouble}" if self.trouble else ""
        return f"{len(self.back)} of {total} phones register over TLS{missing}{trouble}"


def called(line: Mapping[str, Any]) -> str:
    """What a line's phone is called here: its MAC address, else its number."""
    return bare(line.get("mac")) or str(line.get("number") or line.get("address"))


def on_tls(lines: Iterable[Line], written_off: Sequence[Mapping[str, Any]] = ()) -> list[str]:
    """Phones that register over TLS, those given up on by name left out."""
    return sorted({called(line) for line in lines if line["transport"] == "tls" and not given_up(line, written_off)})


def wait(
    params: Mapping[str, Any],
    context: Context,
    expected: Sequence[str],
    since: datetime,
    *,
    one_is_enough: bool = False,
) -> Back:
    """Look until every one of ``expected`` was seen over TLS since then, or ``phones_timeout`` seconds are over.

    A list without times tells who is there now. One more look is always made after the time is over.
    """
    if not expected:
        return Back()
    deadline = context.clock() + timedelta(seconds=params["phones_timeout"])
    pause = pauses(params["poll"])
    while True:
        over = context.clock() >= deadline
        found = _look(params, context, expected, since)
        context.progress(f"{params['host']}: {found.text}")
        if over or not found.missing or (one_is_enough and found.back):
            return found
        context.sleep(next(pause))


def _look(params: Mapping[str, Any], context: Context, expected: Sequence[str], since: datetime) -> Back:
    try:
        lines = _bothway_box.lines(params, context) or []
    except MivoiceError as error:  # nothing was seen, whatever the reason: the next look may tell more
        return Back([], list(expected), trouble=str(error))
    seen = [line for line in lines if line["transport"] == "tls"]
    here = {called(line) for line in seen if line["seen_at"] is None or _since(line["seen_at"], since)}
    return Back(
        back=[name for name in expected if name in here],
        missing=[name for name in expected if name not in here],
        dated=all(line["seen_at"] is not None for line in seen),
    )


def _since(seen_at: Any, since: datetime) -> bool:
    moment = as_moment(seen_at)
    return moment is not None and moment >= since
