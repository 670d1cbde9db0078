# SPDX-License-Identifier: GPL-3.0-or-later
"""Phones on the wire: they fetch, register, move and lose service for real."""

import socket
import ssl

import pytest
from mivoice_lab.servers import messages
from mivoice_lab.servers.messages import Party
from sipmessage import URI

from .wire import TLS_6000, standalone

SIX = [{"model": "6867i", "numbers": "2101-2103"}]
BOTH = [*SIX, {"model": "5370ip", "numbers": "2141-2142"}]


def options(address, transport):
    """OPTIONS as a probe would send it, and where it goes."""
    port = 5061 if transport == "tls" else 5060
    target = URI(scheme="sip", host=address, port=port)
    sender = Party("probe", "127.0.0.1", 5060, transport)
    return bytes(messages.request("OPTIONS", target, sender, call_id="probe", sequence=1)), (address, port)


def ask_by_udp(address):
    request, place = options(address, "udp")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(10)
        sock.connect(place)
        sock.send(request)
        return messages.parse(sock.recv(4096))


def ask_by_tls(address):
    request, place = options(address, "tls")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with socket.create_connection(place, timeout=10) as plain, context.wrap_socket(plain) as sock:
        sock.sendall(request)
        return messages.parse(sock.recv(4096))


@pytest.mark.parametrize("protocol", ["ftp", "tftp", "http"])
def test_phones_fetch_their_files_from_their_own_addresses_and_register_by_udp(start, protocol):
    lab = start(standalone(BOTH, protocol))
    with lab.world.lock:
        fetched = {(entry["client"], entry["path"]) for entry in lab.world.download_servers["dl1"].log}
        phones = list(lab.world.phones.values())
        assert {phone.mac: lab.transport(phone.number) for phone in phones} == {phone.mac: "udp" for phone in phones}
    assert {(phone.address, phone.own_file()) for phone in phones} <= fetched


def test_a_registered_phone_answers_options_on_its_own_address(start):
    lab = start(standalone(SIX))
    answer = ask_by_udp(lab.phone("2101").address)
    assert answer.code == 200
    assert "6867i" in answer.user_agent


def test_after_an_action_the_phones_come_back_by_tls_and_listen_on_5061(start):
    lab = start(standalone(BOTH))
    lab.change(lambda: lab.system().regenerate_certificate("admin"))
    lab.change(lambda: lab.push_to_6000(TLS_6000, lab.world.time_server))
    lab.wait(lambda: all(lab.transport(n) == "tls" for n in ("2101", "2102", "2103")), "6000 by TLS")
    assert ask_by_tls(lab.phone("2102").address).code == 200
    assert lab.transport("2141") == "udp"
    assert not lab.world.events.of_kind("service_loss", "outage")


def test_a_phone_told_to_use_tcp_registers_over_a_kept_connection(start):
    lab = start(standalone(SIX))
    lab.change(lambda: lab.push_to_6000({"sip transport protocol": "2"}, None))
    lab.wait(lambda: lab.transport("2101") == "tcp", "2101 by TCP")
    assert not lab.world.events.of_kind("service_loss", "outage")


def test_phones_on_tls_come_back_after_a_restart_of_sip(start):
    lab = start(standalone(SIX))
    lab.change(lambda: lab.system().regenerate_certificate("admin"))
    lab.change(lambda: lab.push_to_6000(TLS_6000, lab.world.time_server))
    lab.wait(lambda: all(lab.transport(n) == "tls" for n in ("2101", "2102", "2103")), "6000 by TLS")
    lab.change(lambda: lab.system().regenerate_certificate("admin"))
    restarted = lab.world.clock.now()
    lab.wait(lambda: all(r.at > restarted for r in lab.system().registrations.values()), "registered again")
    assert not lab.world.events.of_kind("service_loss", "outage")


def test_tls_values_without_a_time_server_lose_the_phones_and_the_log_names_the_action(start):
    lab = start(standalone(SIX))
    lab.change(lambda: lab.system().regenerate_certificate("admin"))
    lab.change(lambda: lab.push_to_6000(TLS_6000, None))
    lost = lab.wait(lambda: lab.world.events.of_kind("service_loss"), "loss")  # MOD-18, INV-14
    assert "not valid yet" in lost[0]["reason"]
    assert "start_action" in [cause["what"] for cause in lost[0]["cause"]]


def test_a_phone_that_is_switched_off_leaves_its_port_and_comes_back(start):
    lab = start(standalone(SIX))
    phone = lab.phone("2101")
    lab.change(lambda: phone.power(False))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        lab.wait(lambda: _binds(sock, phone.address), "port free")
    lab.change(lambda: phone.power(True))
    lab.wait(lambda: phone.state == "registered", "registered again")
    assert ask_by_udp(phone.address).code == 200


def test_phones_that_are_off_do_not_keep_a_lab_from_being_ready(start):
    lab = start(standalone([*SIX, {"model": "6930", "numbers": "2111", "powered": False}]))
    assert lab.transport("2111") is None


def _binds(sock, address):
    try:
        sock.bind((address, 5060))
    except OSError:
        return False
    return True
