# SPDX-License-Identifier: GPL-3.0-or-later
"""How long to pause between two looks at something that is often over at once and sometimes takes minutes."""

from __future__ import annotations

from collections.abc import Iterator

SHORTEST = 0.5


def pauses(longest: float) -> Iterator[float]:
    """Seconds, without end: half a second at first, then twice as long each time, up to ``longest``."""
    pause = min(SHORTEST, longest)
    while True:
        yield pause
        pause = min(2 * pause, longest)
