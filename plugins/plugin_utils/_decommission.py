# SPDX-License-Identifier: GPL-3.0-or-later
"""How a run of the scheduled decommission ended, scope by scope: one word, and three lines for a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._safety.facts import FAMILIES, listed
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._schedule import outcome as endings
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._schedule.plan import SYSTEMS
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._schedule.steps import DONE, next_step

from ._calendar import OPEN, moment
from ._summary import command

RISK = {
    "bothway": "nothing is switched off while a system is in BOTHWAY; its phones go on encrypting",
    **dict.fromkeys(
        FAMILIES,
        "phones that have moved call in clear voice, the others go on as before; port 5061 and voice encryption of the"
        " systems stay as they are until all have moved",
    ),
    SYSTEMS: "all phones are on UDP and call in clear voice; only the check box of the systems is left",
    DONE: "nothing but what is named here",
}


def decommission_outcome(
    hostvars: Mapping[str, Mapping[str, Any]],
    hosts: Iterable[str],
    alive: Iterable[str],
    now: str | datetime,
    check_mode: bool = False,
) -> dict[str, Any]:
    """``{outcome, code, at, checked_at, scopes}`` of a run over ``hosts``, of which ``alive`` have not failed.

    ``scopes`` by name: ``outcome``, ``step`` (the next one), ``waits_for``, ``at`` (when it goes on, ISO 8601 or None)
    and ``lines`` (what happened, what is at risk, what to type). A host without scope was stopped before anything.
    """
    covered, living = sorted(hosts), set(alive)
    leaders = [host for host in covered if (hostvars[host].get("mivoice_scope") or {}).get("leader") == host]
    scopes = {
        hostvars[host]["mivoice_scope"]["name"]: _scope(hostvars, hostvars[host], living, check_mode)
        for host in leaders
    }
    known = {name for host in leaders for name in hostvars[host]["mivoice_scope"]["members"]}
    for host in covered:
        if host not in known:
            scopes[host] = _lost(host)
    word = endings.of_run(scope["outcome"] for scope in scopes.values())
    return {
        "outcome": word,
        "code": endings.CODES[word],
        "at": min((scope["at"] for scope in scopes.values() if scope["at"]), default=None),
        "checked_at": moment(now).isoformat(),
        "scopes": scopes,
    }


def _lost(host: str) -> dict[str, Any]:
    lines = [
        f"{host}: FAILED. What happened: it was stopped before anything was looked at (see above).",
        "At risk: not known.",
        "To go on: mend what is shown above, then run the same again.",
    ]
    return {"outcome": "failed", "step": None, "waits_for": None, "at": None, "lines": lines}


def _scope(
    hostvars: Mapping[str, Mapping[str, Any]], leader: Mapping[str, Any], alive: set[str], check_mode: bool
) -> dict[str, Any]:
    scope = leader["mivoice_scope"]
    members = {name: hostvars[name] for name in scope["members"]}
    failed = sorted(set(members) - alive)
    pause = leader.get("mivoice_pause") or {}
    gates = {family: _verdict(gate) for family, gate in (leader.get("mivoice_gates") or {}).items()}
    switched = {name: _voice(member) for name, member in members.items()}
    step = next_step({name: _mode(member) for name, member in members.items()}, gates, switched)
    open_steps = [
        str(entry["text"])
        for member in members.values()
        for entry in member.get("mivoice_operator_steps") or []
        if not entry.get("done_by")
    ]
    word = endings.of_scope(
        failed=bool(failed),
        finished=step == DONE,
        wrote=any(member.get("mivoice_writes") for member in members.values()),
        pause=pause,
        open_steps=bool(open_steps),
        check_mode=check_mode,
    )
    happened = _happened(word, failed, pause, open_steps)
    reached = pause["step"] if pause and step != DONE else step
    lines = [
        f"{scope['name']}: {word.upper()}. What happened: {happened}.",
        f"At risk: {_risk(word, reached, leader)}.",
        _commands(word, leader, pause, check_mode),
    ]
    return {
        "outcome": word,
        "step": reached,
        "waits_for": pause.get("waits_for") if word != "failed" else None,
        "at": pause.get("at") if word in endings.BY_ITSELF else None,
        "lines": lines,
    }


def _verdict(gate: Mapping[str, Any]) -> str:
    return "pass" if gate.get("verdict") in OPEN else str(gate.get("verdict"))


def _mode(member: Mapping[str, Any]) -> Any:
    return (member.get("mivoice_facts") or {}).get("mode")


def _voice(member: Mapping[str, Any]) -> bool | None:
    """False once the system was switched in this run or found so; the role sets ``mivoice_system_done`` last."""
    return False if member.get("mivoice_system_done") else None


def _happened(word: str, failed: list[str], pause: Mapping[str, Any], open_steps: list[str]) -> str:
    if word == "failed" and failed:
        return f"{listed(failed)} failed (see above)"
    if word == "failed":
        return "the run came to its end without a proof that everything is off"
    if word == "drift":
        return "a check; nothing was written, and a run in a window would change something"
    if pause:
        return str(pause["happened"]).rstrip(".")
    if open_steps:
        return f"all is off but what a person has to do: {' | '.join(open_steps)}".rstrip(".")
    return "call encryption is off: every phone is proven to have moved or is settled, and the systems are switched"


def _risk(word: str, step: str | None, leader: Mapping[str, Any]) -> str:
    if word == "failed":
        return "nothing more than before this run, but for what it wrote before it failed"
    if word == "drift" or step is None:
        return "nothing, for nothing was written"
    state = (leader.get("mivoice_encryption") or {}).get("state")
    if step == DONE and state != "disabled":
        return (
            f"{RISK[DONE]}; but the inventory says mivoice_encryption.state: {state}, and converge would do as it says"
        )
    return RISK[step]


def _commands(word: str, leader: Mapping[str, Any], pause: Mapping[str, Any], check_mode: bool) -> str:
    again, back = command(leader, "decommission"), command(leader, "enable")
    if word == "done":
        return (
            "Next: set mivoice_encryption.state to disabled, remove mivoice_decommission, then:"
            f" {command(leader, 'verify')}"
        )
    if word in endings.BY_ITSELF:
        when = f"at {pause['at']}" if pause.get("at") else "with the next run"
        return f"It goes on by itself {when}, or with: {again}. Back: {back}"
    if check_mode:
        return f"To go on: {again}"
    return f"To go on, once that is settled: {again}. Back: {back}"
