# SPDX-License-Identifier: GPL-3.0-or-later
"""Preflight: every PRE-* and WARN-* of the spec (6.1, 8), judged as far as the facts go.

Nothing is passed over in silence: each ID ends up in ``errors``, ``warnings``, ``checked``, ``not_checked`` (with the
reason) or ``not_applicable``. What is not known is never counted as checked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .facts import Facts, Missing, items, listed, text, with_backups
from .preflight_checks import CHECKS
from .preflight_core import Check, DoesNotApply, Report, Wish
from .preflight_derived import derive
from .preflight_warnings import WARNINGS

TITLES = {"errors": "ERROR", "declared": "LEFT ALONE", "warnings": "WARNING", "not_checked": "NOT CHECKED"}
ALL: tuple[Check, ...] = (*CHECKS, *WARNINGS)


def preflight(facts: Facts) -> dict[str, Any]:
    """``{errors, warnings, not_checked, not_applicable, checked}``.

    Facts: ``systems`` and ``phones`` (lists, or absent when not read), ``desired`` {state, mode, inter_ipbx,
    srtp_aes256}, ``time_server``, ``eip_network``, ``no_encryption_right`` (numbers), ``clock_tolerance`` (s), ``now``,
    ``config`` and ``network`` (what the site declares; see the module's documentation). Entries are
    ``{id, text, systems, phones, way_out}``; errors also have ``cured_by``, the later step that cures them or None.
    Raises UsageError when ``desired`` itself cannot be read.
    """
    return judged(ALL, facts)


def judged(checks: Iterable[Check], facts: Facts) -> dict[str, Any]:
    """Every one of ``checks`` put to the facts; same result and errors as :func:`preflight`."""
    wish = Wish.of(facts)
    report = Report()
    facts = {**facts, "derived": derive(facts, wish)}
    for check in checks:
        reason = check.not_applicable(wish)
        if reason is not None:
            report.not_applicable(check, reason)
        else:
            _run(check, facts, wish, report)
    return report.as_dict()


def _run(check: Check, facts: Facts, wish: Wish, report: Report) -> None:
    try:
        subjects = list(_subjects(check, facts))
    except Missing as missing:
        report.not_checked(check, f"not known: {missing.fact}", None, None)
        return
    if not subjects:  # the list was read, and nothing is in it
        report.looked(check, None, None, None)
    for system, phone in subjects:
        about = system or phone or facts
        try:
            found = check.look(about, facts, wish)
        except Missing as missing:
            report.not_checked(check, f"not known: {missing.fact}", system, phone)
            continue
        except DoesNotApply as other:
            report.not_applicable(check, other.reason, system, phone)
            continue
        report.looked(check, found, system, phone)


Subject = tuple["Mapping[str, Any] | None", "Mapping[str, Any] | None"]


def _subjects(check: Check, facts: Facts) -> Iterable[Subject]:
    if check.per == "system":
        systems = items(facts, "systems")
        if not systems:
            raise Missing("systems (none was read)")
        for system in systems:
            text(system, "name")
            yield system, None
    elif check.per == "phone":
        systems = [system for system in facts.get("systems") or [] if isinstance(system, Mapping)]
        for phone in with_backups(items(facts, "phones"), systems):
            yield None, phone
    else:
        yield None, None


def standing(errors: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Errors that no later step of the roll-out cures (ENM-1)."""
    return [error for error in errors if not error.get("cured_by")]


def lines(result: Mapping[str, Any]) -> list[str]:
    """The report for a terminal: one line per entry."""
    told = []
    for key, title in TITLES.items():
        for entry in result.get(key) or []:
            who = "; ".join(f"{kind} {listed(entry[kind])}" for kind in ("systems", "phones") if entry.get(kind))
            cure = f" (cured by {entry['cured_by']})" if entry.get("cured_by") else ""
            told.append(f"{title} {entry['id']}{cure}: {entry['text']}" + (f" [{who}]" if who else ""))
    return told
