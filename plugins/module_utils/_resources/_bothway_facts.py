# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts for the interlocks of BOTHWAY: the system itself, its cluster, the terminals that depend on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from .._context import Context
from .._safety.evidence import given_up, vouched_for
from .._safety.facts import FAMILIES, phone_id, with_backups
from .._safety.planned import with_planned
from .._safety.rules_bothway import FIVE, GATE, NOT_SIP, recorded
from . import _phone_certificates
from ._bothway_box import BOX, Seen
from ._bothway_phones import called
from ._terminals import read_scope

KINDS = {"omm": "dect_omm", "other": "other_sip"}


def name_of(params: Mapping[str, Any]) -> str:
    return str(params["name"] or params["host"])


def gather(params: Mapping[str, Any], context: Context, seen: Seen, sip: Mapping[str, Any]) -> dict[str, Any]:
    """Everything that the rules read; what was not given is left out, and a rule that needs it is not certain then."""
    me, now = _system(params, context, seen, sip), context.clock()
    its_now = now + timedelta(seconds=me["clock"]["offset"] or 0.0)
    others = [member for member in params["cluster"] or [] if member.get("name") != me["name"]]
    facts: dict[str, Any] = {
        "state": "enabled",
        "targets": [me["name"]],
        "systems": [me, *others],
        "others_known": seen.lines is not None or params["other_terminals"] is not None,
        "models": params["models"],
        "phone_certificates": _phone_certificates.described(params, _phone_certificates.authorities(params), its_now),
        **{name: params[name] for name in ("sip_peers", "sip_trunks", "calls_in_progress", "inventory_lag")},
        **{name: params[name] for name in ("operator_done", "written_off", "recorded_phones", "sip_restart", "window")},
        "restarts": [me["name"]],
        "now": now.isoformat(),
        **_cluster(params, me["name"]),
        **_terminals(params, context),
    }
    return with_planned(facts, params["planned"], context.check_mode)


def at_home(facts: Mapping[str, Any], *, vouched: bool = True) -> list[str]:
    """Phones at home on the system that are expected to register there: of a family that can, and not given up on.

    ``vouched`` False leaves out those that a person's word or a record lets pass: they may have to arrive yet (MCK-9).
    """
    return [
        called(phone)
        for phone in facts.get("phones") or []
        if phone.get("main") in facts["targets"] and phone.get("family") not in (*NOT_SIP, FIVE)
        if not given_up(phone, facts["written_off"])
        if vouched or not (vouched_for(phone, GATE, facts["operator_done"]) or recorded(phone, facts))
    ]


def _system(params: Mapping[str, Any], context: Context, seen: Seen, sip: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": name_of(params),
        "role": params["role"],
        "cluster_server": params["cluster_server"],
        "read_at": context.clock().isoformat(timespec="seconds"),
        "sip": dict(sip),
        "switches": {BOX: seen.ticked},
        "registrations": seen.lines,
        **seen.parts,
    }


def _cluster(params: Mapping[str, Any], name: str) -> dict[str, Any]:
    server = name if params["role"] == "cluster_server" else params["cluster_server"]
    if params["cluster"] is None or not server:
        return {}
    members = [str(member.get("name")) for member in params["cluster"]]
    return {"cluster_nodes": {server: [member for member in members if member != server]}}


def _terminals(params: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """The phones that TMA knows, seen live, and the terminals that the site tells of beside them."""
    if params["tma"] is None:
        return {}
    known = {key: params[key] for key in ("fetched", "seen_finished")}
    gates = read_scope(params["tma"], params["connections"], list(FAMILIES), "bothway", context, **known)
    phones = {phone_id(phone): phone for gate in gates for phone in gate["phones"]}
    homed = with_backups(phones.values(), params["systems"])
    return {
        "phones": [*homed, *(_other(entry, name_of(params)) for entry in params["other_terminals"] or [])],
        "actions": {gate["family"]: gate["action"] for gate in gates},
        "registrations_declared": all(gate["registrations_declared"] for gate in gates),
        "inventory_read_at": min(gate["inventory_read_at"] for gate in gates),
    }


def _other(entry: Mapping[str, Any], system: str) -> dict[str, Any]:
    return {
        "mac": entry["mac"],
        "number": entry["name"],
        "family": KINDS[entry["kind"]],
        "model": entry["kind"].upper() if entry["kind"] == "omm" else None,
        "main": system,
        "backup": None,
        "bothway": entry["bothway"],
        "registration": None,
        "answers": None,
    }
