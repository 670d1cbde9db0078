# SPDX-License-Identifier: GPL-3.0-or-later
"""A clean copy of the collection where Ansible's tools want it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path


def copy_collection(root: Path, base: Path) -> Path:
    """Copy what git knows or would add of *root* below *base*/ansible_collections; return the collection's path."""
    copy = base / "ansible_collections" / "voiceops" / "mivoice5000"
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listing.stdout.decode().split("\0")):
        source = root / name
        if source.exists():
            target = copy / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target, follow_symlinks=False)
    return copy
