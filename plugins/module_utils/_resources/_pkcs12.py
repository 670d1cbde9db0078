# SPDX-License-Identifier: GPL-3.0-or-later
"""The PKCS#12 file of a task: read and judged before any session is opened, then given to a screen (CERT-4)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePath
from typing import Any

with suppress(ImportError):  # the doors name the missing package before anything here runs
    from cryptography import x509

from .._drivers.base import Upload
from .._errors import Refused, UsageError
from .._pki import chain, lint, reading
from .._pki.bundle import Entry
from .._safety.engine import require
from .._safety.rules_certificates import beyond, told
from .._safety.verdict import Verdict
from .._wire import certificates
from . import _certificate_files
from ._given import decoded

INTERLOCKS = ("INV-19", "INV-20", "INV-21", "INV-22", "INV-43")
"""Rules that stop for what the linter finds in a file (spec 4.2, 4.3)."""
UNNAMED = "certificate.p12"
HIDDEN = "(secret)"


@dataclass(frozen=True)
class Pkcs12:
    """A file fit to be imported. ``path``: its certificate and those above it; ``authorities``: those that can sign.

    The key in the file belongs to the first certificate of ``path`` (CERT-21), so that a port that shows this one
    certificate proves the key as well: no TLS handshake succeeds without it.
    """

    upload: Upload
    password: str | None
    path: tuple[Entry, ...]
    authorities: tuple[Entry, ...]
    findings: list[dict[str, Any]]
    verdicts: list[Verdict]

    @property
    def fingerprint(self) -> str:
        return self.path[0].fingerprint

    @property
    def ends(self) -> datetime:
        return self.path[0].certificate.not_valid_after_utc

    @property
    def certificates(self) -> list[x509.Certificate]:
        """Those of the authorities."""
        return [entry.certificate for entry in self.authorities]

    @property
    def authority_names(self) -> list[str]:
        return [entry.fingerprint for entry in self.authorities]

    @property
    def doubts(self) -> list[str]:
        """That the revocation lists given do not clear the certificate: then it is not known to be good."""
        told = [finding for finding in self.findings if (finding["rule"], finding["severity"]) == ("CRL-2", "warning")]
        return [f"CRL-2: {finding['found']}. {finding['remedy']}" for finding in told]

    def described(self) -> list[dict[str, Any]]:
        """The path as the facts of a port describe a chain."""
        return [certificates.with_pem(entry.certificate) for entry in self.path]


def given(params: Mapping[str, Any], known: Any, now: datetime, signs: bool = False) -> Pkcs12:
    """The file of ``src``, ``content`` and ``pkcs12_password``, fit for what is ``known`` of its place and for ``crl``.

    ``signs``: the Manager is to sign with it, so that its own certificate is an authority, too (CERT-9, CERT-23).
    Raises CertificateUnreadable, UsageError, or Refused, which tells every reason at once.
    """
    upload = _upload(params)
    bundle = reading.read(upload.content, params["pkcs12_password"], name=params["src"] or upload.name)
    known = replace(known, crls=_certificate_files.revocation_lists(params["crl"]))
    findings = [finding.as_dict() for finding in lint.lint(bundle, known, now)]
    try:
        verdicts = require(INTERLOCKS, {"findings": findings}, params["override"])
        _refuse_useless(findings, bundle.name)
    except Refused as error:
        raise _complete(error, findings) from None
    path = chain.build(bundle, at=now).path
    if not path:
        raise UsageError(problem=f"{bundle.name} holds no certificate that could be told to be the one to import")
    return Pkcs12(upload, params["pkcs12_password"], path, path if signs else path[1:], findings, verdicts)


def _upload(params: Mapping[str, Any]) -> Upload:
    if params["content"] is None:
        raise UsageError(problem="There is no certificate file", wanted="'src' or 'content'")
    return Upload(_plain_name(params["src"]), decoded(params["content"]))


def _plain_name(path: str | None) -> str:
    """Name under which the file is sent: that of ``path`` in letters that no appliance misreads (OPEN-35)."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "_", PurePath(path or UNNAMED).name)[-100:]
    return name or UNNAMED


def _refuse_useless(findings: Sequence[Mapping[str, Any]], name: str) -> None:
    found = beyond(findings, INTERLOCKS)
    if found:
        first = found[0]
        raise Refused(
            problem=f"{name} cannot be imported: {'. '.join(told(finding) for finding in found)}",
            remedy=str(first.get("remedy") or "Have the file made anew"),
            rule=str(first["rule"]),
        )


def _complete(error: Refused, findings: list[dict[str, Any]]) -> Refused:
    """``error`` with what else speaks against the file, so that it has to be made anew only once."""
    others = [text for finding in findings if finding["blocking"] and (text := told(finding)) not in error.problem]
    if others:
        error.problem = f"{error.problem.rstrip('.')}. Also: {'. '.join(others)}"
    error.details["findings"] = findings
    return error
