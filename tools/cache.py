# SPDX-License-Identifier: GPL-3.0-or-later
"""Where checks keep what is slow to make: environments, ansible-test's home. As a script: remove it."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
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


def environment(place: Path, interpreter: Path, requirements: Path) -> Path:
    """Return the Python of an environment, made anew when its requirements have changed."""
    stamp = place / "requirements.sha256"
    digest = hashlib.sha256(requirements.read_bytes()).hexdigest()
    python = place / "bin" / "python"
    if not (stamp.exists() and stamp.read_text() == digest):
        subprocess.run([interpreter, "-m", "venv", "--clear", place], check=True)
        install: list[str | Path] = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*install, "--requirement", requirements], check=True)
        stamp.write_text(digest)
    return python


if __name__ == "__main__":
    shutil.rmtree(cache_dir(Path(__file__).resolve().parent.parent))
