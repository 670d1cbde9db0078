# SPDX-License-Identifier: GPL-3.0-or-later
"""Deployment of one file to one download server (SCR-T1, TMA-17..19, spec 6.4)."""

from __future__ import annotations

import hashlib
import posixpath
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .refusal import CFG_REFUSED, FILE_MISSING, SERVER_MISSING

if TYPE_CHECKING:
    from .phone import Phone
    from .tma import Tma
    from .tma_rows import Scope


@dataclass
class Deployment:
    """What `Validate` on T1 keeps until T4 confirms it, and its action until it has run: TMA keeps no copy (TMA-17)."""

    number: int
    scope: Scope
    family: str
    server: str
    name: str
    content: bytes | None = field(repr=False)
    write: int

    def carry_out(self, tma: Tma) -> list[Phone]:
        """Write the file on the server; no phone hears of it. OSError when the server does not take it."""
        content, self.content = self.content, None
        assert content is not None
        tma.world.download_servers[self.server].write({self.name: content})
        return []


def prepare(
    tma: Tma, actor: str, number: int, scope: Scope, family: str, server: str, file_name: str, content: bytes
) -> Deployment:
    """Take one file. Refused without server (compulsory, SCR-T1.2) or file, and for `*.cfg` while configuration files
    are encrypted (TMA-18). KeyError for a server that is not of the scope."""
    world, name = tma.world, posixpath.basename(file_name.replace("\\", "/"))
    if not server:
        world.refuse(actor, tma.owner, "deployment", SERVER_MISSING)
    if not name:
        world.refuse(actor, tma.owner, "deployment", FILE_MISSING)
    if tma.config_file_encryption and name.lower().endswith(".cfg"):
        world.refuse(actor, tma.owner, "deployment", CFG_REFUSED)
    if server not in [one.name for one in tma.servers(scope)]:
        raise KeyError(server)
    write = world.operator_action(
        actor,
        tma.owner,
        "deployment",
        scope=list(scope),
        family=family,
        server=server,
        file=name,
        sha256=hashlib.sha256(content).hexdigest(),
    )
    return Deployment(number, scope, family, server, name, content, write["n"])
