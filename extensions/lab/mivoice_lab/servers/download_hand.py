# SPDX-License-Identifier: GPL-3.0-or-later
"""A person's hand on a download server, and what goes wrong there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..model.download import Trouble

if TYPE_CHECKING:
    from ..model.download import DownloadServer
    from ..model.world import World

ACTOR = "operator"
Fields = dict[str, Any]


class HandError(ValueError):
    """The step or fault cannot be done as asked."""


def by_hand(world: World, fields: Fields) -> Fields:
    """`edit_file` {server, name, content, encoding: utf-8} or `remove_file` {server, name}: straight on the server's
    disk, past TMA, whose copies stay as they are. Raises HandError. Call it with the world's lock held."""
    step, name = fields.get("step"), fields.get("name")
    if step not in _STEPS:
        raise HandError(f"unknown step {step!r}; known: {', '.join(_STEPS)}")
    server = server_named(world, fields.get("server"))
    if not isinstance(name, str) or not name.strip("/"):
        raise HandError(f"{step} needs name, a file")
    _STEPS[step](server, name.lstrip("/"), fields)
    world.events.append("operator", server.name, ACTOR, step=step, file=name)
    return {"done": step, "server": server.name, "name": name}


def _edit(server: DownloadServer, name: str, fields: Fields) -> None:
    content = fields.get("content")
    if not isinstance(content, str):
        raise HandError("edit_file needs content, the whole text of the file")
    encoding = fields.get("encoding", "utf-8")
    try:
        server.files[name] = content.encode(encoding)
    except (LookupError, TypeError, UnicodeEncodeError) as error:
        raise HandError(f"content cannot be written in encoding {encoding!r}") from error


def _remove(server: DownloadServer, name: str, _fields: Fields) -> None:
    if server.files.pop(name, None) is None:
        raise HandError(f"{server.name} has no file {name!r}")


_STEPS: dict[str, Callable[[DownloadServer, str, Fields], None]] = {"edit_file": _edit, "remove_file": _remove}


def disk_full(world: World, target: str, fields: Fields) -> None:
    """No room for another byte."""
    server_named(world, target).disk_full = _on(fields)


def server_down(world: World, target: str, fields: Fields) -> None:
    """The server does not answer."""
    server_named(world, target).enabled = not _on(fields)


def refuse_login(world: World, target: str, fields: Fields) -> None:
    """Nobody is let in, neither phones nor administrators nor TMA."""
    server = server_named(world, target)
    if {server.protocol, server.files_protocol} == {"tftp"}:
        raise HandError(f"{target} speaks TFTP, which knows no log-in")
    server.refuses_login = _on(fields)


def trouble(kind: str) -> Callable[[World, str, Fields], None]:
    """Switch `kind`, stall or 550, for file `name` or all, `count` times or until it is switched off."""

    def switch(world: World, target: str, fields: Fields) -> None:
        server, name, count = server_named(world, target), fields.get("name"), fields.get("count")
        if name is not None and not isinstance(name, str):
            raise HandError("name is a file")
        if count is not None and (not isinstance(count, int) or isinstance(count, bool) or count < 1):
            raise HandError("count is a whole number from 1")
        server.set_trouble(Trouble(kind, name and name.lstrip("/"), count), on=_on(fields))

    return switch


def _on(fields: Fields) -> bool:
    return bool(fields.get("on", True))


def server_named(world: World, name: Any) -> DownloadServer:
    """HandError when there is none."""
    if not isinstance(name, str) or name not in world.download_servers:
        raise HandError(f"no download server named {name!r}")
    return world.download_servers[name]
