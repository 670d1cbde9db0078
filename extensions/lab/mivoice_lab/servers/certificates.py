# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS contexts from PEM text, and the self-signed certificates of the lab's own HTTPS pages and phones."""

from __future__ import annotations

import datetime
import ipaddress
import os
import ssl

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

ONE_DAY = datetime.timedelta(days=1)
TEN_YEARS = datetime.timedelta(days=3650)


def self_signed(common_name: str, address: str, now: datetime.datetime) -> tuple[str, str]:
    """(certificate, key) as PEM: EC P-256, valid from a day before `now` for ten years."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    alternatives = [x509.DNSName(common_name), x509.IPAddress(ipaddress.ip_address(address))]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - ONE_DAY)
        .not_valid_after(now + TEN_YEARS)
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    key_pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return certificate.public_bytes(serialization.Encoding.PEM).decode(), key_pem.decode()


def fingerprint(cert_pem: str) -> str:
    """SHA-256 of the certificate, upper-case hex with colons."""
    certificate = x509.load_pem_x509_certificate(cert_pem.encode())
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def pem_of(der: bytes) -> str:
    """A certificate as PEM."""
    return ssl.DER_cert_to_PEM_cert(der)


def server_context(cert_pem: str, key_pem: str, *, client_ca_pem: str | None = None) -> ssl.SSLContext:
    """TLS 1.2 and 1.3. `cert_pem` may go on with the certificates above the server's own: all are shown. With
    `client_ca_pem` (may be empty) a client certificate of those CAs, roots or intermediates (BCRT-2), is demanded
    (MOD-13)."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    _load(context, cert_pem, key_pem)
    if client_ca_pem is not None:
        context.verify_mode = ssl.CERT_REQUIRED
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        if client_ca_pem:
            context.load_verify_locations(cadata=client_ca_pem)
    return context


def client_context(
    *, ca_pem: str | None = None, cert_pem: str | None = None, key_pem: str | None = None
) -> ssl.SSLContext:
    """A phone's side: it checks the chain against `ca_pem` when it has one, and shows its own certificate if given."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if ca_pem:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(cadata=ca_pem)
    if cert_pem and key_pem:
        _load(context, cert_pem, key_pem)
    return context


def _load(context: ssl.SSLContext, cert_pem: str, key_pem: str) -> None:
    """`ssl` reads certificates from files only: one in memory, so that no key is ever on a disk (BCRT-11)."""
    with open(os.memfd_create("certificate"), "w", encoding="ascii") as file:
        file.write(key_pem + "\n" + cert_pem)
        file.flush()
        context.load_cert_chain(f"/proc/self/fd/{file.fileno()}")
