# SPDX-License-Identifier: GPL-3.0-or-later
"""What is asked of a CA passes the rules, once the CA has issued it as asked (CERT-12 to CERT-19, CERT-23)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki import reading, request
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki.case import Known
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki.lint import lint
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki.request import Request
from ansible_collections.voiceops.mivoice5000.tests.unit.support import authority
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NOW = datetime(2026, 3, 2, tzinfo=UTC)
CA = authority.authority("Hospital CA")
OIDS = {"serverAuth": ExtendedKeyUsageOID.SERVER_AUTH, "clientAuth": ExtendedKeyUsageOID.CLIENT_AUTH}
USAGES = {
    "digitalSignature": "digital_signature",
    "keyEncipherment": "key_encipherment",
    "keyCertSign": "key_cert_sign",
    "cRLSign": "crl_sign",
}
UNUSED = ("content_commitment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only")


def general_name(text: str) -> x509.GeneralName:
    kind, _colon, value = text.partition(":")
    return x509.IPAddress(ip_address(value)) if kind == "IP" else x509.DNSName(value)


def extensions(wanted: Request) -> list[tuple[x509.ExtensionType, bool]]:
    signs, length = "CA:TRUE" in wanted.constraints, [c for c in wanted.constraints if c.startswith("pathlen:")]
    usages = {name: text in wanted.usages for text, name in USAGES.items()} | dict.fromkeys(UNUSED, False)
    found: list[tuple[x509.ExtensionType, bool]] = [
        (x509.BasicConstraints(signs, int(length[0][8:]) if length else None), True),
        (x509.KeyUsage(**usages), True),
    ]
    if wanted.alternative_names:
        found.append((x509.SubjectAlternativeName([general_name(name) for name in wanted.alternative_names]), False))
    if wanted.purposes:
        found.append((x509.ExtendedKeyUsage([OIDS[name] for name in wanted.purposes]), False))
    return found


def issued(wanted: Request) -> bytes:
    """PKCS#12 of what a CA makes of a request, taking everything over as it stands."""
    key = authority.key("a requester")
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, wanted.common_name)])
    asked: Any = x509.CertificateSigningRequestBuilder(name)
    for extension, critical in extensions(wanted):
        asked = asked.add_extension(extension, critical)
    csr = asked.sign(key, hashes.SHA256())
    builder = x509.CertificateBuilder(CA.certificate.subject, csr.subject, csr.public_key(), 4711)
    for found in csr.extensions:
        builder = builder.add_extension(found.value, found.critical)
    builder = builder.not_valid_before(NOW - timedelta(days=1)).not_valid_after(NOW + timedelta(days=365))
    made = builder.sign(authority.key(CA.owner), hashes.SHA256())
    return serialize_key_and_certificates(b"sip", key, made, [CA.certificate], BestAvailableEncryption(b"s"))


@pytest.mark.parametrize(
    "known",
    [
        Known(tel_address="198.51.100.31", multisite=False, has_5300=True),
        Known(tel_address="198.51.100.31", admin_address="192.0.2.31", multisite=False, has_5300=True),
        Known(tel_address="198.51.100.31", admin_address="198.51.100.31", multisite=False, has_5300=False),
        Known(
            tel_address="198.51.100.31", fqdns=("pbx.example.org", "pbx.example.org."), multisite=True, has_5300=True
        ),
        Known(tel_address="198.51.100.31", fqdns=("pbx.example.org",), fqdn_only=True, multisite=True, has_5300=False),
        Known(tel_address="2001:db8::31", multisite=True, has_5300=True),
        Known(file_role="signing_ca", multisite=True),
    ],
)
def test_a_certificate_issued_as_asked_is_fit_to_be_installed(known: Known) -> None:
    bundle = reading.read(issued(request.of(known, "mgr/Hospital")), "s")
    findings = lint(bundle, known, NOW)
    assert [finding for finding in findings if finding.severity != "info"] == []


def test_the_name_of_an_authority_is_cut_to_what_a_cn_may_have() -> None:
    wanted = request.of(Known(file_role="signing_ca"), "mgr/" + "x" * 100)
    assert len(wanted.common_name) == 64


def test_a_system_whose_address_nobody_knows_cannot_ask() -> None:
    with pytest.raises(ValueError, match="pbx1"):
        request.of(Known(), "pbx1")
