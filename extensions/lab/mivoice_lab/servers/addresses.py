# SPDX-License-Identifier: GPL-3.0-or-later
"""A free 127.N.0.0/16 for each lab: holding the control port on 127.N.0.1 is what makes N ours."""

from __future__ import annotations

import random
import resource
import socket

CONTROL_PORT = 8089
FIRST_NETWORK, LAST_NETWORK = 16, 254


class AddressError(RuntimeError):
    """No network is free, or a port in it is taken."""


def claim_network(seed: int, port: int = CONTROL_PORT) -> tuple[str, socket.socket]:
    """First free network in the order given by `seed` ("127.N") and the bound control socket that holds it."""
    numbers = list(range(FIRST_NETWORK, LAST_NETWORK + 1))
    random.Random(seed).shuffle(numbers)
    for number in numbers:
        sock = _try_bind(f"127.{number}.0.1", port)
        if sock is not None:
            return f"127.{number}", sock
    raise AddressError(
        f"no free network: port {port} is taken on 127.{FIRST_NETWORK}.0.1 to 127.{LAST_NETWORK}.0.1; "
        "stop a lab that is still running (mivoice-lab status, mivoice-lab down) or the program on that port"
    )


def _try_bind(host: str, port: int) -> socket.socket | None:
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
        sock.listen(128)
    except OSError:
        sock.close()
        return None
    sock.setblocking(False)
    return sock


def raise_descriptor_limit(needed: int) -> str | None:
    """Lift RLIMIT_NOFILE to the hard limit; a warning when even that is lower than `needed`."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if hard != resource.RLIM_INFINITY and hard < needed:
        return f"the limit of open files is {hard}, this fleet may need {needed}: raise it (ulimit -Hn)"
    return None
