# SPDX-License-Identifier: GPL-3.0-or-later
"""A lab in a process of its own, on real sockets, and ansible-playbook runs against it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FLEETS = ROOT / "extensions" / "lab" / "fleets"
BIN = Path(sys.executable).parent


class Lab:
    """A lab fleet in a process of its own, seen through its control address."""

    def __init__(self, ready: dict[str, Any]) -> None:
        self.inventory = ready["inventory"]
        self.control = ready["control"]
        self.pki = Path(ready["pki"])

    @classmethod
    @contextmanager
    def up(cls, work: Path, fleet: str, speed: str, seed: str, *more: str) -> Iterator[Lab]:
        """``more``: further options of ``mivoice-lab up``, such as ``--skin=frames``."""
        workdir = f"--workdir={work / 'lab'}"
        command = [
            BIN / "mivoice-lab",
            "up",
            f"--fleet={fleet}",
            f"--speed={speed}",
            f"--seed={seed}",
            workdir,
            *more,
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
        return self._ask(f"/events?since={since}")

    def events(self, kind: str, since: int = 0) -> list[dict[str, Any]]:
        return [event for event in self.all_events(since) if event["kind"] == kind]

    def last_event(self) -> int:
        return max((event["n"] for event in self.all_events()), default=0)

    def operator(self, step: str) -> None:
        """Play the person's hand for a step, in every TMA of the fleet."""
        state = self.state()
        alone = [name for name, system in state["systems"].items() if not system["manager"]]
        value = {"T60-5": state["time_server"]}.get(step)
        for target in (*state["managers"], *alone):
            self._ask("/operator", {"step": step, "target": target, "value": value})

    def by_hand(self, step: str, target: str) -> None:
        """Play a person's hand on one device."""
        self._ask("/operator", {"step": step, "target": target, "value": None})

    def loads_ca(self, system: str, content: str) -> None:
        """Play the person's hand for BWY-2: the authorities of phones, in PEM, go into the CA file of a system."""
        self._ask("/operator", {"step": "BWY-2", "target": system, "value": content})

    def tick(self, system: str, on: bool) -> None:
        """Play a person's hand on the box of BOTHWAY of a system."""
        self._ask("/operator", {"step": "bothway", "target": system, "value": on})

    def remove_file(self, server: str, name: str) -> None:
        """Take a file off a download server behind TMA's back."""
        self._ask("/hand", {"step": "remove_file", "server": server, "name": name})

    def plug(self, system: str, *phones: str) -> None:
        """Unplug phones, and plug them in on the platform of a system, with all that they have stored."""
        self._ask("/phone", {"step": "plug", "phones": list(phones), "system": system})

    def edit_file(self, server: str, name: str, content: str) -> None:
        """Write a file on a download server behind TMA's back."""
        self._ask("/hand", {"step": "edit_file", "server": server, "name": name, "content": content})

    def file_on(self, server: str, name: str) -> str:
        """A file as a phone would fetch it over HTTP."""
        found = self.state()["download_servers"][server]
        with urllib.request.urlopen(f"http://{found['address']}:{found['port']}/{name}", timeout=60) as answer:
            text: str = answer.read().decode()
        return text

    def says(self, host: str, **variables: Any) -> None:
        """Set variables of a host in the inventory, beside those that it has; ``variables`` without their prefix."""
        path = Path(self.inventory) / "host_vars" / f"{host}.yml"
        path.parent.mkdir(exist_ok=True)
        told = json.loads(path.read_text()) if path.exists() else {}
        path.write_text(json.dumps(told | {f"mivoice_{name}": value for name, value in variables.items()}))

    def fault(self, **fault: Any) -> Any:
        return self._ask("/fault", fault)

    def power_on(self, phones: Iterable[str]) -> None:
        self.fault(kind="power_on", phones=sorted(phones))

    def powered_off(self) -> set[str]:
        return {mac for mac, phone in self.state()["phones"].items() if not phone["powered"]}

    def wait_for_transport(self, phones: Iterable[str], transport: str | None, seconds: float = 60) -> bool:
        """True once every phone is registered over that transport, None: nowhere; bounded by wall-clock seconds."""
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
        systems = [
            event["n"]
            for event in self.events("write", since)
            if event["what"] == "voice_encryption" and not event["after"]
        ]
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


def command(lab: Lab, playbook: str, *arguments: str, **said: Any) -> list[str]:
    """ansible-playbook of a playbook of the collection; ``said`` are extra variables without their prefix."""
    extra = {f"mivoice_{name}": value for name, value in said.items()}
    name = playbook if playbook.endswith(".yml") else f"voiceops.mivoice5000.{playbook}"
    return [str(BIN / "ansible-playbook"), name, "-i", lab.inventory, "-e", json.dumps(extra), *arguments]


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")}
    return kept | {"ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"), "ANSIBLE_NOCOLOR": "1", "PYTHONUNBUFFERED": "1"}


def play(lab: Lab, playbook: str, *arguments: str, show: Callable[[str], None] | None = None, **said: Any) -> Run:
    """Run to the end; ``show`` is given every line as it comes."""
    started, lines = time.monotonic(), []
    with subprocess.Popen(
        command(lab, playbook, *arguments, **said),
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout
        for line in process.stdout:
            lines.append(line)
            if show:
                show(line)
    return Run(playbook, process.returncode, "".join(lines), time.monotonic() - started)
