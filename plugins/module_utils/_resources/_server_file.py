# SPDX-License-Identifier: GPL-3.0-or-later
"""One file of a download server: what a task wants of it, what it holds, and what of it may be told."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePath
from typing import Any

from .._errors import CertificateUnreadable, UsageError
from .._options import MOST_BYTES
from .._phoneconfig.profiles import TABLE
from .._phoneconfig.spelling import NAMES
from .._pki import pkcs12_envelope, reading
from .._pki.facts import is_authority
from .._safety.rules_files import CERTIFICATE, CONFIGURATION, KEY, KINDS
from . import _ca_files
from ._ca_files import CaFile
from ._given import decoded

CONFIGURATION_NAMES = (".cfg", ".tuz")
KEY_NAMES = (".key", ".p12", ".pfx")
CERTIFICATE_NAMES = (".crt", ".cer", ".pem", ".der")
MAC = re.compile(r"(?<![0-9A-F])[0-9A-F]{2}(?:[-_.:]?[0-9A-F]{2}){5}(?![0-9A-F])", re.IGNORECASE | re.ASCII)
BARE_KEY = re.compile(
    rb"\xfe\xed\xfe\xed|\xce\xce\xce\xce|\x30(?:[^\x80-\xff]|\x81.|\x82..|\x83...)\x02\x01[\0\1]", re.DOTALL
)
"""How Java keystores begin, and private keys in DER: with a version, as no certificate does, whatever follows."""

_NAMES = {spelling for row in TABLE for spelling in (row.name, *row.aliases)} | {
    spelling for name in NAMES.values() for spelling in (name.key, *name.wrong)
}
_WRITTEN = "|".join(sorted(r"[ \t]+".join(map(re.escape, name.split())) for name in _NAMES))
SETTING = re.compile(rf"(?:^|\r)[^A-Z0-9\n\r]*(?:{_WRITTEN})[^A-Z0-9\n\r]", re.IGNORECASE | re.MULTILINE | re.ASCII)
"""A line that sets one of the parameters that this collection knows, whatever the form of the file."""


@dataclass(frozen=True)
class ServerFile:
    """A file by its ``name``. ``content``: None for one that is not there, or was left unread."""

    name: str
    content: bytes | None = field(default=None, repr=False)
    present: bool = True

    @cached_property
    def holds(self) -> list[str]:
        """Kinds of ``_safety.rules_files``, from the name and, where it is known, the content."""
        name, data = self.name.lower(), self.content or b""
        kinds = {KEY} if name.endswith(KEY_NAMES) else set()
        kinds |= _certificates_and_keys(data)
        named = name.endswith(CONFIGURATION_NAMES) or (not kinds and MAC.search(name) is not None)
        if named or SETTING.search(_as_text(data).decode("latin-1")):
            kinds.add(CONFIGURATION)
        return [kind for kind in KINDS if kind in kinds]

    @cached_property
    def authorities(self) -> CaFile | None:
        """The certificates of authorities in it, which phones may be told to trust; None when there are none."""
        try:
            held = reading.read(self.content or b"").certificates
        except CertificateUnreadable:
            return None
        signers = tuple(entry.certificate for entry in held if is_authority(entry.certificate))
        return CaFile(self.name, self.sha256 or "", signers) if signers else None

    @property
    def sha256(self) -> str | None:
        return None if self.content is None else hashlib.sha256(self.content).hexdigest()

    def described(self) -> dict[str, Any]:
        """What a result may tell of it: never the content."""
        size = None if self.content is None else len(self.content)
        return {"present": self.present, "sha256": self.sha256, "size": size}


def wanted(params: Mapping[str, Any]) -> ServerFile:
    """The file as the task wants it. Raises UsageError for a name or a content that no download server should have."""
    name = _ca_files.checked_name(str(params["name"] or PurePath(params["src"] or "").name))
    if params["state"] == "absent":
        return ServerFile(name, present=False)
    content = decoded(params["content"], text=True)
    if not 0 < len(content) <= MOST_BYTES:
        raise UsageError(problem=f"{name} has {len(content)} bytes", wanted=f"a file of 1 to {MOST_BYTES} bytes")
    file = ServerFile(name, content)
    _as_it_is_called(file)
    return file


def _as_it_is_called(file: ServerFile) -> None:
    """Raise UsageError for a certificate or key file, by its name, in which there is none."""
    found = _readable(file.content or b"")
    expected = {KEY} if file.name.lower().endswith(KEY_NAMES) else {CERTIFICATE, KEY}
    if file.name.lower().endswith((*KEY_NAMES, *CERTIFICATE_NAMES)) and not found & expected:
        raise UsageError(
            problem=f"{file.name} holds no {' and no '.join(sorted(expected))} that can be read",
            wanted="what its name says, in PEM, DER or PKCS#12",
            remedy="Look at it with certificate_info",
        )


def _certificates_and_keys(data: bytes) -> set[str]:
    """What a file holds, and a key where there may be a damaged one in it."""
    plain = _bare_base64(data) or data
    damaged = _ca_files.PRIVATE_KEY.search(_as_text(plain)) or BARE_KEY.match(plain)
    return _readable(plain) | ({KEY} if damaged or pkcs12_envelope.looks_like(plain) else set())


def _readable(data: bytes) -> set[str]:
    """What can be read of a file; one that is locked holds a key."""
    try:
        bundle = reading.read(data)
    except CertificateUnreadable as error:
        unlocked = ("empty", "not_a_certificate", "too_large", "broken")
        return set() if error.details["reason"] in unlocked else {KEY}
    return ({CERTIFICATE} if bundle.certificates else set()) | ({KEY} if bundle.keys else set())


def _as_text(data: bytes) -> bytes:
    """Text in UTF-16 loses its NUL bytes, so that words in it can be found."""
    return data.replace(b"\0", b"")


def _bare_base64(data: bytes) -> bytes | None:
    """What a file of base64 alone, without BEGIN and END lines, stands for."""
    try:
        return base64.b64decode(b"".join(data.split()), validate=True)
    except binascii.Error:
        return None
