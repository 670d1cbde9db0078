# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Shipped door of ``echo``."""

from __future__ import annotations

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._door import run_module

from ..module_utils import echo

if __name__ == "__main__":
    run_module(echo)
