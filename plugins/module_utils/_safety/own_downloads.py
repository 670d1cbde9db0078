# SPDX-License-Identifier: GPL-3.0-or-later
"""Downloads of the files that a phone presents in BOTHWAY: what they prove, and what a later one takes back (INV-5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from .facts import as_moment

ONE_START = timedelta(seconds=60)
"""Within it a phone fetches all of them: to start again takes longer."""


def not_held(fetched: Mapping[str, Any], files: Iterable[str], begun: datetime) -> list[str]:
    """What is missing of ``files``, in words; a phone keeps none that its latest start did not bring.

    ``fetched``: latest download by name; ``begun``: when the phone was told to fetch them.
    """
    times = {name: as_moment(fetched.get(name)) for name in files}
    known = [when for when in times.values() if when is not None]
    started = max(known) - ONE_START if known else begun
    found = []
    for name, when in times.items():
        if when is None or when < begun:
            found.append(f"{name} since it was told to")
        elif when < started:
            found.append(f"{name} at its latest start, {max(known).isoformat()}")
    return found
