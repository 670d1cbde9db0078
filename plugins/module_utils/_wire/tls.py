# SPDX-License-Identifier: GPL-3.0-or-later
"""One TLS connection without any trust, watched closely; with a client certificate when asked (feasibility 1).

Only a SIP reply proves that the server accepts us: in TLS 1.3 handshake and send succeed and the refusal appears on
the first read; after a failed send the alert is still there to read.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from . import sip_options
from .client import Client

Clock = Callable[[], float]

CERTIFICATE, CERTIFICATE_REQUEST, TLS_1_3 = 11, 13, 0x0304
ANSWER_LIMIT = 65536

UNREACHABLE = (OSError, ValueError, OverflowError)
"""What sockets raise for hosts and ports: no route, no such name, a name that cannot be one, a port out of range."""


@dataclass
class Attempt:
    """What one connection showed.

    ``connected``: TCP accepted, refused (False), or neither (None). ``chain``: DER certificates as served, leaf first.
    ``requested``: did the server ask for a client certificate, None when this Python cannot tell. ``outcome``:
    answered | shown | refused | silent | failed (no server certificate came) | not_connected. ``reason``: words for a
    report, OpenSSL's name of the alert where there was one.
    """

    connected: bool | None = None
    version: str | None = None
    chain: list[bytes] = field(default_factory=list)
    requested: bool | None = None
    outcome: str = "not_connected"
    reason: str | None = None


def attempt(
    address: str, port: int, timeout: float, clock: Clock = time.monotonic, client: Client | None = None
) -> Attempt:
    """Connect, shake hands, send OPTIONS, read. Takes at most ``timeout`` seconds.

    Raises nothing, but for a ``client`` what its :meth:`Client.load_into` raises, before anything is contacted.
    """
    return _connect(address, port, timeout, clock, _ask, client)


def shown(address: str, port: int, timeout: float, clock: Clock = time.monotonic) -> Attempt:
    """Connect and shake hands, no more, with any TLS server. Never raises; takes at most ``timeout`` seconds.

    ``outcome`` is ``shown`` when the handshake came to its end; what a server that refused it had shown before is there
    all the same.
    """
    return _connect(address, port, timeout, clock, _done)


Talk = Callable[[ssl.SSLSocket, Attempt, tuple[str, int], float, Clock], None]


def _connect(
    address: str, port: int, timeout: float, clock: Clock, talk: Talk, client: Client | None = None
) -> Attempt:
    seen = Attempt()
    context = _context(seen)
    if client is not None:
        client.load_into(context)
    deadline = clock() + timeout
    try:
        plain = socket.create_connection((address, port), timeout=timeout)
    except ConnectionRefusedError:
        seen.connected, seen.reason = False, "connection refused"
        return seen
    except UNREACHABLE as error:
        seen.reason = _told(error)
        return seen
    seen.connected = True
    with contextlib.closing(plain), contextlib.suppress(OSError):
        secure = context.wrap_socket(plain, do_handshake_on_connect=False, suppress_ragged_eofs=False)
        _shake(secure, seen, (address, port), deadline, clock, talk)
    return seen


def _shake(
    secure: ssl.SSLSocket, seen: Attempt, target: tuple[str, int], deadline: float, clock: Clock, talk: Talk
) -> None:
    with contextlib.closing(secure):
        try:
            _limit(secure, deadline, clock)
            secure.do_handshake()
        except UNREACHABLE as error:
            _note_refusal(seen, error)
            return
        seen.version = secure.version()
        if not seen.chain:
            leaf = secure.getpeercert(binary_form=True)
            seen.chain = [leaf] if leaf else []
        talk(secure, seen, target, deadline, clock)


def _done(_secure: ssl.SSLSocket, seen: Attempt, _target: tuple[str, int], _deadline: float, _clock: Clock) -> None:
    seen.outcome = "shown"


def _ask(secure: ssl.SSLSocket, seen: Attempt, target: tuple[str, int], deadline: float, clock: Clock) -> None:
    request = sip_options.options("tls", target, secure.getsockname()[:2])
    with contextlib.suppress(OSError):  # a refusal of TLS 1.3 may arrive first; then the read below tells why
        secure.sendall(request.message)
    received = b""
    try:
        while not sip_options.complete(received) and len(received) < ANSWER_LIMIT:
            _limit(secure, deadline, clock)
            more = secure.recv(4096)
            if not more:
                break
            received += more
    except UNREACHABLE as error:
        _note_refusal(seen, error)
        return
    if sip_options.is_answer(received, request.token):
        seen.outcome = "answered"
    else:
        seen.outcome, seen.reason = "refused", "closed without a SIP reply" if not received else "the reply was not SIP"


def _limit(secure: socket.socket, deadline: float, clock: Clock) -> None:
    remaining = deadline - clock()
    if remaining <= 0:
        raise TimeoutError("no answer in time")
    secure.settimeout(remaining)


def _note_refusal(seen: Attempt, error: Exception) -> None:
    seen.reason = _told(error)
    if isinstance(error, TimeoutError):
        seen.outcome = "silent"
    else:
        seen.outcome = "refused" if seen.chain else "failed"


def _told(error: Exception) -> str:
    return str(getattr(error, "reason", None) or getattr(error, "strerror", None) or type(error).__name__)


def _context(seen: Attempt) -> ssl.SSLContext:
    """A context that accepts every server and every protocol version: it looks, it trusts nothing."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.options |= getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4)
    if hasattr(context, "_msg_callback"):
        seen.requested = False
        setattr(context, "_msg_callback", _watcher(seen))  # noqa: B010 - not in the published types
    return context


def _watcher(seen: Attempt) -> Callable[..., None]:
    """Callback for handshake messages: the only place that shows a chain whose handshake is then refused."""

    def watch(_connection: Any, direction: str, version: Any, _content: Any, kind: Any, data: bytes) -> None:
        if direction != "read":
            return
        if kind == CERTIFICATE_REQUEST:
            seen.requested = True
        elif kind == CERTIFICATE:
            seen.version = {0x0304: "TLSv1.3", 0x0303: "TLSv1.2", 0x0302: "TLSv1.1", 0x0301: "TLSv1"}.get(int(version))
            seen.chain = certificates_of(data, thirteen=int(version) == TLS_1_3)

    return watch


def certificates_of(message: bytes, *, thirteen: bool) -> list[bytes]:
    """DER certificates of a Certificate handshake message (RFC 5246 7.4.2; RFC 8446 4.4.2), [] when it is not whole."""
    found, at = [], 4 + (1 + message[4] if thirteen and len(message) > 4 else 0)
    end = at + 3 + int.from_bytes(message[at : at + 3], "big")
    at += 3
    if end > len(message):
        return []
    while at + 3 <= end:
        start = at + 3
        at = start + int.from_bytes(message[start - 3 : start], "big")
        found.append(message[start:at])
        if thirteen:
            at += 2 + int.from_bytes(message[at : at + 2], "big")
    return found if at == end else []
