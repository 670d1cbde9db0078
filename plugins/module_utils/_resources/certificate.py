# SPDX-License-Identifier: GPL-3.0-or-later
"""The certificate of a system without Manager (ENW-6): made or imported once, only if needed, proved on port 5061."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .._context import Context
from .._deps import PKI_NEEDS
from .._drivers.base import Driver
from .._errors import OperatorStepNeeded, ReadBackMismatch, Where
from .._options import NAMED, OPERATOR_DONE, OPERATOR_LANGUAGE, PHONES_HOLD, PKCS12, SIP_RESTART, WRITING
from .._safety.certificates import needs_new
from .._safety.engine import require
from .._safety.facts import Missing
from .._safety.planned import merged, with_planned
from .._safety.verdict import Verdict
from . import _orders, _ports, _readings, _shown
from ._operator_steps import operator_step
from ._orders import SELF_SIGNED, TRUSTED, Order
from ._session import session
from ._writes import Plan, evidence

SYSTEM = {
    "admin_address": {"type": "str"},
    "fqdns": {"type": "list", "elements": "str", "default": []},
    "multisite": {"type": "bool", "required": True},
    "has_5300": {"type": "bool", "required": True},
    "fqdn_only": {"type": "bool", "default": False},
}
ARGUMENT_SPEC: dict[str, dict[str, Any]] = {
    "state": {"type": "str", "choices": [SELF_SIGNED, TRUSTED], "default": SELF_SIGNED},
    "tel_address": {"type": "str", "required": True},
    "sip_port": {"type": "int", "default": 5060},
    "sips_port": {"type": "int", "default": 5061},
    "days_left": {"type": "int", "default": 30},
    "restart_timeout": {"type": "int", "default": 300},
    "system": {"type": "dict", "options": SYSTEM},
    **PKCS12,
    **PHONES_HOLD,
    **NAMED,
    **SIP_RESTART,
    **OPERATOR_DONE,
    **OPERATOR_LANGUAGE,
    **WRITING,
}
CONNECTED = True
LOCAL_PATHS = ("crl",)
REQUIRES = PKI_NEEDS
SPEC_EXTRAS: dict[str, Any] = {
    "required_if": [
        ("sip_restart", "window", ["window"]),
        ("state", TRUSTED, ["system"]),
        ("state", TRUSTED, ["src", "content"], True),
    ],
}

MOST_SAID = 10
"""Sentences of a screen in an error message."""


def run(params: dict[str, Any], context: Context) -> dict[str, Any]:
    """Result of the contract with ``findings``, ``operator_steps``, ``verdicts``; ``before``, ``after`` hold ``sip``.

    Raises what ``_pkcs12.given`` raises, before anything is contacted; Refused (INV-23, 24, 27, 41, 44); UnknownValue
    for a SIP service that does not answer at all; OperatorStepNeeded when no screen for it is declared;
    ReadBackMismatch when port 5061 does not show the certificate in time.
    """
    order = _orders.of(params, context)
    name, seconds = _name(params), params["restart_timeout"]
    before = _ports.settled({name: params}, seconds, context, params["host"])[name]
    with session(params, context) as driver:
        facts = _facts(params, context, driver, before, order)
        if not _needed(context, facts):
            return _result(params, context, order, before, before)
        verdicts = [*order.verdicts, *require([order.interlock, "INV-23"], facts, params["override"])]
        if not driver.declared("W5") or not order.offered(driver.open("W5")):
            return _by_a_person(params, context, order, before, verdicts)
        facts["systems"][0] |= _readings.licence(driver, driver.open("W1"))
        facts = with_planned(facts, params["planned"], context.check_mode)
        verdicts += require(["INV-24", "INV-27"], facts, params["override"])
        plan, said = _carry_out(params, context, driver, order)
    if context.check_mode:
        after = merged(before, order.afterwards(before)["sip"])
    else:
        after, shown = _ports.until(
            lambda sip: order.shown_by(sip, before), lambda: _ports.look(params, context), seconds, context
        )
        if not shown:
            raise _not_shown(params, order, before, after, plan.entries, said)
    return _result(params, context, order, before, after, verdicts, plan.entries)


def _name(params: Mapping[str, Any]) -> str:
    return str(params["name"] or params["host"])


def _facts(
    params: Mapping[str, Any], context: Context, driver: Driver, sip: Mapping[str, Any], order: Order
) -> dict[str, Any]:
    me: dict[str, Any] = {"name": _name(params), "sip": sip, "clock": {"offset": driver.facts.get("clock_offset")}}
    if order.file is not None and sip.get("kind") == TRUSTED:
        known = _orders.known(params["system"] or {}, params["tel_address"], "system")
        me["shown"] = _shown.judged(me, order.file.certificates, known, context.clock())
    return {
        "mode": order.kind,
        "request": order.request,
        "phones_hold": params["phones_hold"],
        "now": context.clock().isoformat(),
        "restarts": [_name(params)],
        "sip_restart": params["sip_restart"],
        "window": params["window"],
        "systems": [me],
    }


def _needed(context: Context, facts: Mapping[str, Any]) -> bool:
    """False when the certificate shown satisfies the request (INV-23); a doubt is left to the interlock."""
    try:
        return needs_new(facts["systems"][0], facts["request"], context.clock())
    except Missing:
        return True


def _carry_out(params: Mapping[str, Any], context: Context, driver: Driver, order: Order) -> tuple[Plan, list[str]]:
    """Press the button, unless in a check; what is or would be written, and what the screen said to it."""
    screen = driver.open("W5")
    plan = Plan(driver.host)
    plan.add(screen, order.button, order.changes(), restarts_sip=True)
    if context.check_mode:
        return plan, []
    context.progress(f"The SIP service of {params['host']} restarts now (INV-24)")
    return plan, order.press(screen).news()


def _result(
    params: Mapping[str, Any],
    context: Context,
    order: Order,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    verdicts: Sequence[Verdict] = (),
    writes: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    source = f"port {params['sips_port']} of {params['tel_address']}"
    predicted = bool(writes) and context.check_mode
    read_at = context.clock().isoformat(timespec="seconds")
    shown = after.get("chain") or []
    return {
        "changed": bool(writes),
        "before": {"sip": before},
        "after": {"sip": after},
        "writes": list(writes),
        "evidence": [evidence("certificate", source, read_at, shown[:1], verified=not predicted)],
        "planned": {"systems": {_name(params): order.afterwards(before)}},
        "verdicts": [verdict.as_dict() for verdict in verdicts or order.verdicts],
        "findings": order.findings,
        "warnings": order.file.doubts if order.file else [],
        "operator_steps": [],
    }


def _by_a_person(
    params: Mapping[str, Any], context: Context, order: Order, before: Mapping[str, Any], verdicts: Sequence[Verdict]
) -> dict[str, Any]:
    """Only port 5061 says that it is done; whoever vouches for it is named in the message."""
    value = order.file.upload.name if order.file else "press"
    step = operator_step(order.step, params["host"], value, params["operator_language"], params["operator_done"])
    if context.check_mode:
        return _result(params, context, order, before, before, verdicts) | {"operator_steps": [step]}
    said = f"{step['done_by']} says that it is done, but " if step["done_by"] else ""
    lacking = " and ".join(repr(name) for name in (order.button, *order.changes()))
    raise OperatorStepNeeded(
        problem=f"{said}port {params['sips_port']} of {params['tel_address']} shows no fitting certificate"
        f" ({order.kind} is wanted)",
        where=Where(host=params["host"], screen=f"{step['path']}, menu {step['menu']}", label=step["label"]),
        found="open" if before.get("tls_open") else "closed",
        remedy=f"{step['text']} It restarts the SIP service. Or declare {lacking} of screen W5",
        details={"operator_steps": [step], "findings": order.findings},
    )


def _not_shown(
    params: Mapping[str, Any],
    order: Order,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    writes: Sequence[dict[str, Any]],
    said: Sequence[str],
) -> ReadBackMismatch:
    """The certificate was asked for, and port 5061 does not show it in time (ENM-10, OPEN-23)."""
    old = _ports.fingerprint(after) == _ports.fingerprint(before)
    shows = f"open, with {'the old' if old else 'another'} certificate" if after.get("tls_open") else "closed"
    wanted = f"the one with SHA-256 {order.file.fingerprint}" if order.file else "a new self-signed one"
    return ReadBackMismatch(
        problem=f"The system was told to {order.deed} a certificate, and port {params['sips_port']} does not show it",
        where=Where(host=params["host"], screen_id=order.screen_id),
        found=f"{shows}; the screen said: {' '.join(said[:MOST_SAID])}" if said else shows,
        wanted=f"{wanted} within {params['restart_timeout']} s",
        remedy=f"Do not {order.deed} again: look at the SIP service of the system and its messages first",
        details={"writes": list(writes), "findings": order.findings},
    )
