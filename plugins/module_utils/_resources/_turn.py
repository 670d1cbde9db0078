# SPDX-License-Identifier: GPL-3.0-or-later
"""One session at a time with each appliance, among the processes of this user on this controller.

An appliance keeps one session per login name: a second task of ours would put the first one out in mid-work. So each
waits for its turn, which also makes one writer per Manager. It is a lock, not a state: the kernel frees it when we die.
"""

from __future__ import annotations

import fcntl
import os
import stat
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from .._context import Context
from .._errors import Refused, UsageError, Where

PATIENCE = 1800.0
"""Seconds to wait for the one before: a Manager's multi-sites follow each other."""
INTERVAL = 0.25
LONGEST = 20
"""Characters kept for the number of a process: always as many, for a file system may take long to cut a file short."""


@contextmanager
def turn(params: Mapping[str, Any], context: Context) -> Iterator[None]:
    """Have the appliance behind ``params['host']`` and ``params['port']`` to ourselves.

    Raises Refused with the number of the holding process after :data:`PATIENCE` seconds, UsageError when the
    directory of the locks is not ours alone.
    """
    name = f"{params['host']}-{params['port']}.lock"
    path = _directory() / "".join(c if c.isalnum() or c in ".-" else "_" for c in name)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        _take(descriptor, str(params["host"]), context)
        os.pwrite(descriptor, str(os.getpid()).ljust(LONGEST).encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int, host: str, context: Context) -> None:
    deadline = context.clock() + timedelta(seconds=PATIENCE)
    told = False
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            holder = os.pread(descriptor, LONGEST, 0).decode(errors="replace").strip() or "not known"
        if context.clock() >= deadline:
            raise Refused(
                problem="Another process on this controller works with this appliance;"
                " a second session would put it out",
                where=Where(host=host),
                found=f"process {holder}",
                remedy="Let it end, or end it, then run again",
            )
        if not told:
            context.progress(f"{host}: waiting for process {holder}, which works with this appliance")
            told = True
        context.sleep(INTERVAL)


def _directory() -> Path:
    """``voiceops-mivoice5000-<uid>`` under ``XDG_RUNTIME_DIR`` or the directory of temporary files, mode 0700."""
    path = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()) / f"voiceops-mivoice5000-{os.getuid()}"
    try:
        path.mkdir(mode=0o700, exist_ok=True)
        found = path.lstat()
    except OSError as error:
        raise UsageError(
            problem=f"The directory of the locks, {path}, cannot be made: {error.strerror}",
            remedy="Set XDG_RUNTIME_DIR to a directory of this user, or unset it",
        ) from error
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or stat.S_IMODE(found.st_mode) & 0o077:
        raise UsageError(
            problem=f"The directory of the locks, {path}, is not this user's alone",
            remedy="Remove it, or set XDG_RUNTIME_DIR to a directory of yours",
        )
    return path
