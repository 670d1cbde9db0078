# SPDX-License-Identifier: GPL-3.0-or-later
"""What a monkey did: steps, calls by module and verdict."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple


class Tally:
    """Counts steps, verdicts, and phones that lost service, whoever lost them; two tallies add up."""

    def __init__(self) -> None:
        self.steps = self.losses = 0
        self.verdicts: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def count(self, what: str, verdict: str) -> None:
        self.steps += 1
        self.verdicts[what][verdict] += 1

    def add(self, other: Tally) -> None:
        self.steps += other.steps
        self.losses += other.losses
        for what, verdicts in other.verdicts.items():
            self.verdicts[what] += verdicts

    def lines(self) -> list[str]:
        """One line for each module or happening, most frequent verdict first."""
        return [
            f"{what:<22} {sum(verdicts.values()):>6}  " + ", ".join(f"{v} {n}" for v, n in verdicts.most_common())
            for what, verdicts in sorted(self.verdicts.items())
        ]


class Outcome(NamedTuple):
    """``breach``: the shrunk sequence and what it breaks."""

    tally: Tally
    seeds: list[int]
    seconds: float
    breach: str | None


def summary(outcomes: Sequence[Outcome]) -> str:
    """The printed report."""
    tally = Tally()
    for outcome in outcomes:
        tally.add(outcome.tally)
    seconds = max(outcome.seconds for outcome in outcomes)
    seeds = [str(seed) for outcome in outcomes for seed in outcome.seeds]
    head = f"{tally.steps} steps in {seconds:.0f} s ({tally.steps / seconds:.0f} a second), seeds {', '.join(seeds)}"
    breaches = [f"BREACH, {outcome.breach}" for outcome in outcomes if outcome.breach]
    losses = f"{tally.losses} times a phone lost service by a hand, a fault, or after it was given up"
    return "\n".join([*tally.lines(), head, losses, *(breaches or ["no breach"])])
