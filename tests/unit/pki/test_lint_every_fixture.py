# SPDX-License-Identifier: GPL-3.0-or-later
"""Each pitfall: the right rule and the right verdict, the same whoever made the file."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki import crl, lint
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki.bundle import Bundle
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki.lint import Known
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki.policy import Policy

from .judging import told
from .manifest import FIXTURES, NOW, PKCS12, READABLE, SYSTEM, Fixture, named, read

KNOWN = Known(
    **SYSTEM | {"fqdns": tuple(SYSTEM["fqdns"])},
    policy=Policy(key_types=("RSA", "EC")),  # most fixtures have EC keys, to keep them small
)
OLD = ("RC2", "RC4", "3DES", "MD5")


@pytest.mark.parametrize("fixture", READABLE, ids=str)
def test_a_pitfall_has_the_same_verdict_whoever_made_the_file(fixture: Fixture) -> None:
    found = told(lint.lint(read(fixture), KNOWN, NOW))
    if fixture.pitfall == "accents":
        found = [each for each in found if each != "PKCS12-1 warning"]
    assert found == fixture.expect_rules


@pytest.mark.parametrize("fixture", PKCS12, ids=str)
def test_the_encryption_is_judged_as_the_producer_names_it(fixture: Fixture) -> None:
    rules = {finding.rule for finding in lint.lint(read(fixture), KNOWN, NOW)}
    told_here = read(fixture).pkcs12
    assert told_here is not None
    used = {*told_here.certificate_encryption, *(told_here.key_encryption or ())}
    assert ("PKCS12-1" in rules) is any(word in name for word in OLD for name in used)
    assert ("PKCS12-2" in rules) is any("AES" in name for name in used)


@pytest.mark.parametrize("fixture", PKCS12, ids=str)
def test_how_a_file_is_protected_never_blocks_it(fixture: Fixture) -> None:
    findings = lint.lint(read(fixture), replace(KNOWN, policy=replace(KNOWN.policy, old_appliance=True)), NOW)
    protection = [each for each in findings if each.rule in ("PKCS12-1", "PKCS12-2", "PKCS12-3", "PKCS12-4")]
    assert not any(finding.blocking or finding.severity == "error" for finding in protection)


@pytest.mark.parametrize("fixture", READABLE, ids=str)
def test_every_finding_says_what_was_found_where_what_is_wanted_and_what_to_do(fixture: Fixture) -> None:
    for finding in lint.lint(read(fixture), KNOWN, NOW):
        assert finding.where.startswith(fixture.file)
        for part in (finding.found, finding.wanted, finding.remedy):
            assert part.strip()
            assert not part.endswith(".")
        assert fixture.password is None or fixture.password not in finding.text()


LISTS = [fixture for fixture in FIXTURES if "crl" in fixture.expect]
VERDICTS = {"good": [], "revoked": ["CRL-2 error blocking"], "unknown": ["CRL-2 warning"]}


@pytest.mark.parametrize("fixture", LISTS, ids=str)
def test_a_revocation_list_given_is_honoured(fixture: Fixture) -> None:
    bundle: Bundle = read(named("other/pem-whole.pem"))
    known = replace(KNOWN, crls=tuple(crl.load(fixture.data, name=fixture.file)))
    assert [each for each in told(lint.lint(bundle, known, NOW)) if "CRL" in each] == VERDICTS[fixture.expect["crl"]]
