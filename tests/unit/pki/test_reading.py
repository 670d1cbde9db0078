# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever bytes come in, the answer is a bundle or one clear refusal, and no secret leaves (BCRT-11, INV-33)."""

from __future__ import annotations

import os
import subprocess
import sys
import traceback

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import CertificateUnreadable
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki import chain, encryption, facts, pem, reading
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki.bundle import Bundle
from ansible_collections.voiceops.mivoice5000.tests.unit.pki.manifest import FIXTURES, FOLDER, READABLE, named, read
from hypothesis import given, settings
from hypothesis import strategies as st
from pyasn1.codec.der import decoder, encoder
from pyasn1_modules import rfc5208, rfc7292, rfc8018

QUICK = [fixture for fixture in FIXTURES if fixture.producer in ("openssl", "cryptography", "hand")]


def outcome(data: bytes, password: str | None) -> str:
    """The reason of a refusal, or the format; anything else that is raised fails the test."""
    try:
        bundle = reading.read(data, password, name="file")
    except CertificateUnreadable as refused:
        return str(refused.details["reason"])
    for entry in bundle.certificates:
        facts.describe(entry.certificate)
    chain.build(bundle)
    return bundle.format


@given(st.binary(max_size=2000), st.none() | st.text())
def test_no_bytes_make_the_reader_fail(data: bytes, password: str | None) -> None:
    assert outcome(data, password)


@given(st.binary(max_size=500), st.sampled_from([b"CERTIFICATE", b"PRIVATE KEY", b"ENCRYPTED PRIVATE KEY", b"X"]))
def test_no_pem_block_makes_the_reader_fail(body: bytes, label: bytes) -> None:
    assert outcome(b"-----BEGIN %b-----\n%b\n-----END %b-----\n" % (label, body, label), "password")


@settings(max_examples=400)
@given(st.sampled_from(QUICK), st.data())
def test_no_damage_to_a_real_file_makes_the_reader_fail(fixture: object, data: st.DataObject) -> None:
    assert isinstance(fixture, type(QUICK[0]))
    whole = bytearray(fixture.data)
    for _each in range(data.draw(st.integers(1, 4))):
        if whole:
            whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    assert outcome(
        bytes(whole[: data.draw(st.integers(0, len(whole)))] if data.draw(st.booleans()) else whole), fixture.password
    )


@pytest.mark.parametrize("start", [b"", b"0\x82", b"-----BEGIN CERTIFICATE-----\n"], ids=["zeros", "ASN.1", "PEM"])
def test_ten_megabytes_are_refused_unread(start: bytes) -> None:
    data = start + bytes(10 * 1024 * 1024)
    assert outcome(data, None) == "too_large"


@pytest.mark.parametrize("data", [b"", b" \n", bytes(3)], ids=["nothing", "blanks", "zeros"])
def test_next_to_nothing_is_no_certificate(data: bytes) -> None:
    assert outcome(data, None) in ("empty", "not_a_certificate")


@pytest.mark.parametrize(
    ("start", "found"),
    [
        (b"\xfe\xed\xfe\xed", "Java keystore"),
        (b"PK\x03\x04", "ZIP archive"),
        (b"<html>", "web page"),
        (b"MIIB", "base64 without"),
        (b"\xff\xfe-\x00", "UTF-16"),
        (b"\x30\x82\x01\x00", "neither PKCS#12 nor a certificate nor a private key"),
        (b"-----BEGIN CERTIFICATE-----\nMIIB", "without an end"),
        (b"-----BEGIN X509 CRL-----\n-----END X509 CRL-----", "PEM blocks X509 CRL"),
    ],
)
def test_a_file_given_by_mistake_is_named(start: bytes, found: str) -> None:
    with pytest.raises(CertificateUnreadable) as caught:
        reading.read(start + b"x" * 20)
    assert found in str(caught.value)


def test_a_certificate_of_a_version_nobody_knows_is_damaged() -> None:
    der = named("other/der-server.cer").data
    assert outcome(der.replace(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x42", 1), None) == "not_a_certificate"


@pytest.mark.parametrize("which", [0, 1], ids=["issuer", "subject"])
def test_a_name_that_is_no_text_is_damage(which: int) -> None:
    before, *names = named("other/der-server.cer").data.split(b"\x06\x03\x55\x04\x03\x0c")
    tags = [b"\x03" if place == which else b"\x0c" for place in range(len(names))]
    der = before + b"".join(b"\x06\x03\x55\x04\x03" + tag + rest for tag, rest in zip(tags, names, strict=True))
    assert outcome(der, None) == "not_a_certificate"


def tlv(tag: int, *content: bytes) -> bytes:
    """One ASN.1 element with its length in three bytes."""
    whole = b"".join(content)
    return bytes([tag, 0x83]) + len(whole).to_bytes(3, "big") + whole


DATA, ENCRYPTED = (bytes.fromhex(f"06092a864886f70d0107{last}") for last in ("01", "06"))
VERSION = b"\x02\x01\x03"
BAG = tlv(0x30, bytes.fromhex("060b2a864886f70d010c0a0104"), tlv(0xA0, tlv(0x30)))
HOLLOW = {
    "encrypted as a whole": tlv(
        0x30, ENCRYPTED, tlv(0xA0, tlv(0x30, b"\x02\x01\x00", tlv(0x30, DATA, tlv(0x30, DATA))))
    ),
    "no content": tlv(0x30, DATA),
    "a thousand levels": tlv(0x30, DATA, b"\xa0\x80" + b"\x24\x80" * 1000),
    "bags of an unknown kind": tlv(
        0x30, DATA, tlv(0xA0, tlv(4, tlv(0x30, tlv(0x30, DATA, tlv(0xA0, tlv(4, tlv(0x30, BAG)))))))
    ),
}


@pytest.mark.parametrize("content", HOLLOW.values(), ids=HOLLOW)
def test_a_well_formed_file_without_sense_is_damaged(content: bytes) -> None:
    assert outcome(tlv(0x30, VERSION, content), "password") == "broken"


def test_a_broken_block_is_counted() -> None:
    with pytest.raises(CertificateUnreadable, match="Certificate 2: damaged"):
        read(named("other/pem-broken-block.pem"))


def test_what_else_stands_in_a_pem_file_is_told() -> None:
    data = named("other/not-request.csr").data + named("other/pem-whole.pem").data
    assert reading.read(data).ignored == ("CERTIFICATE REQUEST",)


def test_a_file_of_beginnings_without_an_end_is_soon_done_with() -> None:
    # 37,000 of them: looking for the end of each one would take minutes.
    assert outcome(b"-----BEGIN CERTIFICATE-----\n" * 37_000, None) == "not_a_certificate"


def test_too_many_keys_in_one_file_are_refused() -> None:
    assert outcome(named("other/pem-key-only.key").data * (pem.MAX_KEYS + 1), None) == "too_many_keys"


def test_a_file_that_asks_for_endless_key_derivation_is_refused_unopened() -> None:
    pfx, _rest = decoder.decode(named("good.openssl.p12").data, asn1Spec=rfc7292.PFX())
    pfx["macData"]["iterations"] = encryption.MAX_ITERATIONS + 1
    assert outcome(encoder.encode(pfx), "fixture-password") == "too_costly"


def test_a_key_that_asks_for_endless_key_derivation_is_refused_unopened() -> None:
    locked, _rest = decoder.decode(named("other/der-locked-key.key").data, asn1Spec=rfc5208.EncryptedPrivateKeyInfo())
    algorithm = locked["encryptionAlgorithm"]
    scheme, _rest = decoder.decode(bytes(algorithm["parameters"]), asn1Spec=rfc8018.PBES2_params())
    derivation = scheme["keyDerivationFunc"]
    pbkdf2, _rest = decoder.decode(bytes(derivation["parameters"]), asn1Spec=rfc8018.PBKDF2_params())
    pbkdf2["iterationCount"] = encryption.MAX_ITERATIONS + 1
    derivation["parameters"] = encoder.encode(pbkdf2)
    algorithm["parameters"] = encoder.encode(scheme)
    assert outcome(encoder.encode(locked), "fixture-password") == "too_costly"


@pytest.mark.parametrize("password", ["a\0b", "\udce9", "\ud800", "é" * 5000, "\N{GRINNING FACE}"])
def test_odd_passwords_are_wrong_and_nothing_else(password: str) -> None:
    assert outcome(named("good.openssl.p12").data, password) == "wrong_password"
    assert outcome(named("pbmac1.openssl-sha256.p12").data, password) == "wrong_password"
    assert outcome(named("other/der-locked-key.key").data, password) == "wrong_password"


WITHOUT_LEGACY = """
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki import reading
import sys
for file, password in (line.split(" ") for line in sys.stdin.read().splitlines()):
    try:
        reading.read(open(file, "rb").read(), password)
        print("opens")
    except reading.CertificateUnreadable as refused:
        print(refused.details["reason"], refused.problem)
"""


def test_an_encryption_that_openssl_no_longer_reads_is_named_and_is_no_wrong_password() -> None:
    asked = [
        ("old-encryption.openssl-legacy.p12", "fixture-password"),
        ("old-encryption.openssl-legacy.p12", "wrong"),
        ("old-encryption.keytool-legacy.p12", "fixture-password"),
        ("old-encryption.openssl-3des.p12", "fixture-password"),
        ("good.openssl.p12", "fixture-password"),
    ]
    lines = "\n".join(f"{FOLDER / file} {password}" for file, password in asked)
    environment = {**os.environ, "CRYPTOGRAPHY_OPENSSL_NO_LEGACY": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", WITHOUT_LEGACY]
    done = subprocess.run(command, input=lines, env=environment, capture_output=True, text=True, check=True)
    legacy, wrong, java, des, modern = done.stdout.splitlines()
    assert legacy.startswith("unsupported_encryption") and "PBE-SHA1-RC2-40" in legacy
    assert wrong.startswith("wrong_password")
    assert java.startswith("unsupported_encryption")
    assert (des, modern) == ("opens", "opens")


def secrets_of(bundle: Bundle) -> str:
    return repr(bundle) + str(bundle) + repr(chain.build(bundle)) + repr(vars(bundle))


def test_nothing_that_is_kept_holds_a_private_key_or_a_password() -> None:
    for fixture in READABLE:
        if fixture.producer in ("openssl", "cryptography"):
            bundle = read(fixture)
            assert not any("PrivateKey" in type(value).__name__ for key in bundle.keys for value in vars(key).values())
            assert "fixture-password" not in secrets_of(bundle)
            assert "PrivateKey" not in secrets_of(bundle)


@pytest.mark.parametrize("file", ["good.openssl.p12", "other/pem-two-locked-keys.pem", "other/der-locked-key.key"])
@pytest.mark.parametrize("password", ["hunter2-hunter2", "hunter2-hunter2\ud800"])
def test_no_refusal_shows_the_password(file: str, password: str) -> None:
    with pytest.raises(CertificateUnreadable) as caught:
        reading.read(named(file).data, password)
    refused: BaseException | None = caught.value
    assert "hunter2" not in "".join(traceback.format_exception(caught.value)) + repr(caught.value.as_result())
    while refused is not None:  # nor does anything hidden behind it
        assert "hunter2" not in repr(refused) + repr(vars(refused))
        refused = refused.__cause__ or refused.__context__
