# SPDX-License-Identifier: GPL-3.0-or-later
"""Encryption of a multi-site and the certificates of all its systems, through the Manager (ENM-5 to ENM-10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from .._context import Context
from .._deps import PKI_NEEDS
from .._drivers.base import Driver
from .._errors import OperatorStepNeeded, ReadBackMismatch, Where
from .._options import OPERATOR_DONE, OPERATOR_LANGUAGE, PHONES_HOLD, PKCS12, SIP_RESTART, WRITING
from .._safety.engine import require
from .._safety.planned import with_planned
from .._safety.verdict import Verdict
from . import _multisite, _multisite_file, _multisite_systems, _multisite_work, _orders, _ports
from ._multisite_file import SIGNING_CA, SYSTEM
from ._multisite_work import Work
from ._operator_steps import operator_step
from ._pkcs12 import Pkcs12
from ._session import session
from ._writes import evidence

SELF_SIGNED, IMPORT = "self_signed", "import"
KINDS = {SELF_SIGNED: _orders.SELF_SIGNED, IMPORT: _orders.TRUSTED}
ARGUMENT_SPEC: dict[str, dict[str, Any]] = {
    "state": {"type": "str", "choices": ["enabled", "disabled"], "required": True},
    "type": {"type": "str", "choices": [SELF_SIGNED, IMPORT], "default": SELF_SIGNED},
    "multisite": {"type": "str", "required": True},
    "region": {"type": "str"},
    "systems": {"type": "list", "elements": "dict", "default": []},
    "days_left": {"type": "int", "default": 30},
    "timeout_certificates": {"type": "float", "default": 600.0},
    "file_role": {"type": "str", "choices": [SIGNING_CA, SYSTEM], "default": SIGNING_CA},
    **PKCS12,
    **PHONES_HOLD,
    **SIP_RESTART,
    **OPERATOR_DONE,
    **OPERATOR_LANGUAGE,
    **WRITING,
}
CONNECTED = True
LOCAL_PATHS = ("crl",)
REQUIRES = PKI_NEEDS
SPEC_EXTRAS: dict[str, Any] = {"required_if": [("sip_restart", "window", ["window"])]}
STEP = "multisite_certificate"
KEPT = "Nothing is undone: the manual describes no way back for multi-site encryption and certificates (STP-6)"


def run(params: dict[str, Any], context: Context) -> dict[str, Any]:
    """Result of the contract with ``findings`` and ``verdicts``; ``before``, ``after`` hold ``multisite`` and ``sip``.

    Raises what ``_pkcs12.given`` raises, before anything is contacted; Refused (INV-23, 24, 27, 36, 41, 44),
    UsageError, OperatorStepNeeded, ReadBackMismatch, Appliance or UnknownValue for what the operations log says. A run
    after one that was killed finds the certificates and makes none.
    """
    if params["state"] == "disabled":
        return _reported(params, context)
    systems = _multisite_systems.given(params)
    file = _multisite_file.of(params, systems, context) if params["type"] == IMPORT else None
    with session(params, context, "manager") as driver:
        screen = _multisite.configuration(driver, params["multisite"], params["region"])
        before = _multisite.settings(driver, screen)
        ready, takes_files = _multisite.may_generate(screen), _multisite.takes_files(screen)
        facts = _facts(params, context, _looked_at(params, context, systems, file, before), file)
        work = _multisite_work.decided(facts, before, params["type"], file, ready, context)
        if work.generating and file:
            _multisite_file.require_lasting(file, params, context)
        verdicts = _permitted(params, facts, work)
        writes = _multisite_work.plan(work, screen, driver.host)
        result = _result(params, context, facts, before, file, verdicts)
        if work.file and not takes_files:
            return _by_a_person(params, context, work.file, result)
        result["warnings"] += _bystanders(facts) if work.generating else []
        if context.check_mode:
            seen = [{**system, **_afterwards(facts["request"]["kind"], file)} for system in facts["systems"]]
            return _done(params, context, result, writes, work.wanted, seen if work.generating else facts["systems"])
        proofs = _multisite_work.carry_out(work, params, context, driver, _names(facts))
        after = _multisite.settings(driver, _again(params, driver))
    seen = _all_answer(params, context, facts, file, writes) if work.generating else facts["systems"]
    return _done(params, context, result, writes, after, seen, proofs)


def _reported(params: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Settings alone: there is no way back."""
    with session(params, context, "manager", read_only=True) as driver:
        before = _multisite.settings(driver, _again(params, driver))
    result = _result(params, context, {"systems": []}, before, None, [])
    told = {"before": {"multisite": before}, "after": {"multisite": before}, "planned": {}}
    return result | told | {"warnings": [KEPT] if before["encryption"] else []}


def _again(params: Mapping[str, Any], driver: Driver) -> Any:
    return _multisite.configuration(driver, params["multisite"], params["region"])


def _looked_at(
    params: Mapping[str, Any],
    context: Context,
    systems: list[dict[str, Any]],
    file: Pkcs12 | None,
    before: Mapping[str, Any],
) -> list[dict[str, Any]]:
    """Ports as they are now. With the settings right already, a run that was killed may have certificates under way."""
    sips = None
    if before == {"encryption": True, "type": params["type"]}:
        by_name = {str(system["name"]): system for system in systems}
        sips = _ports.settled(by_name, params["timeout_certificates"], context, params["host"])
    return _multisite_systems.looked_at(systems, file, context, sips)


def _facts(
    params: Mapping[str, Any], context: Context, systems: Sequence[Mapping[str, Any]], file: Pkcs12 | None
) -> dict[str, Any]:
    """Facts for the interlocks."""
    names = [system.get("name") for system in systems]
    request: dict[str, Any] = {"kind": KINDS[params["type"]], "days_left": params["days_left"]}
    if file:
        own = None if _multisite_file.signs(params) else file.fingerprint
        request |= {"fingerprint": own, "authorities": file.authority_names}
    facts = {
        "state": "enabled",
        "targets": names,
        "cluster_nodes": {
            name: [node.get("name") for node in systems if node.get("cluster_server") == name] for name in names
        },
        "systems": systems,
        "request": request,
        "phones_hold": params["phones_hold"],
        "restarts": names,
        "sip_restart": params["sip_restart"],
        "window": params["window"],
        "now": context.clock().isoformat(),
    }
    return with_planned(facts, params["planned"], context.check_mode)


def _names(facts: Mapping[str, Any]) -> list[str]:
    return [str(system["name"]) for system in facts["systems"]]


def _permitted(params: Mapping[str, Any], facts: Mapping[str, Any], work: Work) -> list[Verdict]:
    if not work.any:
        return []
    about_phones = "INV-44" if params["type"] == IMPORT else "INV-41"
    restarting = ["INV-23", "INV-24"] if work.generating else []
    return require([about_phones, "INV-27", "INV-36", *restarting], facts, params["override"])


def _all_answer(
    params: Mapping[str, Any],
    context: Context,
    facts: Mapping[str, Any],
    file: Pkcs12 | None,
    writes: list[dict[str, Any]],
) -> list[dict[str, Any]]:
    """ENM-10: every port shows a certificate as asked for, within ``timeout_certificates``."""
    seconds = params["timeout_certificates"]
    systems, left = _multisite_systems.all_fit(facts["systems"], file, facts["request"], seconds, context)
    if not left:
        return systems
    what = "a trusted certificate of this authority" if file else "a self-signed certificate"
    raise ReadBackMismatch(
        problem="Certificates were generated, and not every system shows a fitting one on its TLS port",
        where=Where(host=params["host"], screen_id="SCR-M3.10"),
        found=f"nothing fitting on {', '.join(left)} ({'. '.join(f'{name}: {why}' for name, why in left.items())})",
        wanted=f"TLS with {what} within {seconds:g} s",
        remedy="Do not generate again: look at the SIP service of these systems and at the operations log first",
        details={"writes": writes, "findings": file.findings if file else []},
    )


def _bystanders(facts: Mapping[str, Any]) -> list[str]:
    """WARN-34: systems that restart although their certificate is good."""
    now = datetime.fromisoformat(facts["now"])
    good = [str(s["name"]) for s in facts["systems"] if not _multisite_systems.lacks(s, facts["request"], now)]
    return [f"WARN-34: {', '.join(good)} restart SIP too, although their certificate is good"] if good else []


def _shown(systems: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What the TLS port of each system shows, short enough for a diff."""
    seen = {}
    for system in systems:
        sip = system.get("sip") or {}
        seen[str(system["name"])] = {"tls_open": sip.get("tls_open"), "kind": sip.get("kind")}
    return seen


def _afterwards(kind: str, file: Pkcs12 | None) -> dict[str, Any]:
    """Facts of each system once certificates are generated, for the stages behind."""
    mode = _orders.MODES[kind]
    chain = [{"self_signed": kind == _orders.SELF_SIGNED, "planned": True}]
    told = {"certificate": {"assigned": True}, "mode": mode}
    told["sip"] = {"tls_open": True, "kind": kind, "mode": mode, "chain": chain}
    return told | ({"shown": {"verified_by": file.authority_names, "faults": []}} if file else {})


def _result(
    params: Mapping[str, Any],
    context: Context,
    facts: Mapping[str, Any],
    before: Mapping[str, Any],
    file: Pkcs12 | None,
    verdicts: Sequence[Verdict],
) -> dict[str, Any]:
    """The result of a run that finds nothing to do."""
    found = {"multisite": before, "sip": _shown(facts["systems"])}
    judged = [*(file.verdicts if file else []), *verdicts]
    afterwards = _afterwards(KINDS[params["type"]], file)
    return {
        "changed": False,
        "before": found,
        "after": found,
        "writes": [],
        "evidence": [_settings_evidence(params, context, before)],
        "planned": {
            "systems": dict.fromkeys(_names(facts), afterwards),
            "multisites": {params["multisite"]: {"encryption": True, "type": params["type"]}},
        },
        "warnings": file.doubts if file else [],
        "findings": file.findings if file else [],
        "verdicts": [verdict.as_dict() for verdict in judged],
        "operator_steps": [],
    }


def _done(
    params: Mapping[str, Any],
    context: Context,
    result: dict[str, Any],
    writes: list[dict[str, Any]],
    after: Mapping[str, Any],
    seen: Sequence[Mapping[str, Any]],
    proofs: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    """``result`` with what was written, or in a check would be, and what is there then."""
    settings = _settings_evidence(params, context, after, verified=not (writes and context.check_mode))
    return result | {
        "changed": bool(writes),
        "after": {"multisite": dict(after), "sip": _shown(seen)},
        "writes": writes,
        "evidence": [settings, *proofs],
    }


def _settings_evidence(
    params: Mapping[str, Any], context: Context, shown: Mapping[str, Any], verified: bool = True
) -> dict[str, Any]:
    read_at = context.clock().isoformat(timespec="seconds")
    return evidence(f"multi-site {params['multisite']}", "SCR-M3", read_at, dict(shown), verified=verified)


def _by_a_person(params: Mapping[str, Any], context: Context, file: Pkcs12, result: dict[str, Any]) -> dict[str, Any]:
    """The site has not declared where the file goes: only the ports say that a person has done it."""
    step = operator_step(STEP, params["host"], file.upload.name, params["operator_language"], params["operator_done"])
    if context.check_mode:
        return result | {"operator_steps": [step]}
    said = f"{step['done_by']} says that it is done, but " if step["done_by"] else ""
    raise OperatorStepNeeded(
        problem=f"{said}not every system of {params['multisite']} shows a certificate of this authority",
        where=Where(host=params["host"], screen=step["path"], screen_id="SCR-M3.5", label=step["label"]),
        remedy=f"{step['text']} It restarts the SIP service of every system. Or declare"
        f" {', '.join(_multisite.FILE_CONTROLS)} of screen M3C",
        details={"operator_steps": [step], "findings": file.findings},
    )
