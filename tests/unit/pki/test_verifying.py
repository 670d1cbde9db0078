# SPDX-License-Identifier: GPL-3.0-or-later
"""Which authorities verify which chain (INV-44, INV-47, CERT-24, CERT-25, CERT-28)."""

from __future__ import annotations

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki.chain import verifies
from ansible_collections.voiceops.mivoice5000.tests.unit.pki.chains import CASES, ROOT, SERVER, STRICTER, Case
from ansible_collections.voiceops.mivoice5000.tests.unit.pki.issuing import NOW
from ansible_collections.voiceops.mivoice5000.tests.unit.pki.manifest import named, read

ALL = CASES | STRICTER


@pytest.mark.parametrize("case", ALL.values(), ids=ALL)
def test_a_chain_is_verified_or_the_reason_is_told(case: Case) -> None:
    shown, authorities, reason = case
    told = verifies([each.certificate for each in shown], [each.certificate for each in authorities], at=NOW)
    assert (told is None) == (reason == "")
    assert reason in (told or "")


def test_without_certificates_there_is_nothing_to_verify() -> None:
    assert verifies([], [ROOT.certificate], at=NOW) == "no certificate was shown"
    assert verifies([SERVER.certificate], [], at=NOW) == "the file of authorities holds no certificate"


@pytest.mark.parametrize("pitfall", ["sha1", "md5"])
def test_an_old_hash_is_checked_all_the_same(pitfall: str) -> None:
    certificates = [entry.certificate for entry in read(named(f"{pitfall}.openssl.p12")).certificates]
    assert verifies(certificates[:2], certificates[2:], at=NOW) is None
