# SPDX-License-Identifier: GPL-3.0-or-later
"""Downloads of phones: where the inventory says that their logs lie, and what several logs told together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

LOG_OPTIONS = ("format", "timezone", "count_requests", "not_phones")
ENTRY = ("phone", "at", "file")


def download_logs(hostvars: Mapping[str, Any], systems: Iterable[str]) -> list[dict[str, Any]]:
    """Declared logs (``mivoice_download_log``) of the download servers that phones of ``systems`` use.

    Each as ``{server, path, format, ...}``, ``path`` a list; one server may have several.
    """
    found = []
    for server in _servers(hostvars, systems):
        declared = hostvars[server].get("mivoice_download_log") or []
        for log in [declared] if isinstance(declared, Mapping) else declared:
            path = log["path"]
            options = {name: log[name] for name in LOG_OPTIONS if log.get(name) is not None}
            found.append({"server": server, "path": [path] if isinstance(path, str) else list(path), **options})
    return found


def logs_here(hostvars: Mapping[str, Any], systems: Iterable[str]) -> list[dict[str, Any]]:
    """Those of :func:`download_logs` that can be read on the controller, as options of a module."""
    return [
        {name: value for name, value in log.items() if name != "server"}
        for log in download_logs(hostvars, systems)
        if hostvars[log["server"]].get("ansible_connection") == "local"
    ]


def _servers(hostvars: Mapping[str, Any], systems: Iterable[str]) -> list[str]:
    """Download servers of the systems, each once; one that the inventory does not know has no log declared."""
    named = (server for name in systems for server in hostvars[name].get("mivoice_download_servers") or [])
    return [server for server in dict.fromkeys(named) if server in hostvars]


def merge_fetched(found: Iterable[Iterable[Mapping[str, Any]]]) -> list[dict[str, Any]]:
    """One list of ``{phone, at, file}`` out of several, without repetitions and what gates do not look at."""
    kept: dict[tuple[Any, ...], dict[str, Any]] = {}
    for entries in found:
        for entry in entries:
            known = {name: entry[name] for name in ENTRY if entry.get(name) is not None}
            kept.setdefault(tuple(known.get(name) for name in ENTRY), known)
    return list(kept.values())
