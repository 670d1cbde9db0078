# SPDX-License-Identifier: GPL-3.0-or-later
"""The page server: a lab of 200 systems in a process of its own, and what an inventory says of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bench.section import ROOT

FLEET = ROOT / "extensions" / "lab" / "fleets" / "bench.yml"


@dataclass(frozen=True)
class System:
    """Connection of one system, as the inventory has it."""

    name: str
    host: str
    port: int
    username: str
    password: str
    fingerprint: str
    language: str
    screens: dict[str, Any]


@dataclass(frozen=True)
class Server:
    """A running lab."""

    inventory: Path
    pid: int
    systems: list[System]

    def cpu(self) -> float:
        """Seconds of processor time that the page server has used so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(workdir: Path) -> Iterator[Server]:
    """Start the lab of the bench and stop it at the end."""
    command = [str(Path(sys.executable).parent / "mivoice-lab"), "up", "--fleet", str(FLEET)]
    command += ["--speed", "1", "--seed", "1", "--workdir", str(workdir)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as lab:
        try:
            assert lab.stdout
            line = lab.stdout.readline()
            if not line:
                raise RuntimeError("the lab did not start")
            ready = json.loads(line)
            inventory = _hosts_file(Path(ready["inventory"]))
            yield Server(inventory, ready["pid"], _systems(inventory))
        finally:
            lab.terminate()


def _hosts_file(inventory: Path) -> Path:
    return inventory / "hosts.yml" if inventory.is_dir() else inventory


def _systems(inventory: Path) -> list[System]:
    hosts: dict[str, Any] = yaml.safe_load(inventory.read_text())["all"]["children"]["pbx"]["hosts"]
    secrets = yaml.safe_load((inventory.parent / "group_vars" / "all" / "secrets.yml").read_text())["lab_secrets"]
    return [
        System(
            name=name,
            host=values["ansible_host"],
            port=values["mivoice_port"],
            username=values["mivoice_username"],
            password=secrets[name]["password"],
            fingerprint=values["mivoice_fingerprint"],
            language=values["mivoice_language"],
            screens=yaml.safe_load(Path(values["mivoice_screens"]).read_text()),
        )
        for name, values in hosts.items()
    ]
