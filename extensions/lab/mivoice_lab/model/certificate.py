# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificate of a system's SIP service (spec 4.1): made by the system, or issued elsewhere with its chain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from cryptography import x509

from .issue import BOTH_ROLES, key_pem, new_key, pem, self_sign
from .trust import addresses_of, common_name, load

SELF_SIGNED_VALIDITY = timedelta(days=365)  # CERT-3


@dataclass
class Certificate:
    """Key and PEM are made when first asked for: a fleet of 200 systems costs nothing.

    `kind`: "self_signed" or "trusted". `key_type`: "ec" or "rsa" (RSA 2048, slow). `pem`: certificate and key when
    they come from elsewhere (trusted). `issuers`: PEM of the certificates above it, nearest first, as far as they came
    with it (CERT-5).
    """

    kind: str
    common_name: str
    addresses: tuple[str, ...]
    not_before: datetime
    not_after: datetime
    key_type: str = "ec"
    pem: tuple[str, str] | None = field(default=None, repr=False)
    issuers: tuple[str, ...] = field(default=(), repr=False)

    @cached_property
    def _pair(self) -> tuple[str, str]:
        return self.pem or _self_signed_pair(self)

    @property
    def cert_pem(self) -> str:
        """The certificate, PEM."""
        return self._pair[0]

    @property
    def key_pem(self) -> str:
        """Its private key, PEM (PKCS#8, clear)."""
        return self._pair[1]

    @property
    def presented(self) -> tuple[str, ...]:
        """What a TLS server shows: this certificate, then those above it."""
        return (self.cert_pem, *self.issuers)

    @property
    def authority_pem(self) -> str | None:
        """The authority's file that Web Admin offers (SCR-W5.1): the highest certificate of the chain, a self-signed
        one itself; None when a trusted certificate came without its chain."""
        if self.kind == "self_signed":
            return self.cert_pem
        return self.issuers[-1] if self.issuers else None

    @property
    def authorities(self) -> set[str]:
        """Names of everything above it, for comparing the CA of two systems (CERT-7)."""
        return {load(one)[0].issuer.rfc4514_string() for one in self.presented}

    @property
    def both_roles(self) -> bool:
        """Whether it may act as TLS server and as client (CERT-18): a certificate without the field may."""
        extensions = load(self.cert_pem)[0].extensions
        try:
            usage = extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        except x509.ExtensionNotFound:
            return True
        return set(BOTH_ROLES) <= set(usage)

    def valid_at(self, moment: datetime) -> bool:
        """Whether `moment` lies within the validity."""
        return self.not_before <= moment <= self.not_after


def self_signed(common_name: str, addresses: tuple[str, ...], now: datetime, key_type: str = "ec") -> Certificate:
    """What a system makes for itself (CERT-2, CERT-3): CN = TEL address, valid one year from the system's date."""
    start = now.replace(microsecond=0)
    return Certificate("self_signed", common_name, addresses, start, start + SELF_SIGNED_VALIDITY, key_type)


def from_pem(cert_pem: str, key_pem: str, issuers: Sequence[str] = ()) -> Certificate:
    """A trusted certificate that was issued elsewhere."""
    [read] = load(cert_pem)
    return Certificate(
        "trusted",
        common_name(read),
        tuple(sorted(addresses_of(read))),
        read.not_valid_before_utc,
        read.not_valid_after_utc,
        pem=(cert_pem, key_pem),
        issuers=tuple(issuers),
    )


def _self_signed_pair(wanted: Certificate) -> tuple[str, str]:
    key = new_key(wanted.key_type)
    made = self_sign(key, wanted.common_name, wanted.addresses, wanted.not_before, wanted.not_after)
    return pem(made), key_pem(key)
