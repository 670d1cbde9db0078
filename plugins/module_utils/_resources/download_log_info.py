# SPDX-License-Identifier: GPL-3.0-or-later
"""Which phone fetched which file when, from the access logs of a download server (product-facts 3.4, TMA-14)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from .._context import Context
from .._errors import UnknownValue, UsageError
from .._fetchlog.fetches import Fetch, later
from .._fetchlog.ledger import DONE, DOUBTFUL, OPEN, UNDONE
from .._fetchlog.logs import File, LogReader
from .._fetchlog.names import bare_mac, own_file
from .._safety.facts import as_moment, listed
from ._download_logs import DOWNLOAD_LOG, log_of

ARGUMENT_SPEC: dict[str, dict[str, Any]] = {
    **DOWNLOAD_LOG,
    "since": {"type": "str"},
    "macs": {"type": "list", "elements": "str"},
    "own_files": {"type": "bool", "default": False},
    "detail": {"type": "str", "choices": ["last", "all"], "default": "last"},
}
CONNECTED = False
SPEC_EXTRAS: dict[str, Any] = {}

LISTS = (DONE, OPEN, UNDONE, DOUBTFUL)


def run(params: dict[str, Any], context: Context) -> dict[str, Any]:
    """``fetched``, ``requested``, ``unsuccessful``, ``doubtful`` and what was read; a file that could not be is in
    ``trouble``. Raises UsageError for options that cannot be, UnknownValue when no log could be read at all.
    """
    macs, since = _macs(params["macs"]), _since(params["since"])
    reader = LogReader(
        log_of(params),
        context.clock,
        params["detail"] == "all",
        params["own_files"],
        lambda phone: not macs or phone in macs,
    )
    reader.read()
    if not reader.files:
        told = "; ".join(f"{path} {why}" for path, why in reader.unreadable.items())
        raise UnknownValue(
            problem="No log could be read, so nothing is known of any download",
            found=told,
            remedy="Run the task where the log lies (delegate_to) and as a user who may read it",
        )
    fetches = [fetch for fetch in reader.fetches() if _is_after(fetch, since)]
    lists = _lists(fetches, params["detail"] == "all")
    trouble = reader.unreadable | {file.path: file.trouble for file in reader.files if file.trouble}
    result: dict[str, Any] = {name: [fetch.as_dict() for fetch in lists[name]] for name in LISTS}
    return result | {
        "changed": False,
        "counts": _counts(reader.files),
        "unparsed": _unparsed(reader.files),
        "trouble": [{"path": path, "trouble": told} for path, told in sorted(trouble.items())],
        "partial": bool(trouble),
        "not_fetched": sorted(macs - {fetch.phone for fetch in lists[DONE] if own_file(fetch.phone, fetch.file)}),
        "summary": _summary(reader.files, lists),
        "warnings": _warnings(trouble, lists[DONE]),
    }


def _macs(given: Iterable[str] | None) -> set[str]:
    found = {text: bare_mac(text) for text in given or ()}
    wrong = [text for text, mac in found.items() if not mac]
    if wrong:
        raise UsageError(problem=f"Option 'macs' holds what is no MAC address: {listed(wrong)}", wanted="00085D000001")
    return set(found.values())


def _since(given: str | None) -> datetime | None:
    moment = as_moment(given)
    if given and moment is None:
        raise UsageError(problem=f"Option 'since' {given!r} is not a time", wanted="like 2026-03-02T09:30:00+01:00")
    return moment


def _is_after(fetch: Fetch, since: datetime | None) -> bool:
    """One whose time is not known is kept: it may be."""
    return since is None or fetch.at is None or fetch.at.tzinfo is None or fetch.at >= since


def _lists(fetches: Iterable[Fetch], every: bool) -> dict[str, list[Fetch]]:
    """The four lists, each the last of a phone and file. What failed before it worked is left out, unless all is asked
    for.
    """
    if every:
        found = {name: [fetch for fetch in fetches if fetch.sort == name] for name in LISTS}
        return {name: sorted(entries, key=_order) for name, entries in found.items()}
    last: dict[str, dict[tuple[str, str], Fetch]] = {name: {} for name in LISTS}
    for fetch in fetches:
        known, key = last[fetch.sort], (fetch.phone, fetch.file)
        known[key] = later(known.get(key), fetch)
    done = last[DONE]
    for name in (OPEN, UNDONE):
        last[name] = {
            key: fetch for key, fetch in last[name].items() if key not in done or later(fetch, done[key]) is fetch
        }
    return {name: sorted(entries.values(), key=_order) for name, entries in last.items()}


def _order(fetch: Fetch) -> tuple[str, str, str]:
    return fetch.phone, fetch.file, fetch.at.isoformat() if fetch.at else ""


def _counts(files: Iterable[File]) -> dict[str, int]:
    """Lines by what became of them."""
    counts: Counter[str] = Counter(files=0, lines=0, other=0, unparsed=0)
    for file in files:
        of_file = file.reader.counts
        counts += Counter(files=1, lines=of_file.lines, other=of_file.other, unparsed=of_file.unparsed)
        counts += of_file.outcomes
    return {"files": 0, "lines": 0, "other": 0, "unparsed": 0} | dict(counts)


def _unparsed(files: Iterable[File]) -> list[dict[str, Any]]:
    """Where lines are that nothing fits; the lines themselves are not told, for anybody may have written them."""
    return [
        {"path": file.path, "lines": file.reader.counts.unparsed, "first_line": file.reader.counts.first_unparsed}
        for file in files
        if file.reader.counts.unparsed
    ]


def _summary(files: Iterable[File], lists: Mapping[str, list[Fetch]]) -> str:
    counts = _counts(files)
    own = {fetch.phone for fetch in lists[DONE] if own_file(fetch.phone, fetch.file)}
    proving = {fetch.phone for fetch in lists[DONE] if fetch.proves}
    return (
        f"{counts['lines']} lines in {counts['files']} files, {counts['unparsed']} not understood."
        f" {len(own)} phones fetched their own file, {len(proving)} of them at a time that a gate may believe;"
        f" {len(lists[OPEN])} requests have an end that the log does not tell, {len(lists[UNDONE])} failed,"
        f" {len(lists[DOUBTFUL])} are doubtful."
    )


def _warnings(trouble: Mapping[str, str], done: Iterable[Fetch]) -> list[str]:
    told = [f"Log {path} {why}" for path, why in sorted(trouble.items())]
    unzoned = sum(1 for fetch in done if fetch.at is not None and fetch.at.tzinfo is None)
    if unzoned and not trouble:
        told.append(
            f"The log does not tell the time zone of {unzoned} downloads: no gate believes them. Give it in 'timezone'."
        )
    return told
