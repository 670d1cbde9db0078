# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of authorities that terminals trust (BCRT-1): read, judged, and held against what systems show (CAC-1)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

try:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
except ImportError:  # the doors name the missing package before anything here runs
    pass

from .._errors import Refused, UsageError, Where
from .._pki.facts import is_authority
from .._pki.x509_loading import certificates_from_pem
from . import _actions, _shown
from ._given import as_sent

EXTENSIONS = (".crt", ".pem")  # BCRT-1
NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,63}")  # OPEN-35
MAX_BYTES = 256 * 1024
"""OPEN-35 leaves the limit of the download server open; a file of authorities is a few kilobytes."""
PRIVATE_KEY = re.compile(rb"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----")


@dataclass(frozen=True)
class CaFile:
    """One file of authorities; ``sha256`` is that of its bytes, lower-case hex."""

    name: str
    sha256: str
    certificates: tuple[x509.Certificate, ...]

    @property
    def authorities(self) -> list[str]:
        """SHA-256 fingerprints of its certificates, lower-case hex."""
        return [_fingerprint(certificate) for certificate in self.certificates]


def checked_name(name: str) -> str:
    """``name``; raises UsageError when it is not conservative enough for a download server (OPEN-35)."""
    if not NAME.fullmatch(name):
        raise UsageError(
            problem=f"{name!r} is no name for a file on a download server (OPEN-35)",
            wanted="at most 64 ASCII letters, digits, '.', '_' and '-', not beginning with '.' or '-'",
        )
    return name


def no_private_key(name: str, content: bytes) -> None:
    """Raise Refused when the file holds a private key: a download server hands its files to anyone (BCRT-11)."""
    if PRIVATE_KEY.search(content):
        raise Refused(
            problem=f"{name} holds a private key. A download server gives its files to anyone who asks",
            where=Where(label=name),
            wanted="the certificate of the authority alone",
            remedy="Take the key out of the file, and think of it as lost if the file has been on a server before",
            rule="BCRT-11",
        )


def read(name: str, content: str | bytes) -> CaFile:
    """The authorities in a PEM file; raises UsageError or Refused for one that is not wholly that (CAC-1, BCRT-11)."""
    data = as_sent(content)
    checked_name(name)
    no_private_key(name, data)
    if not name.lower().endswith(EXTENSIONS):
        raise UsageError(
            problem=f"{name!r} is no name for a file of authorities (BCRT-1)", wanted=" or ".join(EXTENSIONS)
        )
    if len(data) > MAX_BYTES:
        raise UsageError(problem=f"{name} is too large for a file of authorities", wanted=f"at most {MAX_BYTES} bytes")
    certificates = _certificates(name, data)
    for certificate in certificates:
        if not is_authority(certificate):
            raise UsageError(
                problem=f"{name} holds a certificate that is not one of an authority (CAC-1)",
                found=certificate.subject.rfc4514_string(),
                wanted="certificates with the basic constraint CA",
                remedy="Give the certificate of the authority that signed the systems' certificates (BCRT-1)",
            )
    return CaFile(name, hashlib.sha256(data).hexdigest(), certificates)


def read_all(files: Iterable[Mapping[str, Any]]) -> tuple[CaFile, ...]:
    """The files of an option ``trusted_files``; raises as :func:`read`, and UsageError for a name given twice."""
    found = tuple(read(str(entry["name"]), str(entry["content"])) for entry in files)
    names = [file.name for file in found]
    if len(set(names)) != len(names):
        raise UsageError(problem="trusted_files names a file twice", found=", ".join(names))
    return found


def mark_of(files: Iterable[CaFile]) -> str:
    """:func:`_actions.trust_mark` of ``files``, '' for none."""
    told = [(file.name, file.sha256) for file in files]
    return _actions.trust_mark(told) if told else ""


def with_shown(
    systems: Iterable[Mapping[str, Any]], files: Sequence[CaFile], now: datetime, planned: bool = False
) -> list[dict[str, Any]]:
    """``systems`` with ``shown`` {verified_by, reasons}: which certificates of ``files`` verify what each one shows.

    ``verified_by`` are SHA-256 fingerprints, each of which does it alone; ``reasons`` says why none does. A system
    whose shown chain is not known goes without that key. ``planned``: where an earlier stage of a check has predicted
    ``shown`` and no chain, its word counts.
    """
    found = []
    for system in systems:
        chain, predicted = _shown.certificates(system), system.get("shown")
        known: Any = None
        if chain is not None:
            every = [certificate for file in files for certificate in file.certificates]
            known = _shown.verification(chain, every, _shown.its_time(system, now))
        elif planned and isinstance(predicted, Mapping) and predicted.get("verified_by"):
            known = _predicted(predicted["verified_by"], files)
        others = {key: value for key, value in system.items() if key != "shown"}
        found.append(others if known is None else others | {"shown": known})
    return found


def _predicted(authorities: Iterable[Any], files: Sequence[CaFile]) -> dict[str, Any]:
    held = {known for file in files for known in file.authorities}
    verified_by = [str(known) for known in authorities if known in held]
    return {"verified_by": verified_by, "reasons": [] if verified_by else ["its planned authority is not in the file"]}


def mixed(systems: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """A finding for INV-22 when each system is verified, but no single authority verifies them all."""
    by_name = {str(one.get("name")): set(one["shown"]["verified_by"]) for one in systems if one.get("shown")}
    known = {name: authorities for name, authorities in by_name.items() if authorities}
    if not known or set.intersection(*known.values()):
        return []
    told = "; ".join(f"{name}: {min(authorities)[:16]}" for name, authorities in known.items())
    return [
        {
            "rule": "INV-22",
            "blocking": True,
            "interlock": "INV-22",
            "found": f"the systems show certificates of different authorities ({told})",
            "wanted": "one authority of the file that verifies all of them",
        }
    ]


def _certificates(name: str, data: bytes) -> tuple[x509.Certificate, ...]:
    try:
        return tuple(certificates_from_pem(data))
    except ValueError:
        raise UsageError(
            problem=f"{name} holds no certificate in PEM format that can be read (CAC-1)",
            wanted="the certificate of the authority, beginning with -----BEGIN CERTIFICATE-----",
            remedy="Convert a binary file with: openssl x509 -inform der -in FILE -out FILE.pem",
        ) from None


def _fingerprint(certificate: x509.Certificate) -> str:
    return certificate.fingerprint(hashes.SHA256()).hex()
