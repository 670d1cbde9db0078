# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates as plain facts (CERT-1, spec 4.4), and the handshake message that carries them."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._wire.certificates import (
    kind_of,
    readable,
    with_pem,
)
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._wire.tls import certificates_of
from ansible_collections.voiceops.mivoice5000.tests.unit.pki.manifest import named, read
from ansible_collections.voiceops.mivoice5000.tests.unit.wire.servers import certificate
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import strategies as st


def describe(der: bytes) -> dict[str, Any]:
    (found,), problem = readable([der])
    assert problem is None
    return with_pem(found)


def test_a_self_signed_certificate_is_described_in_plain_values() -> None:
    told = describe(certificate().public_bytes(Encoding.DER))
    assert told["subject"] == told["issuer"] == "CN=10.0.0.1"
    assert (told["cn"], told["serial"]) == ("10.0.0.1", "7012004DBFE00001")
    assert told["san"] == ["DNS:pbx.example", "DNS:10.0.0.1"]  # CERT-30
    assert (told["not_before"], told["not_after"]) == ("2026-01-01T00:00:00+00:00", "2027-01-01T00:00:00+00:00")
    assert len(told["fingerprint_sha256"]) == 64
    assert (told["self_signed"], kind_of(told)) == (True, "self_signed")


@pytest.mark.parametrize("name", ["sha1", "md5"])
def test_an_old_signature_of_its_own_is_self_signed_too(name: str) -> None:  # CERT-2
    told = describe(read(named(f"other/self-signed-{name}.pem")).certificates[0].certificate.public_bytes(Encoding.DER))
    assert (told["hash"], kind_of(told)) == (name, "self_signed")


def test_a_certificate_issued_by_another_is_trusted() -> None:
    told = describe(certificate(issuer="Some CA").public_bytes(Encoding.DER))
    assert (told["self_signed"], kind_of(told)) == (False, "trusted")


def test_a_certificate_that_only_looks_self_signed_is_of_unknown_kind() -> None:
    told = describe(certificate(forged=True).public_bytes(Encoding.DER))
    assert (told["self_signed"], kind_of(told)) == (None, None)


def test_a_certificate_without_names_is_described_all_the_same() -> None:
    told = describe(certificate(subject="", issuer="Some CA", san=False).public_bytes(Encoding.DER))
    assert (told["cn"], told["san"]) == (None, [])


def test_no_certificate_has_no_kind() -> None:
    assert kind_of(None) is None


def test_a_chain_is_cut_where_it_cannot_be_read_so_that_its_leaf_stays_the_leaf() -> None:
    one = certificate()
    der = one.public_bytes(Encoding.DER)
    assert readable([]) == ([], None)
    assert readable([der, der]) == ([one, one], None)
    found, problem = readable([der, b"no certificate", der])
    assert found == [one] and str(problem).startswith("certificate 2 of the chain cannot be read: ")
    assert readable([b"no certificate", der])[0] == []


def test_a_described_certificate_carries_itself() -> None:
    one = certificate()
    assert x509.load_pem_x509_certificate(with_pem(one)["pem"].encode()) == one


def vector(data: bytes) -> bytes:
    return len(data).to_bytes(3, "big") + data


def message(chain: list[bytes], *, thirteen: bool) -> bytes:
    """A Certificate message as RFC 5246 7.4.2 and RFC 8446 4.4.2 draw it."""
    entries = b"".join(vector(der) + (b"\x00\x03abc" if thirteen else b"") for der in chain)
    return b"\x0b" + vector((b"\x00" if thirteen else b"") + vector(entries))


chains = st.lists(st.binary(min_size=1, max_size=300), max_size=4)


@given(chains, st.booleans())
def test_the_chain_in_a_handshake_message_is_read_whole(chain: list[bytes], thirteen: bool) -> None:
    assert certificates_of(message(chain, thirteen=thirteen), thirteen=thirteen) == chain


@given(chains, st.booleans(), st.data())
def test_a_message_cut_short_gives_no_chain(chain: list[bytes], thirteen: bool, data: st.DataObject) -> None:
    whole = message(chain, thirteen=thirteen)
    cut = data.draw(st.integers(0, len(whole) - 1))
    assert certificates_of(whole[:cut], thirteen=thirteen) == []


@given(st.binary(max_size=100), st.booleans())
def test_no_message_makes_the_reader_fail(noise: bytes, thirteen: bool) -> None:
    assert isinstance(certificates_of(noise, thirteen=thirteen), list)
