# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts community.crypto beside the collection in the clone's environment, unless it is there.

PyPI has it within the package of the community's collections; this takes that one alone.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

PACKAGE = "ansible==12.3.0"
WANTED = "ansible_collections/community/crypto/"
COLLECTIONS = Path(sys.prefix) / "collections"


def main() -> None:
    if (COLLECTIONS / WANTED).is_dir():
        return
    with tempfile.TemporaryDirectory() as folder:
        download = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, PACKAGE]
        subprocess.run(download, check=True)
        (wheel,) = Path(folder).iterdir()
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(COLLECTIONS, [name for name in archive.namelist() if name.startswith(WANTED)])


if __name__ == "__main__":
    main()
