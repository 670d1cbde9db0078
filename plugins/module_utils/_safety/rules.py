# SPDX-License-Identifier: GPL-3.0-or-later
"""All interlocks by ID: the function, the facts it reads, and the way out it offers."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from . import rules_order as order
from . import rules_systems as systems
from . import rules_terminals as terminals
from .facts import Facts
from .verdict import Ballot


class Rule(NamedTuple):
    """``objections`` tells a ballot what speaks against; ``reads`` names the facts it needs (documentation)."""

    objections: Callable[[Facts, Ballot], None]
    reads: tuple[str, ...]
    way_out: str


_GATE = ("phones", "actions", "registrations_declared", "inventory_read_at", "inventory_lag", "operator_done", "now")

RULES: dict[str, Rule] = {
    "INV-11": Rule(
        systems.bothway_left,
        ("mode or state", "systems[].switches", "systems[].sip"),
        'Untick "SIP terminal certificate verification" (menu 4.4.4) of these systems by hand, read them again'
        " (system_info, sip_probe), then run again.",
    ),
    "INV-12": Rule(
        terminals.homes_have_certificates,
        ("mode", "family", "systems[].sip", "phones[].main", "phones[].backup"),
        "Give these systems their certificate first, wait until 5061 answers, then run again.",
    ),
    "INV-14": Rule(
        terminals.clocks_right,
        ("mode", "family", "systems[].clock", "write", "time_server_in_place", "operator_done", "clock_tolerance"),
        "Attach the systems to the reference NTP server; set `time server1` by the global update (T60-5) and report it"
        " with operator_done: [{step: T60-5, by: ...}].",
    ),
    "INV-15": Rule(
        order.terminals_stopped,
        ("state", *_GATE),
        "Move these phones to disabled (5300 first, then 6000) and wait for them, then run again.",
    ),
    "INV-16": Rule(
        order.stop_order,
        ("mode", "family", *_GATE),
        "Stop in this order: 5300, wait, 6000, wait, systems.",
    ),
    "INV-18": Rule(
        terminals.nothing_forbidden_when_stopping, ("mode", "write"), "Leave these parameters unticked in column C."
    ),
    "INV-23": Rule(
        systems.certificate_needed,
        ("systems[].sip", "systems[].clock", "request", "now"),
        "Nothing has to be generated. Probe the systems again if you think otherwise.",
    ),
    "INV-24": Rule(
        systems.sip_restart_permitted,
        ("restarts", "sip_restart", "window", "now"),
        "Set sip_restart: allow, or sip_restart: window with window: {start, end} (ISO 8601 with time zone)"
        " and run inside it.",
    ),
    "INV-26": Rule(
        order.column_old_enough,
        ("action", "inventory_read_at", "inventory_lag", "now"),
        "Read the inventory again later; or settle the phones by a live proof.",
    ),
    "INV-27": Rule(
        systems.licence_authorised,
        ("mode or state", "systems[].licence"),
        "Enter the encryption keycode on these systems (module licence, menu 2.1.3) and run again.",
    ),
    "INV-28": Rule(terminals.srtp_mode, ("mode", "family", "write"), "Write 1 when enabling and 0 when stopping."),
    "INV-29": Rule(
        terminals.certificate_check_consistent, ("write",), "Write both: 0 with an empty list, or 1 with a file name."
    ),
    "INV-30": Rule(
        terminals.self_signed_checks_nothing, ("mode", "family", "write"), "Tick the row and write it empty."
    ),
    "INV-36": Rule(
        systems.nodes_ready,
        ("mode or state", "targets", "cluster_nodes", "systems[].role", "systems[].licence", "systems[].read_at"),
        "Read every node of the cluster (system_info) and authorise its licence before its Cluster Server is touched.",
    ),
    "INV-37": Rule(
        systems.both_ends,
        ("state", "peers[].switches.inter_ipbx", "same_run"),
        "Enable inter-site encryption at the other end in the same run; until then the link is incomplete.",
    ),
    "INV-38": Rule(
        systems.terminal_service_known,
        ("service_change", "configuration_type"),
        "Say in the inventory whether the system has a Manager (mivoice_manager); a person changes the service.",
    ),
    "INV-39": Rule(
        terminals.one_row_named,
        ("write", "parameter_rows", "adapter_block"),
        "Distribute the parameter first (T2), and name the block that your TMA edits (OPEN-13).",
    ),
    "INV-40": Rule(
        terminals.values_explicit,
        ("mode", "family", "write", "confirmed", "time_server", "trusted_file", "aes256"),
        "Tick column C and write the value; a default proves nothing.",
    ),
    "INV-42": Rule(
        order.actions_over,
        ("actions",),
        "Wait until TMA's action monitoring shows the action finished; if it failed, start it again.",
    ),
    "INV-45": Rule(
        systems.claims_verified,
        ("claims",),
        "Verify on the wire, in the registrations or by a person before reporting it.",
    ),
    "INV-46": Rule(
        systems.all_known,
        ("readings",),
        "Look at the screen; add the text it shows to the site's screens file, then run again.",
    ),
    "SCOPE": Rule(
        systems.scope_complete,
        ("scope", "phones[].main", "phones[].backup"),
        "Run for the whole multi-site (drop --limit) once all its members answer.",
    ),
}
