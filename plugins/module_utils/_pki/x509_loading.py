# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates and lists from bytes, so that nothing later on meets one whose plain fields cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

with suppress(ImportError):  # the doors name the missing package before anything here runs
    from cryptography import x509

from .quiet import quietly


def certificate_from_pem(block: bytes) -> x509.Certificate:
    """The certificate in one PEM block; ValueError when it is damaged."""
    return _checked(x509.load_pem_x509_certificate, block)


def certificates_from_pem(data: bytes) -> list[x509.Certificate]:
    """All certificates of a PEM text that is ours; ValueError when there is none, or one is damaged."""
    with quietly(), damage():
        return [checked(certificate) for certificate in x509.load_pem_x509_certificates(data)]


def certificate_from_der(data: bytes) -> x509.Certificate:
    """The certificate in DER; ValueError when it is damaged."""
    return _checked(x509.load_der_x509_certificate, data)


def revocation_list(data: bytes, *, pem: bool) -> x509.CertificateRevocationList:
    """A revocation list in DER, or in one PEM block; ValueError when it is damaged."""
    with damage():
        crl = x509.load_pem_x509_crl(data) if pem else x509.load_der_x509_crl(data)
        for late in ("issuer", "last_update_utc", "next_update_utc", "signature_algorithm_oid"):
            getattr(crl, late)
        crl.issuer.rfc4514_string()
    return crl


def checked(certificate: x509.Certificate) -> x509.Certificate:
    """The certificate itself; ValueError when a field that the library reads late is damaged."""
    with quietly(), damage():
        certificate.subject.rfc4514_string()
        certificate.issuer.rfc4514_string()
        for late in ("not_valid_before_utc", "not_valid_after_utc", "serial_number", "signature_algorithm_oid"):
            getattr(certificate, late)
    return certificate


def _checked(load: Callable[[bytes], x509.Certificate], data: bytes) -> x509.Certificate:
    with quietly(), damage():
        return checked(load(data))


@contextmanager
def damage() -> Iterator[None]:
    """ValueError for what the library calls otherwise: a version nobody knows, a name whose text is none, extensions
    that come twice or hold a name of a kind it does not know."""
    try:
        yield
    except (x509.InvalidVersion, x509.DuplicateExtension, x509.UnsupportedGeneralNameType, TypeError) as damaged:
        raise ValueError(str(damaged)) from damaged
