# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the peak resident memory of the ansible-playbook process itself, in kB, to the file BENCH_MEMORY names."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: bench_memory
type: aggregate
short_description: Peak memory of the parent process
description: Writes VmHWM of the process that runs the play to a file.
author: The voiceops.mivoice5000 authors (@voiceops)
version_added: 0.1.0
"""


class CallbackModule(CallbackBase):
    """Looks once, at the end of the run."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "bench_memory"

    def v2_playbook_on_stats(self, stats: Any) -> None:
        peak = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
        assert peak
        Path(os.environ["BENCH_MEMORY"]).write_text(peak[1])
