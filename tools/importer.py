# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the tarball from a clean copy and import it the way Galaxy would; warnings are failures here."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.tree import copy_collection

ROOT = Path(__file__).resolve().parent.parent
# galaxy-importer only warns about findings; `make lint` runs ansible-test itself, on every core.
_FINDING = re.compile(r"^(WARNING|ERROR)\b(?!.*ansible-test)", re.MULTILINE)


def main() -> int:
    """Return 0 when the importer accepts the tarball without a finding."""
    scripts = Path(sys.executable).parent
    environment = {
        **os.environ,
        "GALAXY_IMPORTER_CONFIG": str(ROOT / "tools" / "importer.cfg"),
        "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
    }
    with tempfile.TemporaryDirectory(prefix="importer-") as base:
        copy = copy_collection(ROOT, Path(base))
        build: list[str | Path] = [
            sys.executable,
            scripts / "ansible-galaxy",
            "collection",
            "build",
            "--output-path",
            base,
        ]
        subprocess.run(build, cwd=copy, check=True)
        (tarball,) = Path(base).glob("*.tar.gz")
        command: list[str | Path] = [sys.executable, "-m", "galaxy_importer.main", tarball]
        run = subprocess.run(command, cwd=base, env=environment, capture_output=True, text=True, check=False)
    print(run.stdout + run.stderr)
    return 1 if run.returncode or _FINDING.search(run.stdout + run.stderr) else 0


if __name__ == "__main__":
    sys.exit(main())
