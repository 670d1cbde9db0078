# SPDX-License-Identifier: GPL-3.0-or-later
"""Other people's daemons behave as DownloadServer promises: each operation idempotent, each failure clean."""

from __future__ import annotations

import itertools
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import (
    AuthError,
    ConnectionFailed,
    FolderNotThere,
    NotThere,
    ServerRefused,
    TlsError,
    UnreadableFile,
    WriteUncertain,
)
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._wire.servers import ftp
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._wire.servers.opening import Server, opened
from ansible_collections.voiceops.mivoice5000.tests.unit.support.authorities import Authority

from . import daemons
from .daemons import ADDRESS, PEERS, Peer, Place

MAC, OTHER = "00085D000001.cfg", "00085D000002.cfg"
JUNK = b"\xef\xbb\xbfsip proxy ip: 10.0.0.1\r\n\x00\xff\n"
NUMBERS = itertools.count()
ROOM = 128 * 1024


@dataclass
class Site:
    """One folder on one daemon, seen from both ends."""

    peer: Peer
    place: Place
    files: Path

    def server(self, **changes: Any) -> Server:
        return self.peer.server(self.place, self.files, **changes)

    @property
    def names(self) -> list[str]:
        return sorted(os.listdir(self.files))


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    """Below the machine's own folder for such things, where a daemon of any user gets."""
    with tempfile.TemporaryDirectory(prefix="peers-servers-") as name:
        Path(name).chmod(0o755)
        yield Place(Path(name))


@pytest.fixture(scope="module")
def running(place: Place) -> Iterator[Any]:
    """Starts a daemon when a test first asks for it."""
    started: set[Any] = set()
    with ExitStack() as stack:

        def start(peer: Peer) -> None:
            if peer.start not in started:
                stack.enter_context(peer.start(place, peer.port))
                started.add(peer.start)

        yield start


@pytest.fixture
def site(request: pytest.FixtureRequest, running: Any, place: Place, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Indirect: the parameter is the name of a peer."""
    peer = PEERS[request.param]
    place.root.chmod(0o755)
    files = place.root / f"folder{next(NUMBERS)}"
    files.mkdir()
    place.root.chmod(0o555)
    monkeypatch.setattr(ftp, "IMPLICIT_FTPS", daemons.IMPLICIT_PORT)
    running(peer)
    return Site(peer, place, files)


def over(*names: str, **wanted: bool) -> pytest.MarkDecorator:
    """Run a test over the peers named, or over all that can do what is wanted."""
    fitting = names or tuple(
        name for name, peer in PEERS.items() if all(getattr(peer, key) == is_ for key, is_ in wanted.items())
    )
    return pytest.mark.parametrize("site", fitting, indirect=True)


@over()
@pytest.mark.parametrize("content", [b"", JUNK, b"x" * 1024, b"\r\n" * 150_000], ids=["empty", "junk", "1K", "300K"])
def test_what_is_written_is_read_back_and_written_again_alike(site: Site, content: bytes) -> None:
    with opened(site.server()) as server:
        for _turn in range(2):
            server.write(MAC, content)
            assert server.read(MAC) == content
    assert (site.files / MAC).read_bytes() == content
    assert site.names == [MAC]


@over(lists=True)
def test_a_folder_is_listed_by_plain_names(site: Site) -> None:
    with opened(site.server()) as server:
        assert list(server.names()) == []
        for name in (MAC, "with blank.cfg", "zoë.cfg"):
            (site.files / name).write_bytes(JUNK)
        (site.files / os.fsdecode(b"zo\xeb.cfg")).write_bytes(JUNK)
        assert sorted(server.names()) == site.names
        assert {data for _name, data in server.read_many(server.names())} == {JUNK}


@over()
def test_many_files_come_each_once_and_the_missing_are_told_one_by_one(site: Site) -> None:
    wanted = {f"00085D{number:06X}.cfg": str(number).encode() * 50 for number in range(300)}
    for name, content in wanted.items():
        (site.files / name).write_bytes(content)
    with opened(site.server()) as server:
        found = list(server.read_many([*wanted, "00085DFFFFFF.cfg"]))
    assert {name: data for name, data in found if isinstance(data, bytes)} == wanted
    assert [type(data) for _name, data in found if not isinstance(data, bytes)] == [NotThere]


@over()
def test_missing_too_big_and_hostile_names_are_each_told(site: Site) -> None:
    (site.files / OTHER).write_bytes(b"x" * 5000)
    with opened(site.server()) as server:
        with pytest.raises(NotThere):
            server.read(MAC)
        with pytest.raises(UnreadableFile, match="more than 4999"):
            server.read(OTHER, 4999)
        with pytest.raises(UnreadableFile, match="was not asked"):
            server.read("../ca.pem")
        assert len(server.read(OTHER)) == 5000


@over(removes=True)
def test_removing_twice_removes_once(site: Site) -> None:
    (site.files / MAC).write_bytes(JUNK)
    with opened(site.server()) as server:
        assert server.remove(MAC) is True
        assert server.remove(MAC) is False
    assert site.names == []


@over(atomic=True)
def test_a_file_is_replaced_and_never_half_there(site: Site) -> None:
    (site.files / MAC).write_bytes(b"old")
    with (site.files / MAC).open("rb") as still_open, opened(site.server()) as server:
        server.write(MAC, JUNK)
        assert still_open.read() == b"old"
    assert site.names == [MAC]


@over(atomic=True)
def test_what_cannot_be_written_or_removed_stays(site: Site) -> None:
    (site.files / MAC).mkdir()
    (site.files / MAC / "inside").write_bytes(JUNK)
    with opened(site.server()) as server:
        with pytest.raises(ServerRefused):
            server.write(MAC, b"new")
        with pytest.raises(ServerRefused):
            server.remove(MAC)
    assert (site.names, (site.files / MAC / "inside").read_bytes()) == ([MAC], JUNK)


@over(atomic=True)
def test_a_full_disk_leaves_the_old_file_and_no_rest(site: Site) -> None:
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "none", str(site.files)], check=False)
    if mounted.returncode:
        pytest.skip("a disk that can be filled has to be mounted, which takes root")
    try:
        (site.files / MAC).write_bytes(b"old")
        with opened(site.server()) as server:
            with pytest.raises(ServerRefused, match="has no room|Failure writing"):
                server.write(MAC, b"x" * 4 * ROOM)
            assert server.read(MAC) == b"old"
            server.write(MAC, b"new")
        assert (site.names, (site.files / MAC).read_bytes()) == ([MAC], b"new")
    finally:
        subprocess.run(["umount", "--lazy", str(site.files)], check=True)


@over("tftpd", "nginx")
def test_a_full_disk_is_told_where_nothing_can_be_renamed(site: Site) -> None:
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "none", str(site.files)], check=False)
    if mounted.returncode:
        pytest.skip("a disk that can be filled has to be mounted, which takes root")
    try:
        with opened(site.server()) as server, pytest.raises((ServerRefused, WriteUncertain)):
            server.write(MAC, b"x" * 4 * ROOM)
    finally:
        subprocess.run(["umount", "--lazy", str(site.files)], check=True)


@over("vsftpd", "vsftpd_tls", "vsftpd_implicit", "nginx", "nginx_tls")
def test_a_wrong_password_is_refused_and_kept(site: Site) -> None:
    with pytest.raises(AuthError) as caught, opened(site.server(password="wr0ng word")):
        pass
    assert "wr0ng" not in f"{caught.value} {caught.value!r} {caught.value.__cause__!r}"


@over("openssh")
def test_a_key_that_nobody_knows_is_refused(site: Site) -> None:
    with pytest.raises(AuthError), opened(site.server(private_key=str(site.place.folder / "stranger"))):
        pass


@over("openssh")
def test_another_host_key_is_refused(site: Site) -> None:
    stranger = (site.place.folder / "stranger.pub").read_text()
    with pytest.raises(TlsError, match="'host_key'"), opened(site.server(host_key=stranger)):
        pass


@over("openssh")
def test_a_host_key_is_known_by_its_fingerprint(site: Site) -> None:
    told = subprocess.run(
        ["ssh-keygen", "-l", "-f", str(site.place.folder / "host.pub")], check=True, capture_output=True, text=True
    )
    with opened(site.server(host_key=told.stdout.split()[1])) as server:
        assert list(server.names()) == []


@over("vsftpd_tls", "vsftpd_implicit", "nginx_tls")
def test_a_certificate_is_believed_by_its_authority_or_its_fingerprint_only(site: Site, tmp_path: Path) -> None:
    (site.files / MAC).write_bytes(JUNK)
    with opened(site.server(ca_path=None, fingerprint=site.place.fingerprint)) as server:
        assert server.read(MAC) == JUNK
    (tmp_path / "other.pem").write_text(Authority("Another").pem)
    for wrong in ({"fingerprint": "ab" * 32}, {"ca_path": str(tmp_path / "other.pem")}, {"ca_path": None}):
        with pytest.raises(TlsError), opened(site.server(**wrong)):
            pass


@over("vsftpd", "vsftpd_tls")
def test_active_mode_works_as_well(site: Site) -> None:
    for number in range(100):
        (site.files / f"{number}.cfg").write_bytes(JUNK)
    with opened(site.server(passive=False)) as server:
        server.write(MAC, JUNK)
        assert len(list(server.names())) == 101
        assert [data for _name, data in server.read_many(server.names())] == [JUNK] * 101


@over("vsftpd", "openssh")
def test_a_folder_that_is_not_there_is_told_at_once(site: Site) -> None:
    with pytest.raises(FolderNotThere), opened(site.server(folder="nowhere")):
        pass


@over("vsftpd", "vsftpd_tls", "openssh", "nginx", "nginx_tls")
def test_a_port_where_nobody_listens_is_told_with_its_address(site: Site) -> None:
    with pytest.raises(ConnectionFailed, match=f"{ADDRESS}:9"), opened(site.server(port=9)):
        pass


@over("tftpd")
def test_a_tftp_server_that_is_silent_is_told_by_the_file(site: Site) -> None:
    with opened(site.server(port=9, timeout=0.3)) as server, pytest.raises(UnreadableFile, match="nothing came"):
        server.read(MAC)
