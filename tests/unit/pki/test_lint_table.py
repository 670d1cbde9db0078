# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of rules is whole, and no file, however odd, makes the linter fall over."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import CertificateUnreadable
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki import reading
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki.case import ROLES
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki.findings import SEVERITIES
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki.lint import (
    FLEET_RULES,
    NOT_JUDGED,
    RULES,
    Known,
    lint,
    lint_fleet,
    lint_shown,
)
from hypothesis import given
from hypothesis import strategies as st

from . import test_lint_content, test_lint_files
from .judging import AES, KNOWN, NOW, Made, authority, good, issuing, key, pkcs12, root, server
from .manifest import NOW as FIXTURE_NOW
from .manifest import READABLE, named, read

SPECIFIED = {
    *(f"CERT-{number}" for number in range(1, 32)),
    *(f"BCRT-{number}" for number in range(1, 12)),
    *(f"EXP-{number}" for number in range(1, 9)),
    *(f"CRL-{number}" for number in range(1, 5)),
}


def test_every_rule_about_certificates_is_asked_or_says_why_not() -> None:
    asked = {rule.id for rule in (*RULES, *FLEET_RULES)}
    assert asked.isdisjoint(NOT_JUDGED)
    assert SPECIFIED - asked == set(NOT_JUDGED)
    assert {"INV-19", "INV-22", "DIS-28", "OPEN-20"} <= asked


def test_every_rule_has_a_test_that_breaks_it() -> None:
    cases = [*test_lint_content.BROKEN.values(), *test_lint_content.LIVE.values(), *test_lint_files.BROKEN.values()]
    broken = {words.split()[0] for case in cases for words in case[-1]}
    elsewhere = {"INV-19", "DIS-28"}  # test_lint_content
    assert {rule.id for rule in RULES} == broken | elsewhere


def test_every_rule_speaks_of_a_role_that_exists_and_only_interlocks_that_exist_refuse() -> None:
    for rule in (*RULES, *FLEET_RULES):
        assert set(rule.roles) <= {*ROLES, "live", "live_trusted"}
        assert rule.basis in ("E", "D")
        assert rule.interlock in (None, "INV-19", "INV-20", "INV-21", "INV-22", "INV-43")
        assert rule.blocks or rule.interlock is None


def test_a_finding_is_plain_json() -> None:
    for finding in lint(good(cn="x"), KNOWN, NOW):
        assert json.loads(json.dumps(finding.as_dict())) == finding.as_dict()
        assert finding.severity in SEVERITIES


def test_findings_come_worst_first() -> None:
    findings = lint(pkcs12(server(cn="x", purposes=None, key=key("short", 1024))), KNOWN, NOW)
    order = [(not finding.blocking, SEVERITIES.index(finding.severity)) for finding in findings]
    assert order == sorted(order)
    assert len(set(order)) > 2


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("known", [Known(), KNOWN], ids=["nothing known", "all known"])
def test_every_fixture_can_be_judged_in_every_role(role: str, known: Known) -> None:
    for fixture in READABLE:
        lint(read(fixture), replace(known, file_role=role), FIXTURE_NOW)


CERTIFICATES: list[Made] = [
    server(),
    server(cn="x", names=None, purposes=None, ca=None),
    server(cn="Root", names=("DNS:",), key=key("stranger")),
    root(),
    issuing(),
    authority("Root", key=key("impostor")),
    authority("Issuing", authority("Root"), ca=None, cert_sign=None),
]
SYSTEMS = st.builds(
    Known,
    tel_address=st.sampled_from([None, "10.0.0.1", "2001:db8::1", "not an address"]),
    admin_address=st.sampled_from([None, "10.1.0.1", ""]),
    fqdns=st.lists(st.text(max_size=9), max_size=2).map(tuple),
    multisite=st.sampled_from([None, True, False]),
    has_5300=st.sampled_from([None, True, False]),
    file_role=st.sampled_from(ROLES),
    fqdn_only=st.booleans(),
    authorities=st.sampled_from([(), (root().certificate,)]),
)
FILES = st.builds(
    lambda chain, keys, names, form, kind: pkcs12(
        *chain, keys=tuple(keys), names=tuple(names), form=form, protection=replace(AES, password_kind=kind)
    ),
    st.lists(st.sampled_from(CERTIFICATES), max_size=5),
    st.lists(st.sampled_from([key("server"), key("stranger"), key("Root")]), max_size=2),
    st.lists(st.one_of(st.none(), st.text(max_size=70)), max_size=3),
    st.sampled_from(["pkcs12", "pem", "der"]),
    st.sampled_from(["given", "empty", "none"]),
)


@given(FILES, SYSTEMS, st.datetimes())
def test_no_heap_of_certificates_makes_the_linter_fall_over(bundle: Any, known: Known, when: Any) -> None:
    now = when.replace(tzinfo=NOW.tzinfo)
    certificates = [entry.certificate for entry in bundle.certificates]
    findings = [
        *lint(bundle, known, now),
        *lint_shown(certificates, known, now),
        *lint_fleet([("a", bundle, known), ("b", certificates, known)], now),
    ]
    assert all(finding.found and finding.remedy and finding.where for finding in findings)


PEM = named("other/pem-whole.pem").data


@given(st.lists(st.tuples(st.integers(0, len(PEM) - 1), st.integers(0, 255)), max_size=6))
def test_no_damaged_file_makes_the_linter_fall_over(damage: list[tuple[int, int]]) -> None:
    data = bytearray(PEM)
    for place, value in damage:
        data[place] = value
    try:
        bundle = reading.read(bytes(data))
    except CertificateUnreadable:
        return
    lint(bundle, KNOWN, NOW)
