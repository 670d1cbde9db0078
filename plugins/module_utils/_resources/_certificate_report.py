# SPDX-License-Identifier: GPL-3.0-or-later
"""What ``certificate_info`` tells of one file or one port, and of all of them together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .._errors import CertificateUnreadable
from .._pki import chain as chains
from .._pki import expiry, rules_file
from .._pki.bundle import Bundle, Entry
from .._pki.case import Known
from .._pki.facts import describe
from .._pki.findings import Finding
from .._pki.lint import FleetEntry, lint, lint_shown
from .._wire.certificates import kind_of, readable
from .._wire.tls import Attempt
from ._certificate_files import Read

IMPORTED = ("system", "signing_ca")
UNREADABLE_RULES = {"ca_file": "BCRT-1", "terminal": "BCRT-3"}
KINDS = {"signing_ca": "authority", "ca_file": "authority", "terminal": "terminal"}


@dataclass(frozen=True)
class Look:
    """One file or port: what is returned of it, its findings, its rows of the expiry table, its part in a fleet."""

    described: dict[str, Any]
    findings: list[Finding]
    rows: list[expiry.Row] = field(default_factory=list)
    fleet: FleetEntry | None = None
    live: bool = False


def of_file(read: Read, known: Known, now: datetime) -> Look:
    """A file, readable or not."""
    if read.bundle is None:
        return _unreadable(read, known, now)
    bundle = read.bundle
    chain = chains.build(bundle, at=now)
    findings = [*lint(bundle, known, now), *_exposed(read, bundle)]
    in_path = bundle.certificates if known.file_role == "ca_file" else chain.path
    rest = [entry for entry in bundle.certificates if entry not in in_path]
    described: dict[str, Any] = {
        **_described(read.path, "file", in_path, known, now),
        "format": bundle.format,
        "file_role": known.file_role,
        "private_keys": len(bundle.keys),
        "key_matches": chain.key_matches,
        "missing_issuer": chain.missing_issuer,
        "others": [_facts(entry) for entry in rest],
        "pkcs12": _protection(bundle),
    }
    rows = [_row(read.path, each, None, known, now) for each in (described["chain"] or described["others"])[:1]]
    return Look(described, findings, rows, (read.path, bundle, known))


def _protection(bundle: Bundle) -> dict[str, Any] | None:
    facts = bundle.pkcs12
    if facts is None:
        return None
    return {
        "mac": facts.mac,
        "certificate_encryption": list(facts.certificate_encryption),
        "key_encryption": None if facts.key_encryption is None else list(facts.key_encryption),
        "password": facts.password_kind,
    }


def _unreadable(read: Read, known: Known, now: datetime) -> Look:
    error = read.error or CertificateUnreadable(problem="not read")
    told = error.problem.removeprefix(f"{read.path}: ")
    imported = known.file_role in IMPORTED
    finding = Finding(
        rule="CERT-4" if imported else UNREADABLE_RULES[known.file_role],
        severity="error",
        found=f"{told} ({error.found})" if error.found and error.found not in told else told,
        wanted=error.wanted or "a certificate file that can be read",
        remedy=f"{error.remedy or 'Look at the file'}" + (f"; {rules_file.MISSING_FILE}" if imported else ""),
        blocking=True,
        where=read.path,
        basis="E",
    )
    described = {
        **_described(read.path, "file", (), known, now),
        "file_role": known.file_role,
        "error": finding.found,
        "reason": error.details.get("reason"),
    }
    return Look(described, [finding], [_row(read.path, None, finding.found, known, now)])


def _exposed(read: Read, bundle: Bundle) -> Iterator[Finding]:
    for problem in rules_file.key_in_the_open(bundle, read.mode):
        yield Finding("BCRT-11", problem.severity, problem.found, problem.wanted, problem.remedy, where=read.path)


def of_endpoint(target: dict[str, Any], seen: Attempt, known: Known, now: datetime) -> Look:
    """A port: its chain if it showed one, whatever the handshake came to."""
    host, port = target["host"], target["port"]
    source = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    entries, error = _entries(seen)
    described: dict[str, Any] = {
        **_described(source, "endpoint", entries, known, now),
        "host": host,
        "port": port,
        "tls_version": seen.version,
        "client_certificate_asked": seen.requested if entries else None,
        "error": error,
    }
    certificates = [entry.certificate for entry in entries]
    findings = lint_shown(certificates, known, now, source) if entries else []
    if error:
        findings = [_not_seen(source, error), *findings]
    leaf = described["chain"][0] if entries else None
    row = _row(source, leaf, error, known, now, address=host)
    return Look(described, findings, [row], (host, certificates, known) if entries else None, live=True)


def _entries(seen: Attempt) -> tuple[tuple[Entry, ...], str | None]:
    """The chain as far as it can be read, and what is wrong with it."""
    found, broken = readable(seen.chain)
    entries = tuple(Entry(certificate, position) for position, certificate in enumerate(found, start=1))
    return entries, broken or (None if entries else seen.reason or "no certificate was shown")


def _not_seen(source: str, error: str) -> Finding:
    return Finding(
        rule="INV-46",
        severity="error",
        found=error,
        wanted="a TLS port that shows its certificate",
        remedy="Check address, port and the network path; what cannot be seen is not known to be good",
        where=source,
    )


def _described(source: str, origin: str, entries: Sequence[Entry], known: Known, now: datetime) -> dict[str, Any]:
    chain = [_facts(entry) for entry in entries]
    leaf = chain[0] if chain else None
    row = expiry.row(source, leaf, now, days=known.policy.days_left)
    return {
        "source": source,
        "from": origin,
        "fingerprint_sha256": leaf["fingerprint_sha256"] if leaf else None,
        "kind": kind_of(leaf),
        "days_left": row.days_left,
        "stage": row.stage,
        "chain": chain,
        "error": None,
    }


def _facts(entry: Entry) -> dict[str, Any]:
    return describe(entry.certificate) | {"position": entry.position, "friendly_name": entry.friendly_name}


def _row(
    source: str,
    facts: dict[str, Any] | None,
    error: str | None,
    known: Known,
    now: datetime,
    address: str | None = None,
) -> expiry.Row:
    kind = None if address else KINDS.get(known.file_role)
    days = known.policy.days_left
    return expiry.row(source, facts, now, address=address, kind=kind or kind_of(facts), days=days, note=error)


def summary(looks: Sequence[Look], findings: Sequence[Finding]) -> dict[str, Any]:
    """Counts, and the certificate that ends first of those that could be read."""
    rows = expiry.soonest_first(row for look in looks for row in look.rows)
    first = next((row for row in rows if row.not_after), None)
    severities = [finding.severity for finding in findings]
    return {
        "certificates": sum(bool(look.described["chain"]) for look in looks),
        "unread": sum(bool(look.described["error"]) for look in looks),
        "errors": severities.count("error"),
        "warnings": severities.count("warning"),
        "blocking": sum(finding.blocking for finding in findings),
        "first_to_expire": first.as_dict() if first else None,
    }


def expiry_lines(looks: Sequence[Look]) -> list[str]:
    return expiry.table(row for look in looks for row in look.rows)
