# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""In-process door of the module ``download_server_info``."""

from __future__ import annotations

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import download_server_info
from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._action import MivoiceAction


class ActionModule(MivoiceAction):
    """Runs the resource ``download_server_info`` inside the worker."""

    RESOURCE = download_server_info
