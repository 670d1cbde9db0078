# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run did to one scope, in a few lines for a tired person: what stands, what is open, what to type next."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._safety.facts import listed
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._webadmin.site import DEFAULTS as SCREENS

PLAYBOOKS = "voiceops.mivoice5000"
FAMILIES = {"mivoice5300": "5300", "mitel6000": "6000"}
Members = Mapping[str, Mapping[str, Any]]
WANTED = {"enabled": "call encryption on", "disabled": "call encryption off"}
TASKS = (
    "mivoice_info",
    "mivoice_probe",
    "mivoice_terminals",
    "mivoice_preflight",
    "enable_licence",
    "enable_manager_right",
    "enable_own_right",
    "enable_voice",
    "enable_inter_ipbx",
    "enable_multisite",
    "enable_certificate",
    "mivoice_push",
    "disable_voice",
)
"""What the tasks of the roles register: one that failed tells why, what it had sent, and what a person has to do."""
OPEN = ("pass", "would_wait_for")
NEVER_VERIFIED = "No screen has been verified on a real system yet: look at what was written before you rely on it."


def summary(
    hostvars: Mapping[str, Any],
    scope: Mapping[str, Any],
    state: str,
    playbook: str,
    alive: Iterable[str],
    check_mode: bool = False,
) -> list[str]:
    """Lines about ``scope`` (of ``_scopes.scopes``) after a run towards ``state`` enabled|disabled.

    ``alive``: hosts that have not failed. Reads what the roles keep of each member: ``mivoice_system_done``,
    ``mivoice_gates``, ``mivoice_writes``, ``mivoice_operator_steps``, ``mivoice_lifted`` and the results of TASKS. What
    is missing was not reached, and never counts as done.
    """
    members = {name: hostvars[name] for name in scope["members"]}
    leader = members[scope["leader"]]
    stopped = sorted(set(members) - set(alive))
    steps = [*_all(members, "mivoice_operator_steps"), *_of_failed(members, "operator_steps")]
    open_steps = [step for step in steps if not step.get("done_by")]
    gates = leader.get("mivoice_gates") or {}
    passed = all((gates.get(family) or {}).get("verdict") in OPEN for family in FAMILIES)
    reached = passed and not stopped and all(member.get("mivoice_system_done") for member in members.values())
    ended = reached and (check_mode or not open_steps)
    return [
        f"{scope['name']}, wanted: {WANTED[state]}. {_outcome(ended, check_mode)}",
        *([f"STOPPED on {listed(stopped)}."] if stopped else []),
        *(f"WHY, {name}: {reason}" for name in stopped for reason in _reasons(members[name])),
        _systems(members, check_mode),
        *(_phones(family, gates.get(family)) for family in FAMILIES),
        _writes(members, check_mode),
        *(f"OPEN, for a person: {text}" for text in _unique(str(step["text"]) for step in open_steps)),
        *(f"Taken on a person's word: {text}" for text in _settled(gates.values())),
        *(f"OVERRIDE {rule}: {reason}" for rule, reason in _lifted(members)),
        *_unverified(members),
        *_disagreement(leader, state),
        f"NEXT: {_next(leader, scope, state, playbook, ended, check_mode, open_steps)}",
    ]


def _outcome(ended: bool, check_mode: bool) -> str:
    if check_mode:
        return "PLAN ONLY, nothing was written" + ("." if ended else "; the plan would not get to its end.")
    return "DONE." if ended else "NOT DONE."


def _all(members: Members, variable: str) -> list[Mapping[str, Any]]:
    return [entry for member in members.values() for entry in member.get(variable) or []]


def _unique(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))


def _failures(member: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    results = [member.get(name) for name in TASKS]
    return [result for result in results if isinstance(result, Mapping) and result.get("failed")]


def _of_failed(members: Members, part: str) -> list[Mapping[str, Any]]:
    """Entries of ``error.<part>`` of the tasks that failed."""
    errors = [result.get("error") or {} for member in members.values() for result in _failures(member)]
    return [entry for error in errors for entry in error.get(part) or []]


def _reasons(member: Mapping[str, Any]) -> list[str]:
    """First lines of what its failed tasks said; none when it was stopped by a gate or by another system."""
    return [str(result.get("msg") or "").strip().partition("\n")[0] for result in _failures(member)]


def _systems(members: Members, check_mode: bool) -> str:
    left = [name for name, member in members.items() if not member.get("mivoice_system_done")]
    rest = f"; not done: {listed(left)}" if left else ""
    told = "would be done" if check_mode else "done"
    return f"Systems: {len(members) - len(left)} of {len(members)} {told}{rest}."


def _phones(family: str, gate: Mapping[str, Any] | None) -> str:
    name = FAMILIES[family]
    if gate is None:
        return f"Phones {name}: their gate was not reached."
    if gate.get("would_wait_for"):
        return f"Phones {name}: the run would wait for {len(gate['would_wait_for'])}."
    counted = ", ".join(
        f"{len(gate.get(kind) or [])} {words}"
        for kind, words in (
            ("moved", "seen moved"),
            ("settled", "settled by a person"),
            ("stragglers", "STILL IN THE OLD STATE"),
            ("without_evidence", "WITHOUT EVIDENCE"),
        )
        if gate.get(kind) or kind in ("moved", "settled")
    )
    behind = [str(entry["phone"]) for kind in ("stragglers", "without_evidence") for entry in gate.get(kind) or []]
    return f"Phones {name}: {counted}" + (f" ({listed(behind)})." if behind else ".")


def _writes(members: Members, check_mode: bool) -> str:
    """Those of tasks that ended well, and those that a failed task had sent before."""
    writes = [*_all(members, "mivoice_writes"), *_of_failed(members, "writes")]
    restarts = sum(1 for write in writes if write.get("restarts_sip"))
    told = f"Writes {'planned' if check_mode else 'sent'}: {len(writes)}"
    return told + (f", of which {restarts} restart SIP." if restarts else ".")


def _settled(gates: Iterable[Mapping[str, Any]]) -> list[str]:
    """Phones written off or vouched for, with the words given for them."""
    by_words: dict[str, list[str]] = {}
    for gate in gates:
        for entry in gate.get("settled") or []:
            by_words.setdefault(str(entry["evidence"]), []).append(str(entry["phone"]))
    return [f"{words} ({listed(phones)})" for words, phones in by_words.items()]


def _lifted(members: Members) -> list[tuple[str, str]]:
    """Rules that were lifted, each with the reason given, once."""
    return list(dict.fromkeys((entry["rule"], entry["override"]) for entry in _all(members, "mivoice_lifted")))


def _unverified(members: Members) -> list[str]:
    if not any(spec.verified_on for spec in SCREENS.values()):
        return [NEVER_VERIFIED]
    used = _unique(str(write.get("screen_id")) for write in _all(members, "mivoice_writes"))
    unproven = [name for name in used if name not in SCREENS or not SCREENS[name].verified_on]
    return [f"Written on screens not verified on a real system: {listed(unproven)}."] if unproven else []


def _disagreement(leader: Mapping[str, Any], state: str) -> list[str]:
    inventory = (leader.get("mivoice_encryption") or {}).get("state")
    if inventory in (None, state):
        return []
    return [f"The inventory says mivoice_encryption.state: {inventory}. Set it to {state}, or converge undoes this."]


def _next(
    leader: Mapping[str, Any],
    scope: Mapping[str, Any],
    state: str,
    playbook: str,
    ended: bool,
    check_mode: bool,
    open_steps: Sequence[Mapping[str, Any]],
) -> str:
    """The command to type, but for what cannot be seen from here: vault options and extra variables of the person's."""
    sources = [part for source in leader.get("ansible_inventory_sources") or [] for part in ("-i", str(source))]
    command = ["ansible-playbook", *sources, "--limit", ",".join(scope["limit"])]
    if ended and not check_mode:
        first = "set the inventory right, then: " if _disagreement(leader, state) else ""
        return first + shlex.join([*command, f"{PLAYBOOKS}.verify"])
    again = [*command, f"{PLAYBOOKS}.{playbook}"]
    steps = _unique(str(step["step"]) for step in open_steps)
    if steps and not check_mode:
        named = [*(leader.get("mivoice_operator_done") or []), *({"step": step, "by": "YOUR NAME"} for step in steps)]
        extra = json.dumps({"mivoice_operator_done": named})
        return f"do the open steps, then: {shlex.join([*again, '--extra-vars', extra])}"
    if ended:
        return shlex.join(again)
    return f"mend what stopped it, then the same again: {shlex.join([*again, '--check'] if check_mode else again)}"
