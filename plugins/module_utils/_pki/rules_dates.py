# SPDX-License-Identifier: GPL-3.0-or-later
"""Validity: what may not be installed, what has ended, what ends soon (CERT-20, CERT-29, EXP-4 to EXP-7, DIS-28)."""

from __future__ import annotations

from collections.abc import Iterator

from .case import Case, Subject, day, days_until
from .findings import Problem

YEAR = 365
"""Days that the manuals give a self-signed certificate (CERT-3); only compared with, never reckoned with (DIS-28)."""
TOLERANCE = 2
RENEW = "Ask the CA for a new certificate now, and plan its installation before the old one ends"


def _outside(subject: Subject, case: Case, early: str, late: str) -> Iterator[Problem]:
    told = f"valid from {day(subject.starts)} to {day(subject.ends)}; it is {day(case.now)}"
    if case.now < subject.starts:
        yield Problem("error", f"not yet valid: {told}", "a certificate that is valid now", early, subject.where)
    elif case.now > subject.ends:
        yield Problem("error", f"expired: {told}", "a certificate that is valid now", late, subject.where)


def valid_now(leaf: Subject, case: Case) -> Iterator[Problem]:  # CERT-20
    yield from _outside(
        leaf,
        case,
        "Check the clock first; then wait until the certificate is valid before it is installed",
        "Check the clock first; then ask the CA for a new certificate. The system would tell FIN DE VALIDITE DU "
        "CERTIFICAT, Certificat PBX périmé, fin de validité (ERR-4)",
    )


def not_yet_valid(leaf: Subject, case: Case) -> Iterator[Problem]:  # CERT-20, on the wire
    if case.now < leaf.starts:
        yield from _outside(leaf, case, "Check the clock of the system and the one used here", "")


def ended(leaf: Subject, case: Case) -> Iterator[Problem]:  # EXP-4
    if case.now > leaf.ends:
        yield Problem(
            "error",
            f"expired on {day(leaf.ends)}, {(case.now - leaf.ends).days} days ago; calls go on, voice in clear",
            "a certificate that is valid now",
            "Check the clock of the system first, then install a new certificate (ERR-4)",
            leaf.where,
        )


def issuer_valid_now(subject: Subject, case: Case) -> Iterator[Problem]:  # CERT-29
    yield from _outside(
        subject,
        case,
        "Check the clock first; then ask the CA which of its authorities signs today",
        "Check the clock first; then ask the CA for its present authority, and for certificates issued by it",
    )


def terminal_valid_now(leaf: Subject, case: Case) -> Iterator[Problem]:  # BCRT-9
    yield from _outside(
        leaf,
        case,
        "Check the clock first; a phone with it would be refused",
        "Check the clock first; then issue a new certificate: a phone with this one is refused and cut off (EXP-7)",
    )


def ends_soon(subject: Subject, case: Case) -> Iterator[Problem]:  # EXP-6
    yield from _soon(subject, case, RENEW)


def terminal_ends_soon(leaf: Subject, case: Case) -> Iterator[Problem]:  # EXP-7
    yield from _soon(
        leaf, case, "Renew it now: no alarm of the product covers phones, and one that expires cuts the phone off"
    )


def _soon(subject: Subject, case: Case, remedy: str) -> Iterator[Problem]:
    left, limit = days_until(subject.ends, case.now), case.known.policy.days_left
    if subject.starts <= case.now <= subject.ends and left < limit:
        yield Problem(
            "warning",
            f"{left} days left, until {day(subject.ends)}",
            f"{limit} days left or more",
            remedy,
            subject.where,
        )


def usual_length(leaf: Subject, _case: Case) -> Iterator[Problem]:  # DIS-28
    """The validity in the certificate is what counts; that it differs from what the manuals say is only told."""
    days = (leaf.ends - leaf.starts).days
    if leaf.self_signed and abs(days - YEAR) > TOLERANCE:
        yield Problem(
            "info",
            f"a self-signed certificate valid for {days} days",
            "about one year, as the manuals say of self-signed certificates",
            "Nothing; rely on its end date, and on no renewal (DIS-32)",
            leaf.where,
        )
