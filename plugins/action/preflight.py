# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""In-process door of the module ``preflight``."""

from __future__ import annotations

from contextlib import suppress

from ansible.plugins.loader import filter_loader
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import preflight
from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._action import MivoiceAction

# The roles come here first, for this: the filters are loaded in the parent. For the first filter of a collection
# Ansible loads the files of all of them, and a worker forked from a parent without them does so anew for every task of
# every host. Not in every action: workers that inherit more start more slowly, and a task by itself asks no filter.
with suppress(KeyError):  # who imports an action without Ansible's loader has no filters to load
    filter_loader.get("voiceops.mivoice5000.scopes")


class ActionModule(MivoiceAction):
    """Runs the resource ``preflight`` inside the worker."""

    RESOURCE = preflight
