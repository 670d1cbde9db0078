# SPDX-License-Identifier: GPL-3.0-or-later
"""Every pitfall reads the same, whoever made the file (CERT-4, CERT-5, CERT-21, CERT-27)."""

from __future__ import annotations

import warnings
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import CertificateUnreadable
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki import chain, facts, reading
from ansible_collections.voiceops.mivoice5000.tests.unit.pki.manifest import (
    FIXTURES,
    FOLDER,
    PITFALLS,
    PKCS12,
    READABLE,
    SLOW,
    UNREADABLE,
    Fixture,
    named,
    read,
)
from cryptography.hazmat.primitives.serialization import Encoding


def seen(fixture: Fixture) -> dict[str, Any]:
    """Everything that ``expect`` may name, as reading and chain building tell it."""
    bundle = read(fixture)
    built = chain.build(bundle)
    leaf = facts.describe(built.leaf.certificate) if built.leaf else {"cn": None, "hash": None}
    return {
        "leaf": leaf["cn"],
        "hash": leaf["hash"],
        "path": len(built.path),
        "root": built.root is not None,
        "key_matches": built.key_matches,
        "missing_issuer": built.missing_issuer,
        "unused": len(built.unused),
        "duplicates": len(built.duplicates),
        "namesakes": len(built.namesakes),
        "keys": len(bundle.keys),
        "password_kind": bundle.pkcs12.password_kind if bundle.pkcs12 else None,
    }


@pytest.mark.parametrize("fixture", READABLE, ids=str)
def test_a_file_reads_as_its_pitfall_says(fixture: Fixture) -> None:
    told = seen(fixture)
    assert {name: told[name] for name in fixture.expect} == fixture.expect


@pytest.mark.parametrize("fixture", UNREADABLE, ids=str)
def test_a_file_that_cannot_be_read_is_refused_with_its_reason(fixture: Fixture) -> None:
    with pytest.raises(CertificateUnreadable) as caught:
        read(fixture)
    assert caught.value.details["reason"] == fixture.expect["reason"]
    assert str(caught.value).startswith(f"{fixture.file}: ")
    assert caught.value.remedy


@pytest.mark.parametrize("fixture", PKCS12, ids=str)
def test_the_protection_is_named_as_its_producer_names_it(fixture: Fixture) -> None:
    told = read(fixture).pkcs12
    assert told is not None
    found = {*told.certificate_encryption, *(told.key_encryption or ())}
    if fixture.pitfall in ("no-key", "no-leaf"):
        assert found <= set(fixture.encryption)  # what would protect the key is not used
    else:
        assert found == set(fixture.encryption)
    assert (told.mac, told.has_mac) == (fixture.mac, fixture.mac is not None)


def reason(fixture: Fixture, password: str | None) -> str:
    """Why a file does not open with ``password``, or "opens"."""
    try:
        reading.read(fixture.data, password)
    except CertificateUnreadable as unreadable:
        return str(unreadable.details["reason"])
    return "opens"


PROTECTED = [
    fixture
    for fixture in PKCS12
    if fixture.expect.get("password_kind") == "given" and (fixture.producer not in SLOW or fixture.pitfall == "good")
]
OPEN = [fixture for fixture in PKCS12 if fixture.expect.get("password_kind") in ("empty", "none")]


@pytest.mark.parametrize("fixture", PROTECTED, ids=str)
def test_a_wrong_password_and_a_missing_one_are_told_apart(fixture: Fixture) -> None:
    assert reason(fixture, f"{fixture.password}x") == "wrong_password"
    assert reason(fixture, None) == "password_needed"


@pytest.mark.parametrize("fixture", OPEN, ids=str)
def test_a_password_too_many_is_a_fact_and_no_failure(fixture: Fixture) -> None:
    told = reading.read(fixture.data, "not needed").pkcs12
    assert told is not None
    assert told.password_kind == fixture.expect["password_kind"]


@pytest.mark.parametrize(
    "file", ["other/pem-two-locked-keys.pem", "other/pem-old-locked-key.pem", "other/der-locked-key.key"]
)
def test_a_locked_key_tells_a_wrong_password_from_a_missing_one(file: str) -> None:
    fixture = next(each for each in FIXTURES if each.file == file)
    assert (reason(fixture, "wrong"), reason(fixture, None)) == ("wrong_password", "password_needed")


def test_a_locked_key_in_an_old_encryption_leaves_open_what_is_wrong() -> None:
    fixture = next(each for each in FIXTURES if each.file == "other/pem-rc2-locked-key.pem")
    assert reason(fixture, "wrong") == "wrong_password_or_unsupported"


def test_a_file_in_ber_is_read_without_a_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert reading.read(named("good.pk12util.p12").data, "fixture-password").certificates


def test_a_serial_number_of_zero_is_read_without_a_warning() -> None:
    der = read(named("sha1.openssl.p12")).certificates[0].certificate.public_bytes(Encoding.DER)
    version = b"\xa0\x03\x02\x01\x02"
    assert version + b"\x02\x01\x4d" in der
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        bundle = reading.read(der.replace(version + b"\x02\x01\x4d", version + b"\x02\x01\x00"))
        assert facts.describe(bundle.certificates[0].certificate)["serial"] == "0"


def test_the_manifest_and_the_folder_agree() -> None:
    on_disk = {path.relative_to(FOLDER).as_posix() for pattern in ("*.p12", "other/*") for path in FOLDER.glob(pattern)}
    assert on_disk == {fixture.file for fixture in FIXTURES}
    assert set(PITFALLS) == {fixture.pitfall for fixture in FIXTURES}
