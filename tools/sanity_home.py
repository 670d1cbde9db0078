# SPDX-License-Identifier: GPL-3.0-or-later
"""A home directory in which ansible-test can make its environments.

ansible-test passes little more than HOME and PATH on to pip, so pip's settings must stand in a file; and it downloads
the script that brings pip into its environments, which the interpreter's own ensurepip does as well.
"""

from __future__ import annotations

import ast
import configparser
import re
import subprocess
from pathlib import Path

_PIP_VERSION = re.compile(r"\bpip='([\d.]+)'")

# ensurepip hides pip's settings in os.environ while it works, hence the copy.
_BOOTSTRAP = """\
import ensurepip, os, subprocess, sys
environment = {name: value for name, value in os.environ.items() if name != "GET_PIP"}
ensurepip.bootstrap()
arguments = [item for item in sys.argv[1:] if item not in ("--no-setuptools", "--no-wheel")]
sys.exit(subprocess.call([sys.executable, "-m", "pip", "install", *arguments], env=environment))
"""


def prepare(home: Path, python: Path) -> None:
    """Fill *home* for the ansible-test that *python*'s environment holds."""
    _write_pip_settings(home / ".config" / "pip" / "pip.conf", python)
    seeds = home / ".ansible" / "test" / "cache"
    seeds.mkdir(parents=True, exist_ok=True)
    for version in _pip_versions(python):
        (seeds / f"get_pip_{version.replace('.', '_')}.py").write_text(_BOOTSTRAP)


def _pip_versions(python: Path) -> list[str]:
    source = "import ansible_test._internal.python_requirements as found; print(found.__file__)"
    answer = subprocess.run([python, "-c", source], capture_output=True, text=True, check=True)
    versions = _PIP_VERSION.findall(Path(answer.stdout.strip()).read_text())
    if not versions:
        raise LookupError(f"{answer.stdout.strip()} names no version of pip any more")
    return versions


def _write_pip_settings(path: Path, python: Path) -> None:
    listing = subprocess.run([python, "-m", "pip", "config", "list"], capture_output=True, text=True, check=True)
    settings = configparser.RawConfigParser()
    settings["global"] = {"quiet": "1"}
    # The environment goes last: it wins over files.
    for line in sorted(listing.stdout.splitlines(), key=lambda line: line.startswith(":env:")):
        key, value = line.split("=", 1)
        section, option = key.rsplit(".", 1)
        section = "global" if section == ":env:" else section
        if not settings.has_section(section):
            settings.add_section(section)
        settings.set(section, option, ast.literal_eval(value).replace("\n", "\n    "))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    with path.open("w") as file:
        settings.write(file)
