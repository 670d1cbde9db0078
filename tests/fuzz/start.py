# SPDX-License-Identifier: GPL-3.0-or-later
"""What the fuzzers have in common: what is watched, where inputs are kept, how a search begins."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from hashlib import sha256
from pathlib import Path

import atheris

ROOT = Path(__file__).resolve().parents[2]
MODULES = "ansible_collections.voiceops.mivoice5000.plugins.module_utils"


def watched(package: str) -> AbstractContextManager[None]:
    """Modules of a package that are imported within it guide the search by the branches that an input takes."""
    imports: AbstractContextManager[None] = atheris.instrument_imports(include=[f"{MODULES}.{package}"])
    return imports


def fuzz(name: str, samples: Iterable[bytes], one_input: Callable[[bytes], None]) -> None:
    """Search until libFuzzer's options on the command line say to stop, or until something is raised.

    Inputs that lead somewhere new are kept in .cache/fuzz/NAME/found, the one that raised beside that folder. Files on
    the command line are tried instead of a search: so an input that raised is tried again.
    """
    place = ROOT / ".cache" / "fuzz" / name
    for folder in ("found", "samples"):
        (place / folder).mkdir(parents=True, exist_ok=True)
    for sample in samples:
        (place / "samples" / sha256(sample).hexdigest()[:16]).write_bytes(sample)
    folders = [str(place / "found"), str(place / "samples")]
    given = any(not argument.startswith("-") for argument in sys.argv[1:])
    atheris.Setup([*sys.argv, f"-artifact_prefix={place}/", *([] if given else folders)], one_input)
    atheris.Fuzz()
