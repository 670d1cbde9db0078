# SPDX-License-Identifier: GPL-3.0-or-later
"""The client certificates that a probe presents: one of the site, or a foreign one made on the spot (MOD-7, BCRT-11).

``ssl`` reads certificate and key from a path only. They are put into memory that has a path (memfd), never into a file.
"""

from __future__ import annotations

import contextlib
import os
import ssl
from dataclasses import dataclass, field
from datetime import datetime, timedelta

with contextlib.suppress(ImportError):  # the doors name the missing package before anything here runs
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

KEY_BITS = 2048
LIFE = timedelta(days=2)
"""Around now, so that no clock is the reason why a foreign certificate is refused."""


@dataclass(frozen=True)
class Client:
    """A certificate, those above it, and its key, as PEM; ``password`` opens the key. Nothing of it is ever shown."""

    pem: bytes = field(repr=False)
    password: str | None = field(default=None, repr=False)

    def load_into(self, context: ssl.SSLContext) -> None:
        """Have ``context`` present it. Raises ssl.SSLError for a text that is not both, OSError without such memory."""
        if not hasattr(os, "memfd_create"):
            raise OSError("this machine cannot keep a key in memory that has a path (memfd)")
        descriptor = os.memfd_create("client")
        try:
            os.write(descriptor, self.pem)
            context.load_cert_chain(f"/proc/self/fd/{descriptor}", password=self.password or "")
        finally:
            os.close(descriptor)


def foreign(now: datetime, issuer: x509.Name | None = None) -> Client:
    """A certificate that no system may accept: of a key of ours, that claims the name of the authority ``issuer``.

    So only a system that checks the signature refuses it, not one that just compares names.
    """
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "foreign certificate of a probe")])
    unknown = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "authority that nobody knows")])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer or unknown)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - LIFE)
        .not_valid_after(now + LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    own = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return Client(made.public_bytes(Encoding.PEM) + own)
