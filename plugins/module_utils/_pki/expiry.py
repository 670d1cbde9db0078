# SPDX-License-Identifier: GPL-3.0-or-later
"""What ends when, over a fleet (EXP-2 to EXP-4, EXP-6, WARN-12, WARN-13, WARN-30, WARN-31)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from .case import days_until

NOTICE = 14
"""Days before the end of a trusted certificate from which the product itself tells the administrator (EXP-2)."""

STAGES = {
    "unknown": "NOT KNOWN",
    "expired": "EXPIRED",
    "not_yet_valid": "NOT YET VALID",
    "final_notice": "last two weeks",
    "renew_soon": "renew soon",
    "ok": "ok",
}
"""Stage -> how it is printed; ``final_notice`` is the time of the product's own daily notice."""

SURPRISES = (
    "Self-signed: the product gives no notice before the end (WARN-13).",
    "Self-signed: an automatic renewal may restart SIP at a time nobody chose (WARN-30); do not rely on it (DIS-32).",
)
PHONES = "Phones: their certificates have no alarm in the product; one that expires cuts its phone off (WARN-31)."


@dataclass(frozen=True)
class Row:
    """One certificate. ``kind``: self_signed, trusted, terminal, authority, or None; ``note``: why nothing is known."""

    name: str
    address: str | None
    kind: str | None
    not_after: str | None
    days_left: int | None
    stage: str
    note: str | None = None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def row(
    name: str,
    certificate: Mapping[str, Any] | None,
    now: datetime,
    *,
    address: str | None = None,
    kind: str | None = None,
    days: int = 30,
    note: str | None = None,
) -> Row:
    """The row of one certificate as :func:`facts.describe` tells of it; None when it could not be seen.

    ``days``: renew when fewer are left. ``now`` knows its time zone. What cannot be read is ``unknown``, never ok.
    """
    dates = _dates(certificate)
    if dates is None:
        return Row(name, address, kind, None, None, "unknown", note or "no certificate was seen")
    starts, ends = dates
    return Row(name, address, kind, ends.isoformat(), days_until(ends, now), _stage(starts, ends, now, days), note)


def _dates(certificate: Mapping[str, Any] | None) -> tuple[datetime, datetime] | None:
    try:
        starts, ends = (datetime.fromisoformat(str((certificate or {})[key])) for key in ("not_before", "not_after"))
    except (KeyError, ValueError):
        return None
    return (starts, ends) if starts.tzinfo and ends.tzinfo else None


def _stage(starts: datetime, ends: datetime, now: datetime, days: int) -> str:
    left = days_until(ends, now)
    if now > ends:
        return "expired"
    if now < starts:
        return "not_yet_valid"
    if left < NOTICE:
        return "final_notice"
    return "renew_soon" if left < days else "ok"


def soonest_first(rows: Iterable[Row]) -> list[Row]:
    """What nobody knows first, for it may have ended; then by end date."""
    return sorted(rows, key=lambda one: (one.not_after is not None, one.not_after or "", one.name))


def table(rows: Iterable[Row]) -> list[str]:
    """Lines of plain text: a sentence, the table, what may surprise."""
    ordered = soonest_first(rows)
    if not ordered:
        return ["No certificate was looked at."]
    heads = ("name", "address", "kind", "ends (UTC)", "days", "stage")
    cells = [heads, *(_cells(one) for one in ordered)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(heads))]
    return [
        _headline(ordered),
        *(_line(line, widths) for line in cells),
        *(f"{one.name}: {one.note}" for one in ordered if one.note),
        *_surprises(ordered),
    ]


def _headline(rows: Sequence[Row]) -> str:
    counts = {stage: sum(one.stage == stage for one in rows) for stage in STAGES}
    parts = [f"{count} {STAGES[stage]}" for stage, count in counts.items() if count]
    return f"Certificates, soonest end first: {', '.join(parts)}. Voice goes clear when one expires (WARN-12)."


def _cells(one: Row) -> tuple[str, ...]:
    ends = datetime.fromisoformat(one.not_after).strftime("%Y-%m-%d %H:%M") if one.not_after else "?"
    days = "?" if one.days_left is None else str(one.days_left)
    return (one.name, one.address or "-", (one.kind or "?").replace("_", "-"), ends, days, STAGES[one.stage])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    days = 4
    padded = (
        text.rjust(width) if column == days else text.ljust(width)
        for column, (text, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join(padded).rstrip()


def _surprises(rows: Sequence[Row]) -> list[str]:
    kinds = {one.kind for one in rows}
    return [*(SURPRISES if "self_signed" in kinds else ()), *([PHONES] if "terminal" in kinds else [])]
