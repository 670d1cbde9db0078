# SPDX-License-Identifier: GPL-3.0-or-later
"""The certificate files of a whole fleet, judged before the first write."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils import _door
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._context import Context
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import certificate_info
from cryptography import x509
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import ExtendedKeyUsageOID

from .issuing import END, START, Issued, issue

NOW = datetime(2030, 1, 1, tzinfo=UTC)
PASSWORD = "pässwort"
BOTH = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH])


@pytest.fixture(scope="module")
def authority() -> Issued:
    return issue("Fleet CA", ca=True, key_cert_sign=True)


def of_system(address: str, authority: Issued) -> Issued:
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))])
    return issue(address, authority, ca=False, start=START, end=END, extra=((names, False), (BOTH, False)))


def file(issued: Issued, authority: Issued, password: str = PASSWORD) -> str:
    made = serialize_key_and_certificates(
        b"sip", issued.key, issued.certificate, [authority.certificate], BestAvailableEncryption(password.encode())
    )
    return base64.b64encode(made).decode()


def entry(name: str, address: str, content: str, password: str = PASSWORD, **system: Any) -> dict[str, Any]:
    known = {"tel_address": address, "multisite": False, "has_5300": True} | system
    return {"name": name, "content": content, "password": password, "system": known}


def judged(fleet: list[dict[str, Any]], **params: Any) -> dict[str, Any]:
    spec = _door.argument_spec(certificate_info)
    from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

    checked = ArgumentSpecValidator(spec).validate({"fleet": fleet, **params})
    assert not checked.error_messages
    return _door.call(certificate_info, checked.validated_parameters, Context(clock=lambda: NOW), diff=False)


def blocking(result: dict[str, Any], name: str) -> list[str]:
    return [finding["rule"] for finding in result["fleet"][name] if finding["blocking"]]


def test_files_that_fit_their_systems_have_no_blocking_finding(authority: Issued) -> None:
    fleet = [entry(f"pbx{n}", f"192.0.2.{n}", file(of_system(f"192.0.2.{n}", authority), authority)) for n in (1, 2)]
    result = judged(fleet)
    assert [blocking(result, name) for name in ("pbx1", "pbx2")] == [[], []]
    assert len(result["certificates"]) == 2


def test_one_file_for_two_systems_is_found_for_both_of_them(authority: Issued) -> None:
    content = file(of_system("192.0.2.1", authority), authority)
    result = judged([entry("pbx1", "192.0.2.1", content), entry("pbx2", "192.0.2.2", content)])
    assert "CERT-22" in blocking(result, "pbx1")
    assert "CERT-22" in blocking(result, "pbx2")
    assert "CERT-15" in blocking(result, "pbx2")


def test_a_second_authority_is_found_for_the_system_that_has_it(authority: Issued) -> None:
    other = issue("Other CA", ca=True, key_cert_sign=True)
    issuers = [authority, authority, other]
    fleet = [
        entry(f"pbx{n}", f"192.0.2.{n}", file(of_system(f"192.0.2.{n}", signer), signer))
        for n, signer in enumerate(issuers, start=1)
    ]
    result = judged(fleet)
    assert blocking(result, "pbx1") == []
    assert "INV-22" in blocking(result, "pbx3")


@pytest.mark.parametrize("role", ["system", "signing_ca"])
def test_a_certificate_that_the_phones_authority_does_not_verify_is_refused(
    role: str, authority: Issued, tmp_path: Path
) -> None:
    other = issue("Other CA", ca=True, key_cert_sign=True)
    held = tmp_path / "ca.crt"
    held.write_bytes(authority.certificate.public_bytes(Encoding.PEM))
    signed = (
        issue("Sub CA", other, ca=True, key_cert_sign=True) if role == "signing_ca" else of_system("192.0.2.1", other)
    )
    right = (
        issue("Sub CA", authority, ca=True, key_cert_sign=True)
        if role == "signing_ca"
        else of_system("192.0.2.1", authority)
    )
    for issued, signer, expected in ((signed, other, ["CERT-28"]), (right, authority, [])):
        result = judged([entry("pbx1", "192.0.2.1", file(issued, signer), file_role=role)], authorities=[str(held)])
        assert [rule for rule in blocking(result, "pbx1") if rule == "CERT-28"] == expected


def test_a_wrong_password_is_a_finding_of_its_system_and_is_not_shown(authority: Issued) -> None:
    content = file(of_system("192.0.2.1", authority), authority)
    result = judged([entry("pbx1", "192.0.2.1", content, password="wröng")])
    assert blocking(result, "pbx1") == ["CERT-4"]
    assert "wröng" not in str(result)
    assert content not in str(result)


@pytest.mark.parametrize(
    ("fleet", "told"),
    [
        ([{"name": "a", "content": "%%"}], "not base64"),
        ([{"name": "a", "content": ""}, {"name": "a", "content": ""}], "same name"),
    ],
)
def test_entries_that_cannot_be_are_refused(fleet: list[dict[str, Any]], told: str) -> None:
    result = judged(fleet)
    assert result["failed"]
    assert told in result["msg"]
