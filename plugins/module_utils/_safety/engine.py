# SPDX-License-Identifier: GPL-3.0-or-later
"""The one place where interlocks are asked: ``require(["INV-12", "INV-27"], facts, ...)`` before any write.

Facts are one dictionary; ``RULES[id].reads`` lists what a rule needs in it. The keys, beside those of the
system, phone and gate facts:

``systems``, ``phones``       lists of system facts and phone facts (whole; an empty list means "read, none there")
``mode`` or ``state``         what is wanted: a mode of Annex B for terminals, enabled|disabled for systems
``family``                    family about to be written; for INV-16 also ``systems``, the last step of a stop
``write``                     {parameter: value} about to be written (column C ticked)
``time_server``, ``trusted_file``, ``aes256``   as for ``_phoneconfig.profiles.values``
``time_server_in_place``      bool: the 6000 already have it by a global data update (else ``operator_done`` T60-5)
``parameter_rows``, ``adapter_block``   [{parameter, block, editable}], upper|lower (OPEN-13)
``confirmed``                 {parameter: value} defaults read from the screen that the update leaves alone
``actions``                   {family: {name, state, finished_seen_at} or None}: last TMA action of each family
``sip_restart``, ``window``, ``restarts``, ``now``   permission, {start, end} ISO with zone, names that will restart
``request``                   {kind: self_signed|trusted, days_left: n} certificate asked for
``targets``, ``cluster_nodes``   names being switched on; {cluster server: [names of its nodes]}
``peers``, ``same_run``       system facts of the other ends; names that this run switches too
``configuration_type``, ``service_change``   with_manager|without_manager; {service: started|stopped} or None
``claims``, ``readings``      [{what, evidence: [...]}], [{what, where, value}]
``scope``                     {name, members, in_run, failed, unreachable}: names of systems in one TMA scope
``clock_tolerance``           seconds by which a clock may be off (default 60)
``planned``, ``check_mode``   predicted facts of earlier stages; believed only when ``check_mode`` is True
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from .._errors import Refused, UsageError
from .facts import Facts
from .policy import POLICIES
from .rules import RULES
from .verdict import Ballot, Verdict


def judge(rule_ids: Iterable[str], facts: Facts, written_off: Sequence[Mapping[str, Any]] = ()) -> list[Verdict]:
    """Verdicts of the named rules, in order; raises nothing but UsageError for an unknown rule."""
    if written_off:
        facts = {**facts, "written_off": [*(facts.get("written_off") or []), *written_off]}
    return [_one(rule_id, facts) for rule_id in rule_ids]


def _one(rule_id: str, facts: Facts) -> Verdict:
    rule = RULES.get(rule_id)
    if rule is None:
        raise UsageError(problem=f"There is no interlock {rule_id}", wanted=f"one of {', '.join(RULES)}")
    ballot = Ballot()
    with ballot.about():
        rule.objections(facts, ballot)
    return ballot.verdict(rule_id, rule.way_out, POLICIES[rule_id].overridable)


def require(
    rule_ids: Iterable[str],
    facts: Facts,
    overrides: Sequence[Mapping[str, Any]] = (),
    written_off: Sequence[Mapping[str, Any]] = (),
) -> list[Verdict]:
    """Verdicts of the named rules when all pass or are validly lifted; the caller puts them in its report.

    Raises Refused for the first verdict that stops (inconclusive stops too), all verdicts in ``details``;
    UsageError for an override without reason or of a rule that does not exist.
    """
    reasons = _reasons(overrides)
    verdicts = [
        replace(verdict, override=reasons[verdict.rule])
        if not verdict.passed and verdict.overridable and verdict.rule in reasons
        else verdict
        for verdict in judge(rule_ids, facts, written_off)
    ]
    for verdict in verdicts:
        if not verdict.passed and verdict.override is None and POLICIES[verdict.rule].stops:
            raise _refusal(verdict, verdicts, asked=verdict.rule in reasons)
    return verdicts


def _reasons(overrides: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    reasons = {}
    for entry in overrides:
        rule, reason = str(entry.get("rule") or "").strip(), str(entry.get("reason") or "").strip()
        if rule not in POLICIES:
            raise UsageError(
                problem="override names a rule that does not exist",
                found=rule,
                wanted=f"one of {', '.join(id_ for id_, policy in POLICIES.items() if policy.overridable)}",
            )
        if not reason:
            raise UsageError(problem=f"override of {rule} has no reason", remedy="Give reason; it goes into the report")
        reasons[rule] = reason
    return reasons


def _refusal(verdict: Verdict, verdicts: Sequence[Verdict], asked: bool) -> Refused:
    unsure = verdict.verdict == "inconclusive"
    problem = f"Stopped before writing, because it is not certain that this is safe: {verdict.text}"
    return Refused(
        problem=problem if unsure else f"Stopped before writing: {verdict.text}",
        remedy=" ".join(part for part in (verdict.way_out, _lifting(verdict, asked)) if part),
        rule=verdict.rule,
        details={
            "verdict": verdict.verdict,
            "systems": verdict.systems,
            "phones": verdict.phones,
            "overridable": verdict.overridable,
            "verdicts": [entry.as_dict() for entry in verdicts],
        },
    )


def _lifting(verdict: Verdict, asked: bool) -> str:
    policy = POLICIES[verdict.rule]
    if verdict.overridable:
        return f"A person who answers for it can lift it with override: [{{rule: {verdict.rule}, reason: ...}}]."
    if policy.phone_by_phone:
        return f"{verdict.rule} is lifted only phone by phone, with written_off: [{{phone: ..., reason: ...}}]."
    return f"{verdict.rule} cannot be overridden." if asked else ""
