# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the Python interpreters of this machine, as real binaries and not as pyenv shims."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

# ensurepip is needed to make environments; Debian ships it apart from the interpreter.
_PROBE = "import ensurepip, sys, venv; print('%d.%d' % sys.version_info[:2], sys.executable)"


def find(versions: Iterable[str]) -> dict[str, Path]:
    """Return the interpreter of each version ("3.12") that this machine has."""
    found = ((version, _first_of(version)) for version in versions)
    return {version: path for version, path in found if path}


def _first_of(version: str) -> Path | None:
    for candidate in _candidates(version):
        answer = subprocess.run([candidate, "-c", _PROBE], capture_output=True, text=True, check=False)
        words = answer.stdout.split(maxsplit=1)
        if answer.returncode == 0 and words[0] == version:
            return Path(words[1].strip())
    return None


def _candidates(version: str) -> Iterator[str]:
    if sys.version_info[:2] == tuple(int(part) for part in version.split(".")):
        yield str(Path(sys.base_prefix) / "bin" / f"python{version}")
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    yield from (str(path) for path in sorted(pyenv.glob(f"versions/{version}.*/bin/python{version}"), reverse=True))
    on_path = shutil.which(f"python{version}")
    if on_path:
        yield on_path
