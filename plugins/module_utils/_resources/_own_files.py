# SPDX-License-Identifier: GPL-3.0-or-later
"""What terminals present of themselves in BOTHWAY: certificate, key and its authorities (BCRT-2 to BCRT-4, BCRT-9)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .._errors import CertificateUnreadable, Refused, UsageError, Where
from .._options import SOURCE
from .._pki import chain, reading
from . import _actions, _ca_files, _shown
from ._given import as_sent, decoded

KEY: dict[str, dict[str, Any]] = {
    "key": {
        "type": "dict",
        "no_log": False,
        "options": {"name": {"type": "str", "required": True}, **SOURCE, "password": {"type": "str", "no_log": True}},
    }
}
OWN_FILES: dict[str, dict[str, Any]] = {
    "phone_certificate": {
        "type": "dict",
        "options": {"name": {"type": "str", "required": True}, **SOURCE, **KEY},
    },
    "root_file": {
        "type": "dict",
        "options": {
            "name": {"type": "str", "required": True},
            "content": {"type": "str", "required": True, "no_log": True},
        },
    },
}
CLEARED_MARK = _actions.trust_mark([])
"""Mark of an action that empties the three parameters."""


@dataclass(frozen=True)
class File:
    """One file on the download server; ``content`` is None where only its name was given."""

    name: str
    content: bytes | None = field(repr=False)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content or b"").hexdigest()


@dataclass(frozen=True)
class OwnFiles:
    """``root``: the authorities of ``certificate``; ``password`` opens the key, which terminals are given as it is."""

    root: _ca_files.CaFile
    certificate: File
    key: File
    password: str | None = field(repr=False)

    @property
    def names(self) -> dict[str, str]:
        """Names as the table of parameters takes them (PAR6-14 to PAR6-16)."""
        return {"root_file": self.root.name, "local_file": self.certificate.name, "key_file": self.key.name}

    @property
    def files(self) -> list[dict[str, str]]:
        """``{name, sha256}`` of each; raises UsageError when the key was not given."""
        if self.key.content is None:
            raise UsageError(
                problem=f"The key {self.key.name} is not given, so that nobody can tell whether it is in place",
                remedy="Give it in phone_certificate.key, as src or content",
            )
        return [{"name": each.name, "sha256": each.sha256} for each in (self.root, self.certificate, self.key)]

    @property
    def mark(self) -> str:
        """Stands for all of them in the name of an action. A key is known by its certificate, whose key it is."""
        told = [(self.root.name, self.root.sha256), (self.certificate.name, self.certificate.sha256)]
        return _actions.trust_mark([*told, (self.key.name, "")])

    def require_good(self, systems: Iterable[Mapping[str, Any]], now: datetime) -> None:
        """Raise Refused for a certificate that any of ``systems`` would refuse, by its own clock (BCRT-9)."""
        for system in systems:
            faults = self.faults(_shown.its_time(system, now))
            if faults:
                raise Refused(
                    problem="Stopped before writing: the certificate of the terminals would be refused",
                    where=Where(label=self.certificate.name),
                    found="; ".join(faults),
                    wanted=f"a certificate in date that an authority in {self.root.name} verifies, and its own key",
                    remedy="Have it issued anew, or give the file of the authority that issued it",
                    rule="BCRT-9",
                )

    def faults(self, at: datetime) -> list[str]:
        """What is wrong with the certificate at a time, in words."""
        leaf, path, key_matches = self._read(at)
        begin, end = leaf.not_valid_before_utc, leaf.not_valid_after_utc
        found = []
        if not begin <= at <= end:
            found.append(f"it is valid from {begin:%Y-%m-%d} to {end:%Y-%m-%d} only")
        else:
            told = _shown.verification(path, self.root.certificates, at)
            if not told["verified_by"]:
                found.append(f"{self.root.name} does not verify it: {'; '.join(told['reasons'])}")
        if not key_matches:
            found.append(f"{self.key.name} is the key of another certificate")
        return found

    def _read(self, at: datetime) -> tuple[Any, list[Any], bool]:
        try:
            key = reading.read(self.key.content or b"", self.password).keys
            held = reading.read(as_sent(self.certificate.content or b"") + (self.key.content or b""), self.password)
        except CertificateUnreadable as unreadable:
            told = f"{self.certificate.name} or {self.key.name}: {unreadable.problem}"
            raise UsageError(problem=told) from unreadable
        found = chain.build(held, at=at)
        if not key or found.leaf is None:
            raise UsageError(
                problem=f"{self.certificate.name} and {self.key.name} do not hold one certificate and its key",
                wanted="PEM files, one with the certificate of a terminal, one with its private key (BCRT-3, BCRT-4)",
            )
        return found.leaf.certificate, [each.certificate for each in found.path], found.key_matches is True


def read(params: Mapping[str, Any]) -> OwnFiles | None:
    """The files of the options ``phone_certificate`` and ``root_file``, None without the first.

    Raises UsageError for one that lacks the other or is no such file, Refused for a key beside the certificate.
    """
    given, root = params["phone_certificate"], params["root_file"]
    if given is None:
        return None
    if root is None or given["key"] is None:
        raise UsageError(
            problem="phone_certificate needs its key and root_file, the file of the authorities that issued it (BCRT-2)"
        )
    certificate = _file(given)
    _ca_files.no_private_key(certificate.name, certificate.content or b"")
    key = given["key"]
    return OwnFiles(_ca_files.read(root["name"], root["content"]), certificate, _file(key), key["password"])


def _file(given: Mapping[str, Any]) -> File:
    content = given["content"]
    bare = None if content is None else decoded(content, str(given["name"]), text=True)
    return File(_ca_files.checked_name(str(given["name"])), bare)
