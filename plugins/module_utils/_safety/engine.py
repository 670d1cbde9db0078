# SPDX-License-Identifier: GPL-3.0-or-later
"""The one place where interlocks are asked: ``require(["INV-12", "INV-27"], facts, ...)`` before any write.

Facts are one dictionary; ``RULES[id].reads`` lists what a rule needs in it. The keys, beside those of the
system, phone and gate facts:

``systems``, ``phones``       lists of system facts and phone facts (whole; an empty list means "read, none there")
``mode`` or ``state``         what is wanted: a mode of Annex B for terminals, enabled|disabled for systems
``family``                    family about to be written; for INV-16 also ``systems``, the last step of a stop
``write``                     {parameter: value} about to be written (column C ticked)
``time_server``, ``trusted_file``, ``aes256``   as for ``_phoneconfig.profiles.values``
``trusted_files``, ``deployed``   [{name, sha256}] to trust; {server: {family: {name: sha256}}} known to be there
``file``, ``config_file_encryption``   {name, holds: [configuration|key|certificate, ...]} of a file about to be sent to
                              a download server or taken from it (INV-32 reads its name alone); bool or None (not known)
``hand_managed``, ``mock_up``, ``protocol``   bool: the files of the server are not TMA's; working|pre_configuration or
                              None (that method is not used); protocol that carries the file
``time_server_in_place``      bool: the 6000 already have it by a global data update (else ``operator_done`` T60-5)
``parameter_rows``, ``adapter_block``   [{parameter, block, editable}], upper|lower (OPEN-13)
``confirmed``                 {parameter: value} defaults read from the screen that the update leaves alone
``actions``                   {family: {name, state, finished_seen_at} or None}: last TMA action of each family
``sip_restart``, ``window``, ``restarts``, ``now``   permission, {start, end} ISO with zone, names that will restart
``request``                   certificate asked for: {kind: self_signed|trusted, days_left: n, fingerprint: SHA-256 of
                              the one certificate wanted or None, authorities: [SHA-256 of each CA above it]}
``findings``                  [{rule, blocking, interlock, found, wanted, ...}]: all that ``_pki.lint`` says of the file
``phones_hold``               {family: {authorities: [SHA-256], verdict: pass|fail|inconclusive}}: CAs that its phones
                              check against, proved by their gate; None for a family without phones; None alone for
                              "nobody looked"
``systems[].shown``           {verified_by: [SHA-256 of CAs that verify what port 5061 shows], faults: [rule, ...]}
``targets``, ``cluster_nodes``   names being switched on; {cluster server: [names of its nodes]}
``peers``, ``same_run``       system facts of the other ends; names that this run switches too
``configuration_type``, ``service_change``   with_manager|without_manager; {service: started|stopped} or None
``claims``, ``readings``      [{what, evidence: [...]}], [{what, where, value}]
``scope``                     {name, members, in_run, failed, unreachable}: names of systems in one TMA scope
``clock_tolerance``           seconds by which a clock may be off (default 60)
``others_known``              bool: ``phones`` has the SIP terminals too that TMA does not list (OMM, third party)
``phones[].bothway``          True: the site vouches that it presents a certificate, whatever it is (OPEN-21, DECT-9)
``models``                    what the site says of models, as for ``_phoneconfig.models.capabilities``
``phone_certificates``        [{name, phones, files, not_before, not_after, verified_by, reasons, key_matches}]: what
                              phones present, for all where ``phones`` is empty; ``files`` are names on the download
                              server, ``verified_by`` the SHA-256 of authorities in the CA file of the systems
``recorded_phones``           MAC addresses of phones that the other platform of a mock-up has shown encrypting (MCK-9)
``sip_peers``, ``sip_trunks`` [{name, address}] known to use 5060; names or addresses of declared trunks
``calls_in_progress``         number of calls counted on the systems; None: not known (then ``operator_done`` BWY-7)
``network``                   {sip_port_pbx_in_dhcp: bool}
``platform``, ``phone_files``, ``servers``, ``server_files``   single|preconfiguration|working (6.9), names of
                              certificate and key files of phones, download servers, {server: [names seen there]}
``omms``                      [{name, mixed_bases, srtp, tls, proxy_port, registrar_port}]
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
    ballot, policy = vote(rule_id, facts), POLICIES[rule_id]
    verdict = ballot.verdict(rule_id, RULES[rule_id].way_out, policy.overridable)
    return replace(verdict, oracle=policy.oracle)


def vote(rule_id: str, facts: Facts) -> Ballot:
    """Everything that one rule has against the facts; raises UsageError for a rule that nobody can ask."""
    rule = RULES.get(rule_id)
    if rule is None:
        raise UsageError(problem=f"There is no interlock {rule_id}", wanted=f"one of {', '.join(RULES)}")
    ballot = Ballot()
    with ballot.about():
        rule.objections(facts, ballot)
    return ballot


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
        if rule not in RULES:
            raise UsageError(
                problem="override names a rule that does not exist",
                found=rule,
                wanted=f"one of {', '.join(id_ for id_ in RULES if POLICIES[id_].overridable)}",
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
