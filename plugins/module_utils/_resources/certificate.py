# SPDX-License-Identifier: GPL-3.0-or-later
"""The self-signed certificate of a system without Manager (ENW-6S): made once, only if needed, proved on port 5061."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from .._context import Context
from .._drivers.base import Driver
from .._errors import OperatorStepNeeded, ReadBackMismatch, Refused, Where
from .._options import NAMED, OPERATOR_DONE, OPERATOR_LANGUAGE, SIP_RESTART, WRITING
from .._safety.certificates import needs_new
from .._safety.engine import require
from .._safety.facts import Missing
from .._safety.planned import merged, with_planned
from . import _readings, sip_probe
from ._operator_steps import operator_step
from ._session import session
from ._writes import Plan, evidence

STEP = "self_signed_certificate"
KIND = "self_signed"
PAUSE = 2.0
"""Seconds between two looks at port 5061 while the SIP service restarts."""

ARGUMENT_SPEC: dict[str, dict[str, Any]] = {
    "state": {"type": "str", "choices": [KIND], "default": KIND},
    "tel_address": {"type": "str", "required": True},
    "sip_port": {"type": "int", "default": 5060},
    "sips_port": {"type": "int", "default": 5061},
    "days_left": {"type": "int", "default": 30},
    "restart_timeout": {"type": "int", "default": 300},
    **NAMED,
    **SIP_RESTART,
    **OPERATOR_DONE,
    **OPERATOR_LANGUAGE,
    **WRITING,
}
CONNECTED = True
REQUIRES = ("cryptography",)
SPEC_EXTRAS: dict[str, Any] = {"required_if": [("sip_restart", "window", ["window"])]}

AFTERWARDS: dict[str, Any] = {
    "certificate": {"assigned": True},
    "sip": {
        "tls_open": True,
        "kind": KIND,
        "mode": "pbx_cert_self_signed",
        "chain": [{"self_signed": True, "planned": True}],
    },
    "mode": "pbx_cert_self_signed",
}


def run(params: dict[str, Any], context: Context) -> dict[str, Any]:
    """Result of the contract, with ``operator_steps`` and ``verdicts``; ``before`` and ``after`` hold ``sip``.

    Raises Refused (INV-23, INV-24, INV-27, INV-41), OperatorStepNeeded when no screen with the button is declared,
    ReadBackMismatch when port 5061 shows no new certificate in time.
    """
    before = _probe(params, context)
    with session(params, context) as driver:
        facts = _facts(params, context, driver, before)
        if not _needed(params, context, facts):
            return _result(params, context, before, before, [])
        if not driver.declared("W5") or not driver.open("W5").has("regenerate"):
            return _by_a_person(params, context, before)
        facts["systems"][0] |= _readings.licence(driver, driver.open("W1"))
        facts = with_planned(facts, params["planned"], context.check_mode)
        verdicts = require(["INV-23", "INV-24", "INV-27"], facts, params["override"])
        screen = driver.open("W5")
        plan = Plan(driver.host)
        plan.add(screen, "regenerate", {}, restarts_sip=True)
        if not context.check_mode:
            context.progress(f"The SIP service of {params['host']} restarts now (INV-24)")
            screen.press("regenerate")
    after = merged(before, AFTERWARDS["sip"]) if context.check_mode else _wait(params, context, before, plan.entries)
    result = _result(params, context, before, after, plan.entries)
    return result | {"verdicts": [verdict.as_dict() for verdict in verdicts]}


def _probe(params: Mapping[str, Any], context: Context) -> dict[str, Any]:
    asked = {name: params[name] for name in ("tel_address", "sip_port", "sips_port", "timeout")}
    sip: dict[str, Any] = sip_probe.run(asked, context)["sip"]
    return sip


def _name(params: Mapping[str, Any]) -> str:
    return str(params["name"] or params["host"])


def _request(params: Mapping[str, Any]) -> dict[str, Any]:
    return {"kind": KIND, "days_left": params["days_left"]}


def _facts(params: Mapping[str, Any], context: Context, driver: Driver, sip: Mapping[str, Any]) -> dict[str, Any]:
    me = {"name": _name(params), "sip": sip, "clock": {"offset": driver.facts.get("clock_offset")}}
    return {
        "mode": KIND,
        "request": _request(params),
        "now": context.clock().isoformat(),
        "restarts": [_name(params)],
        "sip_restart": params["sip_restart"],
        "window": params["window"],
        "systems": [me],
    }


def _needed(params: Mapping[str, Any], context: Context, facts: Mapping[str, Any]) -> bool:
    """False when the certificate shown satisfies the request (INV-23); a doubt is left to the interlock."""
    if facts["systems"][0]["sip"].get("kind") == "trusted":
        raise Refused(
            problem="The system shows a trusted certificate; a self-signed one would cut off phones that check it",
            where=Where(host=params["host"], screen_id="SCR-W5.2"),
            remedy="Move the phones to the mode self_signed by hand first, or keep the trusted certificate",
            rule="INV-41",
        )
    try:
        return needs_new(facts["systems"][0], _request(params), context.clock())
    except Missing:
        return True


def _result(
    params: Mapping[str, Any],
    context: Context,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    writes: list[dict[str, Any]],
) -> dict[str, Any]:
    source = f"port {params['sips_port']} of {params['tel_address']}"
    predicted = bool(writes) and context.check_mode
    read_at = context.clock().isoformat(timespec="seconds")
    shown = after.get("chain") or []
    return {
        "changed": bool(writes),
        "before": {"sip": before},
        "after": {"sip": after},
        "writes": writes,
        "evidence": [evidence("certificate", source, read_at, shown[:1], verified=not predicted)],
        "planned": {"systems": {_name(params): AFTERWARDS}},
        "verdicts": [],
        "operator_steps": [],
    }


def _by_a_person(params: Mapping[str, Any], context: Context, before: Mapping[str, Any]) -> dict[str, Any]:
    """Only port 5061 says that it is done; whoever vouches for it is named in the message."""
    step = operator_step(STEP, params["host"], "press", params["operator_language"], params["operator_done"])
    if context.check_mode:
        return _result(params, context, before, before, []) | {"operator_steps": [step]}
    said = f"{step['done_by']} says that it is done, but " if step["done_by"] else ""
    raise OperatorStepNeeded(
        problem=f"{said}port {params['sips_port']} of {params['tel_address']} shows no fitting self-signed certificate",
        where=Where(host=params["host"], screen=f"{step['path']}, menu {step['menu']}", label=step["label"]),
        found="open" if before.get("tls_open") else "closed",
        remedy=f"{step['text']} It restarts the SIP service. Or declare screen W5 with its button 'regenerate'",
        details={"operator_steps": [step]},
    )


def _fingerprint(sip: Mapping[str, Any]) -> str | None:
    chain = sip.get("chain") or []
    return chain[0].get("fingerprint_sha256") if chain else None


def _wait(
    params: Mapping[str, Any], context: Context, before: Mapping[str, Any], writes: list[dict[str, Any]]
) -> dict[str, Any]:
    """Look at port 5061 until it shows another certificate (ENM-10, OPEN-23)."""
    deadline = context.clock() + timedelta(seconds=params["restart_timeout"])
    while True:
        after = _probe(params, context)
        if after.get("tls_open") and _fingerprint(after) not in (None, _fingerprint(before)):
            return after
        if context.clock() >= deadline:
            break
        context.sleep(PAUSE)
    raise ReadBackMismatch(
        problem="The certificate was generated, and port 5061 does not show a new one",
        where=Where(host=params["host"], screen_id="SCR-W5.2"),
        found="open, with the old certificate" if after.get("tls_open") else "closed",
        wanted=f"a new self-signed certificate within {params['restart_timeout']} s",
        remedy="Do not generate again: look at the SIP service of the system first",
        details={"writes": writes},
    )
