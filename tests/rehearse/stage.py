# SPDX-License-Identifier: GPL-3.0-or-later
"""Running the lab and one playbook after the other, and telling what came of it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

BIN = Path(sys.executable).parent


class Lab:
    """A lab fleet in a process of its own, seen through its control address."""

    def __init__(self, ready: dict[str, Any]) -> None:
        self.inventory = ready["inventory"]
        self.control = ready["control"]

    @classmethod
    @contextmanager
    def up(cls, work: Path, fleet: str, speed: str, seed: str) -> Iterator[Lab]:
        workdir = f"--workdir={work / 'lab'}"
        command = [
            BIN / "mivoice-lab",
            "up",
            f"--fleet={fleet}",
            f"--speed={speed}",
            f"--seed={seed}",
            workdir,
            "--detach",
        ]
        answer = subprocess.run(command, check=True, capture_output=True, text=True)
        try:
            yield cls(json.loads(answer.stdout))
        finally:
            subprocess.run([BIN / "mivoice-lab", "down", workdir], check=True, capture_output=True)

    def _ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.control + path, data=data, headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def state(self) -> dict[str, Any]:
        return self._ask("/state")

    def all_events(self, since: int = 0) -> list[dict[str, Any]]:
        return self._ask(f"/events?since={since}")["events"]

    def events(self, kind: str, since: int = 0) -> list[dict[str, Any]]:
        return [event for event in self.all_events(since) if event["kind"] == kind]

    def last_event(self) -> int:
        return max((event["n"] for event in self.all_events()), default=0)

    def operator(self, step: str) -> None:
        self._ask("/operator", {"step": step})

    def power_on(self, phones: Iterable[str]) -> None:
        self._ask("/fault", {"kind": "power_on", "phones": sorted(phones)})

    def powered_off(self) -> set[str]:
        return {mac for mac, phone in self.state()["phones"].items() if not phone["powered"]}

    def wait_for_transport(self, phones: Iterable[str], transport: str, seconds: float = 60) -> bool:
        """True once every phone is registered over that transport; bounded by wall-clock seconds."""
        wanted, deadline = set(phones), time.monotonic() + seconds
        while time.monotonic() < deadline:
            seen = self.state()["phones"]
            if all((seen[mac]["registration"] or {}).get("transport") == transport for mac in wanted):
                return True
            time.sleep(0.5)
        return False

    def stopped_in_order(self, since: int) -> bool:
        """STP order from the event log: last 5300 on UDP < first 6000 on UDP; last 6000 < first system unticked."""
        families = {mac: phone["family"] for mac, phone in self.state()["phones"].items()}
        moved: dict[str, list[int]] = {"mivoice5300": [], "mitel6000": []}
        for event in self.events("phone_registered", since):
            moved[families[event["target"]]].append(event["n"])
        systems = [event["n"] for event in self.events("write", since) if event.get("what") == "set_voice_encryption"]
        return max(moved["mivoice5300"]) < min(moved["mitel6000"]) and max(moved["mitel6000"]) < min(systems)


@dataclass
class Run:
    """One ansible-playbook run."""

    stage: str
    returncode: int
    output: str
    seconds: float

    @property
    def changed(self) -> int:
        return sum(int(number) for number in re.findall(r"changed=(\d+)", self.output))

    def written_off(self) -> list[dict[str, str]]:
        """The ready-to-paste entries that a stopped gate prints."""
        found: list[dict[str, str]] = []
        for text in re.findall(r"written_off: (\[.*?\])", self.output.replace('\\"', '"')):
            found += [entry for entry in json.loads(text) if entry not in found]
        return found


@dataclass
class Rehearsal:
    root: Path
    work: Path
    lab: Lab
    console: Console
    runs: list[Run] = field(default_factory=list)
    checks: list[tuple[str, bool]] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)

    @property
    def disabled_vars(self) -> Path:
        path = self.work / "disabled.json"
        path.write_text(json.dumps({"mivoice_encryption": {"state": "disabled"}}), encoding="utf-8")
        return path

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
    ) -> Run:
        """Run a playbook of the collection; ``expect`` is "done", "stopped" or nothing."""
        self.console.rule(f"[bold]{title}")
        if before:
            before()
        said = {
            "mivoice_operator_done": [{"step": step, "by": "rehearsal"} for step in done],
            "mivoice_written_off": list(written_off),
            "mivoice_capture_dir": str(self.work / "captures"),
        }
        command = [
            str(BIN / "ansible-playbook"),
            f"voiceops.mivoice5000.{playbook}",
            "-i",
            self.lab.inventory,
            "-e",
            json.dumps(said),
            *arguments,
        ]
        environment = os.environ | {
            "ANSIBLE_CONFIG": str(self.root / "ansible.cfg"),
            "ANSIBLE_FORCE_COLOR": "0",
            "ANSIBLE_NOCOLOR": "1",
        }
        started = time.monotonic()
        lines = []
        with subprocess.Popen(
            command, cwd=self.root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as process:
            assert process.stdout
            for line in process.stdout:
                lines.append(line)
                self.console.print(line, end="", markup=False, highlight=False, soft_wrap=True)
        run = Run(title, process.returncode, "".join(lines), time.monotonic() - started)
        self.runs.append(run)
        if expect:
            self.check(f"{title}: {expect}", (run.returncode == 0) == (expect == "done"))
        return run

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
