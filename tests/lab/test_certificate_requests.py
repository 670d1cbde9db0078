# SPDX-License-Identifier: GPL-3.0-or-later
"""Without community.crypto, which is optional, nothing is done, and what to install is said."""

from __future__ import annotations

import subprocess
from pathlib import Path

from .wire import BIN, ROOT, environment


def test_without_the_collection_that_makes_keys_nothing_is_done(tmp_path: Path) -> None:
    collections = tmp_path / "collections" / "ansible_collections" / "voiceops"
    collections.mkdir(parents=True)
    (collections / "mivoice5000").symlink_to(ROOT)
    (tmp_path / "hosts.yml").write_text(
        "pbx: {hosts: {clinic: {mivoice_tel_address: 198.51.100.31, ansible_connection: local}}}"
    )
    found = {
        "ANSIBLE_COLLECTIONS_PATH": str(tmp_path / "collections"),
        "ANSIBLE_COLLECTIONS_SCAN_SYS_PATH": "false",
    }
    done = subprocess.run(
        [
            BIN / "ansible-playbook",
            "voiceops.mivoice5000.certificate_requests",
            *("-i", tmp_path / "hosts.yml"),
            *("-e", f'{{"mivoice_requests": {{"folder": "{tmp_path}/requests"}}}}'),
        ],
        cwd=ROOT,
        env=environment() | found,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert "ansible-galaxy collection install community.crypto" in done.stdout, done.stdout + done.stderr
    assert "Nothing was done" in done.stdout
    assert not (tmp_path / "requests").exists()
