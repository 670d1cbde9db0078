# SPDX-License-Identifier: GPL-3.0-or-later
"""Which chains a phone accepts (BCRT-1, CERT-24..28, MOD-6, EXP-4)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from mivoice_lab.model.issue import new_authority, pem
from mivoice_lab.model.trust import server_problem

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DAY, ADDRESS = timedelta(days=1), "127.1.1.1"
LONG = (NOW - 100 * DAY, NOW + 100 * DAY)


def family(levels=3, **dates):
    """Authorities from the root down; `dates` by level (root = a0)."""
    found = []
    for level in range(levels):
        above = found[-1] if found else None
        found.append(new_authority(f"Level {level}", *dates.get(f"a{level}", LONG), above))
    return found


def shown(authorities, start=NOW - DAY, end=NOW + DAY, chain=None):
    leaf, _key = authorities[-1].certify(ADDRESS, [ADDRESS], start, end)
    return [pem(leaf), *(pem(one) for one in (authorities[-1].chain if chain is None else chain))]


def problem(presented, trusted, now=NOW, address=ADDRESS):
    texts = ["".join(pem(one.certificate) for one in group) for group in trusted]
    return server_problem(presented, address, now, texts, common_name_only=True)


@pytest.mark.parametrize("level", [0, 1, 2])
def test_a_root_and_any_intermediate_are_good_to_trust(level):
    authorities = family()  # CERT-27: four levels with the server
    assert problem(shown(authorities), [[authorities[level]]]) is None


def test_a_missing_intermediate_breaks_the_chain_unless_the_phone_holds_it():
    root, middle, low = family()
    presented = shown([root, middle, low], chain=[])
    assert "not signed" in problem(presented, [[root]])
    assert problem(presented, [[root, low]]) is None


def test_a_bundle_and_several_files_are_as_good_as_one():
    ours, other = family(), family()
    assert problem(shown(ours), [[other[0], ours[0]]]) is None
    assert problem(shown(ours), [[other[0]], [ours[0]]]) is None
    assert "not signed" in problem(shown(ours), [[other[0]]])


def test_an_authority_of_the_same_name_with_another_key_is_not_believed():
    ours, impostor = family(1), family(1)
    assert "not signed" in problem(shown(ours), [impostor])


def test_no_trusted_certificate_at_all_refuses_everybody():
    assert "holds none" in server_problem(shown(family()), ADDRESS, NOW, ["not a certificate"], False)


def test_a_certificate_that_is_no_authority_cannot_stand_above_another():
    root, low = family(2)
    leaf, key = low.certify("127.1.1.9", ["127.1.1.9"], *LONG)
    false = type(low)(leaf, key, low.chain)
    assert "not one of an authority" in problem(shown([false]), [[root]])  # CERT-24
    assert "not one of an authority" in problem(shown([false]), [[false]])


def test_an_expired_system_certificate_is_tolerated_and_an_expired_authority_is_not():
    authorities = family()
    late = shown(authorities, NOW - 9 * DAY, NOW - DAY)
    assert problem(late, [[authorities[0]]]) is None  # EXP-4
    ended = family(a1=(NOW - 9 * DAY, NOW - DAY))
    assert "out of date" in problem(shown(ended), [[ended[0]]])
    ended = family(a0=(NOW - 9 * DAY, NOW - DAY))
    assert "out of date" in problem(shown(ended), [[ended[0]]])


def test_a_certificate_that_is_not_valid_yet_or_names_another_system_is_refused():
    authorities = family()
    assert "not valid yet" in problem(shown(authorities, NOW + DAY, NOW + 2 * DAY), [[authorities[0]]])
    assert "does not name" in problem(shown(authorities), [[authorities[0]]], address="127.1.1.2")
