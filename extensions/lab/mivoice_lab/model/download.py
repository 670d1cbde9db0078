# SPDX-License-Identifier: GPL-3.0-or-later
"""Download servers (TOP-11)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from .world import World


class Unreachable:
    """What a fetch yields when the server does not answer, as opposed to None: it answers that the file is absent."""


UNREACHABLE: Final = Unreachable()


@dataclass(kw_only=True)
class DownloadServer:
    """`protocol`: ftp, tftp or http. `integrated_in`: the Gateway it is part of, if any. `log` entries are
    `{at, client, path}`, one for each file really served."""

    world: World = field(repr=False)
    name: str
    address: str = ""
    protocol: str = "ftp"
    port: int = 2121
    integrated_in: str | None = None
    enabled: bool = True
    disk_full: bool = False
    files: dict[str, bytes] = field(default_factory=dict)
    log: list[dict[str, Any]] = field(default_factory=list)

    def read(self, client: str, path: str) -> bytes | None:
        """Serve a file to `client` (an address) and log it; None when absent. A leading slash is ignored."""
        path = path.lstrip("/")
        data = self.files.get(path)
        if data is not None:
            self.log.append({"at": self.world.clock.now().isoformat(), "client": client, "path": path})
        return data

    def writable(self) -> bool:
        """Whether TMA can transfer files here."""
        return self.enabled and not self.disk_full

    def write(self, path: str, data: bytes) -> None:
        """Store a file; OSError when the disk is full or the server is off."""
        if not self.writable():
            raise OSError(f"{self.name}: cannot write {path}")
        self.files[path] = data
