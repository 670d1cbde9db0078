# SPDX-License-Identifier: GPL-3.0-or-later
"""terminal_deployment through ansible-playbook, on sockets: the file on the server is the one of the site."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .wire import FLEETS, Lab, play

PLAY = str(Path(__file__).parent / "plays" / "copy_ca.yml")


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    with Lab.up(tmp_path, str(FLEETS / "demo.yml"), "600", "11") as up:
        yield up


def test_the_file_of_the_site_is_copied_once_and_read_back_from_the_server(lab: Lab) -> None:
    planned = play(lab, PLAY, "--check")
    assert (planned.returncode, lab.events("write")) == (0, []), planned.output
    assert "ca.crt" not in lab.state()["download_servers"]["dl1"]["files"]
    first, second = play(lab, PLAY), play(lab, PLAY)
    assert (first.returncode, first.changed) == (0, 1), first.output
    assert (second.returncode, second.changed) == (0, 0), second.output
    for run in (first, second):
        assert "read back: [true, true]" in run.output.lower(), run.output
    assert "ca.crt" in lab.state()["download_servers"]["dl1"]["files"]
    assert lab.state()["sessions"] == []
    assert "BEGIN CERTIFICATE" not in first.output


def test_a_private_key_named_by_mistake_is_not_sent_and_not_shown(lab: Lab, tmp_path: Path) -> None:
    # BCRT-11
    key = tmp_path / "key.pem"
    key.write_text("-----BEGIN PRIVATE KEY-----\nc2VjcmV0IG9mIHRoZSBzaXRl\n-----END PRIVATE KEY-----\n")
    run = play(lab, PLAY, "-vvv", ca={"src": str(key), "name": "ca.crt"})
    assert run.returncode != 0
    assert "BCRT-11" in run.output
    assert "c2VjcmV0" not in run.output
    assert lab.events("write") == []
