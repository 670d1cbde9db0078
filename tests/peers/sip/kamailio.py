# SPDX-License-Identifier: GPL-3.0-or-later
"""A real SIP server: Kamailio with its TLS module, in front, as an ordinary user (feasibility 1)."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .pki import Pair

READY = "peer is ready"
BACK_DOOR = 5070
"""TCP port that the tests use to ask whether every process of the server is up, its TCP part being the last."""

QUESTION = """\
OPTIONS sip:{address}:{port} SIP/2.0\r
Via: SIP/2.0/TCP {address}:9;branch=z9hG4bKready;rport\r
Max-Forwards: 1\r
From: <sip:test@{address}>;tag=ready\r
To: <sip:{address}>\r
Call-ID: ready\r
CSeq: 1 OPTIONS\r
Content-Length: 0\r
\r
"""

CONFIGURATION = """\
#!KAMAILIO
debug=2
log_stderror=yes
children=2
tcp_children=2
{tls_switch}
auto_aliases=no
{listen}
{tls_module}
loadmodule "pv.so"
loadmodule "sl.so"
loadmodule "xlog.so"
loadmodule "textops.so"
{registrar}
{tls_parameter}
event_route[core:worker-one-init] {{
  xlog("L_NOTICE", "{ready}\\n");
}}
request_route {{
  if (is_method("OPTIONS")) {{ sl_send_reply("200", "OK"); exit; }}
  {register}
  sl_send_reply("405", "Method Not Allowed");
}}
"""

REGISTERED = "registered over {version} with the certificate of {name} by {agent}"
REGISTRAR = """\
loadmodule "usrloc.so"
loadmodule "registrar.so"
"""
REGISTER = f"""if (is_method("REGISTER")) {{
    xlog("L_NOTICE", "{REGISTERED.format(version="$tls_version", name="$tls_peer_subject_cn", agent="$ua")}\\n");
    save("location");
    exit;
  }}"""

TLS_CONFIGURATION = """\
[server:default]
method = {method}
certificate = ./server.crt
private_key = ./server.key
verify_certificate = {verify}
require_certificate = {require}
{ca_list}
"""

CLIENTS = {"not_asked": ("no", "no"), "optional": ("yes", "no"), "required": ("yes", "yes")}
"""What is wanted of clients -> (verify_certificate, require_certificate)."""


def write_plain(folder: Path, address: str) -> None:
    """NO TLS: 5060 only."""
    _write(folder, address, _plain(address), tls=False)


def write_tls(
    folder: Path,
    address: str,
    served: list[Pair],
    method: str,
    clients: str,
    client_ca: Pair,
    *,
    plain: bool = True,
    registrar: bool = False,
) -> None:
    """5061 with ``served`` (leaf first), and 5060 beside it unless the peer stands for a filtered one.

    A ``registrar`` lets phones register, and logs whose certificate it saw (REGISTERED)."""
    (folder / "server.crt").write_bytes(b"".join(pair.pem for pair in served))
    (folder / "server.key").write_bytes(served[0].key_pem)
    (folder / "ca.crt").write_bytes(client_ca.pem)
    verify, require = CLIENTS[clients]
    (folder / "tls.cfg").write_text(
        TLS_CONFIGURATION.format(
            method=method,
            verify=verify,
            require=require,
            ca_list="" if clients == "not_asked" else "ca_list = ./ca.crt",
        )
    )
    listen = [f"listen=tls:{address}:5061"]
    _write(folder, address, listen + (_plain(address) if plain else []), tls=True, registrar=registrar)


def _plain(address: str) -> list[str]:
    return [f"listen=udp:{address}:5060", f"listen=tcp:{address}:5060"]


def _write(folder: Path, address: str, listen: list[str], *, tls: bool, registrar: bool = False) -> None:
    (folder / "kamailio.cfg").write_text(
        CONFIGURATION.format(
            tls_switch="enable_tls=yes" if tls else "",
            listen="\n".join([*listen, f"listen=tcp:{address}:{BACK_DOOR}"]),
            tls_module='loadmodule "tls.so"' if tls else "",
            tls_parameter='modparam("tls", "config", "./tls.cfg")' if tls else "",
            registrar=REGISTRAR if registrar else "",
            register=REGISTER if registrar else "",
            ready=READY,
        )
    )


@contextmanager
def running(folder: Path, address: str) -> Iterator[None]:
    """Kamailio with the files of ``folder`` until the block ends; RuntimeError with its log when it does not start."""
    (folder / "run").mkdir(exist_ok=True)
    command = ["kamailio", "-DD", "-E", "-f", "kamailio.cfg", "-w", str(folder), "-m", "64", "-M", "8"]
    command += ["-Y", str(folder / "run"), "-P", str(folder / "run" / "k.pid")]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=folder, stderr=log, stdout=log, start_new_session=True)
    try:
        _wait_until_ready(process, folder / "log", address)
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait_until_ready(process: subprocess.Popen[bytes], log: Path, address: str) -> None:
    while READY not in log.read_text():
        if process.poll() is not None:
            raise RuntimeError("kamailio did not start:\n" + log.read_text())
    with socket.create_connection((address, BACK_DOOR), timeout=20) as door:
        door.sendall(QUESTION.format(address=address, port=BACK_DOOR).encode())
        if not door.recv(4096).startswith(b"SIP/2.0 200"):
            raise RuntimeError("kamailio does not answer:\n" + log.read_text())
