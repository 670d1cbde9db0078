# SPDX-License-Identifier: GPL-3.0-or-later
"""What terminals will apply, judged from the files that they download (spec section 5, product-facts 3 and 7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any

from .._context import Context
from .._errors import UnreadableFile, UsageError, Where
from .._phoneconfig import profiles, sites
from .._phoneconfig.files_audit import Terminal, Wanted, audited
from .._phoneconfig.findings import NOT_READ, STATUSES, Finding
from .._phoneconfig.folder import Folder, Source
from .._phoneconfig.models import FAMILIES as MODEL_FAMILIES
from .._safety.facts import FAMILIES, bare
from . import _download_server

DETAILS = ("summary", "problems", "terminals", "all")
SHOWN_UNREAD = 20
ANY_MAC = "00085D000000"

ARGUMENT_SPEC: dict[str, dict[str, Any]] = {
    "path": {"type": "path"},
    **_download_server.SERVER,
    "mode": {"type": "str", "choices": list(profiles.MODES), "required": True},
    "family": {"type": "list", "elements": "str", "choices": list(FAMILIES), "default": ["mitel6000"]},
    "terminals": {"type": "list", "elements": "dict", "default": []},
    "models": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "options": {
            "pattern": {"type": "str", "required": True},
            "family": {"type": "str", "choices": list(MODEL_FAMILIES), "required": True},
            "tls": {"type": "bool"},
            "bothway": {"type": "bool"},
            "aes256": {"type": "bool"},
        },
    },
    "site_format": {
        "type": "dict",
        "options": {
            "file_pattern": {"type": "str", "required": True},
            "global_file": {"type": "str"},
            "delimiter": {"type": "str", "required": True},
            "comment": {"type": "str", "default": "#"},
            "quotes": {"type": "bool", "default": False},
            "mac_separator": {"type": "str", "choices": ["", "-", "_", "."], "default": ""},
            "names": {"type": "dict"},
        },
    },
    "names": {"type": "dict"},
    "common_files": {"type": "list", "elements": "str", "default": list(sites.COMMON_FILES)},
    "mac_case": {"type": "str", "choices": ["upper", "any"], "default": "upper"},
    "per_line": {"type": "str", "choices": ["sets", "values"], "default": "sets"},
    "time_server": {"type": "str"},
    "trusted_file": {"type": "str"},
    "root_file": {"type": "str"},
    "local_file": {"type": "str"},
    "key_file": {"type": "str"},
    "detail": {"type": "str", "choices": list(DETAILS), "default": "terminals"},
}
CONNECTED = False
LOCAL_PATHS = ("path", *_download_server.LOCAL_PATHS)
SPEC_EXTRAS: dict[str, Any] = {"mutually_exclusive": [("path", "server")], "required_one_of": [("path", "server")]}

MEANING = "This is what the files say; a setting made on a phone may still beat them, and no phone was asked"


def run(params: dict[str, Any], context: Context) -> dict[str, Any]:
    """``{changed: False, source, state, terminals, summary, findings, unread, unverified, read_at, text, warnings}``.

    Raises UsageError for options that contradict each other, a folder that cannot be read, or one that holds no file
    of a terminal and none is named in ``terminals``; of a download server also AuthError and ConnectionFailed. What is
    wrong with a single file is in the result instead.
    """
    wanted = _wanted(params)
    report = _Report(params["detail"])
    place = params["path"] or _download_server.place(params)
    with _source(params) as folder:
        listed = folder.lists
        for family in params["family"]:
            before = report.total
            for item in audited(folder, family, wanted, values=params["detail"] == "all"):
                report.take(item)
            if report.total == before:
                raise _nothing(place, family)
        report.left_out(folder.refused)
    return {
        "changed": False,
        "source": place,
        **report.result(),
        "unverified": wanted.assumptions(params["family"], listed=listed),
        "read_at": context.clock().isoformat(timespec="seconds"),
    }


def _source(params: Mapping[str, Any]) -> AbstractContextManager[Source]:
    return _download_server.opened(params) if params["server"] else Folder(params["path"])


class _Report:
    """Gathers a result from a stream; of terminals that ``detail`` does not ask for, only the counts are kept."""

    def __init__(self, detail: str) -> None:
        self._detail = detail
        self._terminals: list[dict[str, Any]] = []
        self._statuses: Counter[tuple[str, str]] = Counter()
        self._ids: Counter[str] = Counter()
        self._findings: list[dict[str, Any]] = []
        self._unread: dict[str, str] = {}
        self.total = 0

    def take(self, item: Terminal | Finding) -> None:
        findings = (item,) if isinstance(item, Finding) else item.findings
        for finding in findings:
            self._ids[finding.id] += 1
            if finding.id in NOT_READ:
                self._unread[finding.file] = finding.text()
        if isinstance(item, Finding):
            self._findings.append(item.as_result())
            return
        self.total += 1
        self._statuses[item.family, item.status] += 1
        if self._shown(item):
            self._terminals.append(item.as_result())

    def left_out(self, refused: Iterable[UnreadableFile]) -> None:
        """Take note of names that no file of a phone can have."""
        for error in refused:
            self._unread[str(error.where.label)] = f"{error.where.label} - {error.problem}"

    def _shown(self, terminal: Terminal) -> bool:
        if self._detail != "problems":
            return self._detail != "summary"
        return terminal.status != "ok" or any(finding.kind.severity != "info" for finding in terminal.findings)

    def result(self) -> dict[str, Any]:
        families = sorted({family for family, _status in self._statuses})
        counts = {family: {status: self._statuses[family, status] for status in STATUSES} for family in families}
        total = {status: sum(one[status] for one in counts.values()) for status in STATUSES}
        unread = [{"file": file, "problem": self._unread[file]} for file in sorted(self._unread)]
        return {
            "state": "partial" if unread else "complete",
            "terminals": sorted(self._terminals, key=lambda terminal: (terminal["mac"], terminal["family"])),
            "summary": {"total": self.total, **total, "families": counts, "findings": dict(sorted(self._ids.items()))},
            "findings": self._findings,
            "unread": unread,
            "text": _told(counts, len(unread)),
            "warnings": list(_warned(unread)),
        }


def _wanted(params: Mapping[str, Any]) -> Wanted:
    any_case = params["mac_case"] == "any"
    namings = {"mitel6000": sites.mitel_6000(params["common_files"], any_case=any_case)}
    described = params["site_format"]
    if described:
        namings["mivoice5300"] = sites.site_format(described, any_case=any_case)
    elif "mivoice5300" in params["family"]:
        raise UsageError(
            problem="The form of the 5300's files is not public, so they cannot be read without a description",
            remedy="Describe one of them in 'site_format', or leave mivoice5300 out of 'family'",
        )
    if len(params["family"]) > 1 and namings["mivoice5300"].mac(namings["mitel6000"].asked(ANY_MAC)):
        raise UsageError(
            problem="Files of both families are called alike, so none of them tells its family",
            remedy="Audit one family at a time, in folders of their own",
        )
    given = {
        profiles.TIME: params["time_server"],
        profiles.TRUSTED_FILE: params["trusted_file"],
        profiles.ROOT_FILE: params["root_file"],
        profiles.LOCAL_FILE: params["local_file"],
        profiles.KEY_FILE: params["key_file"],
    }
    return Wanted(
        mode=params["mode"],
        given=given,
        namings=namings,
        names=params["names"] or {},
        whole_sets=params["per_line"] == "sets",
        models=_models_of(params["terminals"]),
        site_models=tuple(params["models"]),
    )


def _models_of(terminals: list[Mapping[str, Any]]) -> dict[str, tuple[str, str]]:
    """MAC address -> (family, model). Raises UsageError for an entry without a MAC address."""
    found = {}
    for terminal in terminals:
        mac = bare(terminal.get("mac"))
        if not mac:
            raise UsageError(
                problem=f"An entry of 'terminals' has no MAC address: {terminal.get('mac')!r}",
                remedy="Give the list that terminal_info returns, without the entries that have none",
            )
        found[mac] = (str(terminal.get("family") or ""), str(terminal.get("model") or ""))
    return found


def _nothing(path: str, family: str) -> UsageError:
    return UsageError(
        problem=f"No file of a {family} terminal is in the folder",
        where=Where(label=path),
        wanted="one file for each terminal, named after its MAC address",
        remedy="Check the folder, 'family' and 'site_format'",
    )


def _told(counts: Mapping[str, Mapping[str, int]], unread: int) -> str:
    """One line for a person."""
    parts = []
    for family, statuses in counts.items():
        shown = ", ".join(f"{number} {status}" for status, number in statuses.items() if number)
        parts.append(f"{family}: {sum(statuses.values())} terminals ({shown})")
    partial = f" {unread} files could not be read." if unread else ""
    return f"{'; '.join(parts)}.{partial} {MEANING}."


def _warned(unread: list[dict[str, str]]) -> Iterator[str]:
    for one in unread[:SHOWN_UNREAD]:
        yield f"The audit is partial: {one['problem']}"
    if len(unread) > SHOWN_UNREAD:
        yield f"The audit is partial: {len(unread) - SHOWN_UNREAD} more files are listed in 'unread'"
