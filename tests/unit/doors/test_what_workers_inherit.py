# SPDX-License-Identifier: GPL-3.0-or-later
"""What the parent of the workers loads with an action, so that no worker loads it anew."""

from __future__ import annotations

import subprocess
import sys

import pytest

PARENT = """
import sys
from ansible.plugins.loader import action_loader, filter_loader, init_plugin_loader

init_plugin_loader()
assert action_loader.get(f"voiceops.mivoice5000.{sys.argv[1]}", class_only=True)
before = set(sys.modules)
assert filter_loader.get("voiceops.mivoice5000.summary")
ours = [name for name in sys.modules if name not in before and "voiceops" in name]
print(len(ours))
"""


@pytest.mark.parametrize(("action", "loads"), [("preflight", False), ("system_info", True)])
def test_the_filters_come_with_the_action_that_roles_begin_with(action: str, loads: bool) -> None:
    worker = subprocess.run([sys.executable, "-c", PARENT, action], capture_output=True, text=True, check=False)
    assert worker.returncode == 0, worker.stderr
    assert (int(worker.stdout.split()[-1]) > 0) is loads
