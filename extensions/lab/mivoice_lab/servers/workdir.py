# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of a running lab on disk: who runs, where its inventory and log are. Gone after an orderly stop."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any, TextIO


class WorkdirError(RuntimeError):
    """The directory cannot be used, or a lab is running in it."""


def default_workdir() -> Path:
    """One lab per user, unless told otherwise."""
    return Path(tempfile.gettempdir()) / f"mivoice-lab-{os.getuid()}"


class Workdir:
    """`lab.pid` is locked for as long as the lab lives, so that a stale one is told from a live one."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self.inventory = self.path / "inventory"
        self.screens = self.path / "screens"
        self.access_logs = self.path / "access-logs"
        self.pki = self.path / "pki"
        self.log = self.path / "lab.log"
        self.pid_file = self.path / "lab.pid"
        self._ready = self.path / "lab.json"
        self._lock: TextIO | None = None

    def prepare(self) -> None:
        """Make the directory, private. Raises WorkdirError when it is someone else's."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            status = self.path.lstat()
        except OSError as error:
            raise WorkdirError(f"{self.path}: {error.strerror}") from error
        if self.path.is_symlink() or status.st_uid != os.getuid():
            raise WorkdirError(f"{self.path} is not a directory of this user; give another one with --workdir")
        self.path.chmod(0o700)

    def claim(self) -> None:
        """Become the lab of this directory. Raises WorkdirError when another one is running."""
        self.prepare()
        lock = self.pid_file.open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.close()
            raise WorkdirError(
                f"a lab is running in {self.path} (pid {self.pid()}); stop it with mivoice-lab down, "
                "or give another directory with --workdir"
            ) from error
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        self._lock = lock

    def write_ready(self, ready: dict[str, Any]) -> None:
        """Keep the line that `up` prints, for `status`."""
        self._ready.write_text(json.dumps(ready) + "\n")

    def read_ready(self) -> dict[str, Any] | None:
        """The line that `up` printed, or None before that."""
        try:
            return json.loads(self._ready.read_text())
        except FileNotFoundError:
            return None

    def pid(self) -> int | None:
        """Process named in the pid file."""
        try:
            return int(self.pid_file.read_text())
        except (FileNotFoundError, ValueError):
            return None

    def running(self) -> bool:
        """Whether a lab lives here."""
        try:
            with self.pid_file.open() as file:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except BlockingIOError:
            return True
        return False

    def leave(self) -> None:
        """Remove what the lab wrote, and the directory when nothing else is in it."""
        for folder in (self.inventory, self.screens, self.access_logs, self.pki):
            shutil.rmtree(folder, ignore_errors=True)
        for file in (self._ready, self.log, self.pid_file):
            file.unlink(missing_ok=True)
        if not any(self.path.iterdir()):
            self.path.rmdir()
        if self._lock is not None:
            self._lock.close()
