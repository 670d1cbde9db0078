# SPDX-License-Identifier: GPL-3.0-or-later
"""The page that benches write: measuring one section again leaves the others as they are."""

from __future__ import annotations

from ansible_collections.voiceops.mivoice5000.tests.bench.section import Section, report

FIRST = [Section("Systems", "one\n\n| a |\n", True), Section("Logs", "two", False)]


def test_all_sections_stand_in_their_order() -> None:
    page = report(FIRST)
    assert page.index("## Systems\n\none\n\n| a |\n") < page.index("## Logs\n\ntwo\n")


def test_a_section_measured_again_is_replaced_and_the_others_stay() -> None:
    again = report([Section("Systems", "three", True)], report(FIRST))
    assert again == report([Section("Systems", "three", True), FIRST[1]])


def test_a_section_that_is_new_comes_last() -> None:
    third = Section("Servers", "four", True)
    assert report([third], report(FIRST)) == report([*FIRST, third])


def test_the_page_put_together_from_itself_is_the_same() -> None:
    assert report([], report(FIRST)) == report(FIRST)
