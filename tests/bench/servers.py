# SPDX-License-Identifier: GPL-3.0-or-later
"""How fast many small files come from real download servers, beside the tools that people use (issue 4, Speed)."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._wire.servers.opening import Server, opened
from peers.servers.daemons import ADDRESS, FTP_PORT, PASSWORD, PEERS, SSH_PORT, Place

from bench.section import Section, Target, target_table

FILES = 10_000
SLOWEST = 1.5
"""Times what the other tool needs."""
MEMORY = Path("/dev/shm")
TEXT = "sip line1 auth name: {number}\nsip proxy ip: 10.0.0.1\n" + "softkey1 type: none\n" * 30


class Contest(NamedTuple):
    """One protocol: our peer's name, the tool beside us, and the programs without which there is none."""

    peer: str
    tool: str
    command: Callable[[Place, Path, Path], tuple[list[str], str]]
    needed: tuple[str, ...]


def _lftp(_place: Place, files: Path, out: Path) -> tuple[list[str], str]:
    script = f"open -u anonymous,{PASSWORD} ftp://{ADDRESS}:{FTP_PORT}; mirror {files.name} {out}"
    return ["lftp", "--norc", "-c", script], ""


def _sftp(place: Place, files: Path, out: Path) -> tuple[list[str], str]:
    trust = ["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR"]
    login = ["-F", "none", "-i", str(place.folder / "user"), "-P", str(SSH_PORT)]
    return ["sftp", "-q", "-b", "-", *login, *trust, ADDRESS], f"get {files}/* {out}/\n"


CONTESTS = (
    Contest("vsftpd", "lftp mirror", _lftp, ("vsftpd", "lftp")),
    Contest("openssh", "sftp", _sftp, ("sshd", "sftp")),
)


def run(rounds: int) -> Section:
    """Start each server once; we and the other tool take turns, medians of ``rounds``."""
    rows, targets, absent = [], [], []
    with tempfile.TemporaryDirectory(prefix="bench-servers-", dir=MEMORY if MEMORY.is_dir() else None) as base:
        place, files = _written(Path(base))
        for contest in CONTESTS:
            missing = [program for program in contest.needed if not _installed(program)]
            if missing:
                absent.append(
                    f"{contest.peer} against {contest.tool} is left out: {' and '.join(missing)} not installed."
                )
                continue
            ours, theirs = _contest(contest, place, files, rounds)
            protocol = PEERS[contest.peer].protocol.upper()
            rows.append(f"| {protocol} | {contest.peer} | {ours:.1f} s | {theirs:.1f} s ({contest.tool}) |")
            name = f"{FILES} files over {protocol}, against {contest.tool}"
            targets.append(Target(name, ours / theirs, SLOWEST, at_least=False, unit=" times"))
    lines = [
        f"{FILES} files of {len(TEXT)} bytes from a real server on loopback, listed and read; files and copies in",
        "memory, so that no disk is measured. The other tool writes what it reads, ours hands it on.",
        "",
        *absent,
        *([""] if absent else []),
        "| protocol | server | ours | the other tool |",
        "|---|---|---:|---:|",
        *rows,
        "",
        *target_table(targets),
    ]
    return Section("Download servers", "\n".join(lines), all(target.met for target in targets))


def _installed(program: str) -> bool:
    """Daemons lie where an ordinary user does not look."""
    return shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin:/sbin") is not None


def _written(base: Path) -> tuple[Place, Path]:
    base.chmod(0o755)
    place = Place(base)
    files = place.root / "phones"
    files.mkdir()
    for number in range(FILES):
        (files / f"00085D{number:06X}.cfg").write_text(TEXT.format(number=number))
    return place, files


def _contest(contest: Contest, place: Place, files: Path, rounds: int) -> tuple[float, float]:
    peer = PEERS[contest.peer]
    ours, theirs = [], []
    with peer.start(place, peer.port):
        for _round in range(rounds):
            ours.append(_ours(peer.server(place, files)))
            theirs.append(_theirs(contest, place, files))
    return statistics.median(ours), statistics.median(theirs)


def _ours(server: Server) -> float:
    start = time.perf_counter()
    with opened(server) as reached:
        whole = sum(isinstance(data, bytes) for _name, data in reached.read_many(reached.names()))
    took = time.perf_counter() - start
    if whole != FILES:
        raise SystemExit(f"{whole} of {FILES} files came over {server.protocol}: the speed means nothing")
    return took


def _theirs(contest: Contest, place: Place, files: Path) -> float:
    out = place.folder / "copies"
    out.mkdir()
    command, words = contest.command(place, files, out)
    start = time.perf_counter()
    subprocess.run(
        command,
        input=words,
        text=True,
        check=True,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "HOME": str(place.folder)},
    )
    took = time.perf_counter() - start
    copied = sum(1 for _file in out.iterdir())
    shutil.rmtree(out)
    if copied != FILES:
        raise SystemExit(f"{contest.tool} copied {copied} of {FILES} files: its speed means nothing")
    return took
