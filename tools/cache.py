# SPDX-License-Identifier: GPL-3.0-or-later
"""Where checks keep what is slow to make: environments, ansible-test's home. As a script: remove it."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from pathlib import Path


def cache_dir(root: Path) -> Path:
    """Return (and create) the cache directory of the clone at *root*.

    ansible-test cannot live below a path with blanks, so such a clone keeps its cache in the temporary directory.
    """
    cache = root / ".cache"
    if any(character.isspace() for character in str(root)):
        digest = hashlib.sha256(str(root).encode()).hexdigest()[:12]
        cache = Path(tempfile.gettempdir()) / f"voiceops-mivoice5000-{os.getuid()}-{digest}"
    cache.mkdir(mode=0o700, exist_ok=True)
    if cache.stat().st_uid != os.getuid():
        raise PermissionError(f"{cache} belongs to somebody else")
    return cache


if __name__ == "__main__":
    shutil.rmtree(cache_dir(Path(__file__).resolve().parent.parent))
