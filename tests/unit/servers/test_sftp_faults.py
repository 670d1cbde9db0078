# SPDX-License-Identifier: GPL-3.0-or-later
"""SFTP servers that stall, drop the connection, have no room or list what nobody should believe."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

import asyncssh
import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import ServerRefused, UnreadableFile
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._wire.servers.opening import Server, opened
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._wire.servers.part import ATTEMPTS

from .rigs import ADDRESS, PASSWORD, USER, Chroot, Trust, sftp

CONTENT = os.urandom(600_000)


def at(port: int, trust: Trust, **changes: Any) -> Server:
    given: dict[str, Any] = {"username": USER, "password": PASSWORD, "timeout": 5.0}
    return Server("sftp", ADDRESS, port, host_key=trust.host_fingerprint, **(given | changes))


class Dropping(Chroot):
    """Loses the connection in the middle of a file, ``times`` times."""

    times = 1
    reads: list[int]

    async def read(self, file_obj: Any, offset: int, size: int) -> bytes:  # type: ignore[override]
        self.reads.append(offset)
        if offset >= 200_000 and len(self.drops) < self.times:
            self.drops.append(offset)
            self.channel.get_connection().abort()
            await asyncio.Event().wait()
        return super().read(file_obj, offset, size)  # type: ignore[return-value]


def dropping(times: int) -> type[Dropping]:
    return type("Drops", (Dropping,), {"times": times, "reads": [], "drops": []})


def test_a_transfer_that_breaks_is_continued_where_it_was(tmp_path: Path, trust: Trust) -> None:
    (tmp_path / "big.cfg").write_bytes(CONTENT)
    kind = dropping(1)
    with sftp(tmp_path, trust, kind) as port, opened(at(port, trust)) as server:
        assert server.read("big.cfg") == CONTENT
    assert kind.reads.count(0) == 1


def test_a_file_that_changed_meanwhile_is_not_sewn_together(tmp_path: Path, trust: Trust) -> None:
    (tmp_path / "big.cfg").write_bytes(CONTENT)
    kind = dropping(1)

    class Changing(kind):  # type: ignore[misc,valid-type]
        def fstat(self, file_obj: Any) -> Any:
            if self.drops:
                os.utime(tmp_path / "big.cfg", (1, 1))
            return super().fstat(file_obj)

    with sftp(tmp_path, trust, Changing) as port, opened(at(port, trust)) as server:
        assert server.read("big.cfg") == CONTENT
    assert kind.reads.count(0) == 2


def test_a_connection_that_always_breaks_is_given_up(tmp_path: Path, trust: Trust) -> None:
    (tmp_path / "big.cfg").write_bytes(CONTENT)
    kind = dropping(1000)
    with sftp(tmp_path, trust, kind) as port, opened(at(port, trust)) as server, pytest.raises(UnreadableFile):
        server.read("big.cfg")
    assert len(kind.drops) == ATTEMPTS


def test_files_that_stall_cost_those_files_alone(tmp_path: Path, trust: Trust) -> None:
    for number in range(40):
        (tmp_path / f"{number}.cfg").write_bytes(b"x")

    class Stalling(Chroot):
        async def open(self, path: bytes, pflags: int, attrs: Any) -> Any:  # type: ignore[override]
            if path.endswith((b"/7.cfg", b"/27.cfg")):
                await asyncio.Event().wait()
            return super().open(path, pflags, attrs)

    with sftp(tmp_path, trust, Stalling) as port, opened(at(port, trust, timeout=1.0)) as server:
        found = dict(server.read_many(f"{number}.cfg" for number in range(40)))
    stalled = {name for name, data in found.items() if isinstance(data, UnreadableFile)}
    assert stalled == {"7.cfg", "27.cfg"}


def test_a_full_disk_is_told_from_a_file_that_may_not_be_written(tmp_path: Path, trust: Trust) -> None:
    class Full(Chroot):
        free = 0

        def write(self, file_obj: Any, offset: int, data: bytes) -> int:
            raise asyncssh.SFTPFailure("Failure")

        def statvfs(self, path: bytes) -> Any:
            return asyncssh.SFTPVFSAttrs(frsize=4096, bavail=self.free)

    (tmp_path / "a.cfg").write_bytes(b"old")
    for free, says in ((0, "has no room"), (1000, "does not allow it")):
        Full.free = free
        with (
            sftp(tmp_path, trust, Full) as port,
            opened(at(port, trust)) as server,
            pytest.raises(ServerRefused, match=says),
        ):
            server.write("a.cfg", b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a.cfg", b"old")]


def test_a_server_without_posix_rename_swaps_the_files(tmp_path: Path, trust: Trust) -> None:
    class Old(Chroot):
        def posix_rename(self, oldpath: bytes, newpath: bytes) -> None:
            raise asyncssh.SFTPOpUnsupported("no")

        def rename(self, oldpath: bytes, newpath: bytes) -> None:
            if os.path.exists(self.map_path(newpath)):
                raise asyncssh.SFTPFailure("Failure")
            super().rename(oldpath, newpath)

    (tmp_path / "a.cfg").write_bytes(b"old")
    with sftp(tmp_path, trust, Old) as port, opened(at(port, trust)) as server:
        server.write("a.cfg", b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a.cfg", b"new")]


def test_hostile_names_in_a_listing_are_left_out_and_told(tmp_path: Path, trust: Trust) -> None:
    bad = [b"../../etc/passwd", b"/etc/shadow", b"a\x00b", b"a\nb", b"-la", b"~root", b"x" * 5000]

    class Lying(Chroot):
        async def scandir(self, path: bytes) -> Any:  # type: ignore[override]
            for name in (*bad, b".", b"..", b"good.cfg"):
                yield asyncssh.SFTPName(name, attrs=asyncssh.SFTPAttrs(permissions=0o100644))

    with sftp(tmp_path, trust, Lying) as port, opened(at(port, trust)) as server:
        assert list(server.names()) == ["good.cfg"]
        assert len(server.refused) == len(bad)
        assert all(str(error).isprintable() for error in server.refused)
