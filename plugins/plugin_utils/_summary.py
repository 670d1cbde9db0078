# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run did to one scope, in a few lines for a tired person: what stands, what is open, what to type next."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._drift import known
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._drift.declarations import VOICE
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._safety.facts import listed
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._webadmin.site import DEFAULTS as SCREENS

from ._bothway import bothway_lines

PLAYBOOKS = "voiceops.mivoice5000"
FAMILIES = {"mivoice5300": "5300", "mitel6000": "6000"}
Members = Mapping[str, Mapping[str, Any]]
WANTED = {
    "enabled": "call encryption on",
    "disabled": "call encryption off",
    "bothway": "BOTHWAY where the inventory wants it",
    "trusted": "BOTHWAY nowhere",
    "mock_up_prepare": "phones with their certificates, to be moved to the working platform",
    "mock_up_receive": "BOTHWAY for phones of the pre-configuration platform",
}
ASKED: dict[str, tuple[str, ...]] = {
    "bothway": ("mitel6000",),
    "trusted": (),
    "mock_up_prepare": ("mitel6000",),
    "mock_up_receive": (),
}
"""Families whose gates a state needs, where these are not both."""
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
    "certificates_judged",
    "certificates_multisite",
    "certificates_system",
    "certificates_copied",
    "mivoice_push",
    "disable_voice",
    "bothway_copied",
    "bothway_put",
    "bothway_switched",
    "common_kept_off",
    "mock_up_checked",
    "mock_up_listened",
    "mock_up_found",
    "mock_up_allowed",
)
"""What the tasks of the roles register: one that failed tells why, what it had sent, and what a person has to do."""
OPEN = ("pass", "would_wait_for")
AFTER = {
    "mock_up_prepare": "unplug the phones here and plug them in on the working platform (guide_mock_up);"
    f" there, before or after: ansible-playbook {PLAYBOOKS}.mock_up_receive",
    "mock_up_receive": "the same again at any time tells who has arrived: {again}",
}
"""What comes after a state that is not proven by the playbook verify."""
NEVER_VERIFIED = "No screen has been verified on a real system yet: look at what was written before you rely on it."


def summary(
    hostvars: Mapping[str, Any],
    scope: Mapping[str, Any],
    state: str,
    playbook: str,
    alive: Iterable[str],
    check_mode: bool = False,
) -> list[str]:
    """Lines about ``scope`` (of ``_scopes.scopes``) after a run towards ``state`` (of WANTED).

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
    asked = ASKED.get(state, tuple(FAMILIES))
    ended = not stopped and reached(members, leader, asked) and (check_mode or not open_steps)
    kept = left_alone(members, leader)
    pause = leader.get("mivoice_pause")
    return [
        f"{scope['name']}, wanted: {WANTED[state]}. {_outcome(ended, check_mode, bool(kept))}",
        *([f"PUT OFF: {pause['happened']}."] if pause else []),
        *([f"STOPPED on {listed(stopped)}."] if stopped else []),
        *(f"WHY, {name}: {reason}" for name in stopped for reason in _reasons(members[name])),
        _systems(members, check_mode),
        *(_phones(family, gates.get(family)) for family in asked),
        *bothway_lines(hostvars, scope["members"]),
        *(leader.get("mivoice_mock_up_lines") or []),
        *((leader.get("mivoice_files_report") or {}).get("text") or []),
        *_switches(members),
        _writes(members, check_mode),
        *(f"OPEN, for a person: {text}" for text in _unique(str(step["text"]) for step in open_steps)),
        *(f"Taken on a person's word: {text}" for text in _settled(gates.values())),
        *(f"OVERRIDE {rule}: {reason}" for rule, reason in _lifted(members)),
        *_unverified(members),
        *_disagreement(leader, state),
        f"NEXT: {_next(leader, scope, state, playbook, ended, check_mode, open_steps)}",
    ]


def reached(members: Members, leader: Mapping[str, Any], families: Iterable[str] = tuple(FAMILIES)) -> bool:
    """True when the gates of ``families`` are open and every system is as wanted, or left as declared."""
    gates = leader.get("mivoice_gates") or {}
    passed = all((gates.get(family) or {}).get("verdict") in OPEN for family in families)
    return passed and all(member.get("mivoice_system_done") or _voice_left(member) for member in members.values())


def left_alone(members: Members, leader: Mapping[str, Any]) -> list[str]:
    """Declared drift that was found and left, by the words of its declaration, each once."""
    switches = [entry for entry in _all(members, "mivoice_switch_drift") if not entry["over"]]
    files = [entry["declared"] for entry in (leader.get("mivoice_files_report") or {}).get("left") or []]
    return _unique(str(entry["id"]) for entry in [*switches, *files])


def _voice_left(member: Mapping[str, Any]) -> bool:
    return VOICE in known.in_force(member.get("mivoice_switch_drift") or [])


def _switches(members: Members) -> list[str]:
    return [
        f"{'DRIFT' if entry['over'] else 'LEFT ALONE'}, {entry['system']}: {entry['what']} was found {entry['found']}"
        f" ({entry['words']})."
        for entry in _all(members, "mivoice_switch_drift")
    ]


def _outcome(ended: bool, check_mode: bool, kept: bool) -> str:
    if check_mode:
        return "PLAN ONLY, nothing was written" + ("." if ended else "; the plan would not get to its end.")
    done = "DONE, but for declared drift." if kept else "DONE."
    return done if ended else "NOT DONE."


def _all(members: Members, variable: str) -> list[Mapping[str, Any]]:
    return [entry for member in members.values() for entry in member.get(variable) or []]


def _unique(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))


def _failures(member: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    results = [result for name in TASKS if isinstance(result := member.get(name), Mapping)]
    each = [one for result in results for one in result.get("results") or [result]]  # those of a loop are inside
    return [result for result in each if result.get("failed")]


def _of_failed(members: Members, part: str) -> list[Mapping[str, Any]]:
    """Entries of ``error.<part>`` of the tasks that failed."""
    errors = [result.get("error") or {} for member in members.values() for result in _failures(member)]
    return [entry for error in errors for entry in error.get(part) or []]


def _reasons(member: Mapping[str, Any]) -> list[str]:
    """First lines of what its failed tasks said; none when it was stopped by a gate or by another system."""
    return [str(result.get("msg") or "").strip().partition("\n")[0] for result in _failures(member)]


def _systems(members: Members, check_mode: bool) -> str:
    open_ = [name for name, member in members.items() if not member.get("mivoice_system_done")]
    kept = [name for name in open_ if _voice_left(members[name])]
    left = [name for name in open_ if name not in kept]
    rest = f"; not done: {listed(left)}" if left else ""
    rest += f"; left as declared: {listed(kept)}" if kept else ""
    told = "would be done" if check_mode else "done"
    return f"Systems: {len(members) - len(open_)} of {len(members)} {told}{rest}."


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
    if inventory in (None, state) or state in ASKED:
        return []
    return [f"The inventory says mivoice_encryption.state: {inventory}. Set it to {state}, or converge undoes this."]


def command(leader: Mapping[str, Any], playbook: str) -> str:
    """What to type for a playbook of this collection on the scope of ``leader``."""
    return shlex.join(_command(leader, leader["mivoice_scope"], playbook))


def _command(leader: Mapping[str, Any], scope: Mapping[str, Any], playbook: str) -> list[str]:
    sources = [part for source in leader.get("ansible_inventory_sources") or [] for part in ("-i", str(source))]
    return ["ansible-playbook", *sources, "--limit", ",".join(scope["limit"]), f"{PLAYBOOKS}.{playbook}"]


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
    if ended and not check_mode and state in AFTER:
        return AFTER[state].format(again=shlex.join(_command(leader, scope, playbook)))
    if ended and not check_mode:
        first = "set the inventory right, then: " if _disagreement(leader, state) else ""
        return first + shlex.join(_command(leader, scope, "verify"))
    again = _command(leader, scope, playbook)
    steps = _unique(str(step["step"]) for step in open_steps)
    if steps and not check_mode:
        named = [*(leader.get("mivoice_operator_done") or []), *({"step": step, "by": "YOUR NAME"} for step in steps)]
        extra = json.dumps({"mivoice_operator_done": named})
        return f"do the open steps, then: {shlex.join([*again, '--extra-vars', extra])}"
    if ended:
        return shlex.join(again)
    if leader.get("mivoice_pause"):
        return f"there is nothing to mend; the same goes on: {shlex.join(again)}"
    return f"mend what stopped it, then the same again: {shlex.join([*again, '--check'] if check_mode else again)}"
