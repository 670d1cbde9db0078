# SPDX-License-Identifier: GPL-3.0-or-later
"""A systemd of its own, as process 1 of namespaces of its own: nothing of it is left when the block ends.

It knows stub targets only, for those of the machine would mount, clean and start things. Folders that it or the role
write to are empty ones in memory.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

BOUND = 60.0
"""Seconds after which something awaited is taken to be missing."""
SYSTEMD = Path("/usr/lib/systemd/systemd")
EMPTY = ("/run", "/var/lib", "/etc/systemd/system", "/usr/lib/systemd/system")
TARGETS = ("sysinit", "basic", "timers", "shutdown", "network-online")
APART = ("--mount", "--pid", "--fork", "--mount-proc", "--cgroup", "--uts", "--ipc", "--propagation", "private")
TARGET = "[Unit]\nDescription={name}\nDefaultDependencies=no\n"

BEGIN = """\
set -eu
for folder in {empty}; do mount -t tmpfs tmpfs "$folder"; done
mount -t tmpfs tmpfs /sys/fs/cgroup
mount -t cgroup2 none /sys/fs/cgroup
cp {stubs}/* /usr/lib/systemd/system/
export container=unshare
exec {systemd} --system --unit=timers.target --log-target=console --show-status=no
"""


def why_not() -> str | None:
    """Why no systemd can be run here; None when it can."""
    if os.geteuid() != 0:
        return "not root: systemd cannot be given namespaces of its own"
    missing = [name for name in ("unshare", "nsenter", "systemctl", "systemd-analyze") if not shutil.which(name)]
    if missing or not SYSTEMD.exists():
        return f"not on this machine: {', '.join(missing) or SYSTEMD}"
    if _cgroups() is None:
        return "no cgroup2 hierarchy can be written to"
    mount = ["mount", "-t", "cgroup2", "none", "/sys/fs/cgroup"]
    if subprocess.run(["unshare", *APART, *mount], check=False, capture_output=True).returncode:
        return "this machine allows no namespaces with a cgroup2 hierarchy"
    return None


def _cgroups() -> Path | None:
    mounts = [line.split() for line in Path("/proc/mounts").read_text().splitlines()]
    found = [Path(mount[1]) for mount in mounts if mount[2] == "cgroup2" and "rw" in mount[3].split(",")]
    return next((path for path in found if os.access(path, os.W_OK)), None)


@dataclass(frozen=True)
class Machine:
    """The running systemd, seen from outside: ``process`` is its number here."""

    process: int

    def run(self, *command: str | Path, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """A command in its namespaces."""
        inside = ["nsenter", "--target", str(self.process), "--mount", "--pid", "--cgroup", "--wd=/"]
        return subprocess.run(
            [*inside, *map(str, command)], env=env, check=False, capture_output=True, text=True, timeout=300
        )

    def shown(self, unit: str) -> dict[str, str]:
        """What systemd says of a unit."""
        lines = self.run("systemctl", "show", unit).stdout.splitlines()
        return dict(line.split("=", 1) for line in lines if "=" in line)

    def awaited(self, seen: Callable[[], bool]) -> bool:
        """Whether something is seen within BOUND, with systemd asked in between."""
        deadline = time.monotonic() + BOUND
        while not seen():
            if time.monotonic() > deadline:
                return False
            self.run("systemctl", "show", "--property=NJobs")
        return True


@contextmanager
def running(folder: Path) -> Iterator[Machine]:
    """systemd until the block ends; RuntimeError with what it said when it does not start."""
    stubs, log, cgroup = folder / "stubs", folder / "log", _cgroups()
    if cgroup is None:
        raise RuntimeError("no cgroup2 hierarchy")
    stubs.mkdir()
    for name in TARGETS:
        (stubs / f"{name}.target").write_text(TARGET.format(name=name))
    (folder / "begin.sh").write_text(BEGIN.format(empty=" ".join(EMPTY), stubs=stubs, systemd=SYSTEMD))
    own = cgroup / f"mivoice-test-{os.getpid()}"
    own.mkdir()
    join = f'echo $$ > {own}/cgroup.procs; exec unshare "$@"'
    with log.open("w") as written:
        begun = ["sh", "-c", join, "sh", *APART, "sh", str(folder / "begin.sh")]
        process = subprocess.Popen(begun, stdout=written, stderr=written)
    first = None
    try:
        first = _first(process, log)
        machine = Machine(first)
        if not machine.awaited(lambda: machine.run("systemctl", "is-active", "timers.target").returncode == 0):
            raise RuntimeError("systemd does not answer:\n" + log.read_text())
        yield machine
    finally:
        if first is not None and process.poll() is None:
            os.kill(first, 9)  # with process 1 its whole namespace ends
        elif process.poll() is None:
            process.kill()
        process.wait()
        _remove(own)


def _first(process: subprocess.Popen[bytes], log: Path) -> int:
    """The number of the namespace's process 1, once it is systemd."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    deadline = time.monotonic() + BOUND
    while process.poll() is None and time.monotonic() < deadline:
        for child in children.read_text().split():
            if Path(f"/proc/{child}/comm").read_text().strip() == "systemd":
                return int(child)
    raise RuntimeError("systemd did not start:\n" + log.read_text())


def _remove(own: Path) -> None:
    """Empty cgroups go from below; those of processes that are just ending are busy for a moment."""
    deadline = time.monotonic() + BOUND
    while own.exists() and time.monotonic() < deadline:
        for folder, _below, _files in os.walk(own, topdown=False):
            try:
                Path(folder).rmdir()
            except OSError:
                break
