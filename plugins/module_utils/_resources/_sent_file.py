# SPDX-License-Identifier: GPL-3.0-or-later
"""The one file of a deployment: what it is, what it must not be, and whether it is on the server (CAC-1, BCRT-11)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from .._errors import CertificateUnreadable, ConnectionFailed, NotThere, Refused, UnreadableFile, UsageError, Where
from .._pki import reading
from .._pki.facts import is_authority
from .._safety.rules_files import CERTIFICATE, KEY
from .._wire import download
from . import _ca_files, _download_server
from ._given import decoded

CONFIGURATION = ".cfg"
AUTHORITIES = "authorities"
HOLDS = (AUTHORITIES, CERTIFICATE, KEY)
"""What a file holds: BCRT-1 and BCRT-2, or a configuration; BCRT-3; BCRT-4."""


@dataclass(frozen=True)
class SentFile:
    """``ca`` is None for a file that holds no authorities."""

    name: str
    content: bytes = field(repr=False)
    ca: _ca_files.CaFile | None

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def is_configuration(self) -> bool:
        return self.name.lower().endswith(CONFIGURATION)


def given(params: Mapping[str, Any]) -> SentFile:
    """The file of ``src`` or ``content`` under ``file_name``.

    Raises UsageError for one that is not what ``holds`` says, or is neither a file of authorities nor a configuration
    file where it says nothing; Refused for a private key that nobody gave a reason for.
    """
    name = _ca_files.checked_name(str(params["file_name"] or PurePath(params["src"] or "").name))
    content = _content(params)
    if params["holds"] == KEY:
        return SentFile(name, _allowed_key(name, content, params["allow_key"]), None)
    _ca_files.no_private_key(name, content)
    if params["holds"] == CERTIFICATE:
        held = reading.read(_with(name, content, "certificates")).certificates
        if not all(is_authority(entry.certificate) for entry in held):
            return SentFile(name, content, None)
    elif name.lower().endswith(CONFIGURATION):
        return SentFile(name, content, None)
    return SentFile(name, content, _ca_files.read(name, content))


def _allowed_key(name: str, content: bytes, allowed: Mapping[str, Any] | None) -> bytes:
    if not str((allowed or {}).get("reason") or "").strip():
        raise Refused(
            problem=f"{name} holds a private key. A download server gives its files to anyone who asks",
            where=Where(label=name),
            wanted="a reason in allow_key",
            remedy="The end customer puts keys in place (BCRT-7). If that is you: allow_key: {reason: ...}",
            rule="BCRT-11",
        )
    return _with(name, content, "keys")


def _with(name: str, content: bytes, what: str) -> bytes:
    """The content; raises UsageError when it holds no ``what`` (certificates or keys) that can be read."""
    try:
        found = getattr(reading.read(content), what)
    except CertificateUnreadable as unreadable:
        raise UsageError(problem=f"{name}: {unreadable.problem}", wanted=f"{what} in PEM format") from unreadable
    if not found:
        raise UsageError(problem=f"{name} holds no {what}", wanted=f"{what} in PEM format (BCRT-3, BCRT-4)")
    return content


def _content(params: Mapping[str, Any]) -> bytes:
    found = decoded(params["content"], text=True)
    if not found:
        raise UsageError(problem="There is nothing to send: the file is empty", wanted="'src' or 'content'")
    return found


@dataclass(frozen=True)
class OnServer:
    """What reading a file back showed. ``address`` is None where nobody said how; ``sha256`` None for no such file."""

    address: str | None
    sha256: str | None = None

    @property
    def looked(self) -> bool:
        return self.address is not None

    def shows(self, file: SentFile) -> bool:
        return self.sha256 == file.sha256


def read_back(params: Mapping[str, Any], file: SentFile) -> OnServer:
    """The file as the download server hands it out; raises ConnectionFailed when it cannot be asked."""
    how = params["read_back"]
    if how is None:
        return OnServer(None)
    address, found = _from_server(how, file.name) if how["server"] else _from_url(how, file.name)
    return OnServer(address, None if found is None else hashlib.sha256(found).hexdigest())


def _from_url(how: Mapping[str, Any], name: str) -> tuple[str, bytes | None]:
    address = download.inside(how["url"], name)
    found = download.fetch(
        address,
        _ca_files.MAX_BYTES,
        ca_path=how["ca_path"],
        username=how["username"],
        password=how["password"],
    )
    return address, found


def _from_server(how: Mapping[str, Any], name: str) -> tuple[str, bytes | None]:
    address = f"{_download_server.place(how).rstrip('/')}/{name}"
    with _download_server.opened(how) as server:
        try:
            return address, server.read(name)
        except NotThere:
            return address, None
        except UnreadableFile as error:
            raise ConnectionFailed(
                problem=f"{address} could not be read: {error.problem}",
                where=Where(host=how["server"]["host"], label=name),
                remedy="Look at the download server, then run again",
            ) from error
