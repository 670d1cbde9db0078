# SPDX-License-Identifier: GPL-3.0-or-later
"""What lies on a download server beside the files of phones: private keys left behind, names shown to anyone.

A download server gives its files to whoever asks (BCRT-11), and in the mock-up method no key may lie on that of the
working platform at all (INV-33, MCK-5).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .._context import Context
from .._deps import PKI_NEEDS
from .._errors import NotThere, UnreadableFile
from .._phoneconfig.folder import shown
from .._safety.rules_files import CERTIFICATE, KEY, PRE_CONFIGURATION, WORKING
from .._wire.servers import listing
from .._wire.servers.opening import DownloadServer, Server
from . import _download_server
from ._server_file import ServerFile

ARGUMENT_SPEC: dict[str, dict[str, Any]] = {
    "server": _download_server.SERVER["server"] | {"required": True},
    "names": {"type": "list", "elements": "str", "default": []},
    "private_files": {"type": "list", "elements": "str", "default": []},
    "mock_up": {"type": "str", "choices": [WORKING, PRE_CONFIGURATION]},
}
CONNECTED = False
LOCAL_PATHS = _download_server.LOCAL_PATHS
REQUIRES = PKI_NEEDS
SPEC_EXTRAS: dict[str, Any] = {}

OF_PHONES = (".cfg", ".tuz", ".st", ".lic")
"""Configuration, the same encrypted, firmware, licences: nothing of theirs is a key, and there may be many."""
SHOWN = 20


def run(params: dict[str, Any], context: Context) -> dict[str, Any]:
    """``{changed: False, state, lists, looked_at, private_files_found, left_behind, findings, unread, read_at, text}``.

    Raises what reaching the server raises. A file that cannot be read makes the state ``partial``, and so does a server
    that does not list, unless ``names`` says what to look at.
    """
    unread: list[dict[str, str]] = []
    secret: list[dict[str, Any]] = []
    looked_at = 0
    with _download_server.opened(params) as server:
        lists = server.lists
        for name, outcome in server.read_many(_others(server, params["names"])):
            if isinstance(outcome, NotThere):
                continue
            looked_at += 1
            if isinstance(outcome, UnreadableFile):
                unread.append({"file": shown(name), "problem": outcome.problem})
            elif holds := _secret(ServerFile(name, outcome), params["mock_up"]):
                expected = name in params["private_files"] and params["mock_up"] != WORKING
                secret.append({"file": shown(name), "holds": holds, "expected": expected})
    findings = [*map(_finding, secret), *_of_listing(params)]
    return {
        "changed": False,
        "state": "partial" if unread or not (lists or params["names"]) else "complete",
        "lists": lists,
        "looked_at": looked_at,
        "private_files_found": secret,
        "left_behind": [one["file"] for one in secret if not one["expected"]],
        "findings": findings,
        "unread": unread,
        "read_at": context.clock().isoformat(timespec="seconds"),
        "text": _told(params, lists, looked_at, findings, unread),
        "warnings": [finding["text"] for finding in findings if finding["severity"] != "info"],
    }


def _secret(file: ServerFile, mock_up: str | None) -> str | None:
    """What the file holds that should not lie there; on the working platform of a mock-up certificates too (MCK-5)."""
    if KEY in file.holds:
        return KEY
    return CERTIFICATE if CERTIFICATE in file.holds and mock_up == WORKING else None


def _others(server: DownloadServer, names: Sequence[str]) -> Iterator[str]:
    """Files to look at: of a server that lists all but those of phones, else those that are named."""
    return iter(names) if not server.lists else (one for one in server.names() if not one.lower().endswith(OF_PHONES))


def _finding(secret: Mapping[str, Any]) -> dict[str, str]:
    name, holds = secret["file"], secret["holds"]
    if secret["expected"]:
        told = (f"{holds}_in_place", "info", "take it away as soon as the phones have it")
    else:
        lost = " and think of it as lost, for anyone may have fetched it" if holds == KEY else ""
        told = (f"{holds}_left_behind", "error", f"take it away (download_file, state absent){lost}")
    id_, severity, remedy = told
    what = "holds a private key, or is locked and may hold one" if holds == KEY else "holds a certificate"
    text = f"{name} {what}, and a download server gives its files to anyone who asks -> {remedy}"
    return {"id": id_, "severity": severity, "file": name, "rule": "INV-33", "text": text}


def _of_listing(params: Mapping[str, Any]) -> list[dict[str, str]]:
    """Names tell which phones there are; who knows a phone's MAC address can fetch its file."""
    if not listing.to_anyone(Server(**params["server"])):
        return []
    text = "it lists its files to anyone, with the MAC address of every phone -> switch listing off"
    return [{"id": "listing_on", "severity": "warning", "file": "", "rule": "", "text": text}]


def _told(
    params: Mapping[str, Any],
    lists: bool,
    looked_at: int,
    findings: Sequence[Mapping[str, str]],
    unread: Sequence[Mapping[str, str]],
) -> list[str]:
    """Lines for a person."""
    place = _download_server.place(params)
    lines = [f"{place}: {looked_at} files beside those of phones looked at; permissions cannot be seen from here."]
    lines += [f"{place}: {finding['text']}." for finding in findings]
    lines += [f"{place}: NOT READ, {one['file']}: {one['problem']}." for one in unread[:SHOWN]]
    if len(unread) > SHOWN:
        lines.append(f"{place}: NOT READ, {len(unread) - SHOWN} more files.")
    if not lists and not params["names"]:
        lines.append(f"{place}: NOT LOOKED AT, it does not list its files and none was named.")
    return lines
