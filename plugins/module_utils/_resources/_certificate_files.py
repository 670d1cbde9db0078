# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds and reads certificate files, as the machine sees them that the module runs on. Bounded, never blocked."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from .._errors import CertificateUnreadable, UsageError
from .._pki import crl, problems, reading
from .._pki.bundle import Bundle
from ._given import decoded

NO_CERTIFICATE = ("not_a_certificate", "empty", "too_large", "not_a_file", "no_access")
"""Reasons to pass over a file that was only met in a folder; of a file that was named they are errors."""


@dataclass(frozen=True)
class Read:
    """One file: what it holds, or why it could not be read. ``mode``: its permission bits."""

    path: str
    bundle: Bundle | None = None
    mode: int = 0
    error: CertificateUnreadable | None = None


@dataclass
class Found:
    """Files in the order of the paths given, a folder's sorted by name; ``skipped``: {path, reason} of others."""

    files: list[Read] = field(default_factory=list)
    skipped: list[dict[str, str]] = field(default_factory=list)


def find(paths: Sequence[str], password: str | None, *, recurse: bool) -> Found:
    """Everything under ``paths``, files or folders. Nothing is raised for what is met there."""
    found = Found()
    for path in paths:
        if os.path.isdir(path):
            _look_into(path, password, recurse, found)
        else:
            found.files.append(_read(path, password))
    return found


def _look_into(folder: str, password: str | None, recurse: bool, found: Found) -> None:
    def unlisted(error: OSError) -> None:
        found.skipped.append({"path": str(error.filename or folder), "reason": _told(error)})

    for path in _files_of(folder, recurse, unlisted):
        read = _read(path, password)
        if read.error is not None and read.error.details["reason"] in NO_CERTIFICATE:
            found.skipped.append({"path": path, "reason": read.error.problem.removeprefix(f"{path}: ")})
        else:
            found.files.append(read)


def _files_of(folder: str, recurse: bool, unlisted: Any) -> Iterator[str]:
    """Sorted, parents before children; links to folders are not followed, so that no loop can trap the walk."""
    for place, folders, names in os.walk(folder, onerror=unlisted):
        folders[:] = sorted(folders) if recurse else []
        yield from (os.path.join(place, name) for name in sorted(names))


def _read(path: str, password: str | None) -> Read:
    try:
        data, mode = _content(path, reading.MAX_BYTES)
        return Read(path, reading.read(data, password, name=path), mode)
    except CertificateUnreadable as unreadable:
        return Read(path, error=unreadable)


def given(name: str, path: str | None, content: str | None, password: str | None) -> Read:
    """The file of a named system: ``content`` (base64), which the action has read from ``path``."""
    label = f"{name} ({os.path.basename(path)})" if path else name
    data = decoded(content, f"fleet: the content of {label}")
    try:
        return Read(label, reading.read(data, password, name=label))
    except CertificateUnreadable as unreadable:
        return Read(label, error=unreadable)


def _content(path: str, limit: int) -> tuple[bytes, int]:
    """Bytes and permission bits of a regular file; opened so that a pipe in its place cannot hold up the run."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        raise _no_file(path, _told(error), "no_access") from error
    with os.fdopen(descriptor, "rb") as stream:
        facts = os.fstat(descriptor)
        if not stat.S_ISREG(facts.st_mode):
            raise _no_file(path, "not a regular file", "not_a_file")
        if facts.st_size > limit:
            raise problems.too_large(facts.st_size, limit, what=f"{path}: the file")
        return stream.read(limit + 1), stat.S_IMODE(facts.st_mode)


def _no_file(path: str, found: str, reason: str) -> CertificateUnreadable:
    return CertificateUnreadable(
        problem=f"{path}: {found}",
        found=found,
        wanted="a certificate file that can be read where this task runs",
        remedy="Check the path and its permissions, on the controller or on the host that the task is delegated to",
        details={"reason": reason},
    )


def _told(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error)


def authorities(paths: Sequence[str]) -> tuple[Any, ...]:
    """The certificates in files of authorities. Raises CertificateUnreadable, and UsageError for one without any."""
    held: list[Any] = []
    for path in paths:
        data, _mode = _content(path, reading.MAX_BYTES)
        certificates = reading.read(data, name=path).certificates
        if not certificates:
            raise UsageError(problem=f"{path} holds no certificate", wanted="the certificate of an authority")
        held += [entry.certificate for entry in certificates]
    return tuple(held)


def revocation_lists(paths: Sequence[str]) -> tuple[Any, ...]:
    """The revocation lists in files; raises CertificateUnreadable."""
    return tuple(each for path in paths for each in crl.load(_content(path, crl.MAX_BYTES)[0], name=path))
