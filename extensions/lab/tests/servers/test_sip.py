# SPDX-License-Identifier: GPL-3.0-or-later
"""The SIP ports of a system, as a stranger finds them (MOD-3, MOD-4, MOD-7, INV-24)."""

import socket
import ssl

import pytest
from mivoice_lab.servers import messages
from mivoice_lab.servers.messages import Party
from sipmessage import URI

from .wire import standalone

PHONES = [{"model": "6867i", "numbers": "2101"}]
OFF = [{"model": "6867i", "numbers": "2101", "powered": False}]


def request(method, address, transport):
    port = 5061 if transport == "tls" else 5060
    sender = Party("probe", "127.0.0.1", 5070, transport)
    target = URI(scheme="sip", host=address, port=port)
    return messages.request(method, target, sender, call_id="probe", sequence=1)


def by_stream(address, raw, context=None):
    """What comes back over TCP, or TLS when a context is given."""
    port = 5060 if context is None else 5061
    with socket.create_connection((address, port), timeout=10) as plain:
        sock = context.wrap_socket(plain) if context else plain
        with sock:
            sock.sendall(raw)
            return messages.parse(sock.recv(4096))


def by_udp(address, raw):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(10)
        sock.connect((address, 5060))
        sock.send(raw)
        return messages.parse(sock.recv(4096))


def unchecked():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def refused(address, port):
    with socket.socket() as sock:
        return sock.connect_ex((address, port)) != 0


def test_options_is_answered_over_udp_and_tcp(start):
    address = start(standalone(PHONES)).system().tel_address
    for ask, transport in ((by_udp, "udp"), (by_stream, "tcp")):
        answer = ask(address, bytes(request("OPTIONS", address, transport)))
        assert (answer.code, answer.server) == (200, "MiVoice 5000")
        assert answer.via[0].parameters["received"] == "127.0.0.1"


def test_other_methods_are_not_allowed(start):
    address = start(standalone(PHONES)).system().tel_address
    assert by_stream(address, bytes(request("INVITE", address, "tcp"))).code == 405


def test_a_stranger_cannot_register(start):
    address = start(standalone(PHONES)).system().tel_address
    phone = Party("2101", "127.0.0.1", 5070, "udp")
    target = URI(scheme="sip", host=address, port=5060)
    register = messages.register(target, phone, "0000DEADBEEF", "stranger", call_id="x", sequence=1)
    assert by_udp(address, bytes(register)).code == 404
    assert by_udp(address, bytes(request("REGISTER", address, "udp"))).code == 403


def test_5061_is_closed_without_certificate_and_opens_with_the_one_of_the_model(start):
    lab = start(standalone(PHONES))
    system = lab.system()
    assert refused(system.tel_address, 5061)
    lab.change(lambda: system.regenerate_certificate("admin"))
    lab.wait(lambda: not refused(system.tel_address, 5061), "5061 open")
    shown = ssl.get_server_certificate((system.tel_address, 5061))
    assert ssl.PEM_cert_to_DER_cert(shown) == ssl.PEM_cert_to_DER_cert(system.certificate.cert_pem)


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_options_is_answered_over_both_versions_of_tls(start, version):
    lab = start(standalone(PHONES))
    address = lab.system().tel_address
    lab.change(lambda: lab.system().regenerate_certificate("admin"))
    lab.wait(lambda: not refused(address, 5061), "5061 open")
    context = unchecked()
    context.minimum_version = context.maximum_version = version
    assert by_stream(address, bytes(request("OPTIONS", address, "tls")), context).code == 200


def test_while_sip_restarts_every_port_is_closed_and_connections_are_cut(start):
    lab = start(standalone(OFF), speed=1)
    system = lab.system()
    with socket.create_connection((system.tel_address, 5060), timeout=10) as kept:
        kept.sendall(bytes(request("OPTIONS", system.tel_address, "tcp")))
        assert kept.recv(4096).startswith(b"SIP/2.0 200")
        lab.change(lambda: system.regenerate_certificate("admin"))
        assert kept.recv(4096) == b""
    assert refused(system.tel_address, 5060) and refused(system.tel_address, 5061)
    with pytest.raises(ConnectionRefusedError):
        by_udp(system.tel_address, bytes(request("OPTIONS", system.tel_address, "udp")))


def test_with_bothway_a_client_without_certificate_is_told_so_and_5060_keeps_silent(start):
    lab = start(standalone(OFF))
    system, address = lab.system(), lab.system().tel_address
    lab.change(lambda: system.regenerate_certificate("admin"))
    lab.change(lambda: system.set_bothway("admin", True))
    lab.wait(lambda: not refused(address, 5061), "5061 open")
    with pytest.raises(ssl.SSLError) as problem:
        by_stream(address, bytes(request("OPTIONS", address, "tls")), unchecked())
    assert problem.value.reason == "TLSV13_ALERT_CERTIFICATE_REQUIRED"
    [service] = lab.lab._sip
    asked = bytes(request("OPTIONS", address, "udp"))
    assert service.answers(asked, ("127.0.0.1", 5070), "udp") == (None, [])


def test_garbage_ends_a_connection_and_not_the_service(start):
    address = start(standalone(PHONES)).system().tel_address
    with socket.create_connection((address, 5060), timeout=10) as sock:
        sock.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert sock.recv(100) == b""
    assert by_udp(address, bytes(request("OPTIONS", address, "udp"))).code == 200
