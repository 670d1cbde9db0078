# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates and lists from bytes, so that nothing later on meets one whose plain fields cannot be read."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

with suppress(ImportError):  # the doors name the missing package before anything here runs
    from cryptography import x509

from .quiet import quietly


def certificate_from_pem(block: bytes) -> x509.Certificate:
    """The certificate in one PEM block; ValueError when it is damaged."""
    return _checked(x509.load_pem_x509_certificate, block)


def certificate_from_der(data: bytes) -> x509.Certificate:
    """The certificate in DER; ValueError when it is damaged."""
    return _checked(x509.load_der_x509_certificate, data)


def revocation_list(data: bytes, *, pem: bool) -> x509.CertificateRevocationList:
    """A revocation list in DER, or in one PEM block; ValueError when it is damaged."""
    try:
        crl = x509.load_pem_x509_crl(data) if pem else x509.load_der_x509_crl(data)
    except x509.InvalidVersion as unknown:
        raise ValueError(str(unknown)) from unknown
    for late in ("issuer", "last_update_utc", "next_update_utc", "signature_algorithm_oid"):
        getattr(crl, late)
    crl.issuer.rfc4514_string()
    return crl


def checked(certificate: x509.Certificate) -> x509.Certificate:
    """The certificate itself; ValueError when a field that the library reads late is damaged."""
    with quietly():
        certificate.subject.rfc4514_string()
        certificate.issuer.rfc4514_string()
        for late in ("not_valid_before_utc", "not_valid_after_utc", "serial_number", "signature_algorithm_oid"):
            getattr(certificate, late)
    return certificate


def _checked(load: Callable[[bytes], x509.Certificate], data: bytes) -> x509.Certificate:
    try:
        with quietly():
            return checked(load(data))
    except x509.InvalidVersion as unknown:  # the one error here that is no ValueError
        raise ValueError(str(unknown)) from unknown
