# SPDX-License-Identifier: GPL-3.0-or-later
"""What every test of the collection needs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def turns_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Fleets without sockets share their addresses: tests that run side by side must not wait for each other's turn.

    Not the test's own ``monkeypatch``, which it may undo before it is over.
    """
    runtime = tmp_path_factory.mktemp("runtime")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(runtime))
        yield runtime
