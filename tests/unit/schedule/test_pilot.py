# SPDX-License-Identifier: GPL-3.0-or-later
"""A pilot passes on a share of its phones, never on a small sample, and never on phones that nobody has seen."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import UsageError
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._schedule.pilot import Pilot, judge
from hypothesis import given
from hypothesis import strategies as st

PHONES = [f"08000F0000{number:02X}" for number in range(20)]
GIVEN: dict[str, Any] = {
    "family": "mitel6000",
    "list": "Pilot",
    "phones": PHONES,
    "threshold": 90,
    "minimum": 10,
}
PILOT = Pilot.read(GIVEN)
counts = st.integers(0, 40)
shares = st.floats(1, 100)


@given(counts, counts, counts, counts, counts, shares, st.integers(1, 20))
def test_a_pilot_passes_exactly_on_its_share_of_a_sample_that_is_large_enough(
    moved: int, settled: int, behind: int, silent: int, unknown: int, threshold: float, minimum: int
) -> None:
    pilot = Pilot.read(GIVEN | {"threshold": threshold, "minimum": minimum})
    passed = judge(pilot, moved, settled, behind, silent, ["?"] * unknown).passed
    everybody = moved + behind + silent + unknown
    assert passed == (moved + behind >= minimum and moved / max(everybody, 1) * 100 >= threshold - 1e-9)


@given(counts, counts, counts, counts)
def test_a_phone_that_is_not_seen_or_not_known_never_helps(moved: int, behind: int, silent: int, unknown: int) -> None:
    names = ["?"] * unknown
    if judge(PILOT, moved, 0, behind, silent, names).passed:
        assert judge(PILOT, moved, 0, behind, 0).passed
        assert judge(PILOT, moved + 1, 0, behind, silent, names).passed


def test_a_pilot_of_phones_that_were_all_written_off_proves_nothing() -> None:
    assert not judge(PILOT, 0, 20, 0, 0).passed


def test_it_says_what_was_found_and_what_was_wanted() -> None:
    text = judge(PILOT, 16, 1, 1, 1, ["2999"]).text
    assert "16 of 19 phones moved (84 %, wanted 90 %), 17 seen (wanted 10), 1 settled by a person" in text
    assert "TMA does not know 2999" in text


def test_its_phones_are_found_by_address_in_any_spelling_or_by_number() -> None:
    pilot = Pilot.read(GIVEN | {"phones": ["08:00:0f:00:00:01", "2102", "2103"], "minimum": 1})
    phones = [{"mac": "08000F000001", "number": "2101"}, {"mac": "08000F000002", "number": "2102"}]
    assert pilot.members([*phones, {"mac": "08000F000009", "number": "2109"}]) == phones
    assert pilot.unknown(phones) == ["2103"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"family": "tdm"}, "names no family"),
        ({"list": "All"}, "list of terminals"),
        ({"list": None}, "list of terminals"),
        ({"threshold": 0}, "not a percentage"),
        ({"threshold": 101}, "not a percentage"),
        ({"minimum": 0}, "never have seen"),
        ({"minimum": 21}, "never have seen"),
        ({"phones": [PHONES[0]] * 20}, "never have seen"),
    ],
)
def test_a_pilot_that_proves_nothing_is_refused(change: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        Pilot.read_all([GIVEN | change])


def test_two_pilots_of_a_family_are_refused() -> None:
    with pytest.raises(UsageError, match="two pilots"):
        Pilot.read_all([GIVEN, GIVEN])
