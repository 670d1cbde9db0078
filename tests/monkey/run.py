# SPDX-License-Identifier: GPL-3.0-or-later
"""Machines run one after the other until enough steps are done or one finds a breach."""

from __future__ import annotations

import io
import os
import tempfile
import time
from contextlib import redirect_stdout
from typing import NamedTuple

from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis import seed as seeded
from hypothesis.stateful import run_state_machine_as_test

from monkey.machine import Monkey
from monkey.report import Outcome, Tally

LENGTH = 40
"""Steps of one sequence, at most."""
STRIDE = 1000
"""Between the seeds of one monkey, so that those of others stay apart."""


class Job(NamedTuple):
    seed: int
    steps: int


def work(job: Job, *, shrink: bool = True) -> Outcome:
    """Run until ``job.steps`` steps are done; the sequence is in ``breach`` when there is one."""
    tally, started = Tally(), time.monotonic()
    seeds: list[int] = []
    with tempfile.TemporaryDirectory() as turns:
        os.environ["XDG_RUNTIME_DIR"] = turns
        while tally.steps < job.steps:
            seeds.append(job.seed + STRIDE * len(seeds))
            breach = once(seeds[-1], max(1, min(20, (job.steps - tally.steps) // LENGTH)), tally, shrink=shrink)
            if breach:
                return Outcome(tally, seeds, time.monotonic() - started, breach)
    return Outcome(tally, seeds, time.monotonic() - started, None)


def once(seed: int, sequences: int, tally: Tally, *, shrink: bool = True) -> str | None:
    """Run ``sequences`` sequences; one that ends in a breach, the shortest with ``shrink``, and what it breaks."""

    @seeded(seed)
    class Seeded(Monkey):
        pass

    Seeded.tally = tally
    rules = settings(
        max_examples=sequences,
        stateful_step_count=LENGTH,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink) if shrink else (Phase.generate,),
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.normal,
        report_multiple_bugs=False,
    )
    said = io.StringIO()
    try:
        with redirect_stdout(said):
            run_state_machine_as_test(Seeded, settings=rules)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
        notes = "\n".join(getattr(error, "__notes__", []))
        return f"seed {seed}\n{said.getvalue()}{notes}\n{type(error).__name__}: {error}"
    return None
