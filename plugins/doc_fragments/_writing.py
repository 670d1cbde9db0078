# SPDX-License-Identifier: GPL-3.0-or-later
"""Options and notes shared by the modules that write."""

from __future__ import annotations


class ModuleDocFragment:
    """Planned facts and overrides; permission to restart SIP; phones given up on; words of the operator."""

    DOCUMENTATION = r"""
options:
  planned:
    description:
      - Facts that earlier stages of the same check mode run would have made true, as returned in RV(ignore:planned).
      - Used in check mode only.
    type: dict
    default: {}
    version_added: 0.1.0
  override:
    description: Interlocks to overrule, one by one. An interlock that the manual itself states cannot be overruled.
    type: list
    elements: dict
    default: []
    version_added: 0.1.0
    suboptions:
      rule:
        description: Identifier of the rule, for example V(INV-36).
        type: str
        required: true
      reason:
        description: Why; it is written in the result.
        type: str
        required: true
"""

    PLANNED_ONLY = r"""
options:
  planned:
    description:
      - Facts that earlier stages of the same check mode run would have made true, as returned in RV(ignore:planned).
      - Used in check mode only.
    type: dict
    default: {}
    version_added: 0.1.0
"""

    SIP_RESTART = r"""
options:
  sip_restart:
    description:
      - Permission to do what restarts the SIP service of a system, which cuts its phones off for a moment.
      - V(window) allows it between the times of O(window).
    type: str
    choices: [forbid, window, allow]
    default: forbid
    version_added: 0.1.0
  window:
    description: When O(sip_restart=window) applies.
    type: dict
    version_added: 0.1.0
    suboptions:
      start:
        description: Start, as an ISO 8601 time with its offset from UTC, for example V(2026-03-02T22:00:00+01:00).
        type: str
        required: true
      end:
        description: End, written like O(window.start).
        type: str
        required: true
"""

    WRITTEN_OFF = r"""
options:
  written_off:
    description: >-
      Phones given up on by name; they no longer count for the rules about losing phones, and are in the result.
    type: list
    elements: dict
    default: []
    version_added: 0.1.0
    suboptions:
      phone:
        description: MAC address or number of the phone.
        type: str
        required: true
      reason:
        description: Why.
        type: str
        required: true
"""

    FETCHED = r"""
options:
  fetched:
    description:
      - Downloads known from the logs of download servers, such as M(voiceops.mivoice5000.download_log_info) returns.
      - With its answer on its new port, the download of a phone's own file proves that the phone has moved, where no
        registrations screen is declared.
    type: list
    elements: dict
    default: []
    version_added: 0.1.0
    suboptions:
      phone:
        description: MAC address or number of the phone.
        type: str
        required: true
      at:
        description: When it fetched the file, as an ISO 8601 time with its offset from UTC.
        type: str
        required: true
      file:
        description: >-
          Name of the file. Left out, the phone's own configuration file is meant. No other one proves a move.
        type: str
"""

    SEEN_FINISHED = r"""
options:
  seen_finished:
    description:
      - When actions of the TMA were seen finished, as C(action) in
        RV(voiceops.mivoice5000.terminal_wait#module:gates) tells. The TMA shows no such time, and what proves a move
        has to be younger.
      - Left out, the end is when this task sees it. What lies before the beginning of the action, or ahead, is not
        used.
    type: list
    elements: dict
    default: []
    version_added: 0.1.0
    suboptions:
      action:
        description: Name of the action.
        type: str
        required: true
      at:
        description: When it was first seen finished, as an ISO 8601 time with its offset from UTC.
        type: str
        required: true
"""

    INVENTORY_LAG = r"""
options:
  inventory_lag:
    description: Seconds by which phones may be behind what the inventory of the TMA shows.
    type: float
    default: 3600
    version_added: 0.1.0
"""

    CLOCK_TOLERANCE = r"""
options:
  clock_tolerance:
    description: Seconds by which clocks may differ. Values under 60 count as 60.
    type: float
    default: 60
    version_added: 0.1.0
"""

    OPERATOR_LANGUAGE = r"""
options:
  operator_language:
    description: Language in which a step for a person is written.
    type: str
    choices: [en, fr]
    default: en
    version_added: 0.1.0
"""

    OPERATOR_DONE = r"""
options:
  operator_done:
    description: What a person has done or seen and vouches for.
    type: list
    elements: dict
    default: []
    version_added: 0.1.0
    suboptions:
      gate:
        description: Name of the gate, for example V(mivoice5300-disabled).
        type: str
      step:
        description: Name of the operator step.
        type: str
      phones:
        description: Phones spoken of, by MAC address or number.
        type: list
        elements: str
      by:
        description: Who vouches for it.
        type: str
        required: true
"""
