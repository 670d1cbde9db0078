# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes away the guard that the environment names, in this process only.

A pytest plugin (``-p mutate.without``), and what lets a monkey loose without that guard (``python -m mutate.without``).
"""

from __future__ import annotations

import os
import sys

from mutate import guards

VARIABLE = "MUTATE_WITHOUT"
CAUGHT = 3
"""Exit code of a monkey that found a breach."""


def _monkey(seed: int, steps: int) -> int:
    sys.path.insert(0, str(guards.ROOT / "tests" / "lab"))
    from monkey.run import Job, work

    breach = work(Job(seed, steps), shrink=False).breach
    print(breach.splitlines()[-1] if breach else "no breach")
    return CAUGHT if breach else 0


if VARIABLE in os.environ:
    guards.remove(os.environ[VARIABLE])

if __name__ == "__main__":
    sys.exit(_monkey(int(sys.argv[1]), int(sys.argv[2])))
