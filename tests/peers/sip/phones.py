# SPDX-License-Identifier: GPL-3.0-or-later
"""Phones that no one here wrote, with the files that they are given: baresip, and SIPp behind socat (feasibility 2)."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

BOUND = 30.0
"""Seconds after which something awaited is taken to be missing."""
MODULES = Path("/usr/lib/baresip/modules")

BARESIP = """\
module_path {modules}
poll_method epoll
net_interface 127.0.0.1
sip_listen 127.0.0.1:0
{own}
sip_cafile {ca}
module g711.so
module srtp.so
module_tmp account.so
module_app menu.so
"""

SCENARIO = """\
<?xml version="1.0" encoding="UTF-8"?>
<scenario name="register">
  <send retrans="500"><![CDATA[
    REGISTER sip:{address} SIP/2.0
    Via: SIP/2.0/TLS [local_ip]:[local_port];branch=[branch]
    Max-Forwards: 70
    From: <sip:4002@{address}>;tag=[call_number]
    To: <sip:4002@{address}>
    Call-ID: [call_id]
    CSeq: 1 REGISTER
    Contact: <sip:4002@[local_ip]:[local_port];transport=tls>
    Expires: 60
    User-Agent: SIPp
    Content-Length: 0

  ]]></send>
  <recv response="200"/>
</scenario>
"""


@dataclass(frozen=True)
class Files:
    """What a phone has of its own, ``own`` None for nothing, and whom it trusts."""

    ca: bytes
    own: bytes | None

    def write(self, folder: Path) -> tuple[Path, Path | None]:
        folder.mkdir()
        (folder / "ca.crt").write_bytes(self.ca)
        if self.own is None:
            return folder / "ca.crt", None
        (folder / "phone.pem").touch(mode=0o600)
        (folder / "phone.pem").write_bytes(self.own)
        return folder / "ca.crt", folder / "phone.pem"


@contextmanager
def ended(command: list[str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A program that is gone when the block ends; it writes into ``log``."""
    with log.open("wb") as written:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=written, stderr=written)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def awaited(seen: Callable[[], bool], process: subprocess.Popen[bytes]) -> bool:
    """Whether something is seen while ``process`` lives, or once it has ended, within BOUND."""
    deadline = time.monotonic() + BOUND
    while not seen():
        if process.poll() is not None or time.monotonic() > deadline:
            return seen()
        try:
            process.wait(timeout=0.05)
        except subprocess.TimeoutExpired:
            continue
    return True


@contextmanager
def baresip(folder: Path, files: Files, address: str) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """baresip with one account; it registers at once. Gives its log."""
    ca, own = files.write(folder)
    told = f"sip_certificate {own}" if own else ""
    (folder / "config").write_text(BARESIP.format(modules=MODULES, own=told, ca=ca))
    account = f"<sip:4001@{address}:5061;transport=tls>;regint=60;auth_pass=x;mediaenc=srtp-mand\n"
    (folder / "accounts").write_text(account)
    (folder / "contacts").touch()
    with ended(["baresip", "-f", str(folder), "-s"], folder / "log") as process:
        yield process, folder / "log"


def sipp(folder: Path, files: Files, address: str, own_address: str) -> int:
    """SIPp through a TLS tunnel of socat, which checks the server too; its exit code, 0 once it got its 200."""
    ca, own = files.write(folder)
    (folder / "register.xml").write_text(SCENARIO.format(address=address))
    there = f"OPENSSL:{address}:5061,cafile={ca},commonname={address}" + (f",cert={own}" if own else "")
    tunnel = ["socat", "-d", "-d", f"TCP-LISTEN:5060,bind={own_address},reuseaddr", there]
    with ended(tunnel, folder / "tunnel.log") as process:
        if not awaited(lambda: b"listening on" in (folder / "tunnel.log").read_bytes(), process):
            raise RuntimeError("socat did not start:\n" + (folder / "tunnel.log").read_text())
        command = ["sipp", f"{own_address}:5060", "-t", "t1", "-sf", "register.xml", "-m", "1", "-nostdin"]
        command += ["-timeout", "15s", "-timeout_error", "-i", "127.0.0.1"]
        done = subprocess.run(command, cwd=folder, check=False, capture_output=True, timeout=BOUND + 30)
    return done.returncode
