# SPDX-License-Identifier: GPL-3.0-or-later
"""PRE-1 to PRE-15 (spec 6.1), and contradictions of the desired state, as a table of looks at the facts."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any

from .._errors import UsageError
from .._phoneconfig import profiles
from .facts import (
    FAMILIES,
    KNOWN_FAMILIES,
    Facts,
    Missing,
    boolean,
    family_phones,
    items,
    mapping,
    may_be_none,
    number,
    one_of,
    text,
)
from .modes import mode
from .preflight_bothway import BOTHWAY_CHECKS
from .preflight_core import (
    ANY_MODE,
    CA_MODES,
    ENABLED,
    Check,
    DoesNotApply,
    Wish,
    declared,
    declared_bool,
    with_manager,
)
from .preflight_network import clocks_apart, dhcp_carries_port, ntp_servers_differ, tolerance
from .rules_files import WORKING
from .rules_systems import WANTED_TERMINAL_SERVICE

System = Mapping[str, Any]
GATEWAYS = ("xs", "xl", "xd")
"""Hardware with EIP cards (DIS-42)."""

WITHOUT_MANAGER = "a system without Manager (6.3)"
NO_GATEWAY = "not a Gateway: it has no EIP card (DIS-42)"


def _only(applies: bool, otherwise: str) -> None:
    if not applies:
        raise DoesNotApply(otherwise)


def _release(system: System, _facts: Facts, _wish: Wish) -> str | None:
    if boolean(system, "release", "supported"):
        return None
    return f"release {system['release'].get('value')} is older than R7.2: the manual does not apply"


def _licence(system: System, _facts: Facts, _wish: Wish) -> str | None:
    state = one_of(("authorised", "other", "unknown"), system, "licence", "state")
    if state == "authorised":
        return None
    return f"the encryption licence is not authorised (shown: {system['licence'].get('raw')!r})"


def classes_without(system: System) -> list[str]:
    """Feature classes without the right to encryption."""
    classes = items(system, "rights", "feature_classes")
    return [f"feature class {text(entry, 'name')}" for entry in classes if not boolean(entry, "right")]


def subscriptions_without(system: System) -> list[str]:
    """Numbers of subscriptions without the right to encryption."""
    return [text(entry, "number") for entry in items(system, "rights", "subscriptions") if not boolean(entry, "right")]


def _rights(system: System, facts: Facts, _wish: Wish) -> str | None:
    """With Manager feature classes count, without Manager subscriptions (LIC-12); the other one only warns (LIC-13)."""
    if with_manager(system):
        missing = classes_without(system)
    else:
        accepted = [str(entry) for entry in facts.get("no_encryption_right") or []]
        missing = [f"subscription {number_}" for number_ in subscriptions_without(system) if number_ not in accepted]
    return f"no right to encryption: {', '.join(missing)}" if missing else None


def _clocks_equal(_about: Facts, facts: Facts, _wish: Wish) -> str | None:
    return clocks_apart(facts)


def _same_ntp(_about: Facts, facts: Facts, _wish: Wish) -> str | None:
    return ntp_servers_differ(facts)


def _clock(system: System, facts: Facts, _wish: Wish) -> str | None:
    offset = number(system, "clock", "offset")
    return f"its clock is {offset:+.0f} s off ours" if abs(offset) > tolerance(facts) else None


def _multisite_works(system: System, facts: Facts, _wish: Wish) -> str | None:
    why = "whether the multi-site works: no screen tells, a person has to say so"
    _only(with_manager(system), WITHOUT_MANAGER)
    if declared_bool(facts, "config", "multisite_works", why):
        return None
    return "the multi-site is said not to work; set it right before encrypting it"


def eip_cards(system: System, facts: Facts, _wish: Wish) -> str | None:
    _only(text(system, "hardware") in GATEWAYS, NO_GATEWAY)
    cards = [card for card in items(system, "cards") if "eip" in text(card, "name").casefold()]
    if not cards:
        return "a Gateway without EIP card: no voice encryption with TDM"
    if not any(boolean(card, "in_service") for card in cards):
        return "no EIP card is in service: no voice encryption with TDM"
    address = text(system, "eip", "address")
    others = [other for other in items(facts, "systems") if other is not system]
    if any((other.get("eip") or {}).get("address") == address for other in others):
        return f"its EIP address {address} is used by another system as well"
    return None


def eip_plan(system: System, facts: Facts, _wish: Wish) -> str | None:
    _only(text(system, "hardware") in GATEWAYS, NO_GATEWAY)
    try:
        plan = ipaddress.ip_network(text(facts, "eip_network"))
        address = ipaddress.ip_address(text(system, "eip", "address"))
    except ValueError as error:
        raise Missing(f"eip_network or eip.address ({error})") from error
    return None if address in plan else f"its EIP address {address} is outside the plan {plan}"


def _managed(system: System, facts: Facts, _wish: Wish) -> str | None:
    _only(with_manager(system), WITHOUT_MANAGER)
    managers = declared(facts, "network", "managers", "which multi-sites Manager shows")
    known = [name for entry in items({"managers": managers}, "managers") for name in entry.get("multisites") or []]
    multisite = text(system, "multisite")
    return None if multisite in known else f"Manager does not show its multi-site {multisite}"


def _download_servers(_about: Facts, facts: Facts, _wish: Wish) -> str | None:
    servers = declared(facts, "network", "download_servers", "whether the download servers answer: none was asked")
    silent = [
        text(entry, "name") for entry in items({"servers": servers}, "servers") if not boolean(entry, "reachable")
    ]
    return f"download servers that do not answer: {', '.join(silent)}" if silent else None


def _terminal_service(system: System, _facts: Facts, _wish: Wish) -> str | None:
    kind = "with_manager" if with_manager(system) else "without_manager"
    wanted = WANTED_TERMINAL_SERVICE[kind]
    found = one_of(("started", "stopped", "unknown"), system, "services", "terminal")
    if found == "unknown":
        raise Missing(
            f"state of the terminal service (shown: {(system['services'].get('raw') or {}).get('terminal')!r})"
        )
    return None if found == wanted else f"{kind}: the terminal service has to be {wanted}, and is {found}"


def _own_services(system: System, _facts: Facts, _wish: Wish) -> str | None:
    """TMA and FTP of a system without Manager (ENW-1, DIS-48); OPEN-10: they may have no row of their own."""
    _only(not with_manager(system), "a system with Manager: its terminals are managed there")
    wanted = ("tma",) if system.get("mock_up") == WORKING else ("tma", "ftp")  # MCK-5
    states = {name: one_of(("started", "stopped"), system, "services", name) for name in wanted}
    stopped = [name.upper() for name, state in states.items() if state == "stopped"]
    return f"stopped services: {', '.join(stopped)}" if stopped else None


def _dhcp(_about: Facts, facts: Facts, _wish: Wish) -> str | None:
    return dhcp_carries_port(facts)


def _certificates_at_hand(_about: Facts, facts: Facts, _wish: Wish) -> str | None:
    if facts.get("certificates") is None:
        raise Missing("content of the certificate files: nobody examined them (certificates)")
    files = mapping(facts, "certificates")
    if not files:
        return "no certificate file is given for any system (mivoice_pkcs12, mivoice_manager_pkcs12)"
    told = [
        f"{name}: {finding.get('rule')}: {finding.get('found')}"
        for name in files
        for finding in items(files, name)
        if boolean(finding, "blocking")
    ]
    return "; ".join(told) or None


def _terminals_known(phone: System, _facts: Facts, _wish: Wish) -> str | None:
    if phone.get("family") not in KNOWN_FAMILIES:
        return f"its family is not known (model {phone.get('model')!r})"
    text(phone, "main")
    may_be_none(phone, "backup")
    return None


def _transport_known(phone: System, _facts: Facts, _wish: Wish) -> str | None:
    if may_be_none(phone, "registration") is None:
        raise Missing("transport: no declared screen shows it registered (OPEN-36)")
    text(phone, "registration", "transport")
    return None


FORBIDDEN_FROM = {
    "unknown": "its mode cannot be told from what was read (MOD-16)",
}


MODE_SOURCES = (
    ("switches", "bothway"),
    ("certificate", "assigned"),
    ("sip", "tls_open"),
    ("sip", "kind"),
    ("sip", "client_certificate"),
)
"""Screens and wire have to have been looked at both, so that they could contradict each other."""


def _mode_known(system: System, _facts: Facts, wish: Wish) -> str | None:
    for source in MODE_SOURCES:
        may_be_none(system, *source)
    found = mode(system)
    if found == "pbx_cert_trusted" and wish.mode == "self_signed":
        return "has a trusted certificate: terminals that check the CA would be locked out (INV-41)"
    return FORBIDDEN_FROM.get(found)


def _file_encryption(_about: Facts, facts: Facts, _wish: Wish) -> str | None:
    why = "whether configuration files are encrypted: no screen tells"
    active = declared_bool(facts, "config", "config_file_encryption", why)
    return "configuration files are encrypted: TMA refuses *.cfg (TMA-18)" if active else None


def _contradiction(_about: Facts, facts: Facts, wish: Wish) -> str | None:
    """What the table of section 5 says to the wish, for every family that is there."""
    present = [family for family in FAMILIES if family_phones(facts, family)]
    config = facts.get("config") or {}
    try:
        for family in present:
            wanted = "trusted" if (family, wish.mode) == ("mivoice5300", "bothway") else wish.mode
            profiles.values(
                family,
                wanted,
                time_server=facts.get("time_server"),
                aes256=wish.aes256,
                trusted_file=config.get("trusted_file") if wish.mode in CA_MODES else None,
                root_file=config.get("root_file"),
                local_file=config.get("local_file"),
                key_file=config.get("key_file"),
            )
    except UsageError as error:
        return error.problem
    return None


CHECKS: tuple[Check, ...] = (
    Check("DESIRED", "fleet", _contradiction, "Correct mivoice_encryption or the variable named."),
    Check("PRE-1", "system", _release, "Update the system to R7.2 or later.", ENABLED),
    Check("PRE-2", "system", _licence, "Enter the keycode (menu 2.1.3).", ENABLED, ANY_MODE, "ENM-2/ENW-3"),
    Check(
        "PRE-3",
        "system",
        _rights,
        "Tick the right to encryption, or accept the subscription in mivoice_no_encryption_right.",
        ENABLED,
        ANY_MODE,
        "ENM-3/ENW-4",
    ),
    Check("PRE-4", "fleet", _clocks_equal, "Attach all systems to the same NTP server.", ENABLED),
    Check("PRE-4", "fleet", _same_ntp, "Attach all systems to the same NTP server.", ENABLED),
    Check("PRE-5", "system", _clock, "Attach the system to the reference NTP server.", ENABLED),
    Check("PRE-6", "system", _multisite_works, "Make calls between the sites first.", ENABLED),
    Check("PRE-7", "system", eip_cards, "See menu 2.3.4.2 and the IP card parameters.", ENABLED),
    Check("PRE-7", "system", eip_plan, "Set mivoice_eip_network, or correct the address.", ENABLED),
    Check("PRE-8", "system", _managed, "Declare the multi-site in Manager's network topology.", ENABLED),
    Check("PRE-9", "fleet", _download_servers, "Terminals fetch their files there: put it in service."),
    Check("PRE-10", "system", _terminal_service, "A person changes it in menu 2.3.1 (CFG-6)."),
    Check("PRE-10", "system", _own_services, "Start TMA and FTP in menu 2.3.1 (ENW-1)."),
    Check("PRE-11", "fleet", _dhcp, "Take SIP_PORT_PBX out of DHCP (INV-17).", ENABLED),
    Check(
        "PRE-12",
        "fleet",
        _certificates_at_hand,
        "Ask certificate_info about the files: it says of each what to ask the CA for.",
        ENABLED,
        CA_MODES,
    ),
    Check("PRE-13", "phone", _terminals_known, "Add the model, or declare the phone's home system."),
    Check("PRE-13", "phone", _transport_known, "Declare the registrations screen (WREG) for the site."),
    Check("PRE-14", "system", _mode_known, "Read the switches and probe 5061 again."),
    *BOTHWAY_CHECKS,
    Check("PRE-15", "fleet", _file_encryption, "Know it before deploying files by TMA.", ENABLED, CA_MODES),
)
