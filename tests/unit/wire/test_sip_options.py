# SPDX-License-Identifier: GPL-3.0-or-later
"""Our OPTIONS request, read by a library that did not write it (RFC 3261)."""

from __future__ import annotations

import pytest
import sipmessage
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._wire.sip_options import complete, is_answer, options


@pytest.mark.parametrize(("host", "shown"), [("10.0.0.1", "10.0.0.1"), ("2001:db8::1", "[2001:db8::1]")])
@pytest.mark.parametrize("transport", ["udp", "tls"])
def test_the_request_is_valid_sip(transport: str, host: str, shown: str) -> None:
    request = options(transport, (host, 5061), ("10.0.0.9" if "." in host else "2001:db8::9", 40000))
    parsed = sipmessage.Message.parse(request.message)
    assert isinstance(parsed, sipmessage.Request)
    assert (parsed.method, str(parsed.uri.host), parsed.uri.port) == ("OPTIONS", host, 5061) or shown in str(parsed.uri)
    assert request.token in parsed.call_id
    assert (parsed.cseq.sequence, parsed.cseq.method) == (1, "OPTIONS")
    via = parsed.via[0]
    assert via.transport == transport.upper()
    assert via.parameters["branch"] == f"z9hG4bK{request.token}"


def test_two_requests_have_different_tokens() -> None:
    here = ("10.0.0.1", 5060)
    assert options("udp", here, here).token != options("udp", here, here).token


@pytest.mark.parametrize(
    ("received", "wanted"),
    [
        (b"SIP/2.0 200 OK\r\nCall-ID: t0ken\r\n\r\n", True),
        (b"SIP/2.0 503 Service Unavailable\r\ni: t0ken\r\n\r\n", True),
        (b"SIP/2.0 200 OK\r\nCall-ID: other\r\n\r\n", False),
        (b"OPTIONS sip:a SIP/2.0\r\nCall-ID: t0ken\r\n\r\n", False),
        (b"HTTP/1.1 200 OK\r\nX: t0ken\r\n\r\n", False),
        (b"SIP/2.0 999 ?\r\nCall-ID: t0ken\r\n\r\n", False),
        (b"", False),
    ],
)
def test_an_answer_is_a_sip_status_that_quotes_us(received: bytes, wanted: bool) -> None:
    assert is_answer(received, "t0ken") is wanted


def test_a_head_is_complete_with_its_empty_line() -> None:
    assert complete(b"SIP/2.0 200 OK\r\n\r\n")
    assert not complete(b"SIP/2.0 200 OK\r\n")
