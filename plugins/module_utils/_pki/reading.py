# SPDX-License-Identifier: GPL-3.0-or-later
"""Read a certificate file of any kind from memory: PKCS#12, PEM or DER (CERT-4, CERT-5, BCRT-1 to BCRT-4)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from .._errors import CertificateUnreadable
from . import keys, pem, pkcs12, pkcs12_envelope, problems
from .bundle import Bundle, Entry
from .x509_loading import certificate_from_der

MAX_BYTES = 1024 * 1024
"""Largest file looked at; a certificate with a long chain has some 20 kB."""

BEGINNINGS = {
    b"\xfe\xed\xfe\xed": "a Java keystore (JKS); keytool -importkeystore -deststoretype PKCS12 converts it",
    b"\xce\xce\xce\xce": "a Java keystore (JCEKS); keytool -importkeystore -deststoretype PKCS12 converts it",
    b"PK\x03\x04": "a ZIP archive; unpack it first",
    b"\x1f\x8b": "a gzip archive; unpack it first",
    b"\xff\xfe": "text in UTF-16; save it as plain text (ASCII or UTF-8)",
    b"<": "a web page or XML: perhaps the error page of a download",
    b"MII": "base64 without its BEGIN and END lines",
}
"""How files begin that are given by mistake."""


def read(data: bytes, password: str | None = None, *, name: str = "") -> Bundle:
    """What the file holds; ``name`` is put in front of messages.

    Raises CertificateUnreadable with ``details["reason"]``: ``empty``, ``too_large``, ``not_a_certificate``,
    ``broken``, ``password_needed``, ``wrong_password``, ``unsupported_encryption``,
    ``wrong_password_or_unsupported``, ``too_costly``, ``too_many_keys``.
    """
    try:
        return replace(_read(data, password), name=name)
    except CertificateUnreadable as unreadable:
        unreadable.problem = f"{name}: {unreadable.problem}" if name else unreadable.problem
        raise


def _read(data: bytes, password: str | None) -> Bundle:
    if not data.strip():
        raise problems.empty()
    if len(data) > MAX_BYTES:
        raise problems.too_large(len(data), MAX_BYTES)
    if pkcs12_envelope.looks_like(data):
        return pkcs12.read(data, password)
    if b"-----BEGIN " in data:
        return pem.read(data, password)
    if data[:1] == b"\x30":
        return _der(data, password)
    raise problems.not_a_certificate(_guessed(data))


def _der(data: bytes, password: str | None) -> Bundle:
    """A certificate or a private key in DER: whichever of the two the library accepts."""
    with suppress(ValueError):
        return Bundle("", "der", certificates=(Entry(certificate_from_der(data), 1),))
    for encrypted in (False, True):
        try:
            return Bundle("", "der", keys=(keys.from_der(data, password, 1, encrypted=encrypted),))
        except CertificateUnreadable as unreadable:
            if unreadable.details["reason"] != "broken":
                raise
    raise problems.not_a_certificate("ASN.1 data that are neither PKCS#12 nor a certificate nor a private key")


def _guessed(data: bytes) -> str:
    return next(
        (name for start, name in BEGINNINGS.items() if data.startswith(start)), "neither PKCS#12 nor PEM nor DER"
    )
