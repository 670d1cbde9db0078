# SPDX-License-Identifier: GPL-3.0-or-later
"""Real download servers on loopback, in front, each with the log that its own daemon writes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ADDRESS = "127.254.6.1"
HTTP_PORT, FTP_PORT, TFTP_PORT = 8080, 2121, 6969
DEV_LOG = Path("/dev/log")
SYSLOGS = ("traditional.log", "rfc3339.log", "rfc5424.log")
PATIENCE = 20
"""Seconds that a daemon may take to come up or to write its log."""

NGINX = """\
daemon off;
user root;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ }}
http {{
  {temporary}
  log_format common '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent';
  access_log {folder}/combined.log combined;
  access_log {folder}/common.log common;
  server {{ listen {address}:{port}; root {files}; }}
}}
"""
NGINX_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")

APACHE = """\
ServerRoot {folder}
ServerName {address}
DefaultRuntimeDir {folder}
PidFile {folder}/apache.pid
ErrorLog {folder}/error.log
Listen {address}:{port}
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
User www-data
Group www-data
DocumentRoot {files}
LogFormat "%h %l %u %t \\"%r\\" %>s %b \\"%{{Referer}}i\\" \\"%{{User-Agent}}i\\"" combined
LogFormat "%h %l %u %t \\"%r\\" %>s %b" common
CustomLog {folder}/combined.log combined
CustomLog {folder}/common.log common
"""

VSFTPD = """\
listen=YES
listen_address={address}
listen_port={port}
background=NO
anonymous_enable=YES
no_anon_password=YES
anon_root={files}
local_enable=NO
run_as_launching_user=YES
secure_chroot_dir={files}
seccomp_sandbox=NO
xferlog_enable=YES
dual_log_enable=YES
vsftpd_log_file={folder}/vsftpd.log
xferlog_file={folder}/xferlog
"""

RSYSLOG = """\
module(load="imuxsock" SysSock.Name="/dev/log" SysSock.RateLimit.Interval="0")
action(type="omfile" file="{folder}/traditional.log" template="RSYSLOG_TraditionalFileFormat")
action(type="omfile" file="{folder}/rfc3339.log" template="RSYSLOG_FileFormat")
action(type="omfile" file="{folder}/rfc5424.log" template="RSYSLOG_SyslogProtocol23Format")
"""


@contextmanager
def nginx(folder: Path, files: Path) -> Iterator[None]:
    """Logs ``combined.log`` and ``common.log``."""
    temporary = "".join(f"{name}_temp_path {folder}/{name};\n  " for name in NGINX_TEMPORARY)
    text = NGINX.format(folder=folder, files=files, address=ADDRESS, port=HTTP_PORT, temporary=temporary)
    _write(folder / "nginx.conf", text)
    command = ["nginx", "-e", str(folder / "start.log"), "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with running(command, folder, signal.SIGQUIT, lambda: connects(ADDRESS, HTTP_PORT)):
        yield


@contextmanager
def apache(folder: Path, files: Path) -> Iterator[None]:
    """Logs ``combined.log`` and ``common.log``."""
    _write(folder / "apache.conf", APACHE.format(folder=folder, files=files, address=ADDRESS, port=HTTP_PORT))
    command = ["apache2", "-D", "FOREGROUND", "-f", str(folder / "apache.conf")]
    with running(command, folder, signal.SIGWINCH, lambda: connects(ADDRESS, HTTP_PORT)):
        yield


@contextmanager
def vsftpd(folder: Path, files: Path, zone: str) -> Iterator[None]:
    """Logs ``vsftpd.log`` and ``xferlog``, in the time of ``zone``."""
    _write(folder / "vsftpd.conf", VSFTPD.format(folder=folder, files=files, address=ADDRESS, port=FTP_PORT))
    command = ["vsftpd", str(folder / "vsftpd.conf")]
    with running(command, folder, signal.SIGTERM, lambda: connects(ADDRESS, FTP_PORT), {"TZ": zone}):
        yield


@contextmanager
def tftpd(folder: Path, files: Path, zone: str) -> Iterator[Callable[[bytes], None]]:
    """Logs by a syslog of its own: those of SYSLOGS, the first in the time of ``zone``.

    Gives what waits until all of them hold a word, for a transfer is logged by a process of its own, when it likes.
    Both daemons have /dev/log as a fixed name and want root.
    """
    _write(folder / "rsyslog.conf", RSYSLOG.format(folder=folder))
    syslog = ["rsyslogd", "-n", "-f", str(folder / "rsyslog.conf"), "-i", str(folder / "rsyslog.pid")]
    serve = ["in.tftpd", "--foreground", "--verbose", "--verbose", "--address", f"{ADDRESS}:{TFTP_PORT}", str(files)]
    with running(syslog, folder, signal.SIGTERM, DEV_LOG.exists, {"TZ": zone}):
        try:
            with running(serve, folder, signal.SIGTERM, lambda: udp_listens(ADDRESS, TFTP_PORT), {"TZ": zone}):
                yield lambda word: until_logged(*(folder / name for name in SYSLOGS), word=word)
        finally:
            DEV_LOG.unlink(missing_ok=True)


def until_logged(*logs: Path, word: bytes) -> None:
    """Wait until all logs hold a word."""
    _wait(lambda: all(log.exists() and word in log.read_bytes() for log in logs), "the log")


def udp_listens(address: str, port: int) -> bool:
    """UDP does not tell, but the kernel does; to try and take the port could keep the daemon from it."""
    shown = socket.inet_aton(address)[::-1].hex().upper()
    return f"{shown}:{port:04X}" in Path("/proc/net/udp").read_text()


def connects(address: str, port: int) -> bool:
    try:
        socket.create_connection((address, port), timeout=PATIENCE).close()
    except ConnectionRefusedError:
        return False
    return True


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o644)


@contextmanager
def running(
    command: list[str],
    folder: Path,
    ending: signal.Signals,
    ready: Callable[[], bool],
    environment: dict[str, str] | None = None,
) -> Iterator[None]:
    """A daemon until the block ends; ``ending`` lets it finish what it is doing."""
    log = folder / f"{Path(command[0]).name}.out"
    with log.open("w") as out:
        process = subprocess.Popen(
            command, cwd=folder, stdout=out, stderr=out, env=os.environ | (environment or {}), start_new_session=True
        )
    try:
        _wait(lambda: _alive(process, log) and ready(), command[0])
        yield
    finally:
        process.send_signal(ending)
        try:
            process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _alive(process: subprocess.Popen[bytes], log: Path) -> bool:
    if process.poll() is not None:
        raise RuntimeError(f"it did not start:\n{log.read_text()}")
    return True


def _wait(until: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not until():
        if time.monotonic() > deadline:
            raise RuntimeError(f"{what} was not ready within {PATIENCE} s")
