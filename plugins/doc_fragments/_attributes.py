# SPDX-License-Identifier: GPL-3.0-or-later
"""Attributes shared by the modules of the collection."""

from __future__ import annotations


class ModuleDocFragment:
    """What every module promises; ``INFO`` for those that change nothing, ``WRITING`` for the others."""

    DOCUMENTATION = r"""
attributes:
  action_group:
    description: Use C(group/voiceops.mivoice5000.all) in C(module_defaults) to set connection options once.
    support: full
    membership:
      - voiceops.mivoice5000.all
    version_added: 0.1.0
  async:
    description: Supports being used with the C(async) keyword.
    support: none
    details: The task fails when C(async) is set, for it holds a log-in session that it has to close.
    version_added: 0.1.0
  become:
    description: Is usable alongside C(become) keywords.
    support: partial
    details: >-
      Only when the task is delegated to a host with a connection that is not local. Otherwise the task runs on the
      controller inside Ansible itself, and fails when C(become) is set.
    version_added: 0.1.0
  delegation:
    description: Can be used in conjunction with C(delegate_to) and related keywords.
    support: full
    details: >-
      Runs inside the controller's own process, unless delegated to a host with a connection that is not local; then
      it
      is executed there, which needs Python 3.11 and the required libraries on that host.
    version_added: 0.1.0
  platform:
    description: Systems that can be worked on.
    support: full
    platforms: MiVoice 5000
    version_added: 0.1.0
"""

    INFO = r"""
attributes:
  check_mode:
    description: Can run in C(check_mode) and return changed status prediction without modifying target.
    support: full
    details: This module never changes anything.
    version_added: 0.1.0
  diff_mode:
    description: >-
      Will return details on what has changed (or possibly needs changing in C(check_mode)), when in diff mode.
    support: N/A
    details: This module never changes anything.
    version_added: 0.1.0
  idempotent:
    description: >-
      When run twice in a row outside check mode, with the same arguments, the second invocation indicates no change.
    support: full
    details: This module never changes anything.
    version_added: 0.1.0
"""

    WRITING = r"""
attributes:
  check_mode:
    description: Can run in C(check_mode) and return changed status prediction without modifying target.
    support: full
    details: The device is read, never written; RV(ignore:writes) lists what a run would send.
    version_added: 0.1.0
  diff_mode:
    description: >-
      Will return details on what has changed (or possibly needs changing in C(check_mode)), when in diff mode.
    support: full
    version_added: 0.1.0
  idempotent:
    description: >-
      When run twice in a row outside check mode, with the same arguments, the second invocation indicates no change.
    support: full
    version_added: 0.1.0
"""
