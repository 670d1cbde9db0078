# SPDX-License-Identifier: GPL-3.0-or-later
"""Real download servers on loopback that may be read and written, each started in front with a set-up of its own."""

from __future__ import annotations

import getpass
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._wire.servers.opening import Server
from ansible_collections.voiceops.mivoice5000.tests.peers.logs.daemons import connects, running, udp_listens
from ansible_collections.voiceops.mivoice5000.tests.unit.support.authorities import Authority
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

ADDRESS = "127.254.7.2"
FTP_PORT, FTPS_PORT, IMPLICIT_PORT, SSH_PORT, TFTP_PORT, HTTP_PORT, HTTPS_PORT = (
    2121,
    2122,
    2990,
    2222,
    6970,
    8080,
    8443,
)
USER, PASSWORD = "phones", "s3cret4711"

VSFTPD = """\
listen=YES
listen_address={address}
listen_port={port}
background=NO
anonymous_enable=YES
secure_email_list_enable=YES
email_password_file={folder}/passwords
anon_root={root}
anon_upload_enable=YES
anon_other_write_enable=YES
anon_world_readable_only=NO
anon_umask=022
write_enable=YES
local_enable=NO
delay_failed_login=0
run_as_launching_user=YES
secure_chroot_dir={root}
seccomp_sandbox=NO
"""
VSFTPD_TLS = """\
ssl_enable=YES
allow_anon_ssl=YES
force_anon_logins_ssl=YES
force_anon_data_ssl=YES
rsa_cert_file={folder}/identity.pem
"""
SSHD = """\
Port {port}
ListenAddress {address}
HostKey {folder}/host
PidFile {folder}/sshd.pid
AuthorizedKeysFile {folder}/user.pub
StrictModes no
UsePAM no
PasswordAuthentication no
Subsystem sftp internal-sftp
"""
NGINX = """\
daemon off;
user root;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ }}
http {{
  {temporary}
  access_log off;
  root {root};
  dav_methods PUT DELETE;
  server {{ listen {address}:{http}; {log_in} }}
  server {{
    listen {address}:{https} ssl;
    ssl_certificate {folder}/identity.pem;
    ssl_certificate_key {folder}/identity.pem;
    {log_in}
  }}
}}
"""
NGINX_LOG_IN = "location / {{ auth_basic phones; auth_basic_user_file {folder}/users; }}"
NGINX_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@dataclass
class Place:
    """A folder that the daemons serve, and what is needed to trust them and to be let in."""

    folder: Path
    root: Path = field(init=False)
    authority: Authority = field(default_factory=Authority)

    def __post_init__(self) -> None:
        self.root = self.folder / "root"
        self.root.mkdir()
        self._write("ca.pem", self.authority.pem)
        self._write("identity.pem", self.authority.identity(ADDRESS))
        self._write("passwords", f"{PASSWORD}\n")
        self._write("users", f"{USER}:{{PLAIN}}{PASSWORD}\n")
        for name in ("host", "user", "stranger"):
            command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(self.folder / name)]
            subprocess.run(command, check=True)

    @property
    def fingerprint(self) -> str:
        return x509.load_pem_x509_certificate((self.folder / "identity.pem").read_bytes()).fingerprint(SHA256()).hex()

    @property
    def host_key(self) -> str:
        return (self.folder / "host.pub").read_text()

    def _write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text)
        path.chmod(0o600)
        return path

    def setup(self, name: str, text: str, **parts: Any) -> str:
        """Path of a file with a daemon's settings."""
        return str(self._write(name, text.format(folder=self.folder, root=self.root, address=ADDRESS, **parts)))


@contextmanager
def vsftpd(place: Place, port: int, more: str = "") -> Iterator[None]:
    command = ["vsftpd", place.setup(f"vsftpd{port}.conf", VSFTPD + more, port=port)]
    # It will not start in a folder that can be written, and need not write there: the files are one folder below.
    place.root.chmod(0o555)
    with running(command, place.folder, signal.SIGTERM, lambda: connects(ADDRESS, port)):
        yield
    place.root.chmod(0o755)


@contextmanager
def sshd(place: Place, port: int) -> Iterator[None]:
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # where it locks up the part of itself that has no rights
    command = ["/usr/sbin/sshd", "-D", "-e", "-f", place.setup("sshd.conf", SSHD, port=port)]
    with running(command, place.folder, signal.SIGTERM, lambda: connects(ADDRESS, port)):
        yield


@contextmanager
def tftpd(place: Place, port: int) -> Iterator[None]:
    listen = ["--address", f"{ADDRESS}:{port}", "--user", getpass.getuser(), "--umask", "022"]
    command = ["in.tftpd", "--foreground", "--create", "--permissive", *listen, "--secure", str(place.root)]
    with running(command, place.folder, signal.SIGTERM, lambda: udp_listens(ADDRESS, port)):
        yield


@contextmanager
def nginx(place: Place, port: int) -> Iterator[None]:
    temporary = "".join(f"{name}_temp_path {place.folder}/{name};\n  " for name in NGINX_TEMPORARY)
    log_in = NGINX_LOG_IN.format(folder=place.folder)
    parts = {"temporary": temporary, "http": HTTP_PORT, "https": HTTPS_PORT, "log_in": log_in}
    settings = place.setup("nginx.conf", NGINX, **parts)
    command = ["nginx", "-e", str(place.folder / "start.log"), "-p", str(place.folder), "-c", settings]
    with running(command, place.folder, signal.SIGQUIT, lambda: connects(ADDRESS, port)):
        yield


@dataclass(frozen=True)
class Peer:
    """One row: how to start it and how to reach it."""

    protocol: str
    port: int
    start: Any
    lists: bool = False
    atomic: bool = False
    removes: bool = True

    def server(self, place: Place, files: Path, **changes: Any) -> Server:
        """``files``: a folder below the root of the place."""
        given: dict[str, Any] = {"protocol": self.protocol, "host": ADDRESS, "port": self.port, "timeout": 10.0}
        given["folder"] = files.name
        if self.protocol in ("ftps", "https"):
            given["ca_path"] = str(place.folder / "ca.pem")
        if self.protocol in ("ftp", "ftps"):
            given |= {"username": "anonymous", "password": PASSWORD}
        if self.protocol in ("http", "https"):
            given |= {"username": USER, "password": PASSWORD}
        if self.protocol == "sftp":
            key = str(place.folder / "user")
            given |= {
                "folder": str(files),
                "username": getpass.getuser(),
                "private_key": key,
                "host_key": place.host_key,
            }
        return Server(**(given | changes))


PEERS = {
    "vsftpd": Peer("ftp", FTP_PORT, vsftpd, lists=True, atomic=True),
    "vsftpd_tls": Peer("ftps", FTPS_PORT, lambda place, port: vsftpd(place, port, VSFTPD_TLS), lists=True, atomic=True),
    "vsftpd_implicit": Peer(
        "ftps",
        IMPLICIT_PORT,
        lambda place, port: vsftpd(place, port, VSFTPD_TLS + "implicit_ssl=YES\n"),
        lists=True,
        atomic=True,
    ),
    "openssh": Peer("sftp", SSH_PORT, sshd, lists=True, atomic=True),
    "tftpd": Peer("tftp", TFTP_PORT, tftpd, removes=False),
    "nginx": Peer("http", HTTP_PORT, nginx),
    "nginx_tls": Peer("https", HTTPS_PORT, nginx),
}
