# SPDX-License-Identifier: GPL-3.0-or-later
"""BOTHWAY of one system (6.8, 6.12): ticked when nobody is cut off, proven on the port, taken back when phones are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .._context import Context
from .._deps import PKI_NEEDS
from .._errors import ReadBackMismatch, Refused, Where
from .._options import (
    CONNECTION,
    FETCHED,
    INVENTORY_LAG,
    NAMED,
    OPERATOR_DONE,
    OPERATOR_LANGUAGE,
    SEEN_FINISHED,
    SIP_RESTART,
    SYSTEM_CONNECTION,
    TMA,
    WRITING,
    WRITTEN_OFF,
)
from .._safety import blast_radius
from .._safety.engine import require
from .._safety.facts import FAMILIES
from . import _bothway_box as box
from . import _bothway_facts, _bothway_phones, _phone_certificates, _ports, _switch
from ._bothway_facts import name_of
from ._bothway_proving import Proving, follows
from ._operator_steps import operator_step
from ._writes import evidence

ARGUMENT_SPEC: dict[str, dict[str, Any]] = {
    "state": {"type": "str", "choices": ["enabled", "disabled"], "required": True},
    "tel_address": {"type": "str", "required": True},
    "sip_port": {"type": "int", "default": 5060},
    "sips_port": {"type": "int", "default": 5061},
    "time_zone": {"type": "str"},
    "role": {"type": "str", "choices": ["standalone", "cluster_server", "node", "remote_site"]},
    "cluster_server": {"type": "str"},
    "cluster": {"type": "list", "elements": "dict"},
    "tma": {"type": "dict", "options": CONNECTION | TMA},
    "connections": {"type": "list", "elements": "dict", "default": [], "options": SYSTEM_CONNECTION},
    "systems": {"type": "list", "elements": "dict", "default": []},
    "models": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "options": {
            "pattern": {"type": "str", "required": True},
            "family": {"type": "str", "choices": list(FAMILIES), "required": True},
            "bothway": {"type": "bool", "default": False},
        },
    },
    "other_terminals": {
        "type": "list",
        "elements": "dict",
        "options": {
            "name": {"type": "str", "required": True},
            "kind": {"type": "str", "choices": list(_bothway_facts.KINDS), "default": "other"},
            "mac": {"type": "str"},
            "bothway": {"type": "bool", "default": False},
        },
    },
    "sip_peers": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "options": {"name": {"type": "str", "required": True}, "address": {"type": "str"}},
    },
    "sip_trunks": {"type": "list", "elements": "str", "default": []},
    "calls_in_progress": {"type": "int"},
    "recorded_phones": {"type": "list", "elements": "str", "default": []},
    "restart_timeout": {"type": "int", "default": 300},
    "phones_timeout": {"type": "int", "default": 900},
    "poll": {"type": "float", "default": 15.0},
    **_phone_certificates.PHONE_CERTIFICATES,
    **_phone_certificates.CLIENT_CERTIFICATES,
    **NAMED,
    **FETCHED,
    **SEEN_FINISHED,
    **INVENTORY_LAG,
    **WRITTEN_OFF,
    **OPERATOR_DONE,
    **OPERATOR_LANGUAGE,
    **SIP_RESTART,
    **WRITING,
}
CONNECTED = True
REQUIRES = PKI_NEEDS
SPEC_EXTRAS: dict[str, Any] = {"required_if": [("sip_restart", "window", ["window"])]}

RULES = ("INV-3", "INV-4", "INV-2", "INV-1", "INV-6", "INV-7", "INV-5", "INV-8", "INV-27", "INV-24", "INV-9")
"""What concerns everybody first, then single terminals, then the moment."""
Result = dict[str, Any]


def run(params: dict[str, Any], context: Context) -> Result:
    """Result of the contract with ``blast_radius``, ``proofs``, ``not_proven``, ``phones``, ``verdicts``.

    ``before`` and ``after`` hold ``switches``. Raises Refused (INV-1 to 9, 24, 27; SBW-3), UnknownValue for a silent
    SIP service, RolledBack when phones did not come back, RollBackFailed, ReadBackMismatch when the port does not show
    what the box says; UsageError and CertificateUnreadable for certificates, before anything is contacted.
    """
    clients = _phone_certificates.clients(params)
    seen = box.look(params, context)
    ticked = _switch.foreseen(params["planned"], name_of(params), context.check_mode).get(box.BOX, seen.ticked)
    proving = Proving(params, context, clients)
    if params["state"] == "enabled":
        return _hold(params, context, seen, proving) if ticked else _enter(params, context, seen, proving)
    return _leave(params, context, seen, proving) if ticked else _left(params, context, proving)


def _enter(params: dict[str, Any], context: Context, seen: box.Seen, proving: Proving) -> Result:
    name = name_of(params)
    sip = _ports.settled({name: params}, params["restart_timeout"], context, params["host"])[name]
    facts = _bothway_facts.gather(params, context, seen, sip)
    radius = blast_radius.radius(facts)
    context.progress(f"{name}: {radius['text']}")
    steps = _steps(params)
    try:
        verdicts = require(RULES, facts, params["override"], params["written_off"])
        _return_can_be_seen(seen, facts)
    except Refused as refused:
        refused.details |= {"blast_radius": radius, "operator_steps": [step for step in steps if not step["done_by"]]}
        raise
    told = {"blast_radius": radius, "verdicts": [verdict.as_dict() for verdict in verdicts], "operator_steps": steps}
    warnings = [] if params["sip_peers"] else [f"{name}: {blast_radius.WARN_17}"]
    proving.expect(_bothway_phones.on_tls(seen.lines or [], params["written_off"]))
    writes = box.put(params, context, True)
    if not context.check_mode:
        proving.prove(writes, told)
    return _result(params, context, proving, False, writes) | told | {"warnings": warnings}


def _steps(params: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What only a person can do or see before the switch."""
    wanted = ["BWY-2"] if params["calls_in_progress"] is not None else ["BWY-2", "BWY-7"]
    language, done = params["operator_language"], params["operator_done"]
    return [operator_step(step, params["host"], "press", language, done) for step in wanted]


def _return_can_be_seen(seen: box.Seen, facts: Mapping[str, Any]) -> None:
    """Nothing is ticked where nothing would show that phones are cut off (SBW-3)."""
    if seen.lines is None and (homed := _bothway_facts.at_home(facts)):
        raise Refused(
            problem="Stopped before writing: nothing would show whether phones come back after the switch, for the"
            " registrations screen of this system is not declared",
            found=f"{len(homed)} phones at home on it",
            remedy="Declare the screen (WREG) in the site's screens file, or write these phones off by name",
            rule="SBW-3",
            details={"phones": homed},
        )


def _hold(params: dict[str, Any], context: Context, seen: box.Seen, proving: Proving) -> Result:
    """The box is ticked: by an earlier run, which may have been killed before it had looked at the phones."""
    told: dict[str, Any] = {"blast_radius": None, "verdicts": [], "operator_steps": []}
    if not context.check_mode:
        proving.hold(seen, told)
    return _result(params, context, proving, True, []) | told


def _leave(params: dict[str, Any], context: Context, seen: box.Seen, proving: Proving) -> Result:
    name = name_of(params)
    restart = {"restarts": [name], "now": context.clock().isoformat()}
    restart |= {key: params[key] for key in ("sip_restart", "window")}
    verdicts = require(["INV-24"], restart, params["override"])
    proving.expect(_bothway_phones.on_tls(seen.lines or [], params["written_off"]))
    writes = box.put(params, context, False)
    told = {"blast_radius": None, "verdicts": [verdict.as_dict() for verdict in verdicts], "operator_steps": []}
    if not context.check_mode:
        _require_left(params, proving, writes)
    return _result(params, context, proving, True, writes) | told


def _left(params: dict[str, Any], context: Context, proving: Proving) -> Result:
    """The box is not ticked; after a run that was killed the port may take a moment to say so too."""
    if not context.check_mode:
        _require_left(params, proving, [])
    nothing: Result = {"blast_radius": None, "verdicts": [], "operator_steps": []}
    return _result(params, context, proving, False, []) | nothing


def _require_left(params: Mapping[str, Any], proving: Proving, writes: Sequence[Mapping[str, Any]]) -> None:
    problem = proving.leave()
    if problem:
        raise ReadBackMismatch(
            problem=f"The box is not ticked, and {problem}",
            where=Where(host=params["host"], screen_id="SCR-W10.3"),
            wanted=f"what it was before, within {params['restart_timeout']} s and {params['phones_timeout']} s",
            remedy="Look at the SIP service of the system and at these phones; the box itself is as wanted",
            details={"writes": list(writes), "phones": proving.phones},
        )


def _result(
    params: Mapping[str, Any], context: Context, proving: Proving, before: bool, writes: Sequence[Mapping[str, Any]]
) -> Result:
    wanted = params["state"] == "enabled"
    read_at = context.clock().isoformat(timespec="seconds")
    done = not (writes and context.check_mode)
    after = {"switches": {box.BOX: wanted}}
    return {
        "changed": bool(writes),
        "before": {"switches": {box.BOX: before}},
        "after": after,
        "writes": list(writes),
        "evidence": [evidence("switches", "SCR-W10.3", read_at, after["switches"], verified=done), *proving.evidence()],
        "planned": {"systems": {name_of(params): follows(wanted)}},
        "proofs": proving.proofs,
        "not_proven": proving.not_proven,
        "phones": proving.phones,
    }
