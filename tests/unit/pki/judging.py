# SPDX-License-Identifier: GPL-3.0-or-later
"""A file in which nothing is wrong, and ways to spoil it: what the linter says of each."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki.bundle import (
    Bundle,
    Entry,
    KeyEntry,
    Pkcs12Facts,
    spki,
)
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki.findings import Finding
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki.lint import Known, lint, lint_shown
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID as Purpose
from cryptography.x509.oid import NameOID

NOW = datetime(2030, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
TEL, ADMIN, FQDN = "10.0.0.1", "10.1.0.1", "pbx.example"
KNOWN = Known(tel_address=TEL, admin_address=ADMIN, fqdns=(FQDN,), multisite=True, has_5300=True)
SINGLE = replace(KNOWN, multisite=False, has_5300=False)
AES = Pkcs12Facts("HMAC-SHA256", 2048, ("PBES2 AES-256-CBC",), ("PBES2 AES-256-CBC",), "given")


@cache
def key(name: str, bits: int = 2048) -> rsa.RSAPrivateKey:
    """One key for each name: making one takes a while."""
    return rsa.generate_private_key(65537, bits)


@dataclass(frozen=True)
class Made:
    certificate: x509.Certificate
    key: Any


@dataclass(frozen=True)
class Plan:
    """What a certificate is to say. ``names``: "IP:..." and "DNS:..."; None leaves an extension out."""

    cn: str | tuple[str, ...] = TEL
    names: tuple[str, ...] | None = (f"IP:{TEL}", f"IP:{ADMIN}", f"DNS:{FQDN}")
    purposes: tuple[x509.ObjectIdentifier, ...] | None = (Purpose.SERVER_AUTH, Purpose.CLIENT_AUTH)
    ca: bool | None = False
    path_length: int | None = None
    cert_sign: bool | None = None
    start: datetime = NOW - 100 * DAY
    end: datetime = NOW + 700 * DAY
    key: Any = None
    hash: hashes.HashAlgorithm = field(default_factory=hashes.SHA256)
    serial: int | None = None


def make(plan: Plan, issuer: Made | None) -> Made:
    """The certificate; self-signed without ``issuer``."""
    own = plan.key or key("server")
    common = (plan.cn,) if isinstance(plan.cn, str) else plan.cn
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name) for name in common])
    builder = x509.CertificateBuilder(issuer.certificate.subject if issuer else subject, subject, own.public_key())
    builder = builder.serial_number(plan.serial or x509.random_serial_number())
    builder = builder.not_valid_before(plan.start).not_valid_after(plan.end)
    if plan.names is not None:
        builder = builder.add_extension(x509.SubjectAlternativeName([_name(name) for name in plan.names]), False)
    if plan.purposes is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage(plan.purposes), False)
    if plan.ca is not None:
        builder = builder.add_extension(x509.BasicConstraints(plan.ca, plan.path_length), True)
    if plan.cert_sign is not None:
        usage = x509.KeyUsage(True, False, False, False, False, plan.cert_sign, False, False, False)
        builder = builder.add_extension(usage, True)
    return Made(builder.sign(issuer.key if issuer else own, plan.hash), own)


def _name(text: str) -> x509.GeneralName:
    kind, _colon, value = text.partition(":")
    return x509.IPAddress(ipaddress.ip_address(value)) if kind == "IP" else x509.DNSName(value)


def authority(name: str, issuer: Made | None = None, **changes: Any) -> Made:
    plan = Plan(cn=name, names=None, purposes=None, ca=True, cert_sign=True, end=NOW + 3000 * DAY, key=key(name))
    return make(replace(plan, **changes), issuer)


@cache
def root() -> Made:
    return authority("Root")


@cache
def issuing() -> Made:
    return authority("Issuing", root())


def server(issuer: Made | None = None, **changes: Any) -> Made:
    return make(replace(Plan(), **changes), issuer or issuing())


def pkcs12(
    *chain: Made,
    keys: tuple[Any, ...] | None = None,
    protection: Pkcs12Facts | None = AES,
    names: tuple[str | None, ...] = ("pbx",),
    name: str = "pbx1.p12",
    form: str = "pkcs12",
) -> Bundle:
    """As read from a file with these certificates and, unless given, the key of the first one."""
    held = (chain[0].key,) if keys is None else keys
    named = (*names, *([None] * len(chain[len(names) :])))
    return Bundle(
        name,
        form,
        tuple(Entry(made.certificate, place, named[place - 1]) for place, made in enumerate(chain, start=1)),
        tuple(KeyEntry(spki(each.public_key()), place, form != "pkcs12") for place, each in enumerate(held, start=1)),
        protection if form == "pkcs12" else None,
    )


def pem(*chain: Made, keys: tuple[Any, ...] = (), encrypted: bool = False, form: str = "pem") -> Bundle:
    read = pkcs12(*chain, keys=keys, form=form, name="file.pem")
    return replace(read, keys=tuple(replace(each, encrypted=encrypted) for each in read.keys))


def good(**changes: Any) -> Bundle:
    """The file for KNOWN, its server certificate changed."""
    return pkcs12(server(**changes), issuing(), root())


def told(findings: list[Finding], *, notes: bool = False) -> list[str]:
    """Findings as words, "CERT-15 error blocking", without notes unless asked for."""
    return [
        " ".join([finding.rule, finding.severity, *(["blocking"] if finding.blocking else [])])
        for finding in findings
        if notes or finding.severity != "info"
    ]


def of_file(bundle: Bundle, known: Known = KNOWN, now: datetime = NOW) -> list[str]:
    return told(lint(bundle, known, now))


def of_port(*chain: Made, known: Known = KNOWN, now: datetime = NOW, notes: bool = False) -> list[str]:
    return told(lint_shown([made.certificate for made in chain], known, now, "10.0.0.1:5061"), notes=notes)
