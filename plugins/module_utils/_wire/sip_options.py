# SPDX-License-Identifier: GPL-3.0-or-later
"""One SIP OPTIONS request and the recognition of its answer (RFC 3261, sections 7 and 11).

Written out here on purpose: the kept library (sipmessage) is the lab's reading of SIP, two readings prove more than
one, and all that a probe needs is a fixed request and the start of a reply.
"""

from __future__ import annotations

import re
import secrets
from typing import NamedTuple

_STATUS_LINE = re.compile(rb"\ASIP/2\.0 [1-6]\d\d[ \r\n]")


class Options(NamedTuple):
    """A request ready to send, and the ``token`` that its answer has to quote."""

    token: str
    message: bytes


def options(transport: str, target: tuple[str, int], source: tuple[str, int], token: str | None = None) -> Options:
    """OPTIONS to ``target`` (address, port) over udp, tcp or tls, to be sent from ``source``."""
    token = token or secrets.token_hex(8)
    host, port = _bracketed(target[0]), target[1]
    here = f"{_bracketed(source[0])}:{source[1]}"
    lines = (
        f"OPTIONS sip:{host}:{port};transport={transport} SIP/2.0",
        f"Via: SIP/2.0/{transport.upper()} {here};branch=z9hG4bK{token};rport",
        "Max-Forwards: 70",
        f"From: <sip:probe@{here}>;tag={token}",
        f"To: <sip:{host}>",
        f"Call-ID: {token}@{_bracketed(source[0])}",
        "CSeq: 1 OPTIONS",
        f"Contact: <sip:probe@{here};transport={transport}>",
        "Accept: application/sdp",
        "User-Agent: voiceops.mivoice5000 probe",
        "Content-Length: 0",
    )
    return Options(token, ("\r\n".join(lines) + "\r\n\r\n").encode("ascii", "replace"))


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def is_answer(received: bytes, token: str) -> bool:
    """True when ``received`` starts with a SIP status line and quotes our token (any status will do)."""
    return _STATUS_LINE.match(received) is not None and token.encode("ascii") in received


def complete(received: bytes) -> bool:
    """True when the head of a message is whole: no more has to be read to recognise it."""
    return b"\r\n\r\n" in received
