# SPDX-License-Identifier: GPL-3.0-or-later
"""Access logs of download servers as options name them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, tzinfo
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .._errors import UsageError
from .._fetchlog.formats import FORMATS
from .._fetchlog.ledger import DONE, OPEN
from .._fetchlog.logs import Log, LogReader

DOWNLOAD_LOG: dict[str, dict[str, Any]] = {
    "path": {"type": "list", "elements": "path", "required": True},
    "format": {"type": "str", "choices": sorted(FORMATS), "required": True},
    "timezone": {"type": "str"},
    "count_requests": {"type": "bool", "default": False},
    "not_phones": {"type": "list", "elements": "str", "default": []},
}


def log_of(params: Mapping[str, Any]) -> Log:
    """The log that options name. Raises UsageError for a time zone that does not exist here."""
    return Log(
        tuple(params["path"]),
        params["format"],
        _zone(params["timezone"]),
        params["count_requests"],
        tuple(params["not_phones"]),
    )


def _zone(name: str | None) -> tzinfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UsageError(
            problem=f"Time zone {name!r} is not known where the log is read",
            wanted="a name like Europe/Paris",
            remedy="Install the time zone data there (Debian package tzdata) if the name is right",
        ) from error


class Said(NamedTuple):
    """What logs prove: ``fetched`` [{phone, at, file}]; ``trouble``: why some prove less than they could.

    ``more_may_come``: a later look may find more.
    """

    fetched: list[dict[str, Any]]
    trouble: list[str]
    more_may_come: bool


class Followed:
    """Logs that are looked at again and again, each read on by what was added, whoever asks for it."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._readers: dict[tuple[Log, bool], LogReader] = {}

    def read(self, logs: Iterable[Log], *, own_only: bool = True) -> Said:
        """Read what there is now; a log that cannot be read is trouble, not an error: it only proves nothing.

        ``own_only``: of phones' own configuration files only.
        """
        said = [self._read(log, own_only) for log in logs]
        return Said(
            [entry for each in said for entry in each.fetched],
            [line for each in said for line in each.trouble],
            any(each.more_may_come for each in said),
        )

    def _read(self, log: Log, own_only: bool) -> Said:
        with self._lock:
            reader = self._readers.setdefault((log, own_only), LogReader(log, self._clock, own_only=own_only))
            reader.read()
            found = list(reader.fetches())
            in_files = {file.path: file.trouble for file in reader.files}
            unread = dict(reader.unreadable)
        trouble = [f"Download log {path} {why}" for path, why in sorted((in_files | unread).items()) if why]
        name = ", ".join(log.paths)
        useless = []
        if any(fetch.sort == DONE and not fetch.timed for fetch in found) and not any(in_files.values()):
            useless.append(f"Download log {name} does not tell the time zone of its times; declare its 'timezone'")
        proofs = [fetch for fetch in found if fetch.timed]
        if not proofs and any(fetch.sort == OPEN for fetch in found):
            useless.append(f"Download log {name} tells of requests, not whether they ended well (see 'count_requests')")
        told = [{"phone": fetch.phone, "at": fetch.at.isoformat(), "file": fetch.file} for fetch in proofs if fetch.at]
        return Said(told, trouble + useless, None in in_files.values() and not useless)
