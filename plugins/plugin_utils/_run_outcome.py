# SPDX-License-Identifier: GPL-3.0-or-later
"""How a run of converge or verify ended: one word with its code, what was corrected, and what was left as declared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._drift import known
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._safety.facts import listed
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._schedule import outcome as endings

from ._calendar import moment
from ._summary import left_alone, reached

Hostvars = Mapping[str, Mapping[str, Any]]


def known_drift(
    hostvars: Hostvars, hosts: Iterable[str], systems: Iterable[str], now: str | datetime
) -> list[dict[str, Any]]:
    """Declarations that stand with ``hosts``, each once, as :func:`known.known` gives them."""
    return known.known(hostvars, hosts, list(systems), moment(now))


def run_outcome(
    hostvars: Hostvars,
    hosts: Iterable[str],
    alive: Iterable[str],
    now: str | datetime,
    check_mode: bool = False,
) -> dict[str, Any]:
    """``{outcome, code, checked_at, scopes, stale}`` of a run over ``hosts``, of which ``alive`` have not failed.

    ``scopes`` by name: ``outcome``, ``writes`` (how many), ``left`` and ``over`` (declared drift that was found, in
    force and not any more) and ``lines``. ``stale``: lines on declarations that nothing matched.
    """
    covered, living = sorted(hosts), set(alive)
    leaders = [host for host in covered if (hostvars[host].get("mivoice_scope") or {}).get("leader") == host]
    scopes = {hostvars[host]["mivoice_scope"]["name"]: _scope(hostvars, host, living, check_mode) for host in leaders}
    known_to = {name for host in leaders for name in hostvars[host]["mivoice_scope"]["members"]}
    for host in covered:
        if host not in known_to:
            scopes[host] = _told(host, "failed", 0, [], [], ["it was stopped before anything was looked at"])
    word = endings.of_run(scope["outcome"] for scope in scopes.values())
    return {
        "outcome": word,
        "code": endings.CODES[word],
        "checked_at": moment(now).isoformat(),
        "scopes": scopes,
        "stale": _stale(hostvars, leaders),
    }


def _scope(hostvars: Hostvars, host: str, alive: set[str], check_mode: bool) -> dict[str, Any]:
    leader = hostvars[host]
    members = {name: hostvars[name] for name in leader["mivoice_scope"]["members"]}
    stopped = sorted(set(members) - alive)
    left = left_alone(members, leader)
    steps = [
        step for one in members.values() for step in one.get("mivoice_operator_steps") or [] if not step.get("done_by")
    ]
    writes = sum(len(one.get("mivoice_writes") or []) for one in members.values())
    unproven = leader.get("mivoice_not_proven") or []
    waits = bool(steps) and reached(members, leader) and not (leader.get("mivoice_files_report") or {}).get("open")
    word = endings.of_held(
        failed=bool(stopped) and not waits and (not unproven or stopped != [host]),
        wrote=writes > 0,
        differs=bool(unproven),
        left=bool(left),
        open_steps=bool(steps),
        check_mode=check_mode,
    )
    because = [f"{listed(stopped)} failed (see above)"] if word == "failed" else []
    because += [_counted(len(unproven))] if word == "drift" and unproven else []
    because += [f"for a person: {step['text']}" for step in steps] if word == "paused" else []
    return _told(leader["mivoice_scope"]["name"], word, writes, left, _over(members, leader), because, check_mode)


def _counted(findings: int) -> str:
    return f"{findings} finding{'s' if findings != 1 else ''} (see above)"


def _told(
    name: str, word: str, writes: int, left: list[str], over: list[str], because: list[str], check_mode: bool = False
) -> dict[str, Any]:
    sent = [f"{writes} writes {'planned' if check_mode else 'sent'}"] if writes else []
    found = [f"declared drift left alone: {len(left)}"] if left else []
    lines = [
        f"{name}: {word.upper()}. " + "; ".join([*sent, *found, *because] or ["nothing to tell"]).rstrip(".") + "."
    ]
    lines += [f"LEFT ALONE: {text}." for text in left] + [f"NO LONGER DECLARED: {text}." for text in over]
    return {"outcome": word, "writes": writes, "left": left, "over": over, "lines": lines}


def _over(members: Hostvars, leader: Mapping[str, Any]) -> list[str]:
    """Drift that was declared once, as it was found before anything was corrected."""
    switches = [entry for one in members.values() for entry in one.get("mivoice_switch_drift") or []]
    found = leader.get("mivoice_files_found") or leader.get("mivoice_files_report") or {}
    files = [entry["declared"] for entry in found.get("drift") or [] if entry["declared"]]
    return sorted({str(entry["id"]) for entry in [*switches, *files] if entry["over"]})


def _stale(hostvars: Hostvars, leaders: Iterable[str]) -> list[str]:
    """Said only where every scope of the run was looked at to its end."""
    declared: dict[str, Mapping[str, Any]] = {}
    matched: set[str] = set()
    for host in leaders:
        leader = hostvars[host]
        declared |= {one["id"]: one for one in leader.get("mivoice_declared_drift") or []}
        reports = [leader.get("mivoice_files_found") or {}, leader.get("mivoice_files_report") or {}]
        if reports[-1].get("verdict") in (None, "unknown", "not_looked"):
            matched |= {one["id"] for one in declared.values() if one["what"] == "phone_files"}
        matched |= {one for report in reports for one in report.get("matched") or []}
        for name in leader["mivoice_scope"]["members"]:
            matched |= {entry["id"] for entry in hostvars[name].get("mivoice_switch_drift") or []}
            if "mivoice_facts" not in hostvars[name]:
                matched |= {one["id"] for one in declared.values() if name in one["systems"]}
    here = {name for host in leaders for name in hostvars[host]["mivoice_scope"]["members"]}
    named = [one for one in declared.values() if one["what"] == "phone_files" or here & set(one["systems"])]
    return known.stale(named, matched)
