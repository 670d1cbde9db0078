# SPDX-License-Identifier: GPL-3.0-or-later
"""What a resource may use of the world around it: clock, sleep, progress, transport, check mode.

Time is injected everywhere so that tests and the lab can run on their own clock.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol


@dataclass(frozen=True)
class HttpResponse:
    """One HTTP answer: final status, headers with lower-case names, raw body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Transport(Protocol):
    """Carries one request to one host over one kept-alive connection; follows no redirect, never retries.

    Raises ConnectionFailed or TlsError when nothing was sent, WriteUncertain when a POST broke after sending.
    """

    def request(self, method: str, url: str, *, headers: Mapping[str, str], body: bytes | None) -> HttpResponse:
        """Send one request and read its whole answer."""

    def close(self) -> None:
        """Close the connection, if one is open."""


TransportFactory = Callable[[Mapping[str, Any]], Transport]
"""Makes a transport from connection options (``host port ca_path fingerprint tls_legacy timeout``)."""


class Wire(Protocol):
    """Looks at SIP ports from outside; never raises for what it meets there."""

    def probe(self, address: str, sip_port: int, sips_port: int, timeout: float) -> dict[str, Any]:
        """``sip`` facts of a system; seconds for ``timeout``."""

    def phone_answers(self, address: str, port: int, transport: str) -> bool:
        """True when a phone answers there over ``udp`` or ``tls``."""

    def shown(self, address: str, port: int, timeout: float) -> Any:
        """The certificates that a TLS port shows, as an ``Attempt`` of ``_wire.tls``; seconds for ``timeout``."""

    def present(self, address: str, port: int, client: Any, timeout: float) -> Any:
        """How a TLS port takes a ``Client`` of ``_wire.client``, as an ``Attempt``; seconds for ``timeout``."""


def utc_now() -> datetime:
    return datetime.now(UTC)


def _silent(_text: str) -> None:
    return None


@dataclass(frozen=True)
class Context:
    """Injected surroundings of one task.

    clock: returns an aware UTC datetime. sleep: takes seconds. progress: takes one line without secrets.
    transport: factory for HTTP transports; None means the urllib3 one. check_mode: plan only, write nothing.
    wire: looks at SIP ports; None means the network.
    """

    check_mode: bool = False
    clock: Callable[[], datetime] = utc_now
    sleep: Callable[[float], None] = time.sleep
    progress: Callable[[str], None] = _silent
    transport: TransportFactory | None = None
    wire: Wire | None = None
