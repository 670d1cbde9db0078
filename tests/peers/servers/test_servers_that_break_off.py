# SPDX-License-Identifier: GPL-3.0-or-later
"""Daemons that are killed in the middle of our work and started again: told file by file, ended by the next run."""

from __future__ import annotations

import contextlib
import os
import signal
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import MivoiceError
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._wire.servers.opening import opened

from .daemons import PEERS, Peer, Place

FILES = {f"00085D{number:06X}.cfg": str(number).encode() * 60 for number in range(2_000)}
FIRST = 50
"""Files that have come when the daemon is killed."""
FILE, BIG = "00085D000001.cfg", b"x" * (32 << 20)


@pytest.fixture
def place() -> Iterator[Place]:
    with tempfile.TemporaryDirectory(prefix="peers-breaking-") as name:
        Path(name).chmod(0o755)
        yield Place(Path(name))


def filled(place: Place) -> Path:
    """A folder of small files."""
    files = place.root / "phones"
    files.mkdir()
    for file, content in FILES.items():
        (files / file).write_bytes(content)
    return files


def family(parent: int) -> list[int]:
    """A process and all below it, as the kernel tells them: a daemon has one for each client."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [parent, *(one for child in children for one in family(int(child)))]


def kill_daemon(name: str) -> None:
    """Kill the daemon of that name that this process started, with all its processes, and see them gone.

    It is stopped first, or it would replace those that are killed before it.
    """
    mine = family(os.getpid())[1:]
    (daemon,) = [pid for pid in mine if parent_of(pid) == os.getpid() and program(pid) == name]
    os.kill(daemon, signal.SIGSTOP)
    processes = family(daemon)
    for pid in processes:
        os.kill(pid, signal.SIGKILL)
    while any(map(runs, processes)):
        pass


def runs(pid: int) -> bool:
    """Whether it is there and not only waits for its parent to hear of its end."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def program(pid: int) -> str:
    return Path(f"/proc/{pid}/comm").read_text().strip()


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


@contextmanager
def serving(peer: Peer, place: Place) -> Iterator[Callable[[], None]]:
    """The daemon, and what kills it. Its end is that of the block, whoever brought it about."""
    with peer.start(place, peer.port):
        yield lambda: kill_daemon({"ftp": "vsftpd", "sftp": "sshd", "http": "nginx"}[peer.protocol])


@pytest.mark.parametrize("name", ["vsftpd", "openssh", "nginx"])
def test_each_file_is_told_and_the_next_run_brings_them_all(place: Place, name: str) -> None:
    peer, files = PEERS[name], filled(place)
    server = peer.server(place, files)
    told = {}
    with serving(peer, place) as kill, opened(server) as reached:
        for number, (file, data) in enumerate(reached.read_many(list(FILES)), start=1):
            told[file] = data
            if number == FIRST:
                kill()
    came = {file for file, data in told.items() if data == FILES[file]}
    assert FIRST <= len(came) < len(FILES)
    assert told.keys() == FILES.keys()
    assert all(isinstance(told[file], MivoiceError) for file in FILES.keys() - came)
    with serving(peer, place), opened(server) as reached:
        assert dict(reached.read_many(list(FILES))) == FILES


@pytest.mark.parametrize("name", ["vsftpd", "openssh"])
def test_a_list_that_broke_off_is_never_taken_for_a_whole_one(place: Place, name: str) -> None:
    peer, files = PEERS[name], filled(place)
    server = peer.server(place, files)
    listed = []
    with serving(peer, place) as kill, opened(server) as reached, contextlib.suppress(MivoiceError):
        for file in reached.names():
            if not listed:
                kill()
            listed.append(file)
        assert sorted(listed) == sorted(FILES), "it ended as if it were whole"
    with serving(peer, place), opened(server) as reached:
        assert sorted(reached.names()) == sorted(FILES)


@pytest.mark.parametrize("name", ["vsftpd", "openssh"])
def test_no_half_file_stands_under_its_name_and_the_next_run_writes_it(place: Place, name: str) -> None:
    """Killed as soon as the first bytes are there; on a slow machine all may be, so both ends are right, no third."""
    peer, files = PEERS[name], place.root / "phones"
    files.mkdir()
    (files / FILE).write_bytes(b"old")
    server = peer.server(place, files)
    with serving(peer, place) as kill, opened(server) as reached, ThreadPoolExecutor(1) as beside:
        killed = beside.submit(kill_when, lambda: begun(files), kill)
        with contextlib.suppress(MivoiceError):
            reached.write(FILE, BIG)
        killed.result()
    assert (files / FILE).read_bytes() in (b"old", BIG)
    with serving(peer, place), opened(server) as reached:
        reached.write(FILE, BIG)
        assert reached.read(FILE, len(BIG)) == BIG


def begun(files: Path) -> bool:
    """Whether something of the new file has come, under whatever name."""
    return os.listdir(files) != [FILE] or (files / FILE).stat().st_size == len(BIG)


def kill_when(ready: Callable[[], bool], kill: Callable[[], None]) -> None:
    while not ready():
        pass
    kill()
