# SPDX-License-Identifier: GPL-3.0-or-later
"""All interlocks by ID: the function, the facts it reads, and the way out it offers.

Left out are those that the build of the collection holds (``policy``: ``held_by``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from . import rules_bothway as bothway
from . import rules_certificates as certificates
from . import rules_files as files
from . import rules_order as order
from . import rules_site as site
from . import rules_systems as systems
from . import rules_terminals as terminals
from . import rules_trust as trust
from .facts import Facts
from .verdict import Ballot


class Rule(NamedTuple):
    """``objections`` tells a ballot what speaks against; ``reads`` names the facts it needs (documentation)."""

    objections: Callable[[Facts, Ballot], None]
    reads: tuple[str, ...]
    way_out: str


_GATE = ("phones", "actions", "registrations_declared", "inventory_read_at", "inventory_lag", "operator_done", "now")

_DEPENDANTS = ("state", "targets", "phones[].family", "phones[].main", "phones[].backup", "written_off")

RULES: dict[str, Rule] = {
    "INV-1": Rule(
        bothway.nobody_on_udp_or_tcp,
        (*_DEPENDANTS, "phones[].registration", "phones[].answers", "systems[].registrations", "sip_trunks"),
        "Move these terminals to TLS (terminal_parameters) and wait for them. Declare the registrations screen (WREG)"
        " and give tma, connections and systems, so that all of them can be seen.",
    ),
    "INV-2": Rule(
        bothway.no_5300,
        _DEPENDANTS,
        "Move the 5300 to another system that stays trusted, as their main and as their backup one.",
    ),
    "INV-3": Rule(
        bothway.certificates_everywhere,
        ("state", "targets", "cluster_nodes", "systems[].role", "systems[].certificate", "systems[].sip"),
        "Give every system of the cluster its certificate, read them all (system_info, sip_probe) and give them in"
        " cluster.",
    ),
    "INV-4": Rule(
        bothway.on_top_of_trusted,
        ("state", "targets", "systems[].sip"),
        "Bring the system and its phones to mode trusted first.",
    ),
    "INV-5": Rule(
        bothway.phones_hold_their_files,
        (*_DEPENDANTS, "phone_certificates", "phones[].also_fetched", *_GATE),
        "Bring the 6000 to mode bothway, wait for them, and give the logs of their downloads in fetched; or name the"
        f" phones you have checked in operator_done (gate {bothway.GATE}, phones, by).",
    ),
    "INV-6": Rule(
        bothway.every_terminal_can,
        (*_DEPENDANTS, "phones[].model", "phones[].bothway", "models", "others_known", "systems[].registrations"),
        "Move these terminals to another system; or say in models or other_terminals which of them present a"
        " certificate (OPEN-21).",
    ),
    "INV-7": Rule(
        bothway.phone_certificates_good,
        (*_DEPENDANTS, "phone_certificates", "operator_done", "systems[].clock", "now"),
        "Give these phones certificates that are in date and of an authority in the CA file of the system, and say in"
        " phone_certificates who presents which; confirm the loading of the CA file with operator_done:"
        " [{step: BWY-2, by: ...}].",
    ),
    "INV-8": Rule(
        bothway.peers_are_trunks,
        ("state", "sip_peers", "sip_trunks"),
        "Declare these peers as SIP trunks on the system and in sip_trunks, or move them to TLS.",
    ),
    "INV-9": Rule(
        bothway.no_calls,
        ("state", "calls_in_progress", "operator_done"),
        "Wait for a window without calls, then confirm it with operator_done: [{step: BWY-7, by: ...}].",
    ),
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
    "INV-13": Rule(
        trust.file_on_every_server,
        (
            "mode",
            "family",
            "trusted_files",
            "deployed",
            "systems[].download_servers",
            "phones[].main",
            "phones[].backup",
        ),
        "Copy the file to these servers first (terminal_deployment), or name the servers that the terminals use"
        " (mivoice_download_servers), then run again.",
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
    "INV-17": Rule(
        site.port_not_in_dhcp,
        ("mode or state", "network.sip_port_pbx_in_dhcp"),
        "Take SIP_PORT_PBX out of DHCP, then say so in mivoice_network.",
    ),
    "INV-18": Rule(
        terminals.nothing_forbidden_when_stopping, ("mode", "write"), "Leave these parameters unticked in column C."
    ),
    "INV-19": Rule(
        certificates.own_certificate_not_self_signed,
        ("findings",),
        "Have the certificate issued by a certification authority, or use the kind self_signed.",
    ),
    "INV-20": Rule(
        certificates.dates_and_names_fit,
        ("findings",),
        "Have the certificate issued with the dates, addresses and names that are wanted. If they look right to you,"
        " check the address of the system in the inventory and the clocks.",
    ),
    "INV-21": Rule(
        certificates.no_certificate_twice,
        ("findings",),
        "Give each system a certificate of its own, issued for its own address.",
    ),
    "INV-22": Rule(
        certificates.one_authority,
        ("findings",),
        "Have all certificates issued by one authority. To change it, give the phones both first (INV-44).",
    ),
    "INV-23": Rule(
        certificates.certificate_needed,
        ("systems[].sip", "systems[].shown", "systems[].clock", "request", "now"),
        "Nothing has to be generated. Probe the systems again if you think otherwise.",
    ),
    "INV-24": Rule(
        systems.sip_restart_permitted,
        ("restarts", "sip_restart", "window", "now"),
        "Set sip_restart: allow, or sip_restart: window with window: {start, end} (ISO 8601 with time zone)"
        " and run inside it.",
    ),
    "INV-25": Rule(
        files.phones_are_tmas,
        ("file", "hand_managed"),
        "Let TMA write the values (terminal_parameters), for it rewrites these files. Where nobody but the site writes"
        " them, say so with hand_managed: true (mivoice_hand_managed).",
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
    "INV-32": Rule(
        files.no_configuration_file,
        ("file", "config_file_encryption"),
        "Leave configuration files to the updates of TMA; where their encryption is known to be off, say so with"
        " config_file_encryption: false.",
    ),
    "INV-33": Rule(
        files.nothing_on_the_working_platform,
        ("file", "mock_up"),
        "Put keys and certificates on the download server of the pre-configuration platform (MCK-3), and take what lies"
        " on the working one away (state: absent).",
    ),
    "INV-34": Rule(
        site.no_srtp_for_mixed_dect,
        ("omms[].mixed_bases", "omms[].srtp"),
        "Leave SRTP of this OMM off until all its bases support it.",
    ),
    "INV-35": Rule(
        site.omm_ports_kept,
        ("omms[].tls", "omms[].proxy_port", "omms[].registrar_port"),
        "Set proxy and registrar port of the OMM to 5061 (with TLS) or 5060 before a realignment; read them after it.",
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
    "INV-41": Rule(
        certificates.authority_no_longer_checked,
        ("request", "systems[].sip", "phones_hold"),
        "Move the phones to the mode self_signed first, wait for them, and tell what they hold in phones_hold.",
    ),
    "INV-42": Rule(
        order.actions_over,
        ("actions",),
        "Wait until TMA's action monitoring shows the action finished; if it failed, start it again.",
    ),
    "INV-43": Rule(
        certificates.address_in_the_name,
        ("findings",),
        "5300 phones accept a system only by the address in the CN: have the certificate issued with it.",
    ),
    "INV-44": Rule(
        certificates.new_authority_held,
        ("request", "systems[].sip", "systems[].shown", "phones_hold"),
        "Give the phones a file with both authorities first, wait for them, and tell what they hold in phones_hold.",
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
    "INV-47": Rule(
        trust.shown_is_verified,
        ("mode", "systems[].shown"),
        "Give these systems a certificate of this authority first, or, while the authority changes, give a file that"
        " holds the old and the new one. Probe them again (sip_probe), then run again.",
    ),
    "CLEAR-KEY": Rule(
        files.no_key_in_clear,
        ("file", "protocol"),
        "Use sftp, ftps or https, or say why this network may carry it: allow_clear_key: {reason: ...}.",
    ),
    "SCOPE": Rule(
        systems.scope_complete,
        ("scope", "phones[].main", "phones[].backup"),
        "Run for the whole multi-site (drop --limit) once all its members answer.",
    ),
}
