# SPDX-License-Identifier: GPL-3.0-or-later
"""Resolve every requirements file anew, for all Pythons at once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# The lint set goes first: it is the larger one, and the clone's environment holds both.
RESOLUTIONS = (
    ("requirements-lint", ()),
    ("requirements", ("--constraints", "requirements-lint.txt")),
    ("tests/peers/requirements", ("--constraints", "requirements-lint.txt")),
    ("tests/fuzz/requirements", ()),
    ("tests/cores/2.16", ()),
    ("tests/cores/2.19", ()),
)


def main() -> None:
    """Write the .txt beside each .in; raises CalledProcessError when there is no solution."""
    uv = Path(sys.executable).parent / "uv"
    options = ["--quiet", "--upgrade", "--universal", "--python-version", "3.11", "--no-annotate"]
    for name, extra in RESOLUTIONS:
        command = [uv, "pip", "compile", *options, *extra, f"{name}.in", "--output-file", f"{name}.txt"]
        subprocess.run(command, cwd=ROOT, env={**os.environ, "UV_CUSTOM_COMPILE_COMMAND": "make pins"}, check=True)


if __name__ == "__main__":
    main()
