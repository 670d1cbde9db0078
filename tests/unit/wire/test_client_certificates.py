# SPDX-License-Identifier: GPL-3.0-or-later
"""A probe that presents certificates: what a server takes and refuses, in both TLS versions (MOD-7, MOD-13)."""

from __future__ import annotations

import os
import ssl
from datetime import UTC, datetime
from pathlib import Path

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._wire.client import Client, foreign
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._wire.probe import present
from ansible_collections.voiceops.mivoice5000.tests.unit.wire.servers import (
    certificate,
    closed_port,
    over_tls,
    tcp_server,
    tls_context,
)
from cryptography import x509

HERE = "127.0.0.1"
NOW = datetime.now(UTC)
VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]


@pytest.fixture(params=VERSIONS, ids=lambda version: version.name)
def demanding(request: pytest.FixtureRequest, tmp_path: Path) -> ssl.SSLContext:
    """A server that takes its own certificate and no other one."""
    return tls_context(tmp_path, required=True, newest=request.param)


def test_a_foreign_certificate_is_refused_and_the_reason_is_told(demanding: ssl.SSLContext) -> None:
    with tcp_server(over_tls(demanding)) as port:
        seen = present(HERE, port, foreign(NOW), 10.0)
    assert (seen.outcome, seen.requested, bool(seen.reason)) == ("refused", True, True)


def test_a_certificate_that_only_bears_the_name_of_the_authority_is_refused_too(demanding: ssl.SSLContext) -> None:
    with tcp_server(over_tls(demanding)) as port:
        assert present(HERE, port, foreign(NOW, certificate().subject), 10.0).outcome == "refused"


def test_a_good_certificate_is_answered(demanding: ssl.SSLContext, tmp_path: Path) -> None:
    with tcp_server(over_tls(demanding)) as port:
        assert present(HERE, port, Client((tmp_path / "server.pem").read_bytes()), 10.0).outcome == "answered"


def test_a_server_that_asks_for_nothing_answers_whatever_is_offered(tmp_path: Path) -> None:
    with tcp_server(over_tls(tls_context(tmp_path))) as port:
        seen = present(HERE, port, foreign(NOW), 10.0)
    assert (seen.outcome, seen.requested) == ("answered", False)


def test_a_closed_port_says_nothing_of_the_certificate() -> None:
    assert present(HERE, closed_port(), foreign(NOW), 10.0).outcome == "not_connected"


def test_a_text_that_is_no_certificate_is_told_before_anything_is_contacted() -> None:
    with pytest.raises(ssl.SSLError):
        present(HERE, closed_port(), Client(b"nothing"), 10.0)


def test_nothing_of_a_key_is_left_or_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    client, opened = foreign(NOW), set(os.listdir("/proc/self/fd"))
    client.load_into(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    assert set(os.listdir("/proc/self/fd")) == opened
    assert "PRIVATE" not in repr(client)


def test_a_machine_without_such_memory_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "memfd_create")
    with pytest.raises(OSError, match="memfd"):
        present(HERE, closed_port(), foreign(NOW), 10.0)


def test_two_foreign_certificates_are_never_the_same() -> None:
    first, second = (x509.load_pem_x509_certificate(foreign(NOW).pem) for _each in range(2))
    assert first.public_key() != second.public_key()
