# SPDX-License-Identifier: GPL-3.0-or-later
"""One playbook after the other, and what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lab.wire import Lab, Run, play
from rich.console import Console
from rich.table import Table


@dataclass
class Rehearsal:
    work: Path
    lab: Lab
    console: Console
    runs: list[Run] = field(default_factory=list)
    checks: list[tuple[str, bool]] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)

    @property
    def succeeded(self) -> bool:
        return bool(self.checks) and all(passed for _text, passed in self.checks)

    def stage(
        self,
        title: str,
        playbook: str,
        *arguments: str,
        expect: str | None = None,
        done: Iterable[str] = (),
        written_off: Iterable[dict[str, str]] = (),
        before: Callable[[], None] | None = None,
        **more: Any,
    ) -> Run:
        """Run a playbook of the collection; ``expect`` is "done", "stopped" or nothing."""
        self.console.rule(f"[bold]{title}")
        if before:
            before()
        said = {
            "operator_done": [{"step": step, "by": "rehearsal"} for step in done],
            "written_off": list(written_off),
            "wait_timeout": 25,
            "capture_dir": str(self.work / "captures"),
        }
        run = play(self.lab, playbook, *arguments, show=self._show, **said, **more)
        run.stage = title
        self.runs.append(run)
        if expect:
            self.check(f"{title}: {expect}", (run.returncode == 0) == (expect == "done"))
        return run

    def _show(self, line: str) -> None:
        self.console.print(line, end="", markup=False, highlight=False, soft_wrap=True)

    def check(self, text: str, passed: bool) -> None:
        self.checks.append((text, passed))
        self.console.print(f"[{'green' if passed else 'red'}]{'seen' if passed else 'NOT SEEN'}[/]: {text}")
        if not passed:
            raise SystemExit(f"rehearsal stopped: not seen: {text}")

    def counts(self, title: str) -> None:
        table = Table(title=f"Phones, {title}")
        for heading in ("family", "registered over", "port", "phones"):
            table.add_column(heading)
        seen: Counter[tuple[str, str, str]] = Counter()
        for phone in self.lab.state()["phones"].values():
            registration = phone["registration"] or {"transport": "nothing", "port": "-"}
            seen[(phone["family"], registration["transport"], str(registration["port"]))] += 1
        for key, number in sorted(seen.items()):
            table.add_row(*key, str(number))
        self.tables.append(table)

    def report(self) -> None:
        table = Table(title="Stages")
        for heading in ("stage", "ended", "changed", "seconds"):
            table.add_column(heading)
        for run in self.runs:
            table.add_row(
                run.stage, "done" if run.returncode == 0 else "stopped", str(run.changed), f"{run.seconds:.0f}"
            )
        self.console.print(table)
        for counts in self.tables:
            self.console.print(counts)
        self.console.print(f"service loss: {len(self.lab.state()['service_loss'])}")
