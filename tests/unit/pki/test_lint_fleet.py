# SPDX-License-Identifier: GPL-3.0-or-later
"""Several systems at once: no certificate twice, one CA for all; keys and certificates of phones in pairs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki.findings import Finding
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki.lint import Known, lint_fleet

from .judging import KNOWN, NOW, Made, Plan, authority, issuing, key, make, pem, pkcs12, root, server, told

TERMINAL = Known(file_role="terminal")


def file(cn: str, *upper: Made, **changes: Any) -> Any:
    chain = upper or (issuing(), root())
    return pkcs12(server(chain[0], cn=cn, **changes), *chain, name=f"{cn}.p12")


def fleet(*holds: Any, known: Known = KNOWN) -> list[Finding]:
    return lint_fleet([(f"pbx{number}", each, known) for number, each in enumerate(holds, start=1)], NOW)


def test_certificates_of_their_own_from_one_ca_are_fine() -> None:
    assert fleet(file("10.0.0.1"), file("10.0.0.2"), file("10.0.0.3")) == []


def test_the_same_certificate_for_two_systems_is_told_of_both_and_refused_by_inv_21() -> None:
    shared = file("10.0.0.1")
    findings = fleet(shared, file("10.0.0.2"), shared)
    assert told(findings) == ["CERT-22 error blocking"] * 2
    assert {finding.interlock for finding in findings} == {"INV-21"}
    assert [finding.where.partition(":")[0] for finding in findings] == ["pbx1", "pbx3"]
    assert findings[0].found == "the same certificate as pbx3"


def test_one_serial_number_of_one_issuer_is_the_same_certificate_too() -> None:
    (first, _second) = fleet(file("10.0.0.1", serial=7), file("10.0.0.2", serial=7))
    assert first.found == "a certificate of the same issuer with the same serial number as pbx2"


def test_one_serial_number_of_two_issuers_is_none() -> None:
    other = authority("Other issuing", root())
    assert fleet(file("10.0.0.1", serial=7), file("10.0.0.2", other, root(), serial=7)) == []


def test_one_cn_for_two_systems_is_told() -> None:
    assert told(fleet(file("10.0.0.1"), file("10.0.0.1"))) == ["CERT-22 error blocking"] * 2


def test_two_platforms_share_the_address_of_their_login_system_by_design() -> None:  # MCK-1
    mock_up = replace(KNOWN, platform="mock-up")
    entries = [("working", file("10.0.0.1"), KNOWN), ("mock-up", file("10.0.0.1"), mock_up)]
    assert lint_fleet(entries, NOW) == []


def test_the_file_and_the_port_of_one_system_are_not_compared() -> None:
    own = server()
    entries: list[Any] = [
        ("pbx1", pkcs12(own, issuing(), root()), KNOWN),
        ("pbx1", [own.certificate, issuing().certificate], KNOWN),
    ]
    assert lint_fleet(entries, NOW) == []


def test_a_certificate_of_another_ca_is_told_of_the_one_system_that_has_it() -> None:
    other = authority("Other root")
    findings = fleet(file("10.0.0.1"), file("10.0.0.2", other), file("10.0.0.3"))
    assert told(findings) == ["INV-22 error blocking"]
    assert findings[0].where.startswith("pbx2: ")
    assert findings[0].found == "issued under CN=Other root, while pbx1, pbx3 stand under CN=Root"


def test_two_intermediates_of_one_root_are_one_ca() -> None:
    assert fleet(file("10.0.0.1"), file("10.0.0.2", authority("Other issuing", root()), root())) == []


def test_another_ca_of_the_same_name_is_not_the_same_ca() -> None:
    impostor = authority("Root", key=key("impostor"))
    findings = fleet(file("10.0.0.1", root()), file("10.0.0.2", root()), file("10.0.0.3", impostor))
    assert told(findings) == ["INV-22 error blocking"]
    assert "another authority of the same name" in findings[0].found


def test_a_root_that_is_only_named_counts_by_its_name() -> None:
    shown = [server(cn="10.0.0.2").certificate, issuing().certificate]
    assert fleet(file("10.0.0.1"), shown) == []
    assert fleet([server(cn="10.0.0.3").certificate], shown) == []


def test_self_signed_certificates_and_signing_authorities_have_no_ca_to_share() -> None:
    own = [make(Plan(cn="10.0.0.2"), None).certificate]
    assert fleet(file("10.0.0.1"), own) == []
    assert fleet(pkcs12(root()), pkcs12(root()), known=Known(file_role="signing_ca")) == []


def test_what_ports_show_is_told_and_blocks_nothing() -> None:
    shown = [server().certificate, issuing().certificate]
    assert told(fleet(shown, shown)) == ["CERT-22 error"] * 2


def test_certificate_and_key_of_phones_are_matched_over_all_files() -> None:
    certificate, its_key = pem(server(cn="08000F000001")), pem(keys=(key("server"),))
    assert fleet(certificate, its_key, known=TERMINAL) == []


def test_half_a_pair_is_a_warning_and_a_mismatch_an_error() -> None:
    certificate, other_key = pem(server(cn="08000F000001")), pem(keys=(key("stranger"),))
    assert told(fleet(certificate, known=TERMINAL)) == ["BCRT-9 warning"]
    assert told(fleet(other_key, known=TERMINAL)) == ["BCRT-9 warning"]
    assert told(fleet(certificate, other_key, known=TERMINAL)) == ["BCRT-9 error blocking"] * 2


def test_an_empty_fleet_has_nothing_wrong_with_it() -> None:
    assert lint_fleet([], NOW) == []
