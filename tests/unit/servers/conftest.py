# SPDX-License-Identifier: GPL-3.0-or-later
"""A server of every kind for the whole module, and a folder of its own on it for each test."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._wire.servers import ftp
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._wire.servers.opening import Server

from .rigs import RIGS, Rig, Trust

NUMBERS = itertools.count()


@dataclass
class Site:
    """One folder on one server, seen from both ends."""

    rig: Rig
    files: Path
    port: int
    trust: Trust

    def server(self, **changes: Any) -> Server:
        return self.rig.server(self.trust, **({"port": self.port, "folder": self.files.name} | changes))


@pytest.fixture(scope="module")
def trust(tmp_path_factory: pytest.TempPathFactory) -> Trust:
    return Trust(tmp_path_factory.mktemp("trust"))


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, trust: Trust) -> Iterator[Any]:
    """Starts a rig when a test first asks for it."""
    started: dict[str, tuple[Path, int]] = {}
    with ExitStack() as stack:

        def start(name: str) -> tuple[Path, int]:
            if name not in started:
                root = tmp_path_factory.mktemp(name)
                started[name] = root, stack.enter_context(RIGS[name].start(root, trust))
            return started[name]

        yield start


@pytest.fixture
def site(request: pytest.FixtureRequest, running: Any, trust: Trust, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Indirect: the parameter is the name of a rig."""
    root, port = running(request.param)
    if request.param == "ftps_implicit":
        monkeypatch.setattr(ftp, "IMPLICIT_FTPS", port)
    files = root / f"folder{next(NUMBERS)}"
    files.mkdir()
    return Site(RIGS[request.param], files, port, trust)


def over(*names: str, **wanted: bool) -> pytest.MarkDecorator:
    """Run a test over the rigs named, or over all that can do what is wanted."""
    fitting = names or tuple(
        name for name, rig in RIGS.items() if all(getattr(rig, key) == is_ for key, is_ in wanted.items())
    )
    return pytest.mark.parametrize("site", fitting, indirect=True)
