# SPDX-License-Identifier: GPL-3.0-or-later
"""The probe says what it saw, and ``unknown`` for what it did not see; it never raises (feasibility 1, MOD-1..7)."""

from __future__ import annotations

import socket
import ssl
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._context import Context
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import UsageError
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import sip_probe
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._wire.probe import (
    client_certificate,
    phone_answers,
    probe,
)
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._wire.tls import Attempt
from ansible_collections.voiceops.mivoice5000.tests.unit.wire.servers import (
    OK,
    answering,
    closed_port,
    over_tls,
    tcp_server,
    tls_context,
    udp_server,
)

HERE = "127.0.0.1"
VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]


def quoting(request: bytes) -> list[bytes]:
    return [OK + request.split(b"\r\n", 1)[1]]


def look(sips_port: int, sip_port: int | None = None, timeout: float = 10.0) -> dict[str, Any]:
    return probe(HERE, sip_port or closed_port(), sips_port, timeout)


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.name)
def test_a_server_that_asks_for_nothing_and_answers(tmp_path: Path, version: ssl.TLSVersion) -> None:
    with tcp_server(over_tls(tls_context(tmp_path, newest=version))) as port, udp_server(quoting) as plain:
        sip = look(port, plain)
    assert (sip["plain_open"], sip["tls_open"], sip["options_answered"]) == (True, True, True)
    assert (sip["kind"], sip["client_certificate"]) == ("self_signed", "not_asked")
    assert (sip["mode"], sip["errors"]) == ("pbx_cert_self_signed", [])
    assert sip["tls_version"] == version.name.replace("_", ".")


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.name)
def test_a_server_that_refuses_us_without_certificate_still_shows_its_own(
    tmp_path: Path, version: ssl.TLSVersion
) -> None:
    with tcp_server(over_tls(tls_context(tmp_path, required=True, newest=version))) as port:
        sip = look(port)
    assert (sip["tls_open"], sip["client_certificate"], sip["options_answered"]) == (True, "required", False)
    assert sip["chain"][0]["cn"] == "10.0.0.1"
    assert sip["mode"] == "unknown"  # BOTHWAY over self-signed (MOD-14)


def test_a_server_that_asks_for_nothing_and_hangs_up_demands_nothing(tmp_path: Path) -> None:
    with tcp_server(over_tls(tls_context(tmp_path), lambda client: None)) as port:
        sip = look(port)
    assert (sip["tls_open"], sip["client_certificate"], sip["options_answered"]) == (True, "not_asked", False)


def test_an_answer_that_is_not_sip_is_no_answer(tmp_path: Path) -> None:
    def web(client: socket.socket) -> None:
        client.recv(4096)
        client.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with tcp_server(over_tls(tls_context(tmp_path), web)) as port:
        sip = look(port)
    assert sip["options_answered"] is False
    assert any("not SIP" in error for error in sip["errors"])


def test_an_open_port_that_speaks_no_tls_shows_no_certificate() -> None:
    with tcp_server(lambda client: client.sendall(b"SIP/2.0 400 Bad Request\r\n\r\n")) as port:
        sip = look(port)
    assert (sip["tls_open"], sip["chain"], sip["mode"]) == (None, [], "unknown")
    assert any("failed" in error for error in sip["errors"])


def test_a_server_that_says_nothing_is_silent_not_closed() -> None:
    with socket.create_server((HERE, 0)) as listener:  # the kernel accepts, nobody reads
        sip = look(listener.getsockname()[1], timeout=0.2)
    assert (sip["tls_open"], sip["client_certificate"], sip["mode"]) == (None, "unknown", "unknown")
    assert any("silent" in error for error in sip["errors"])


def test_nothing_on_5061_but_an_answer_on_5060_is_no_tls() -> None:
    with udp_server(quoting) as plain:
        sip = look(closed_port(), plain)
    assert (sip["plain_open"], sip["tls_open"], sip["mode"]) == (True, False, "no_tls")


def test_nothing_anywhere_is_unknown() -> None:
    sip = look(closed_port())
    assert (sip["plain_open"], sip["tls_open"], sip["mode"]) == (False, False, "unknown")
    assert len(sip["errors"]) == 2


@pytest.mark.parametrize("address", ["a..b", "", "\x00", "x" * 300])
def test_an_address_that_cannot_be_one_is_reported_not_raised(address: str) -> None:
    sip = probe(address, closed_port(), closed_port(), 0.2)
    assert sip["mode"] == "unknown"
    assert sip["errors"]


def test_a_port_that_cannot_be_one_is_reported_not_raised() -> None:
    assert probe(HERE, 70000, 70000, 0.2)["mode"] == "unknown"
    assert phone_answers(HERE, 70000, "udp", 0.2) is False


def test_a_phone_answers_over_udp_and_tls(tmp_path: Path) -> None:
    with udp_server(quoting) as plain:
        assert phone_answers(HERE, plain, "udp", 10) is True
    with tcp_server(over_tls(tls_context(tmp_path))) as port:
        assert phone_answers(HERE, port, "tls", 10) is True
    assert phone_answers(HERE, closed_port(), "tls", 10) is False


def test_a_phone_on_a_transport_of_no_procedure_does_not_answer() -> None:
    with tcp_server(answering) as port:
        assert phone_answers(HERE, port, "tcp", 10) is False


def test_a_reply_to_somebody_else_is_not_ours() -> None:
    with udp_server(lambda request: [OK + b"Call-ID: somebody else\r\n\r\n"]) as port:
        assert phone_answers(HERE, port, "udp", 0.2) is False


def test_a_stray_datagram_before_the_reply_does_not_hide_it() -> None:
    with udp_server(lambda request: [b"\x00\x00", *quoting(request)]) as port:
        assert phone_answers(HERE, port, "udp", 10) is True


def test_a_lost_request_is_sent_again() -> None:
    seen: list[bytes] = []

    def deaf_once(request: bytes) -> list[bytes]:
        seen.append(request)
        return quoting(request) if len(seen) > 1 else []

    with udp_server(deaf_once) as port:
        assert phone_answers(HERE, port, "udp", 10) is True
    assert seen[0] == seen[1]


DEMANDS = [
    ("not_asked", Attempt(True, chain=[b"x"], requested=False, outcome="answered")),
    ("not_asked", Attempt(True, chain=[b"x"], requested=False, outcome="silent")),
    ("optional", Attempt(True, chain=[b"x"], requested=True, outcome="answered")),
    ("required", Attempt(True, chain=[b"x"], requested=True, outcome="refused")),
    ("required", Attempt(True, chain=[b"x"], outcome="refused", reason="TLSV13_ALERT_CERTIFICATE_REQUIRED")),
    ("unknown", Attempt(True, chain=[b"x"], outcome="refused", reason="SSLV3_ALERT_HANDSHAKE_FAILURE")),
    ("unknown", Attempt(True, chain=[b"x"], outcome="answered")),
    ("unknown", Attempt(True, chain=[b"x"], requested=True, outcome="silent")),
    ("unknown", Attempt(True, requested=False, outcome="failed")),
    ("unknown", Attempt(False)),
]


@pytest.mark.parametrize(("wanted", "seen"), DEMANDS, ids=range(len(DEMANDS)))
def test_only_a_refused_try_proves_that_a_certificate_is_required(wanted: str, seen: Attempt) -> None:
    assert client_certificate(seen) == wanted


@pytest.mark.parametrize("wrong", [{"sip_port": 0}, {"sips_port": 65536}, {"timeout": 0}])
def test_the_module_refuses_ports_and_times_that_cannot_be(wrong: dict[str, int]) -> None:
    params = {"tel_address": HERE, "sip_port": 5060, "sips_port": 5061, "timeout": 1, **wrong}
    with pytest.raises(UsageError):
        sip_probe.run(params, Context())
