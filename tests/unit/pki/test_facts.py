# SPDX-License-Identifier: GPL-3.0-or-later
"""What a rule can ask of a certificate, in plain values (CERT-12 to CERT-25, CERT-29)."""

from __future__ import annotations

import json

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki import facts
from ansible_collections.voiceops.mivoice5000.tests.unit.pki.issuing import issue
from ansible_collections.voiceops.mivoice5000.tests.unit.pki.manifest import READABLE, named, read
from cryptography import x509


def test_a_server_certificate_is_told_in_full() -> None:
    told = facts.describe(read(named("good-rsa.openssl.p12")).certificates[0].certificate)
    assert told["subject"] == "CN=10.0.0.1,O=Fixtures"
    assert told["san"] == ["IP:10.0.0.1", "IP:10.1.0.1", "DNS:pbx.example"]
    assert (told["signature_algorithm"], told["hash"]) == ("ECDSA_WITH_SHA256", "sha256")
    assert (told["key_type"], told["key_bits"]) == ("RSA", 2048)
    assert (told["ca"], told["path_length"], told["key_usage"]) == (False, None, None)
    assert told["extended_key_usage"] == ["server_auth", "client_auth"]
    assert len(told["subject_key_id"]) == len(told["authority_key_id"]) == 40
    assert told["unreadable"] is None


def test_an_authority_is_told_as_one() -> None:
    told = facts.describe(issue("ca", ca=True, path_length=2, key_cert_sign=True).certificate)
    assert (told["ca"], told["path_length"]) == (True, 2)
    assert told["key_usage"] == ["digital_signature", "key_cert_sign", "crl_sign"]
    assert (told["key_type"], told["key_bits"], told["extended_key_usage"]) == ("EC", 256, None)


def test_what_a_certificate_lacks_is_none_and_not_false() -> None:
    told = facts.describe(issue("10.0.0.1", identifiers=False).certificate)
    missing = ("ca", "key_usage", "extended_key_usage", "subject_key_id", "authority_key_id", "unreadable")
    assert {told[name] for name in missing} == {None}
    assert told["san"] == []


NO_TEXT = bytes.fromhex("3011a40f300d310b3009060355040303020041")
"""A name in a SubjectAlternativeName whose CN is a BIT STRING."""
BROKEN = {
    "of another kind": (x509.ExtensionOID.BASIC_CONSTRAINTS, b"\x04\x00"),
    "a name that is no text": (x509.ExtensionOID.SUBJECT_ALTERNATIVE_NAME, NO_TEXT),
}


@pytest.mark.parametrize(("number", "value"), BROKEN.values(), ids=BROKEN)
def test_extensions_that_cannot_be_read_are_told_apart_from_missing_ones(
    number: x509.ObjectIdentifier, value: bytes
) -> None:
    broken = x509.UnrecognizedExtension(number, value)
    told = facts.describe(issue("10.0.0.1", extra=((broken, True),)).certificate)
    assert told["ca"] is None
    assert told["unreadable"]


def test_an_unknown_purpose_keeps_its_number() -> None:
    purposes = x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.SERVER_AUTH, x509.ObjectIdentifier("1.2.3.4")])
    told = facts.describe(issue("10.0.0.1", extra=((purposes, False),)).certificate)
    assert told["extended_key_usage"] == ["server_auth", "1.2.3.4"]


def test_everything_told_is_plain_json() -> None:
    for fixture in READABLE:
        if fixture.producer == "openssl":
            described = [facts.describe(entry.certificate) for entry in read(fixture).certificates]
            assert json.loads(json.dumps(described)) == described
