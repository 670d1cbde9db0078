# SPDX-License-Identifier: GPL-3.0-or-later
"""Look at a system's SIP ports, or at a phone, from outside: nothing is trusted, nothing is changed, nothing raised."""

from __future__ import annotations

import socket
import time
from typing import Any

from .._safety.modes import mode
from . import certificates, sip_options
from .client import Client
from .tls import UNREACHABLE, Attempt, Clock, attempt

FIRST_RESEND = 0.5
"""Seconds until an unanswered UDP request is sent again, then doubled (timer T1 of RFC 3261)."""

REFUSED_FOR_CERTIFICATE = ("TLSV13_ALERT_CERTIFICATE_REQUIRED",)
"""The one alert that says it without our having seen the request."""


def probe(
    address: str, sip_port: int = 5060, sips_port: int = 5061, timeout: float = 5.0, clock: Clock = time.monotonic
) -> dict[str, Any]:
    """``sip`` facts of a system. Each of the three looks takes at most ``timeout`` seconds.

    ``plain_open`` and ``tls_open``: True, False (refused), None (no answer, or no TLS there). ``mode`` is what the
    wire alone shows (MOD-16). ``errors`` tells in words what could not be seen.
    """
    errors: list[str] = []
    over_udp, udp_error = _udp_answers(address, sip_port, timeout, clock)
    over_tcp = True if over_udp else _tcp_open(address, sip_port, timeout, errors)
    if not over_udp and udp_error:
        errors.append(f"{address}:{sip_port}/udp: {udp_error}")
    seen = attempt(address, sips_port, timeout, clock)
    if seen.outcome != "answered":
        errors.append(f"{address}:{sips_port}/tls: {seen.outcome}: {seen.reason}")
    readable, broken = certificates.readable(seen.chain)
    errors += [broken] if broken else []
    chain = [certificates.with_pem(certificate) for certificate in readable]
    facts = {
        "plain_open": over_tcp,
        "tls_open": _tls_open(seen),
        "tls_version": seen.version,
        "chain": chain,
        "kind": certificates.kind_of(chain[0]) if chain else None,
        "client_certificate": client_certificate(seen),
        "options_answered": over_udp or seen.outcome == "answered",
        "errors": errors,
    }
    return facts | {"mode": mode({"sip": facts})}


def present(address: str, port: int, client: Client, timeout: float, clock: Clock = time.monotonic) -> Attempt:
    """How a TLS port takes a client certificate; raises what :meth:`Client.load_into` raises and nothing else."""
    return attempt(address, port, timeout, clock, client)


def phone_answers(address: str, port: int, transport: str, timeout: float = 2.0, clock: Clock = time.monotonic) -> bool:
    """True when a phone answers OPTIONS there over ``udp`` or ``tls``; False for anything else, never an exception."""
    if transport == "udp":
        return _udp_answers(address, port, timeout, clock)[0]
    if transport == "tls":
        return attempt(address, port, timeout, clock).outcome == "answered"
    return False


def client_certificate(seen: Attempt) -> str:
    """``not_asked | optional | required | unknown``: only a refused try proves required, only a reply the contrary."""
    if seen.outcome == "refused" and (seen.requested or seen.reason in REFUSED_FOR_CERTIFICATE):
        return "required"
    if not seen.chain or seen.requested is None or seen.outcome == "failed":
        return "unknown"
    if not seen.requested:
        return "not_asked"
    return "optional" if seen.outcome == "answered" else "unknown"


def _tls_open(seen: Attempt) -> bool | None:
    if seen.connected is False:
        return False
    return True if seen.chain else None


def _tcp_open(address: str, port: int, timeout: float, errors: list[str]) -> bool | None:
    try:
        socket.create_connection((address, port), timeout=timeout).close()
    except ConnectionRefusedError:
        return False
    except UNREACHABLE as error:
        errors.append(f"{address}:{port}/tcp: {error}")
        return None
    return True


def _udp_answers(address: str, port: int, timeout: float, clock: Clock) -> tuple[bool, str | None]:
    """(answered, what went wrong). Sends again like any SIP client until ``timeout`` seconds are over."""
    try:
        family, kind, protocol, _name, target = socket.getaddrinfo(address, port, type=socket.SOCK_DGRAM)[0]
        with socket.socket(family, kind, protocol) as sock:
            sock.connect(target)
            return _udp_exchange(sock, (address, port), timeout, clock)
    except UNREACHABLE as error:
        return False, str(error)


def _udp_exchange(
    sock: socket.socket, target: tuple[str, int], timeout: float, clock: Clock
) -> tuple[bool, str | None]:
    request = sip_options.options("udp", target, sock.getsockname()[:2])
    deadline, pause = clock() + timeout, FIRST_RESEND
    while (remaining := deadline - clock()) > 0:
        sock.send(request.message)
        if _answered_within(sock, request.token, min(pause, remaining), clock):
            return True, None
        pause *= 2
    return False, "no answer to OPTIONS"


def _answered_within(sock: socket.socket, token: str, pause: float, clock: Clock) -> bool:
    end = clock() + pause
    while (remaining := end - clock()) > 0:
        sock.settimeout(remaining)
        try:
            received = sock.recv(65535)
        except TimeoutError:
            return False
        if sip_options.is_answer(received, token):
            return True
    return False
