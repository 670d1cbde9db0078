# SPDX-License-Identifier: GPL-3.0-or-later
"""Fleets of the lab in every skin and language."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from socketless import LabFleet

FACES = [(skin, language) for skin in ("forms", "frames", "dialogs") for language in ("en", "fr")]


@pytest.fixture(params=FACES, ids=["-".join(face) for face in FACES])
def face(request: pytest.FixtureRequest) -> tuple[str, str]:
    return request.param


@pytest.fixture
def lab_of(face: tuple[str, str]) -> Iterator[Callable[..., LabFleet]]:
    """Makes fleets in the skin and language of the test; afterwards no session may be open and nothing else changed."""
    made: list[LabFleet] = []

    def make(fleet: str) -> LabFleet:
        made.append(LabFleet(fleet, *face))
        return made[-1]

    yield make
    for lab in made:
        assert lab.app.open_sessions() == []
        assert lab.world.events.of_kind("collateral") == []
        assert lab.world.state()["service_loss"] == []
