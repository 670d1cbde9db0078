# SPDX-License-Identifier: GPL-3.0-or-later
"""Encryption of a multi-site and the certificates of all its systems, through the Manager (ENM-5 to ENM-10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from .._context import Context
from .._drivers.base import Driver
from .._errors import ReadBackMismatch, Refused, UsageError, Where
from .._options import SIP_RESTART, WRITING
from .._safety.certificates import needs_new
from .._safety.engine import require
from .._safety.facts import Missing
from .._safety.planned import with_planned
from .._safety.verdict import Verdict
from . import _multisite, sip_probe
from ._session import session
from ._writes import Plan, evidence
from .certificate import AFTERWARDS, KIND

ARGUMENT_SPEC: dict[str, dict[str, Any]] = {
    "state": {"type": "str", "choices": ["enabled", "disabled"], "required": True},
    "type": {"type": "str", "choices": [KIND], "default": KIND},
    "multisite": {"type": "str", "required": True},
    "region": {"type": "str"},
    "systems": {"type": "list", "elements": "dict", "default": []},
    "days_left": {"type": "int", "default": 30},
    "timeout_certificates": {"type": "float", "default": 600.0},
    **SIP_RESTART,
    **WRITING,
}
CONNECTED = True
REQUIRES = ("cryptography",)
SPEC_EXTRAS: dict[str, Any] = {
    "required_if": [("sip_restart", "window", ["window"])],
}
PAUSE = 2.0
"""Seconds between two looks at the port of a system whose SIP service restarts."""
PROBE = {"sip_port": 5060, "sips_port": 5061, "timeout": 5}
KEPT = "Nothing is undone: the manual describes no way back for multi-site encryption and certificates (STP-6)"


def run(params: dict[str, Any], context: Context) -> dict[str, Any]:
    """Result of the contract with ``verdicts``; ``before`` and ``after`` hold ``multisite`` and, by system, ``sip``.

    Raises Refused (INV-23, INV-24, INV-27, INV-36, INV-41), UsageError, ReadBackMismatch, Appliance or UnknownValue
    for what the operations log says. A run after one that was killed finds the certificates and makes none.
    """
    with session(params, context, "manager", read_only=params["state"] == "disabled" or None) as driver:
        screen = _multisite.configuration(driver, params["multisite"], params["region"])
        before = _multisite.settings(driver, screen)
        ready = _multisite.may_generate(screen)
        if params["state"] == "disabled":
            return _result(params, context, before, before, []) | {"warnings": [KEPT] if before["encryption"] else []}
        wanted = {"encryption": True, "type": params["type"]}
        changes = {name: (before[name], value) for name, value in wanted.items() if before[name] != value}
        plan = Plan(driver.host)
        facts = _facts(params, context)
        generating = _generating(facts, before, context.clock(), driver)
        # A run killed between Apply and OK, or before Generate, leaves the right settings and a greyed button.
        confirming = bool(changes) or (generating and not ready)
        if confirming:
            plan.add(screen, "apply", changes)
            plan.add(screen, "ok", {})
        verdicts = _permitted(params, facts, generating) if changes or generating else []
        if generating:
            plan.add(screen, "generate", {"scope": (None, "all_sites")}, restarts_sip=True)
        proofs = [] if context.check_mode else _carry_out(params, context, driver, confirming, generating, facts)
        after = wanted if context.check_mode else _multisite.settings(driver, _again(params, driver))
    systems = facts["systems"]
    if generating and not context.check_mode:
        systems = _all_answer(params, context, facts, plan.entries)
    result = _result(params, context, before, after, plan.entries, proofs)
    return result | {
        "before": {"multisite": before, "sip": _shown(facts["systems"])},
        "after": {"multisite": after, "sip": _shown(systems, predicted=generating and context.check_mode)},
        "planned": _planned(params, facts),
        "warnings": _bystanders(facts) if generating else [],
        "verdicts": [verdict.as_dict() for verdict in verdicts],
    }


def _again(params: Mapping[str, Any], driver: Driver) -> Any:
    return _multisite.configuration(driver, params["multisite"], params["region"])


def _facts(params: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Facts for the interlocks; outside check mode with the ports of the systems looked at now (INV-23)."""
    systems = [dict(system) for system in params["systems"]]
    if not systems:
        raise UsageError(
            problem="Option 'systems' is empty: nothing is known of the systems of this multi-site",
            wanted="facts of all of them",
        )
    missing = [str(system.get("name")) for system in systems if not system.get("tel_address")]
    if missing:
        raise UsageError(
            problem=f"Facts of {', '.join(missing)} have no tel_address, so nothing could prove their certificates",
            remedy="Set mivoice_tel_address of these hosts",
        )
    if not context.check_mode:
        systems = [system | {"sip": _probe(system, context)} for system in systems]
    names = [system.get("name") for system in systems]
    facts = {
        "state": "enabled",
        "targets": names,
        "cluster_nodes": {
            name: [node.get("name") for node in systems if node.get("cluster_server") == name] for name in names
        },
        "systems": systems,
        "request": {"kind": params["type"], "days_left": params["days_left"]},
        "restarts": names,
        "sip_restart": params["sip_restart"],
        "window": params["window"],
        "now": context.clock().isoformat(),
    }
    return with_planned(facts, params["planned"], context.check_mode)


def _probe(system: Mapping[str, Any], context: Context) -> dict[str, Any]:
    asked = PROBE | {"tel_address": system["tel_address"]}
    asked |= {name: system[name] for name in ("sip_port", "sips_port") if system.get(name)}
    sip: dict[str, Any] = sip_probe.run(asked, context)["sip"]
    return sip


def _generating(facts: Mapping[str, Any], before: Mapping[str, Any], now: datetime, driver: Driver) -> bool:
    """True when one system needs a certificate (INV-23); a doubt is left to the interlock."""
    trusted = [system["name"] for system in facts["systems"] if (system.get("sip") or {}).get("kind") == "trusted"]
    if trusted or (before["encryption"] and before["type"] == "import"):
        raise Refused(
            problem="This multi-site uses trusted certificates; self-signed ones would cut off phones that check them",
            where=Where(host=driver.host, screen_id="SCR-M3.4"),
            found=", ".join(trusted) or "Encryption type import",
            remedy="Move the phones to the mode self_signed by hand first, or keep the trusted certificates",
            rule="INV-41",
        )
    return any(_lacks(system, facts, now) for system in facts["systems"])


def _lacks(system: Mapping[str, Any], facts: Mapping[str, Any], now: datetime) -> bool:
    try:
        return needs_new(system, facts["request"], now)
    except Missing:
        return True


def _permitted(params: Mapping[str, Any], facts: Mapping[str, Any], generating: bool) -> list[Verdict]:
    rules = ["INV-27", "INV-36", *(["INV-23", "INV-24"] if generating else [])]
    return require(rules, facts, params["override"])


def _carry_out(
    params: Mapping[str, Any],
    context: Context,
    driver: Driver,
    confirming: bool,
    generating: bool,
    facts: Mapping[str, Any],
) -> list[dict[str, Any]]:
    """Write what differs; evidence of what the operations log says about certificates made."""
    multisite, region = params["multisite"], params["region"]
    if confirming:
        _multisite.apply(driver, multisite, region, {"encryption": True, "type": params["type"]})
    if not generating:
        return []
    names = [str(system["name"]) for system in facts["systems"]]
    known = _multisite.operations(driver)
    context.progress(f"The SIP service of {', '.join(names)} restarts now (INV-24)")
    _multisite.generate(driver, multisite, region)
    read_at = context.clock().isoformat(timespec="seconds")
    if known is None:
        return [evidence("operations log", "SCR-M4", read_at, "not declared by the site", verified=False)]
    deadline = context.clock() + timedelta(seconds=params["timeout_certificates"])
    lines = _multisite.outcome(driver, known, [multisite, *names], deadline, context)
    return [evidence("operations log", "SCR-M4", read_at, [" | ".join(line) for line in lines])]


def _all_answer(
    params: Mapping[str, Any], context: Context, facts: Mapping[str, Any], writes: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """ENM-10: look at every system until its port shows a certificate as asked for."""
    deadline = context.clock() + timedelta(seconds=params["timeout_certificates"])
    while True:
        systems = [system | {"sip": _probe(system, context)} for system in facts["systems"]]
        left = [str(system["name"]) for system in systems if _lacks(system, facts, context.clock())]
        if not left:
            return systems
        if context.clock() >= deadline:
            break
        context.progress(f"Waiting for TLS on {', '.join(left)}")
        context.sleep(PAUSE)
    raise ReadBackMismatch(
        problem="Certificates were generated, and not every system shows a fitting one on its TLS port",
        where=Where(host=params["host"], screen_id="SCR-M3.10"),
        found=f"nothing fitting on {', '.join(left)}",
        wanted=f"TLS with a self-signed certificate within {params['timeout_certificates']:g} s",
        remedy="Do not generate again: look at the SIP service of these systems and at the operations log first",
        details={"writes": writes},
    )


def _bystanders(facts: Mapping[str, Any]) -> list[str]:
    """WARN-34: systems that restart although their certificate is good."""
    now = datetime.fromisoformat(facts["now"])
    good = [str(system["name"]) for system in facts["systems"] if not _lacks(system, facts, now)]
    return [f"WARN-34: {', '.join(good)} restart SIP too, although their certificate is good"] if good else []


def _shown(systems: Sequence[Mapping[str, Any]], predicted: bool = False) -> dict[str, Any]:
    """What the TLS port of each system shows, short enough for a diff."""
    seen = {}
    for system in systems:
        sip = AFTERWARDS["sip"] if predicted else system.get("sip") or {}
        seen[str(system["name"])] = {"tls_open": sip.get("tls_open"), "kind": sip.get("kind")}
    return seen


def _planned(params: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "systems": {str(system["name"]): AFTERWARDS for system in facts["systems"]},
        "multisites": {params["multisite"]: {"encryption": True, "type": params["type"]}},
    }


def _result(
    params: Mapping[str, Any],
    context: Context,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    writes: list[dict[str, Any]],
    proofs: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    read_at = context.clock().isoformat(timespec="seconds")
    predicted = bool(writes) and context.check_mode
    return {
        "changed": bool(writes),
        "before": {"multisite": before},
        "after": {"multisite": after},
        "writes": writes,
        "evidence": [
            evidence(f"multi-site {params['multisite']}", "SCR-M3", read_at, dict(after), verified=not predicted),
            *proofs,
        ],
        "planned": {},
        "warnings": [],
        "verdicts": [],
    }
