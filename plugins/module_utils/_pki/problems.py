# SPDX-License-Identifier: GPL-3.0-or-later
"""Every reason why a certificate file cannot be read, each in its own words and with its own ``reason``."""

from __future__ import annotations

from .._errors import CertificateUnreadable


def empty() -> CertificateUnreadable:
    return _problem("empty", "The file is empty", None, "Copy the file again; it may have been cut off")


def too_large(size: int, limit: int, *, what: str = "The file") -> CertificateUnreadable:
    return _problem(
        "too_large",
        f"{what} is too large: {size} bytes, the limit is {limit}",
        None,
        "Give the right file: a certificate with a chain of four levels takes less than 20,000 bytes",
    )


def not_a_certificate(found: str) -> CertificateUnreadable:
    return _problem(
        "not_a_certificate",
        "This is not a certificate file",
        found,
        "Give the PKCS#12 file (.p12, .pfx) that the certification authority delivered, or certificates in PEM or DER",
    )


def not_a_revocation_list(prefix: str) -> CertificateUnreadable:
    return _problem(
        "not_a_revocation_list",
        f"{prefix}This is not a certificate revocation list, or a damaged one",
        None,
        "Give the list (.crl) that the certification authority publishes, in PEM or DER",
    )


def broken(what: str) -> CertificateUnreadable:
    return _problem(
        "broken",
        f"{what}: damaged, or written in a way that cannot be read",
        None,
        "Export it again at its source; `openssl x509 -text` or `openssl pkcs12 -info` show its content",
    )


def password_needed(what: str) -> CertificateUnreadable:
    return _problem(
        "password_needed",
        f"{what}: protected by a password, and none was given",
        None,
        "Give the password that the file was made with",
    )


def wrong_password(what: str) -> CertificateUnreadable:
    return _problem(
        "wrong_password",
        f"{what}: the password is wrong",
        None,
        "Give the password that the file was made with; accents and capitals count",
    )


def unsupported(what: str, algorithms: str) -> CertificateUnreadable:
    return _problem(
        "unsupported_encryption",
        f"{what}: encryption that the OpenSSL of this Python no longer reads: {algorithms}",
        None,
        "Have the file made again with AES-256 and a SHA-256 MAC, or convert it where the old algorithm still works: "
        "`openssl pkcs12 -legacy -in old.p12 -nodes | openssl pkcs12 -export -out new.p12`",
    )


def undecided(what: str, algorithms: str) -> CertificateUnreadable:
    return _problem(
        "wrong_password_or_unsupported",
        f"{what}: the password is wrong, or the OpenSSL of this Python no longer reads the encryption: {algorithms}",
        "nothing in the file tells which (it has no MAC)",
        "Check the password; if it is right, have the file made again with AES-256 and a SHA-256 MAC",
    )


def too_costly(what: str, iterations: int, limit: int) -> CertificateUnreadable:
    return _problem(
        "too_costly",
        f"{what}: asks for {iterations} rounds of key derivation, more than the {limit} accepted here",
        None,
        "Have the file made again with the usual number, 2,048 to 600,000",
    )


def _problem(reason: str, problem: str, found: str | None, remedy: str) -> CertificateUnreadable:
    return CertificateUnreadable(problem=problem, found=found, remedy=remedy, details={"reason": reason})
