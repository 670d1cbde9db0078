# SPDX-License-Identifier: GPL-3.0-or-later
"""The chain in a file: the leaf by its key, the path by verified signatures, whatever the order (CERT-5, CERT-27)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki import chain
from ansible_collections.voiceops.mivoice5000.tests.unit.pki.issuing import NOW, Issued, bundle, issue
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

ROOT = issue("root", ca=True)
POLICY = issue("policy", ROOT, ca=True)
ISSUING = issue("issuing", POLICY, ca=True)
SERVER = issue("10.0.0.1", ISSUING)
OTHER = issue("10.0.0.2", ISSUING)
OTHER_ROOT = issue("other root", ca=True)
CROSS = issue("policy", OTHER_ROOT, ca=True, key=POLICY.key)
FULL = [each.certificate for each in (SERVER, ISSUING, POLICY, ROOT)]
EVERYTHING = [*FULL, *(each.certificate for each in (CROSS, OTHER_ROOT, OTHER)), ISSUING.certificate]


def subjects(path: Sequence[chain.Entry]) -> list[str]:
    return [entry.subject.removeprefix("CN=") for entry in path]


@given(st.permutations(EVERYTHING))
def test_the_order_in_the_file_does_not_matter(order: list[x509.Certificate]) -> None:
    built = chain.build(bundle(*order, keys=(SERVER.key,)))
    assert built.leaf is not None and built.leaf.certificate == SERVER.certificate
    assert [entry.fingerprint for entry in built.path] == reference()
    assert (built.key_matches, built.missing_issuer, len(built.duplicates)) == (True, None, 1)
    assert len(built.unused) == 3


def reference() -> list[str]:
    return [entry.fingerprint for entry in chain.build(bundle(*EVERYTHING, keys=(SERVER.key,))).path]


def test_the_path_runs_from_the_leaf_to_the_root() -> None:
    built = chain.build(bundle(*reversed(FULL), keys=(SERVER.key,)))
    assert subjects(built.path) == ["10.0.0.1", "issuing", "policy", "root"]
    assert built.root is not None and built.root.certificate == ROOT.certificate


def test_of_two_roots_the_one_in_date_is_taken() -> None:
    expired = issue("root", ca=True, key=ROOT.key, end=datetime(2021, 1, 1, tzinfo=UTC))
    newer = chain.build(bundle(expired.certificate, *FULL, keys=(SERVER.key,)), at=NOW)
    assert newer.root is not None and newer.root.certificate == ROOT.certificate


def test_a_cross_signed_authority_leads_to_the_root_that_is_there() -> None:
    built = chain.build(bundle(CROSS.certificate, *FULL, keys=(SERVER.key,)))
    assert subjects(built.path) == ["10.0.0.1", "issuing", "policy", "root"]
    assert subjects(built.unused) == ["policy"]


def test_without_a_key_the_one_certificate_that_is_no_authority_is_the_leaf() -> None:
    built = chain.build(bundle(*FULL))
    assert (subjects(built.path)[0], built.key_matches) == ("10.0.0.1", None)


def test_between_two_servers_the_key_decides() -> None:
    built = chain.build(bundle(OTHER.certificate, *FULL, keys=(SERVER.key,)))
    assert built.leaf is not None and built.leaf.certificate == SERVER.certificate
    assert subjects(built.unused) == ["10.0.0.2"]


@pytest.mark.parametrize("keys", [(), (SERVER.key, OTHER.key)], ids=["no key", "a key of each"])
def test_between_two_servers_nothing_is_guessed(keys: tuple[ec.EllipticCurvePrivateKey, ...]) -> None:
    built = chain.build(bundle(OTHER.certificate, *FULL, keys=keys))
    assert (built.leaf, built.path) == (None, ())
    assert sorted(subjects(built.leaves)) == ["10.0.0.1", "10.0.0.2"]


def test_the_key_of_an_authority_makes_it_the_leaf() -> None:  # CERT-23: the file that Manager signs with
    built = chain.build(bundle(*FULL[1:], keys=(ISSUING.key,)))
    assert (subjects(built.path)[0], built.key_matches) == ("issuing", True)


def test_a_key_that_belongs_to_none_of_them_is_told() -> None:
    built = chain.build(bundle(*FULL, keys=(OTHER.key,)))
    assert (subjects(built.path)[0], built.key_matches) == ("10.0.0.1", False)


def test_of_a_renewed_certificate_with_its_old_key_the_later_one_is_the_leaf() -> None:
    older = issue("10.0.0.1", ISSUING, key=SERVER.key, end=datetime(2031, 1, 1, tzinfo=UTC))
    built = chain.build(bundle(older.certificate, *FULL, keys=(SERVER.key,)))
    assert built.leaf is not None and built.leaf.certificate == SERVER.certificate


def test_only_authorities_and_no_key_have_no_leaf() -> None:
    assert chain.build(bundle(*FULL[1:])).leaf is None


def test_nothing_has_no_chain() -> None:
    built = chain.build(bundle())
    assert (built.leaf, built.path, built.key_matches) == (None, (), None)


def test_a_missing_issuer_is_named() -> None:
    built = chain.build(bundle(SERVER.certificate, POLICY.certificate, ROOT.certificate, keys=(SERVER.key,)))
    assert (subjects(built.path), built.missing_issuer, built.root) == (["10.0.0.1"], "CN=issuing", None)


def test_a_namesake_with_another_key_did_not_sign() -> None:
    namesake = issue("issuing", POLICY, ca=True)
    built = chain.build(bundle(SERVER.certificate, namesake.certificate, keys=(SERVER.key,)))
    assert (built.missing_issuer, subjects(built.namesakes)) == ("CN=issuing", ["issuing"])


def test_without_key_identifiers_signatures_alone_decide() -> None:
    root = issue("root", ca=True, identifiers=False)
    namesakes = [issue("root", ca=True, identifiers=False) for _each in range(5)]
    server = issue("10.0.0.1", root, identifiers=False)
    built = chain.build(bundle(server.certificate, *(each.certificate for each in namesakes), root.certificate))
    assert built.root is not None and built.root.certificate == root.certificate


def test_a_key_identifier_that_misleads_does_not_hide_the_signer() -> None:
    wrong = x509.AuthorityKeyIdentifier(b"x" * 20, None, None)
    server = issue("10.0.0.1", ROOT, identifiers=False, extra=((wrong, False),))
    assert chain.build(bundle(server.certificate, ROOT.certificate)).root is not None


def test_authorities_that_sign_each_other_end_the_search() -> None:
    first, second = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    one = issue("one", Issued(issue("two", ca=True, key=second).certificate, second), ca=True, key=first)
    two = issue("two", Issued(one.certificate, first), ca=True, key=second)
    server = issue("10.0.0.1", one)
    built = chain.build(bundle(server.certificate, two.certificate, one.certificate))
    assert (subjects(built.path), built.root) == (["10.0.0.1", "one", "two"], None)


def test_a_thousand_authorities_that_sign_each_other_end_the_search() -> None:
    # 500 named A and 500 named B, each signed by all of the other name: half a million signatures, and no root.
    a, b = issue("a", ca=True, identifiers=False), issue("b", ca=True, identifiers=False)
    crowd = [issue("a", b, ca=True, key=a.key, identifiers=False) for _each in range(500)]
    crowd += [issue("b", a, ca=True, key=b.key, identifiers=False) for _each in range(500)]
    server = issue("10.0.0.1", a, identifiers=False)
    built = chain.build(bundle(server.certificate, *(each.certificate for each in crowd)))
    assert (built.leaf is not None, built.root, built.exhausted) == (True, None, True)


def test_a_chain_of_a_thousand_levels_is_followed() -> None:
    levels = [issue("0", ca=True)]
    for number in range(1, 1000):
        levels.append(issue(str(number), levels[-1], ca=True))
    server = issue("10.0.0.1", levels[-1])
    built = chain.build(bundle(*(each.certificate for each in levels), server.certificate))
    assert (len(built.path), built.missing_issuer) == (1001, None)


def test_a_server_shows_its_own_certificate_first() -> None:
    built = chain.of_shown([ISSUING.certificate, SERVER.certificate, POLICY.certificate, ROOT.certificate])
    assert subjects(built.path) == ["issuing", "policy", "root"]
    assert chain.of_shown([]).leaf is None
