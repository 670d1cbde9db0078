# SPDX-License-Identifier: GPL-3.0-or-later
"""``certificate_info`` over 200 live ports in one call, beside nothing but the handshakes."""

from __future__ import annotations

import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.voiceops.mivoice5000.plugins.module_utils import _door
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._context import Context
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import certificate_info

from bench import issuing
from bench.section import Section, Target, target_table

ADDRESSES = [f"127.77.0.{number}" for number in range(1, 201)]
TIMES = 2
SERVER = Path(__file__).with_name("server.py")


def run(rounds: int) -> Section:
    """Bare handshakes and the whole call in turn, *rounds* times, medians."""
    with tempfile.TemporaryDirectory(prefix="bench-") as work, _serving(Path(work)) as port:
        _bare(port)  # the first round pays for what the server sets up once
        samples = [(_bare(port), _called(port)) for _round in range(rounds)]
    bare, called = (median(times) for times in zip(*samples, strict=True))
    target = Target(f"times the bare handshakes, {len(ADDRESSES)} endpoints", called / bare, TIMES, at_least=False)
    lines = [
        f"{len(ADDRESSES)} TLS ports with certificates of their own (RSA 2048) and an intermediate, on loopback, "
        f"served by another process; wall clock, medians of {rounds}, {certificate_info.THREADS} threads in both. The "
        "call is that of the in-process door, without the start of Ansible: connect, shake hands, read the chain, "
        "judge it, compare all of them with each other. The bare handshakes share one context and look at nothing.",
        "",
        *target_table([target]),
        "",
        "| | seconds |",
        "|---|---:|",
        f"| bare handshakes | {bare:.2f} |",
        f"| `certificate_info` | {called:.2f} |",
    ]
    return Section("Live endpoints", "\n".join(lines), target.met)


@contextmanager
def _serving(folder: Path) -> Iterator[int]:
    authority, _root = issuing.authorities()
    for address, issued in zip(ADDRESSES, issuing.servers(ADDRESSES, authority), strict=True):
        (folder / f"{address}.pem").write_bytes(issued.pem + authority.pem + issued.key_pem)
    server = subprocess.Popen([sys.executable, SERVER, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert server.stdout is not None
        yield int(server.stdout.readline())
    finally:
        server.communicate()


def _bare(port: int) -> float:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE

    def shake(address: str) -> None:
        with socket.create_connection((address, port), timeout=30) as plain, context.wrap_socket(plain):
            pass

    start = time.perf_counter()
    with ThreadPoolExecutor(certificate_info.THREADS) as pool:
        list(pool.map(shake, ADDRESSES))
    return time.perf_counter() - start


def _called(port: int) -> float:
    options: dict[str, Any] = {
        "endpoints": [{"host": address, "port": port} for address in ADDRESSES],
        "timeout": 30,
    }
    checked = ArgumentSpecValidator(certificate_info.ARGUMENT_SPEC).validate(options)
    start = time.perf_counter()
    result = _door.call(certificate_info, checked.validated_parameters, Context(), diff=False)
    taken = time.perf_counter() - start
    if result.get("failed") or result["summary"]["certificates"] != len(ADDRESSES) or result["summary"]["errors"]:
        raise SystemExit(f"certificate_info: {result.get('msg') or result['summary']}")
    return taken
