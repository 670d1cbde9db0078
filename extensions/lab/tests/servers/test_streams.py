# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS over wrap_bio: what a client sees of a server that accepts or refuses it (feasibility: alerts are flushed)."""

import asyncio
import datetime
import socket
import ssl

import pytest
from mivoice_lab.servers.certificates import client_context, fingerprint, self_signed, server_context
from mivoice_lab.servers.streams import TlsStream, converse

ADDRESS = "127.0.0.1"
NOW = datetime.datetime.now(datetime.UTC)
OPTIONS = b"OPTIONS sip:a@127.0.0.1 SIP/2.0\r\nContent-Length: 0\r\n\r\n"
SERVER = self_signed("pbx.example", ADDRESS, NOW)
PHONE = self_signed("phone.example", ADDRESS, NOW)
FOREIGN = self_signed("foreign.example", ADDRESS, NOW)
EXPIRED = self_signed("old.example", ADDRESS, NOW - datetime.timedelta(days=4000))
TLS_1_2, TLS_1_3 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3


def outcome(version, certificate, client_ca_pem):
    """The reply, or the `reason` of the refusal, that a blocking client meets."""
    context = server_context(*SERVER, client_ca_pem=client_ca_pem)
    client = client_context(**dict(zip(("cert_pem", "key_pem"), certificate or (), strict=False)))
    client.minimum_version = client.maximum_version = version

    def ask(port):
        with socket.create_connection((ADDRESS, port), timeout=10) as plain:
            try:
                with client.wrap_socket(plain) as secured:
                    secured.sendall(OPTIONS)
                    return secured.recv(1000)
            except ssl.SSLError as error:
                return error.reason

    async def accept(reader, writer):
        stream = TlsStream(reader, writer, context, server_side=True)
        try:
            await stream.handshake()
            await converse(stream, lambda raw: [b"SIP/2.0 200 OK\r\n\r\n"])
        except OSError:
            pass
        finally:
            await stream.close()

    async def scene():
        server = await asyncio.start_server(accept, ADDRESS, 0)
        async with server:
            return await asyncio.to_thread(ask, server.sockets[0].getsockname()[1])

    return asyncio.run(scene())


@pytest.mark.parametrize("version", [TLS_1_2, TLS_1_3])
@pytest.mark.parametrize("certificate", [None, PHONE, FOREIGN])
def test_a_server_that_asks_for_nothing_serves_everybody(version, certificate):
    assert outcome(version, certificate, None) == b"SIP/2.0 200 OK\r\n\r\n"


@pytest.mark.parametrize(
    ("version", "certificate", "expected"),
    [
        (TLS_1_2, PHONE, b"SIP/2.0 200 OK\r\n\r\n"),
        (TLS_1_3, PHONE, b"SIP/2.0 200 OK\r\n\r\n"),
        (TLS_1_2, None, "SSLV3_ALERT_HANDSHAKE_FAILURE"),
        (TLS_1_3, None, "TLSV13_ALERT_CERTIFICATE_REQUIRED"),
        (TLS_1_2, FOREIGN, "TLSV1_ALERT_UNKNOWN_CA"),
        (TLS_1_3, FOREIGN, "TLSV1_ALERT_UNKNOWN_CA"),
        (TLS_1_2, EXPIRED, "SSLV3_ALERT_CERTIFICATE_EXPIRED"),
        (TLS_1_3, EXPIRED, "SSLV3_ALERT_CERTIFICATE_EXPIRED"),
    ],
)
def test_a_server_that_checks_terminals_says_why_it_refuses_one(version, certificate, expected):
    assert outcome(version, certificate, PHONE[0] + EXPIRED[0]) == expected


def test_a_fingerprint_is_sha_256_in_hex_with_colons():
    text = fingerprint(SERVER[0])
    assert len(text.split(":")) == 32
    assert bytes.fromhex(text.replace(":", ""))
