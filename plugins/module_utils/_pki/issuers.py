# SPDX-License-Identifier: GPL-3.0-or-later
"""Which certificate signed which: by name, key identifier and verified signature, within a bounded effort."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress

with suppress(ImportError):  # the doors name the missing package before anything here runs
    from cryptography import x509

from .bundle import Entry
from .facts import extension
from .signatures import signed_by

MAX_CHECKS = 4_000
"""Signatures checked for one question (0.1 ms each). Real files need a few; only a made-up one has thousands of
certificates with one name and no telling key identifier, and it must not hold up the run."""


class Issuers:
    """Finds the signers of a certificate among ``entries``; remembers answers, stops at :data:`MAX_CHECKS`."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._named: dict[x509.Name, list[Entry]] = defaultdict(list)
        self._found: dict[str, list[Entry]] = {}
        self._checks_left = MAX_CHECKS
        for entry in entries:
            self._named[entry.certificate.subject].append(entry)

    @property
    def exhausted(self) -> bool:
        """Whether checks were left out, so that "no signer found" is not certain."""
        return self._checks_left <= 0

    def of(self, entry: Entry) -> list[Entry]:
        """The signers of ``entry``, itself included when it is self-signed; the likeliest first."""
        if entry.fingerprint not in self._found:
            self._found[entry.fingerprint] = [parent for parent in self._likely(entry) if self._signed(parent, entry)]
        return self._found[entry.fingerprint]

    def namesakes(self, entry: Entry) -> list[Entry]:
        """Certificates that bear the issuer's name but did not sign ``entry``, as after a renewal with a new key."""
        signers = self.of(entry)
        return [other for other in self._named.get(entry.certificate.issuer, ()) if other not in signers]

    def _likely(self, entry: Entry) -> list[Entry]:
        """Same name; a matching key identifier first. One that differs is no bar: identifiers are hints (RFC 4158)."""
        wanted = _authority_id(entry)
        return sorted(
            self._named.get(entry.certificate.issuer, ()),
            key=lambda other: (wanted is None or _subject_id(other) != wanted, other.fingerprint),
        )

    def _signed(self, parent: Entry, child: Entry) -> bool:
        if self.exhausted:
            return False
        self._checks_left -= 1
        return signed_by(child.certificate, parent.certificate) is True


def _authority_id(entry: Entry) -> bytes | None:
    try:
        identifier = extension(entry.certificate, x509.AuthorityKeyIdentifier)
    except ValueError:
        return None
    return identifier.key_identifier if identifier else None


def _subject_id(entry: Entry) -> bytes | None:
    try:
        identifier = extension(entry.certificate, x509.SubjectKeyIdentifier)
    except ValueError:
        return None
    return identifier.digest if identifier else None
