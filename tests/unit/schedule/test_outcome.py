# SPDX-License-Identifier: GPL-3.0-or-later
"""A run ends in one word with one code, and what is not proven is never "done"."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._schedule import outcome

ENDED: dict[str, Any] = {
    "failed": False,
    "finished": True,
    "wrote": False,
    "pause": None,
    "open_steps": False,
    "check_mode": False,
}


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({}, "done"),
        ({"wrote": True}, "done"),
        ({"failed": True}, "failed"),
        ({"failed": True, "check_mode": True}, "failed"),
        ({"finished": False}, "failed"),
        ({"finished": False, "pause": {"waits_for": "window"}}, "waiting"),
        ({"finished": False, "pause": {"waits_for": "phones"}, "wrote": True}, "changed"),
        ({"finished": False, "pause": {"waits_for": "person"}, "wrote": True}, "paused"),
        ({"open_steps": True}, "paused"),
        ({"check_mode": True}, "done"),
        ({"check_mode": True, "wrote": True}, "drift"),
        ({"check_mode": True, "finished": False}, "drift"),
    ],
)
def test_the_word_for_a_scope(change: dict[str, Any], word: str) -> None:
    assert outcome.of_scope(**ENDED | change) == word


def test_done_is_said_only_of_what_is_finished_without_failure_pause_or_open_step() -> None:
    pauses = (None, *({"waits_for": kind} for kind in ("window", "phones", "person")))
    for failed, finished, wrote, pause, steps, check in product(*[(False, True)] * 3, pauses, *[(False, True)] * 2):
        word = outcome.of_scope(
            failed=failed, finished=finished, wrote=wrote, pause=pause, open_steps=steps, check_mode=check
        )
        if word == "done":
            assert finished
            assert not failed
            assert check or (pause is None and not steps)


HELD: dict[str, Any] = dict.fromkeys(("failed", "wrote", "differs", "left", "open_steps", "check_mode"), False)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({}, "done"),
        ({"left": True}, "declared"),
        ({"wrote": True}, "changed"),
        ({"wrote": True, "left": True}, "changed"),
        ({"wrote": True, "check_mode": True}, "drift"),
        ({"left": True, "check_mode": True}, "declared"),
        ({"differs": True, "left": True}, "drift"),
        ({"open_steps": True, "wrote": True}, "paused"),
        ({"open_steps": True, "check_mode": True}, "done"),
        ({"failed": True, "wrote": True, "differs": True}, "failed"),
    ],
)
def test_the_word_for_a_scope_that_is_held_to_its_state(change: dict[str, Any], word: str) -> None:
    assert outcome.of_held(**HELD | change) == word


def test_a_run_is_as_good_as_its_worst_scope_and_no_scope_is_a_failure() -> None:
    for position, word in enumerate(outcome.WORST_FIRST):
        assert outcome.of_run(outcome.WORST_FIRST[position:]) == word
    assert outcome.of_run([]) == "failed"
    assert set(outcome.WORST_FIRST) == set(outcome.CODES)


def test_codes_are_told_apart_from_each_other_and_from_those_of_ansible() -> None:
    codes = outcome.CODES
    assert len(set(codes.values())) == len(codes)
    assert (codes["done"], codes["failed"]) == (0, 1)
    assert not set(codes.values()) & {2, 3, 4, 5, 6, 7, 8, 99, 250, 255}
