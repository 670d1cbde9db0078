# SPDX-License-Identifier: GPL-3.0-or-later
"""Revocation lists: what they revoke, what they clear, and when they say nothing (CRL-1 to CRL-3)."""

from __future__ import annotations

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import CertificateUnreadable
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki import chain, crl
from ansible_collections.voiceops.mivoice5000.tests.unit.pki.manifest import FIXTURES, NOW, Fixture, named, read
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import strategies as st

CHAIN = chain.build(read(named("other/pem-whole.pem")))
LISTS = [fixture for fixture in FIXTURES if "crl" in fixture.expect]
DETAILS = {
    "crl-good": "not named in the list of 'CN=Fixture Issuing CA,O=Fixtures'",
    "crl-good-revoked": "revoked on 2021-01-01T00:00:00+00:00 by",
    "crl-out-of-date": "a list out of date since 2021-01-01",
    "crl-out-of-date-revoked": "a list out of date since 2021-01-01",
    "crl-future": "a list of 2110-01-01T00:00:00+00:00, later than now",
    "crl-future-revoked": "revoked on",
    "crl-forged": "did not sign the list",
}


@pytest.mark.parametrize("fixture", LISTS, ids=str)
def test_a_list_says_what_it_says_of_the_server(fixture: Fixture) -> None:
    server, *authorities = crl.revoked(CHAIN, crl.load(fixture.data), NOW)
    assert (server.entry, server.status) == (CHAIN.leaf, fixture.expect["crl"])
    assert DETAILS[fixture.pitfall] in server.detail
    # The list is the issuing CA's own: it says nothing of those above.
    assert [answer.status for answer in authorities] == ["unknown", "unknown"]
    assert all("none of the lists given is by" in answer.detail for answer in authorities)


def test_the_worst_of_several_lists_counts() -> None:
    lists = [each for name in ("crl-good", "crl-good-revoked") for each in crl.load(named(f"other/{name}.crl").data)]
    assert [crl.revoked(CHAIN, order, NOW)[0].status for order in (lists, lists[::-1])] == ["revoked", "revoked"]


def test_a_list_in_date_clears_beside_one_that_is_not() -> None:
    lists = [each for name in ("crl-out-of-date", "crl-good") for each in crl.load(named(f"other/{name}.crl").data)]
    assert crl.revoked(CHAIN, lists, NOW)[0].status == "good"


def test_without_the_issuer_the_list_cannot_be_trusted() -> None:
    alone = chain.build(read(named("no-chain.openssl.p12")))
    lists = crl.load(named("other/crl-good-revoked.crl").data)
    assert crl.revoked(alone, lists, NOW)[0].status == "unknown"


def test_without_lists_nothing_is_said() -> None:
    assert crl.revoked(CHAIN, [], NOW) == ()


def test_lists_are_read_in_pem_and_der_and_several_from_one_file() -> None:
    data = named("other/crl-good.crl").data
    (single,) = crl.load(data)
    assert crl.load(single.public_bytes(Encoding.DER)) == [single]
    assert crl.load(data + data) == [single, single]


@pytest.mark.parametrize("file", ["other/pem-whole.pem", "other/not-text.txt", "other/empty.p12", "good.openssl.p12"])
def test_a_file_that_is_no_list_is_refused(file: str) -> None:
    with pytest.raises(CertificateUnreadable, match="site.crl: This is not a certificate revocation list"):
        crl.load(named(file).data, name="site.crl")


def test_a_list_beyond_all_measure_is_refused_unread() -> None:
    with pytest.raises(CertificateUnreadable, match="too large"):
        crl.load(bytes(crl.MAX_BYTES + 1))


@given(st.sampled_from(LISTS), st.integers(0, 300), st.integers(0, 255))
def test_no_damage_to_a_list_makes_the_reader_fail(fixture: Fixture, place: int, value: int) -> None:
    (whole,) = crl.load(fixture.data)
    data = bytearray(whole.public_bytes(Encoding.DER))
    data[place % len(data)] = value
    try:
        answers = crl.revoked(CHAIN, crl.load(bytes(data)), NOW)
    except CertificateUnreadable:
        return
    assert answers[0].status in ("unknown", fixture.expect["crl"])
