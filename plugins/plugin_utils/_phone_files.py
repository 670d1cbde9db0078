# SPDX-License-Identifier: GPL-3.0-or-later
"""Audits of download servers put together for one scope: what differs there, whose it is, who may put it right.

A file is judged only where TMA itself is known to hold the wanted values: before that it is not drift, but simply not
rolled out. TMA writes the files of phones (INV-25), so TMA corrects them; on a server that the site declares
hand-managed a person does, line by line. What a site declares as known drift is left to its day; TMA writes all files
of a family at once, so nothing else of that family is corrected through TMA until then.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._drift import known
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._phoneconfig.findings import NOT_READ
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._phoneconfig.profiles import GLOBAL_STEPS
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._phoneconfig.sites import COMMON_FILES
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import _actions
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._safety.evidence import (
    CHECKING,
    RIGHT_STATES,
    gives,
)
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._safety.facts import bare, listed

from ._absent_files import UNLISTED, absent_files, keys_looked_for
from ._file_audits import not_looked_at, phones_of_server
from ._server_files import Hostvars
from ._trust import FAMILIES

SHOWN = 50
"""Lines of one kind that a person is shown; the report has them all."""
SHORT = {"mitel6000": "6000", "mivoice5300": "5300"}
BLIND = NOT_READ - {"file_damaged"}
"""Findings after which nothing is known of a file; one that is damaged is known to be another than TMA's."""
BEYOND_TMA = ("bothway_not_possible",)
TMA, HAND, STEP, PERSON, HELD = "tma", "hand", "step", "person", "held"
"""Who puts it right: an update action; a person in the file; an operator step of TMA; a person in TMA's own data; an
update action once nothing that it would write as well is declared any more."""


@dataclass(frozen=True)
class Aim:
    """What files are judged for. ``written``: families whose files TMA has written in this very run. ``known``: the
    drift that is declared."""

    mode: str
    written: Sequence[str] = ()
    why_not: Mapping[str, str] = field(default_factory=dict)
    believed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    known: Sequence[Mapping[str, Any]] = ()


@dataclass
class Report:
    """What was found; entries of ``drift`` and of what is ``left`` alone are as :func:`_entry` makes them.

    ``unlisted``: servers on which keys were not looked for.
    """

    drift: list[dict[str, Any]] = field(default_factory=list)
    left: list[dict[str, Any]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    unlisted: list[str] = field(default_factory=list)
    judged: Counter[tuple[str, str]] = field(default_factory=Counter)
    wrong: dict[tuple[str, str], set[str]] = field(default_factory=dict)

    def add_unread(self, text: str) -> None:
        """Tell once what several phones or families have met."""
        self.unread += [] if text in self.unread else [text]


def file_report(
    results: Sequence[Mapping[str, Any]],
    hostvars: Hostvars,
    scope: Mapping[str, Any],
    terminals: Sequence[Mapping[str, Any]],
    actions: Sequence[dict[str, Any]],
    mode: str,
    written: Sequence[str] = (),
    planned: Sequence[str] = (),
    declared: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """``{verdict, drift, left, matched, unread, absent, not_looked_at, not_judged, redistribute, because, correctable,
    open, text}``.

    ``results``: of a loop over ``file_audits``. ``terminals`` and ``actions``: what TMA lists. ``planned``: families
    that this plan would write first. ``declared``: as ``known_drift`` gives it; what is in force is in ``left`` and in
    nothing else. ``absent``: files of certificates that phones name and that do not lie there, in words; other tasks
    than those that write phones' files put them there. ``verdict`` is ``unknown`` when something could not be read,
    else ``drift``, else ``declared``, else ``right``, and ``not_looked`` when nothing was judged.
    """
    aim = replace(_aim(scope, terminals, actions, mode, written, planned), known=declared)
    report = Report()
    for result in results:
        _take(report, result, hostvars, scope["members"], terminals, aim)
    _hold(report)
    families = {str(phone.get("family")) for phone in terminals}
    blind = not_looked_at(hostvars, scope["members"], families)
    correctable = [entry for entry in report.drift if entry["remedy"] == TMA]
    told = {family: [one for one in correctable if one["family"] == family] for family in FAMILIES}
    opened = [_told(entry) for entry in report.drift if entry["remedy"] != TMA]
    return {
        "verdict": _verdict(report),
        "drift": report.drift,
        "left": report.left,
        "matched": sorted({entry["declared"]["id"] for entry in report.drift + report.left if entry["declared"]}),
        "unread": report.unread,
        "absent": report.absent,
        "not_looked_at": blind,
        "not_judged": dict(aim.why_not),
        "redistribute": {
            family: sorted({mac for entry in entries for mac in entry["phones"]}) for family, entries in told.items()
        },
        "because": {family: _digest(entry["text"] for entry in entries) for family, entries in told.items()},
        "correctable": [_told(entry) for entry in correctable],
        "open": opened + report.unread,
        "text": _lines(report, aim, blind),
    }


def _verdict(report: Report) -> str:
    if report.unread:
        return "unknown"
    if report.drift or report.left:
        return "drift" if report.drift else "declared"
    return "right" if report.judged.total() else "not_looked"


def _told(entry: Mapping[str, Any]) -> str:
    """What differs and what becomes of it, and that it was declared once: days that pass are no new cause."""
    return entry["text"] + (f" ({entry['declared']['words']})" if entry["declared"] else "")


def _hold(report: Report) -> None:
    """Leave to a person what TMA cannot write without writing declared files of the same family too (INV-25)."""
    kept = {entry["family"]: entry for entry in report.left if entry["remedy"] == TMA}
    for entry in report.drift:
        if entry["remedy"] == TMA and (other := kept.get(entry["family"])):
            entry["remedy"] = HELD
            entry["text"] += f", but with it {other['file'] or 'files'}, {other['declared']['words']}: not sent"


def _digest(texts: Iterable[str]) -> str:
    """Stands for what was seen, of which there may be thousands of lines."""
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def _aim(
    scope: Mapping[str, Any],
    terminals: Sequence[Mapping[str, Any]],
    actions: Sequence[dict[str, Any]],
    mode: str,
    written: Sequence[str],
    planned: Sequence[str],
) -> Aim:
    why_not, believed = {}, {}
    for family in FAMILIES:
        phones = [phone for phone in terminals if phone.get("family") == family and phone.get("mac")]
        if not phones:
            continue
        last = _last(scope, actions, family)
        wanted = "trusted" if (family, mode) == ("mivoice5300", "bothway") else mode  # PAR5-12
        reason = "this run would write them first" if family in planned else _not_rolled_out(last, wanted)
        right = (*RIGHT_STATES[family, mode != "disabled"], *(["unknown"] if last else []))
        macs = frozenset(bare(phone["mac"]) for phone in phones if phone.get("inventory") in right)
        if reason or not macs:
            why_not[family] = reason or "TMA itself does not hold the wanted values yet"
        else:
            believed[family] = macs
    return Aim(mode, tuple(written), why_not, believed)


def _last(
    scope: Mapping[str, Any], actions: Sequence[dict[str, Any]], family: str
) -> tuple[_actions.Work, dict[str, Any]] | None:
    like = _actions.Work.of(family, "", (scope.get("region") or None, scope.get("multisite")), "", "", {})
    ours = _actions.ours(actions, like, "family", "scope")
    return ours[-1] if ours else None


def _not_rolled_out(last: tuple[_actions.Work, Mapping[str, Any]] | None, mode: str) -> str:
    """Why TMA cannot be taken to hold the values of ``mode``, '' when nothing speaks against it."""
    if last is None:
        return "TMA was never told to write these values" if mode == "disabled" else ""
    work, action = last
    if action["state"] != "finished":
        return f"the action {action['name']} is not finished"
    return "" if gives(work.mode, mode) else f"the last action for these phones was for {work.mode}"


def _take(
    report: Report,
    result: Mapping[str, Any],
    hostvars: Hostvars,
    members: Sequence[str],
    terminals: Sequence[Mapping[str, Any]],
    aim: Aim,
) -> None:
    """Add one audit, less the phones of others that lie in the same folder."""
    server, family = result["item"]["server"], result["item"]["family"]
    if family not in aim.believed:
        return
    if result.get("failed") or "terminals" not in result:
        report.add_unread(f"{server}: {str(result.get('msg') or 'not read').strip().partition(chr(10))[0]}")
        return
    here = {bare(phone["mac"]) for phone in phones_of_server(terminals, hostvars, members, server, family)}
    here &= aim.believed[family]
    report.judged[server, family] += len(here)
    if aim.mode in CHECKING:
        report.absent += absent_files(server, result, here)
    if (aim.mode, family) == ("bothway", "mitel6000") and not keys_looked_for(result):
        report.unlisted.append(server)
    grouped: dict[tuple[Any, ...], tuple[Mapping[str, Any], list[str]]] = {}
    for mac, finding in _errors(result, here):
        if finding["id"] in BLIND:
            report.add_unread(f"{server}: {finding['text']}")
            continue
        key = tuple(str(finding.get(name)) for name in ("id", "file", "line", "parameters", "found", "wanted"))
        grouped.setdefault(key, (finding, []))[1].extend([mac] if mac else [])
    for finding, macs in grouped.values():
        report.wrong.setdefault((server, family), set()).update(macs)
        for one, meant in known.of_file(aim.known, str(finding.get("file") or ""), macs, terminals):
            entry = _entry(server, family, finding, meant, hostvars, aim) | {"declared": dict(one) if one else None}
            (report.left if one and not one["over"] else report.drift).append(entry)


def _errors(result: Mapping[str, Any], here: set[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """(MAC address, finding), the address '' for what is about a file that phones share and no value of theirs."""
    for finding in result.get("findings") or []:
        if finding["id"] == "file_damaged":
            yield from ((mac, finding) for mac in sorted(here))
        elif finding["severity"] == "error":
            yield "", finding
    for terminal in result["terminals"]:
        for finding in terminal["findings"]:
            if terminal["mac"] in here and finding["severity"] == "error":
                yield terminal["mac"], finding


def _entry(
    server: str, family: str, finding: Mapping[str, Any], macs: list[str], hostvars: Hostvars, aim: Aim
) -> dict[str, Any]:
    rules = hostvars[server].get("mivoice_file_rules") or {}
    hand = hostvars[server].get("mivoice_hand_managed") is True
    parameter = next(iter(finding.get("parameters") or []), "")
    step = GLOBAL_STEPS.get((parameter, aim.mode != "disabled"))
    common = finding.get("file", "") in ("", *(rules.get("common_files") or COMMON_FILES))
    is_global = step is not None and (common or finding["id"] == "global_value_wrong")
    if hand:
        remedy = HAND
    elif is_global:
        remedy = STEP
    else:
        remedy = PERSON if finding["id"] in BEYOND_TMA or family in aim.written or not macs else TMA
    told = {
        HAND: _change(finding, parameter, (rules.get("site_format") or {}) if family == "mivoice5300" else None),
        STEP: f"have TMA write its global data again (operator step {step})",
        PERSON: "TMA has written it so: correct it in TMA" if macs else "look at this file; TMA's action is for phones",
        TMA: "TMA's action writes it again",
    }
    place = {name: finding.get(name) for name in ("id", "file", "line", "parameters", "found", "wanted")}
    compared = [f"{name} {finding[name]!r}" for name in ("found", "wanted") if finding.get(name) is not None]
    named = [f"phones {listed(macs)}"] if macs else []
    text = "; ".join([f"{server}: {finding['text']}", *compared, *named])
    who = {"server": server, "family": family, "phones": sorted(macs), "remedy": remedy}
    return {**who, **place, "found_there": text, "text": f"{text} -> {told[remedy]}"}


def _change(finding: Mapping[str, Any], parameter: str, form: Mapping[str, Any] | None) -> str:
    """What a person has to do to the file; ``form``: of the 5300's files, None for the 6000."""
    glue = ": " if form is None else form.get("delimiter", "=")
    line = f'"{parameter}{glue}{finding.get("wanted", "")}"'
    if not parameter or finding.get("wanted") is None:
        return f"hand-managed: put {finding.get('file') or 'the file'} right by hand"
    if finding.get("line"):
        return f"hand-managed: change line {finding['line']} of {finding['file']} to {line}"
    return f"hand-managed: add the line {line} to {finding.get('file') or 'the file of each phone'}"


def _lines(report: Report, aim: Aim, blind: Sequence[Mapping[str, str]]) -> list[str]:
    """For a person; never that a phone has fetched a file or encrypts."""
    lines = [
        f"Files of the {SHORT[family]} on {server}: {number - len(report.wrong.get((server, family), ()))}"
        f" of {number} phones find there what mode {aim.mode} demands."
        for (server, family), number in report.judged.items()
        if number
    ]
    lines += [f"Files of the {SHORT[family]} not judged: {why}." for family, why in aim.why_not.items()]
    lines += [f"Not looked for on {server}: the keys of the 6000, {UNLISTED}." for server in report.unlisted]
    lines += _first([f"NOT READ, {text}." for text in report.unread])
    lines += _first([f"MISSING, {text}." for text in report.absent])
    lines += _first([f"DRIFT, {_told(entry)}." for entry in report.drift])
    lines += _first([f"LEFT ALONE, {_told(entry | {'text': entry['found_there']})}." for entry in report.left])
    return lines + [f"Not looked at: {one['server']}, because {one['why']}." for one in blind]


def _first(lines: list[str]) -> list[str]:
    more = len(lines) - SHOWN
    return [*lines[:SHOWN], f"{lines[0].partition(',')[0]}, {more} more."] if more > 0 else lines
