# SPDX-License-Identifier: GPL-3.0-or-later
"""The option ``server`` of modules that read or write the files of a download server: fields of ``servers.Server``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from .._options import Spec
from .._wire.servers import opening as servers
from .._wire.servers.opening import DownloadServer, Server

SERVER: Spec = {
    "server": {
        "type": "dict",
        "options": {
            "protocol": {"type": "str", "choices": list(servers.PROTOCOLS), "required": True},
            "host": {"type": "str", "required": True},
            "port": {"type": "int"},
            "folder": {"type": "str", "default": ""},
            "username": {"type": "str"},
            "password": {"type": "str", "no_log": True},
            "ca_path": {"type": "path"},
            "fingerprint": {"type": "str"},
            "host_key": {"type": "str", "no_log": False},
            "known_hosts": {"type": "path"},
            "private_key": {"type": "path", "no_log": False},
            "passive": {"type": "bool", "default": True},
            "connections": {"type": "int", "default": 4},
            "timeout": {"type": "float", "default": 30.0},
        },
    }
}
LOCAL_PATHS = ("known_hosts", "private_key")
"""Read where the task runs. A key to log in with is never copied to another machine."""


@contextmanager
def opened(params: Mapping[str, Any]) -> Iterator[DownloadServer]:
    """The server that the option names, logged in. Raises what ``servers.opened`` raises."""
    with servers.opened(Server(**params["server"])) as server:
        yield server


def place(params: Mapping[str, Any]) -> str:
    """Its folder as messages write it, without account. Raises UsageError for fields that contradict each other."""
    return Server(**params["server"]).address
