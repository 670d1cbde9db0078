# SPDX-License-Identifier: GPL-3.0-or-later
"""Names, roles, dates and key of a system's own certificate: each rule broken alone, and kept (CERT-12..21, INV-19)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki.lint import Known, lint
from cryptography.x509.oid import ExtendedKeyUsageOID as Purpose

from .judging import (
    ADMIN,
    DAY,
    FQDN,
    KNOWN,
    NOW,
    SINGLE,
    TEL,
    Plan,
    good,
    issuing,
    key,
    make,
    of_file,
    of_port,
    pkcs12,
    root,
    server,
    told,
)

NO_5300 = replace(KNOWN, has_5300=False)
BY_NAME = replace(NO_5300, fqdn_only=True)
OTHER = "other.example"


def names(*wanted: str) -> dict[str, Any]:
    return {"names": wanted}


def test_a_good_file_has_nothing_wrong_with_it() -> None:
    findings = lint(good(), KNOWN, NOW)
    assert told(findings, notes=True) == ["PKCS12-2 info"]
    assert of_port(server(), issuing()) == []


BROKEN = {
    "a name is missing": (KNOWN, names(f"IP:{TEL}", f"IP:{ADMIN}"), ["CERT-12 error blocking"]),
    "only a wildcard stands for a name": (
        KNOWN,
        names(f"IP:{TEL}", f"IP:{ADMIN}", "DNS:*.example"),
        ["CERT-12 warning"],
    ),
    "the address is missing": (
        SINGLE,
        {"cn": OTHER, **names(f"IP:{ADMIN}", f"DNS:{FQDN}")},
        ["CERT-13 error blocking"],
    ),
    "the address is missing on a multi-site": (
        NO_5300,
        {"cn": OTHER, **names(f"IP:{ADMIN}", f"DNS:{FQDN}")},
        ["CERT-14 error blocking"],
    ),
    "the address is missing where clients use names": (
        BY_NAME,
        {"cn": OTHER, **names(f"IP:{ADMIN}", f"DNS:{FQDN}")},
        ["CERT-14 warning"],
    ),
    "the CN is a name and 5300 are in use": (KNOWN, {"cn": FQDN}, ["CERT-15 error blocking"]),
    "two CNs and 5300 are in use": (KNOWN, {"cn": (FQDN, TEL)}, ["CERT-15 error blocking"]),
    "the CN is a name and 5300 are in use, though clients use names": (
        replace(KNOWN, fqdn_only=True),
        {"cn": FQDN},
        ["CERT-15 error blocking"],
    ),
    "the CN is a name": (NO_5300, {"cn": FQDN}, ["CERT-16 warning"]),
    "the CN is a name and nobody said whether 5300 are in use": (
        replace(KNOWN, has_5300=None),
        {"cn": FQDN},
        ["CERT-16 warning"],
    ),
    "the TEL address is only the CN": (KNOWN, names(f"IP:{ADMIN}", f"DNS:{FQDN}"), ["CERT-17 error blocking"]),
    "the TEL address is only a DNS name": (
        KNOWN,
        names(f"DNS:{TEL}", f"IP:{ADMIN}", f"DNS:{FQDN}"),
        ["CERT-17 error blocking"],
    ),
    "the ADMIN address is missing": (KNOWN, names(f"IP:{TEL}", f"DNS:{FQDN}"), ["CERT-17 warning"]),
    "a role is missing on a multi-site": (KNOWN, {"purposes": (Purpose.SERVER_AUTH,)}, ["CERT-18 error blocking"]),
    "no roles on a multi-site": (KNOWN, {"purposes": None}, ["CERT-18 warning"]),
    "the client role is missing on a single site": (SINGLE, {"purposes": (Purpose.SERVER_AUTH,)}, ["CERT-18 warning"]),
    "the server role is missing on a single site": (
        SINGLE,
        {"purposes": (Purpose.CLIENT_AUTH,)},
        ["CERT-18 error blocking"],
    ),
    "no roles on a single site": (SINGLE, {"purposes": None}, ["CERT-18 warning"]),
    "the client role is missing and nobody said which": (
        replace(KNOWN, multisite=None),
        {"purposes": (Purpose.SERVER_AUTH,)},
        ["CERT-18 warning"],
    ),
    "the CA bit": (KNOWN, {"ca": True}, ["CERT-19 error blocking"]),
    "the usage of an authority": (KNOWN, {"cert_sign": True}, ["CERT-19 error blocking"]),
    "it is not yet valid": (KNOWN, {"start": NOW + DAY}, ["CERT-20 error blocking"]),
    "it has expired": (KNOWN, {"end": NOW - DAY}, ["CERT-20 error blocking"]),
}


@pytest.mark.parametrize(("known", "changes", "expected"), BROKEN.values(), ids=BROKEN)
def test_one_flaw_is_told_once_under_its_own_rule(known: Known, changes: dict[str, Any], expected: list[str]) -> None:
    assert of_file(good(**changes), known) == expected


KEPT = {
    "a DNS name that holds an address": (KNOWN, names(f"IP:{TEL}", f"IP:{ADMIN}", f"DNS:{TEL}", f"DNS:{FQDN}")),
    "names in other capitals": (KNOWN, names(f"IP:{TEL}", f"IP:{ADMIN}", f"DNS:{FQDN.upper()}")),
    "one address for TEL and ADMIN": (replace(KNOWN, admin_address=TEL), names(f"IP:{TEL}", f"DNS:{FQDN}")),
    "valid from this second": (KNOWN, {"start": NOW}),
    "no Basic Constraints": (KNOWN, {"ca": None}),
    "a usage without signing": (KNOWN, {"cert_sign": False}),
    "thirty days left": (KNOWN, {"end": NOW + 30 * DAY}),
}


@pytest.mark.parametrize(("known", "changes"), KEPT.values(), ids=KEPT)
def test_what_is_right_is_not_reported(known: Known, changes: dict[str, Any]) -> None:
    assert of_file(good(**changes), known) == []


def test_an_ipv6_address_is_the_same_however_it_is_written() -> None:
    known = replace(KNOWN, tel_address="2001:db8::1", admin_address=None)
    assert of_file(good(cn="2001:0DB8:0::0001", names=("IP:2001:db8:0:0::1", f"DNS:{FQDN}")), known) == []


def test_the_address_nowhere_and_5300_in_use_names_the_interlock_of_the_5300_too() -> None:
    """INV-43 has to stop it whatever else does."""
    findings = lint(good(cn=OTHER, names=(f"IP:{ADMIN}", f"DNS:{FQDN}")), KNOWN, NOW)
    assert told(findings) == ["CERT-14 error blocking", "CERT-15 error blocking"]
    assert [finding.interlock for finding in findings if finding.blocking] == ["INV-20", "INV-43"]


def test_a_self_signed_certificate_is_never_imported_and_always_shown() -> None:
    own = make(Plan(), None)
    findings = lint(pkcs12(own), KNOWN, NOW)
    assert told(findings) == ["INV-19 error blocking"]
    assert (findings[0].interlock, findings[0].basis) == ("INV-19", "E")
    assert of_port(own) == []


def test_one_that_only_looks_self_signed_is_not_imported_either() -> None:
    forged = make(Plan(), root())
    looks_own = make(Plan(cn="Root", key=key("stranger")), root())
    assert of_file(pkcs12(forged, root())) == []
    findings = lint(pkcs12(looks_own), Known(), NOW)
    assert "INV-19 error blocking" in told(findings)


def test_names_are_not_judged_when_nothing_is_known_of_the_system_and_that_is_said() -> None:
    findings = lint(good(cn="anything", names=None), Known(multisite=True, has_5300=True), NOW)
    assert told(findings, notes=True) == ["PKCS12-2 info", "CERT-12 info"]


def test_a_remedy_says_what_to_ask_the_authority_for_and_what_the_system_would_answer() -> None:
    (finding,) = [each for each in lint(good(cn=FQDN), KNOWN, NOW) if each.rule == "CERT-15"]
    assert f"CN={TEL}, alternative names IP:{TEL}, IP:{ADMIN}, DNS:{FQDN}" in finding.remedy
    assert "Certificat PBX inutilisable, adresse IP incorrecte" in finding.remedy
    assert finding.where == "pbx1.p12: certificate 1 (CN=pbx.example)"
    assert "ERR-4" in lint(good(end=NOW - DAY), KNOWN, NOW)[0].remedy


LIVE = {
    "a name is missing": ({"names": (f"IP:{TEL}", f"IP:{ADMIN}")}, ["CERT-12 error"]),
    "the CN is a name": ({"cn": FQDN}, ["CERT-15 error"]),
    "it has expired": ({"end": NOW - DAY}, ["EXP-4 error"]),
    "it is not yet valid": ({"start": NOW + DAY}, ["CERT-20 error"]),
    "ten days left": ({"end": NOW + 10 * DAY}, ["EXP-6 warning"]),
}


@pytest.mark.parametrize(("changes", "expected"), LIVE.values(), ids=LIVE)
def test_what_a_port_shows_is_judged_too_but_blocks_nothing(changes: dict[str, Any], expected: list[str]) -> None:
    assert of_port(server(**changes), issuing()) == expected


def test_a_self_signed_certificate_on_a_port_is_judged_by_its_dates_and_key_alone() -> None:
    """The system made it; nobody can ask a CA for other names, and no phone checks them (CFG-9)."""
    year = {"start": NOW - 100 * DAY, "end": NOW + 265 * DAY}
    assert of_port(make(Plan(cn="x", names=None, purposes=None, **year), None), notes=True) == []
    assert of_port(make(Plan(cn="x", names=None, end=NOW - DAY, key=key("weak", 1024)), None)) == [
        "EXP-4 error",
        "OPEN-20 error",
    ]


def test_a_validity_that_differs_from_a_year_is_only_noted() -> None:  # DIS-28
    assert of_port(make(Plan(), None), notes=True) == ["DIS-28 info"]


REFERENCE = Plan(  # spec 4.4
    cn="10.148.65.69",
    names=("IP:10.148.65.69", "DNS:10.148.65.69"),
    purposes=None,
    ca=None,
    start=datetime(2017, 8, 8, 14, 53, tzinfo=UTC),
    end=datetime(2027, 8, 6, 14, 53, 34, tzinfo=UTC),
    serial=0x7012004DBFE00001,
)


def test_the_certificate_printed_in_the_manual_is_fine_on_a_port_and_is_not_imported() -> None:
    own, at = make(REFERENCE, None), datetime(2021, 11, 1, tzinfo=UTC)
    known = Known(tel_address="10.148.65.69", multisite=True, has_5300=True)
    assert of_port(own, known=known, now=at, notes=True) == ["DIS-28 info"]
    assert of_file(pkcs12(own), known, at) == ["INV-19 error blocking", "CERT-18 warning"]


def test_the_names_printed_in_the_manual_are_right_for_every_rule_about_names() -> None:
    known = Known(tel_address="10.148.65.69", multisite=True, has_5300=True)
    assert of_file(good(cn=REFERENCE.cn, names=REFERENCE.names), known) == []
