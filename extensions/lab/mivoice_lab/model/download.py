# SPDX-License-Identifier: GPL-3.0-or-later
"""Download servers (TOP-11): what lies on them, how phones and administrators reach it, what goes wrong."""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from .world import World

PORTS = {"ftp": 2121, "ftps": 2121, "sftp": 2222, "tftp": 6969, "http": 8080, "https": 8443}
OF_PHONES = {"ftps": "ftp", "sftp": "ftp"}
"""Protocol of a server -> what phones use there when they cannot speak it (product-facts 3.3)."""
WITHOUT_ACCOUNT = ("tftp",)
ACCOUNT = "files"
STALL, DENIED = "stall", "550"
TROUBLES = (STALL, DENIED)


class Unreachable:
    """What a fetch yields when the server does not answer, as opposed to None: it answers that the file is absent."""


UNREACHABLE: Final = Unreachable()


@dataclass
class Trouble:
    """`stall`: a file is sent by half, then nothing more; `550`: the server keeps it to itself. `name`: that file only,
    None: any; `remaining`: how often still, None: until it is switched off."""

    kind: str
    name: str | None = None
    remaining: int | None = None


@dataclass(kw_only=True)
class DownloadServer:
    """`protocol`: what phones use, ftp, tftp, http or https; `files_protocol`: what administrators use, with the
    account `files` and `password`. `listing`: HTTP tells the names of its files. `integrated_in`: the Gateway it is
    part of, if any. `log` entries are `{at, client, path}`, one for each file really served."""

    world: World = field(repr=False)
    name: str
    address: str = ""
    protocol: str = "ftp"
    files_protocol: str = "ftp"
    password: str = field(default="", repr=False)
    listing: bool = False
    integrated_in: str | None = None
    enabled: bool = True
    disk_full: bool = False
    refuses_login: bool = False
    troubles: list[Trouble] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    log: list[dict[str, Any]] = field(default_factory=list)

    @property
    def port(self) -> int:
        """Port that phones use."""
        return PORTS[self.protocol]

    @property
    def has_account(self) -> bool:
        """Whether administrators log in."""
        return self.files_protocol not in WITHOUT_ACCOUNT

    def read(self, client: str, path: str) -> bytes | None:
        """Serve a file to `client` (an address) and log it; None when absent. A leading slash is ignored."""
        path = path.lstrip("/")
        data = self.files.get(path)
        if data is not None:
            self.log.append({"at": self.world.clock.now().isoformat(), "client": client, "path": path})
        return data

    def why_not_writable(self) -> str | None:
        """What keeps TMA from transferring files here, or None."""
        if not self.enabled:
            return os.strerror(errno.ECONNREFUSED)
        if self.refuses_login:
            return os.strerror(errno.EACCES)
        return os.strerror(errno.ENOSPC) if self.disk_full else None

    def write(self, files: dict[str, bytes]) -> None:
        """Store the files that TMA transfers; OSError when the disk is full or the server does not let it in."""
        if problem := self.why_not_writable():
            raise OSError(f"{self.name}: {problem}")
        self.files.update(files)

    def set_trouble(self, trouble: Trouble, *, on: bool) -> None:
        """Switch a trouble on or off; off ends every trouble of its kind and name."""
        self.troubles = [one for one in self.troubles if (one.kind, one.name) != (trouble.kind, trouble.name)]
        if on:
            self.troubles.append(trouble)

    def strikes(self, kind: str, path: str) -> bool:
        """Whether a trouble of that kind meets this file now; one that was counted is used up by one."""
        for trouble in self.troubles:
            if trouble.kind == kind and trouble.name in (None, path.lstrip("/")):
                if trouble.remaining is not None:
                    trouble.remaining -= 1
                    if trouble.remaining == 0:
                        self.troubles.remove(trouble)
                return True
        return False
