# SPDX-License-Identifier: GPL-3.0-or-later
"""One file on one download server, there with one content or not there: read, compared, written, read back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .._context import Context
from .._deps import PKI_NEEDS
from .._errors import MivoiceError, NotThere, ReadBackMismatch, UsageError, Where, WriteUncertain
from .._options import SOURCE, WRITING
from .._safety.engine import require
from .._safety.planned import with_planned
from .._safety.rules_files import CONFIGURATION, IN_CLEAR, KEY, PRE_CONFIGURATION, WORKING
from .._safety.verdict import Verdict
from .._wire.servers.opening import DownloadServer
from . import _ca_files, _download_server, _server_file
from ._server_file import ServerFile
from ._writes import evidence

ARGUMENT_SPEC: dict[str, dict[str, Any]] = {
    "server": _download_server.SERVER["server"] | {"required": True},
    "name": {"type": "str"},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    **SOURCE,
    "hand_managed": {"type": "bool", "default": False},
    "config_file_encryption": {"type": "bool"},
    "allow_clear_key": {
        "type": "dict",
        "no_log": False,
        "options": {"reason": {"type": "str", "required": True}},
    },
    "mock_up": {"type": "str", "choices": [WORKING, PRE_CONFIGURATION]},
    "systems": {"type": "list", "elements": "dict", "default": []},
    **WRITING,
}
CONNECTED = False
REQUIRES = PKI_NEEDS
OWN_OPTIONS = ("name",)
LOCAL_PATHS = _download_server.LOCAL_PATHS
SPEC_EXTRAS: dict[str, Any] = {
    "required_if": [("state", "present", ["src", "content"], True), ("state", "absent", ["name"])],
}

SENDING = ("INV-25", "INV-32", "INV-33", "CLEAR-KEY")
"""Asked of a file to send, before anything is contacted."""

HALVES = "The protocol cannot replace a file in one step: a phone that fetches it in that moment may get half of it"


@dataclass(frozen=True)
class Job:
    """``file``: as it is wanted."""

    params: Mapping[str, Any]
    context: Context
    file: ServerFile

    @property
    def place(self) -> str:
        return _download_server.place(self.params)

    @property
    def in_clear(self) -> bool:
        return self.params["server"]["protocol"] in IN_CLEAR

    def facts(self, file: ServerFile) -> dict[str, Any]:
        params = self.params
        return {
            "file": {"name": file.name, "holds": file.holds},
            "hand_managed": params["hand_managed"],
            "config_file_encryption": params["config_file_encryption"],
            "mock_up": params["mock_up"],
            "protocol": params["server"]["protocol"],
        }

    def overrides(self) -> list[Mapping[str, Any]]:
        allowed = self.params["allow_clear_key"]
        return [*self.params["override"], *([{"rule": "CLEAR-KEY", **allowed}] if allowed else [])]


def run(params: dict[str, Any], context: Context) -> dict[str, Any]:
    """Result of the contract with ``file``, ``verdicts``, ``text`` and ``warnings``; no content in any of them.

    Raises UsageError and Refused before anything is contacted where the file alone decides; AuthError,
    ConnectionFailed and UnreadableFile of the server; ReadBackMismatch when the server then has something else.
    """
    job = Job(params, context, _server_file.wanted(params))
    verdicts = require(SENDING, job.facts(job.file), job.overrides()) if job.file.present else []
    with _download_server.opened(params) as server:
        before = _seen(server, job)
        if _is_done(job, before):
            return _result(job, before, before, verdicts)
        verdicts += _about_what_is_there(job, before)
        if not server.writes:
            raise UsageError(
                problem=f"{job.place} takes no files",
                where=Where(params["server"]["host"], label=job.file.name),
                remedy="Name a protocol by which this server can be written, or permit it on the server",
            )
        after = job.file if context.check_mode else _carried_out(server, job, before)
        result = _result(job, before, after, verdicts, changed=True)
        return result if server.atomic else result | {"warnings": [HALVES]}


def _seen(server: DownloadServer, job: Job) -> ServerFile:
    """The file as the server has it. A key is not fetched in clear only to be taken away.

    Raises UnreadableFile: what cannot be read is not known, so it is left alone.
    """
    name = job.file.name
    if job.in_clear and not job.file.present and KEY in job.file.holds and server.lists:
        return ServerFile(name, present=any(found == name for found in server.names()))
    try:
        return ServerFile(name, server.read(name))
    except NotThere:
        return ServerFile(name, present=False)


def _is_done(job: Job, there: ServerFile) -> bool:
    if not job.file.present:
        return not there.present
    return there.content == job.file.content


def _about_what_is_there(job: Job, there: ServerFile) -> list[Verdict]:
    """Answers about what goes away: the configuration of phones (INV-25), or an authority that they trust (INV-47)."""
    if not there.present:
        return []
    verdicts = []
    if CONFIGURATION in there.holds:
        verdicts += require(["INV-25"], job.facts(there), job.overrides())
    if there.authorities:
        verdicts += require(["INV-47"], _trust(job), job.overrides())
    return verdicts


def _trust(job: Job) -> dict[str, Any]:
    """Facts of INV-47: whether what takes the place of the file verifies what the systems show."""
    params, context = job.params, job.context
    facts = with_planned({"mode": "trusted", "systems": params["systems"]}, params["planned"], context.check_mode)
    files = [job.file.authorities] if job.file.authorities else []
    systems = _ca_files.with_shown(facts["systems"], files, context.clock(), context.check_mode)
    if not files:
        for system in systems:
            if "shown" in system:
                system["shown"] = {"verified_by": [], "reasons": ["no authority would be left in it"]}
    return facts | {"systems": systems}


def _carried_out(server: DownloadServer, job: Job, before: ServerFile) -> ServerFile:
    """Write or remove the file, and read what is there then. An error tells of what may have been written by then."""
    file, sent = job.file, False
    try:
        if file.content is None:
            server.remove(file.name)
        else:
            server.write(file.name, file.content)
        sent = True
        after = _seen(server, job)
        if not _is_done(job, after):
            raise _other(job, after)
    except MivoiceError as error:
        if sent or isinstance(error, WriteUncertain):
            error.details.setdefault("writes", [_write(job, before, file)])
        raise
    return after


def _other(job: Job, after: ServerFile) -> ReadBackMismatch:
    def told(file: ServerFile) -> str:
        return f"SHA-256 {file.sha256}" if file.content is not None else "the file" if file.present else "no such file"

    return ReadBackMismatch(
        problem="The download server took the change, and hands out something else",
        where=Where(job.params["server"]["host"], label=f"{job.place.rstrip('/')}/{job.file.name}"),
        found=told(after),
        wanted=told(job.file),
        remedy="Look at the server: does something else write there, or does it serve another folder than it takes?",
    )


def _write(job: Job, before: ServerFile, after: ServerFile) -> dict[str, Any]:
    return {
        "host": job.params["server"]["host"],
        "folder": job.place,
        "file": job.file.name,
        "deed": "write" if after.present else "remove",
        "changes": {"sha256": {"before": before.sha256, "after": after.sha256}},
        "restarts_sip": False,
    }


def _result(
    job: Job, before: ServerFile, after: ServerFile, verdicts: list[Verdict], *, changed: bool = False
) -> dict[str, Any]:
    file, planned = job.file, changed and job.context.check_mode
    read_at = job.context.clock().isoformat(timespec="seconds")
    value = {"name": file.name, **after.described()}
    kinds = file.holds if file.present else before.holds
    return {
        "changed": changed,
        "file": {"name": file.name, "folder": job.place, "holds": kinds, "sha256": file.sha256},
        "before": before.described(),
        "after": after.described(),
        "writes": [_write(job, before, after)] if changed else [],
        "evidence": [evidence("file on the download server", job.place, read_at, value, verified=not planned)],
        "verdicts": [verdict.as_dict() for verdict in verdicts],
        "text": f"{file.name} {_deed(job, changed)} {job.place}.",
    }


def _deed(job: Job, changed: bool) -> str:
    if not changed:
        return "is already on" if job.file.present else "is not on"
    told = "put on" if job.file.present else "removed from"
    return f"{'would be' if job.context.check_mode else 'was'} {told}"
