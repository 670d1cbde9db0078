# SPDX-License-Identifier: GPL-3.0-or-later
"""Sanity and unit tests on every ansible-core that the collection supports, each with the Python it needs."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tools import interpreters, sanity_home
from tools.cache import cache_dir, environment
from tools.tree import copy_collection

ROOT = Path(__file__).resolve().parent.parent
PYTHONS = ("3.11", "3.12", "3.13")


@dataclass(frozen=True)
class Core:
    """One ansible-core: its pinned requirements and the Pythons that can be its controller, preferred first."""

    name: str
    requirements: str
    pythons: tuple[str, ...]


CORES = (
    Core("2.16", "tests/cores/2.16.txt", ("3.11", "3.12")),
    Core("2.19", "tests/cores/2.19.txt", ("3.11", "3.12", "3.13")),
    Core("newest", "requirements.txt", ("3.13", "3.12")),
)


def main() -> int:
    """Run the matrix; return 0 when every core that could be tried passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("only", nargs="*", help=f"cores to try: {', '.join(core.name for core in CORES)}")
    wanted = set(parser.parse_args().only)
    unknown = wanted - {core.name for core in CORES}
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    found = interpreters.find(PYTHONS)
    failed = [core.name for core in CORES if core.name in (wanted or {core.name}) and not _try(core, found)]
    print(f"matrix: {'failed on ' + ', '.join(failed) if failed else 'clean'}", flush=True)
    return 1 if failed else 0


def _try(core: Core, found: dict[str, Path]) -> bool:
    version = next((version for version in core.pythons if version in found), None)
    if version is None:
        print(f"matrix: ansible-core {core.name} LEFT OUT, no Python {' or '.join(core.pythons)} here", flush=True)
        return True
    python = environment(cache_dir(ROOT) / f"core-{core.name}-py{version}", found[version], ROOT / core.requirements)
    release = "import ansible.release; print(ansible.release.__version__)"
    installed = subprocess.run([python, "-c", release], capture_output=True, text=True, check=True).stdout.strip()
    with tempfile.TemporaryDirectory(prefix="matrix-") as base:
        copy = copy_collection(ROOT, Path(base))
        print(f"matrix: ansible-core {installed}, Python {version}: sanity", flush=True)
        sane = _sanity(copy, python, found)
        print(f"matrix: ansible-core {installed}, Python {version}: unit tests", flush=True)
        return _unit(copy, python) and sane


def _sanity(copy: Path, python: Path, found: dict[str, Path]) -> bool:
    home = cache_dir(ROOT) / "ansible-test-home"
    sanity_home.prepare(home, python)
    # ansible-test compiles with each Python on PATH; a pyenv shim there answers for versions that are not chosen.
    others = [entry for entry in os.environ["PATH"].split(os.pathsep) if not entry.endswith("shims")]
    # The environment of this script brings shellcheck.
    tools = Path(sys.executable).parent
    path = [python.parent, *(interpreter.parent for interpreter in found.values()), tools, *others]
    environment = {**os.environ, "HOME": str(home), "PATH": os.pathsep.join(map(str, path))}
    command: list[str | Path] = [python, python.parent / "ansible-test", "sanity", "--local", "--color", "no"]
    return subprocess.run(command, cwd=copy, env=environment, check=False).returncode == 0


def _unit(copy: Path, python: Path) -> bool:
    roots = [copy.parents[2], copy / "extensions" / "lab", copy / "tests"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, roots))}
    command: list[str | Path] = [
        python,
        "-m",
        "pytest",
        "--quiet",
        "-p",
        "no:cacheprovider",
        "-n",
        "auto",
        "tests/unit",
    ]
    return subprocess.run(command, cwd=copy, env=environment, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
