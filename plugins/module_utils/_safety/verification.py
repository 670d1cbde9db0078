# SPDX-License-Identifier: GPL-3.0-or-later
"""What proves that encryption is on, or off: the VER-* of spec 6.10 and the gates, over facts read afterwards (INV-45).

Same frame as the preflight: what the facts cannot show is listed as not checked, with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .facts import Facts, Missing, as_moment, boolean, items, mapping, moment, one_of, text
from .modes import mode
from .preflight import judged
from .preflight_checks import eip_cards, eip_plan
from .preflight_core import BOTHWAY, DISABLED, EITHER, ENABLED, Check, DoesNotApply, Wish, declared
from .terminal_ends import RENEWED, terminal_certificates

System = Mapping[str, Any]
Phone = Mapping[str, Any]
MODE_WANTED = {"self_signed": "pbx_cert_self_signed", "trusted": "pbx_cert_trusted", "bothway": "bothway"}
OPERATOR_STEPS = {"enabled": ("T53-7", "mivoice5300"), "disabled": ("STP-7", "mivoice5300")}
"""The step of each state that no screen shows, and the family that needs it (DIS-27)."""


def _mode(system: System, _facts: Facts, wish: Wish) -> str | None:
    found = mode(system)
    if found == "unknown":
        raise Missing("mode (screens and wire together do not tell)")
    excepted = wish.mode == "bothway" and system.get("bothway_wanted") is False
    wanted = MODE_WANTED["trusted" if excepted else wish.mode]
    return None if found == wanted else f"its mode is {found}, wanted is {wanted}"


def _voice(system: System, _facts: Facts, wish: Wish) -> str | None:
    on = boolean(system, "switches", "voice_encryption")
    if on == (wish.state == "enabled"):
        return None
    return "voice encryption is " + ("still on" if on else "off: voice goes in clear")


def _certificate(system: System, _facts: Facts, _wish: Wish) -> str | None:
    return None if boolean(system, "certificate", "assigned") else "no certificate is assigned to the SIP service"


def _served(system: System, facts: Facts, _wish: Wish) -> str | None:
    if not boolean(system, "sip", "tls_open"):
        return "port 5061 does not answer TLS"
    chain = items(system, "sip", "chain")
    if not chain:
        raise Missing("sip.chain (no certificate was read from the wire)")
    start, end, now = as_moment(chain[0].get("not_before")), as_moment(chain[0].get("not_after")), moment(facts, "now")
    if start is None or end is None:
        raise Missing("sip.chain (its dates)")
    return None if start <= now <= end else f"its certificate is valid from {start:%Y-%m-%d} to {end:%Y-%m-%d} only"


def _tunnels(system: System, _facts: Facts, wish: Wish) -> str | None:
    if not wish.inter_ipbx:
        raise DoesNotApply("inter-iPBX encryption is not wanted")
    clear = [text(tunnel, "peer") for tunnel in items(system, "tunnels") if not boolean(tunnel, "encrypted")]
    return f"its links to {', '.join(clear)} are not encrypted" if clear else None


def _alarms(system: System, _facts: Facts, _wish: Wish) -> str | None:
    alarms = mapping(system, "alarms")
    missing = [name for name in ("AlmLocPers", "EN ALARME") if not boolean(alarms, name)]
    return f"{' and '.join(missing)} are not routed to SNMP traps" if missing else None


def _inventory(phone: Phone, _facts: Facts, _wish: Wish) -> str | None:
    state = one_of(("srtp_tls", "tls", "none"), phone, "inventory")
    if state == "srtp_tls" or (state == "tls" and text(phone, "family") == "mivoice5300"):  # OPEN-32
        return None
    return f"TMA's files say {'TLS without SRTP' if state == 'tls' else 'not encrypted'}"


def _inventory_off(phone: Phone, _facts: Facts, _wish: Wish) -> str | None:
    state = one_of(("srtp_tls", "tls", "none"), phone, "inventory")
    return None if state == "none" else f"TMA's files still say {state}"


def _gates(facts: Facts, _context: Facts, wish: Wish) -> str | None:
    gates = items(facts, "gates")
    missing = [
        family
        for family in ("mivoice5300", "mitel6000")
        if not any(g.get("name") == f"{family}-{_gate_mode(family, wish)}" for g in gates)
    ]
    if missing:
        raise Missing(f"gates of {' and '.join(missing)}")
    shut = [text(gate, "text") for gate in gates if one_of(("pass", "fail", "inconclusive"), gate, "verdict") != "pass"]
    return " ".join(shut) or None


def _gate_mode(family: str, wish: Wish) -> str:
    return "trusted" if (family, wish.mode) == ("mivoice5300", "bothway") else wish.mode  # PAR5-12


def _operator_step(facts: Facts, _context: Facts, wish: Wish) -> str | None:
    step, family = OPERATOR_STEPS[wish.state]
    if not any(phone.get("family") == family for phone in items(facts, "phones")):
        raise DoesNotApply("no 5300 is in the inventory")
    if any(done.get("step") == step for done in items(facts, "operator_done")):
        return None
    raise Missing(f"operator_done for step {step} (SIP_PORT_PBX in the global file of the 5300, DIS-27)")


def _padlock(facts: Facts, _context: Facts, _wish: Wish) -> str | None:
    seen = declared(facts, "config", "padlock_seen", "a person has to make a test call and look at the padlock (VER-6)")
    return None if seen is True else "the padlock was not seen in the test call"


def _ntp(facts: Facts, _context: Facts, _wish: Wish) -> str | None:
    right = declared(facts, "config", "ntp_checked", "no screen shows which NTP server a device uses")
    return None if right is True else "not every encrypting device uses the reference NTP server"


CHECKS: tuple[Check, ...] = (
    Check("MOD-16", "system", _mode, "Run the enable playbook again; it goes on where it stopped", ENABLED),
    Check("SCR-W10.1", "system", _voice, "Run the same playbook again", EITHER),
    Check("VER-30", "system", _certificate, "Have the certificate made (ENM-8, ENW-6S)", ENABLED),
    Check("VER-31", "system", eip_cards, "Look at the card in menu 2.3.4.2", ENABLED),
    Check("VER-32", "system", eip_plan, "Give the card an address of the plan", ENABLED),
    Check("VER-33", "fleet", _ntp, "Look at each device, then declare it", ENABLED),
    Check("VER-35", "system", _served, "Look at the certificate, then renew it", ENABLED),
    Check(
        "VER-20",
        "system",
        _tunnels,
        "First compare the clocks of both systems (VER-21), then both ends (VER-22)",
        ENABLED,
    ),
    Check("WARN-14", "system", _alarms, "Route both alarms to SNMP traps (SCR-W6)", ENABLED),
    Check("WARN-31", "fleet", terminal_certificates, RENEWED, ENABLED, BOTHWAY),
    Check("VER-15", "fleet", _gates, "Wait for these phones, or settle them by name", EITHER),
    Check("VER-18", "phone", _inventory, "Look at this phone's files in TMA", ENABLED),
    Check("STP-4", "phone", _inventory_off, "Run the disable playbook again", DISABLED),
    Check("DIS-27", "fleet", _operator_step, "Do the step, then confirm it in mivoice_operator_done", EITHER),
    Check("VER-2", "fleet", _padlock, "Make a call between two terminals and look at the padlock (VER-1)", ENABLED),
)


DECLARABLE = {"SCR-W10.1": "voice_encryption", "VER-20": "inter_ipbx_encryption", "MOD-16": "bothway"}
"""What a site may declare as known drift. No gate is among them: a phone encrypts or it does not (INV-46)."""


def verify(facts: Facts) -> dict[str, Any]:
    """``{errors, declared, warnings, not_checked, not_applicable, checked}`` as the preflight gives them.

    ``declared`` are errors of which ``known_drift`` {what, name, words, over} speaks, while it is in force.

    Facts: those of the preflight, ``gates`` (results of ``terminal_wait``) and ``operator_done``; ``config`` may hold
    ``padlock_seen`` and ``ntp_checked``, a person's word. Raises UsageError when ``desired`` cannot be read.
    """
    found = judged(CHECKS, facts)
    errors: list[dict[str, Any]] = []
    left: list[dict[str, Any]] = []
    for error in found["errors"]:
        errors, left = [*errors, *_parts(error, facts, over=True)], [*left, *_parts(error, facts, over=False)]
    return {**found, "errors": errors, "declared": left}


def _parts(error: Mapping[str, Any], facts: Facts, over: bool) -> list[dict[str, Any]]:
    """The part of ``error`` that is declared, by the words for it; with ``over`` the rest, which is an error."""
    by_words: dict[str, list[str]] = {}
    for system in error["systems"] or [""]:
        one = _declaration(error["id"], system, facts)
        if (one is None or one["over"]) == over:
            by_words.setdefault(f" ({one['words']})" if one else "", []).append(system)
    return [
        {**error, "text": error["text"] + words, "systems": [name for name in names if name]}
        for words, names in by_words.items()
    ]


def _declaration(id_: str, name: str, facts: Facts) -> Mapping[str, Any] | None:
    """What was declared of ``name``; a link in clear is that of the end which is declared, for both ends.

    The mode is that of the box of BOTHWAY alone, where everything else of the system is as BOTHWAY wants it.
    """
    what = DECLARABLE.get(id_)
    told = {one["name"]: one for one in facts.get("known_drift") or [] if one["what"] == what}
    systems = [system for system in facts.get("systems") or [] if system.get("name") == name]
    if id_ == "MOD-16" and any(mode(system) != MODE_WANTED["trusted"] for system in systems):
        return None
    if what is None or not name or name in told:
        return told.get(name)
    ends = [tunnel["peer"] for system in systems for tunnel in system.get("tunnels") or [] if not tunnel["encrypted"]]
    return told[ends[0]] if id_ == "VER-20" and ends and set(ends) <= set(told) else None
