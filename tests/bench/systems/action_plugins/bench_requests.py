# SPDX-License-Identifier: GPL-3.0-or-later
"""The requests of ``system_info`` through the same door, in the worker; no page is looked at."""

from __future__ import annotations

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._action import MivoiceAction
from bench.systems import door


class ActionModule(MivoiceAction):
    """Runs the bench's own resource inside the worker."""

    RESOURCE = door
