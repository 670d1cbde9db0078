# SPDX-License-Identifier: GPL-3.0-or-later
"""What a phone asks of whoever runs it, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from .download import Unreachable
from .registrar import RegisterResult


@dataclass(frozen=True)
class Fetch:
    """Get one file from a download server (inventory name)."""

    server: str
    path: str


@dataclass(frozen=True)
class Register:
    """Send a REGISTER to a system (inventory name) at `address:port` over udp, tcp or tls."""

    system: str
    address: str
    port: int
    transport: str


@dataclass(frozen=True)
class Sleep:
    """Nothing to do before `until`."""

    until: datetime


Operation = Fetch | Register | Sleep
Outcome = bytes | None | Unreachable | RegisterResult


class PhoneIO(Protocol):
    """How a phone reaches the world. `fetch` asks the phone's own download server."""

    def fetch(self, path: str) -> bytes | None | Unreachable:
        """What the download server holds at that path."""

    def register(self, system: str, port: int, transport: str) -> RegisterResult:
        """What the system answers to a REGISTER."""
