# SPDX-License-Identifier: GPL-3.0-or-later
"""Labs that end with their test."""

from pathlib import Path
from typing import Any

import pytest

from .wire import WireLab


@pytest.fixture
def start():
    """`start(tree, speed=300, logs=None)` -> WireLab, every powered phone registered."""
    labs: list[WireLab] = []

    def run(tree: dict[str, Any], speed: float = 300.0, logs: Path | None = None) -> WireLab:
        labs.append(WireLab(tree, speed, logs))
        return labs[-1]

    yield run
    for lab in labs:
        lab.close()
