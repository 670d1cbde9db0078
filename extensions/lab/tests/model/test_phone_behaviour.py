# SPDX-License-Identifier: GPL-3.0-or-later
"""Phones: files, precedence, trust, time, failover, restarts."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from mivoice_lab.model.certificate import from_pem
from mivoice_lab.model.download import UNREACHABLE
from mivoice_lab.model.operations import Fetch, Register, Sleep
from mivoice_lab.model.phone_files import Line, merge, parse, render
from mivoice_lab.model.registrar import RegisterResult

from . import procedures as do

SIX, FIVE = "mitel6000", "mivoice5300"


def test_files_are_read_with_marks_and_comments():
    text = b"# head\nsip proxy port: 5061 # trailing\n^sip srtp mode:1\n!language: 2\nnonsense\n"
    assert parse(SIX, text) == [
        Line("sip proxy port", "5061"),
        Line("sip srtp mode", "1", "^"),
        Line("language", "2", "!"),
    ]
    assert parse(FIVE, b"SIP_TRANS_PROTO=TLS\nTRUSTED_CERTS=\n") == [
        Line("SIP_TRANS_PROTO", "TLS"),
        Line("TRUSTED_CERTS", ""),
    ]


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b'a: "x #1" # the first', Line("a", "x #1")),
        (b'a: "open', Line("a", '"open')),
        (b"a: \x85b", Line("a", "\x85b")),
        (b"a: caf\xe9\r\n", Line("a", "caf\u00e9")),
        ("a: caf\u00e9\r".encode("utf-8-sig"), Line("a", "caf\u00e9")),
        (b"^!a:\t1", Line("a", "1", "^!")),
        (b"! a : 1", Line("a", "1", "!")),
        (b": 1\n^: 1\na # b: 1\na: 2", Line("a", "2")),
    ],
)
def test_quotes_marks_blanks_and_encodings_of_a_line(data, line):
    assert parse(SIX, data) == [line]


@pytest.mark.parametrize("sign", ["\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_only_returns_and_line_feeds_end_a_line(sign):
    assert [line.name for line in parse(SIX, f"a: 1{sign}b: 2\rc: 3\r\nd: 4\n".encode())] == ["a", "c", "d"]


@pytest.mark.parametrize("family", [SIX, FIVE])
def test_what_is_written_is_read_back(family):
    pairs = [("SIP_PORT_PBX", "5061"), ("TRUSTED_CERTS", "")]
    assert [(line.name, line.value) for line in parse(family, render(family, pairs))] == pairs


def test_the_last_file_wins_and_the_phones_own_value_wins_unless_it_is_marked():
    common, own = [Line("a", "1"), Line("b", "1"), Line("c", "1", "^")], [Line("a", "2"), Line("d", "2", "!")]
    assert merge([common, own], {"b": "9", "c": "9", "d": "9"}) == {"a": "2", "b": "9", "c": "1", "d": "2"}


def test_a_phone_boots_by_fetching_its_files_in_order(lab, alone):
    one = lab(alone)
    mac = {number: one.phone(number).mac for number in ("2101", "2141")}
    served = [entry["path"] for entry in one.world.download_servers["dl1"].log]
    assert [p for p in served if not p.startswith("MV")] == ["startup.cfg", f"{mac['2101']}.cfg"]
    assert [p for p in served if p.startswith("MV")] == ["MV5300.cfg", f"MV5300_{mac['2141']}.cfg"]


def test_operations_are_asked_for_one_at_a_time_and_late_outcomes_are_dropped(lab, alone):
    one = lab(alone)
    phone = one.phone("2101")
    phone.power(False)
    phone.power(True)
    boot = phone.next_operation()
    assert isinstance(boot, Sleep) and phone.next_operation() is boot
    phone.completed(None, boot)
    fetch = phone.next_operation()
    assert fetch == Fetch("dl1", "startup.cfg")
    phone.completed(None, boot)
    assert phone.next_operation() is fetch
    phone.completed(UNREACHABLE, fetch)
    register = phone.next_operation()
    assert register == Register("pbx1", one.system().tel_address, 5060, "udp")
    phone.completed(RegisterResult(False, 0, "silence"), register)
    assert isinstance(phone.next_operation(), Sleep)
    phone.power(False)
    phone.completed(None)
    assert phone.state == "off"


def test_an_update_restarts_the_phone_once_at_its_next_register(lab, alone):
    one = lab(alone)
    tma, scope = one.world.tma_of("pbx1")
    action = do.push(tma, scope, SIX, do.DISABLED_6000, do.TEN)
    one.run(16)
    assert action.state == "finished" and one.phone("2101").restarts == 1
    assert one.world.state()["phones"][one.phone("2101").mac]["update_pending"]
    one.run(do.ROUND)
    assert one.phone("2101").restarts == 2 and one.phone("2141").restarts == 1  # TMA-14
    kinds = [e["kind"] for e in one.world.events.since(0) if e["target"] == one.phone("2101").mac]
    assert kinds[-3:] == ["phone_restart", "phone_fetch", "phone_fetch"]
    assert not one.world.state()["phones"][one.phone("2101").mac]["update_pending"]


def test_an_order_that_the_phone_did_not_hear_is_given_again(lab, alone):
    one = lab(alone)
    do.push(*one.world.tma_of("pbx1"), SIX, do.DISABLED_6000, do.TEN)
    one.world.loss.succeeded(one.phone("2101"), restarting=False)
    one.clock.advance(16)
    one.world.tick()
    one.clock.advance(16)
    one.world.tick()
    phone = one.phone("2101")
    answers = [one.system().register(phone.mac, phone.address, 5060, "udp").update_order for _unused in range(2)]
    assert answers == [True, True]


def test_local_overrides_survive_an_update(lab):
    demo = lab("demo")
    do.certificates(demo)
    do.phones_to_tls(demo)
    phone = demo.phone("2126")
    assert phone.applied["sip srtp mode"] == "0" and demo.transport("2126") == "tls"
    assert not demo.world.loss.encrypts(phone)
    tma, scope = demo.world.tma_of("central")
    assert {r.number: r.encryption for r in tma.inventory(scope, SIX)}["2126"] == "srtp_tls"


@pytest.mark.parametrize(
    ("family", "wrong", "words"),
    [
        (SIX, {"sip registrar port": "5060"}, "sip proxy port and sip registrar port differ"),
        (SIX, dict.fromkeys(do.PORTS_6000, "5060"), "no tls on port 5060"),
        (SIX, {"sip transport protocol": "1"}, "no udp on port 5061"),
        (SIX, {"sips tls authentication": "1"}, "not signed"),
        (SIX, {"sips trusted certificates": "ca.crt"}, "not signed"),
        (SIX, {"sips persistent tls": "0"}, "persistent"),
        (FIVE, {"TRUSTED_CERTS": "ca.crt"}, "not signed"),
        (FIVE, {"TIME_SERVER": ""}, "not valid yet"),
        (FIVE, {"TIME_SERVER": "127.9.9.9"}, "not valid yet"),
        (FIVE, {"SIP_TRANS_PROTO": "UDP"}, "no udp on port 5061"),
    ],
)
def test_a_wrong_value_costs_the_phone_its_service(lab, alone, family, wrong, words):
    one = lab(alone)
    do.certificates(one)
    tma, scope = one.world.tma_of("pbx1")
    good = do.SELF_SIGNED_6000 if family == SIX else do.self_signed_5300(one.world.time_server)
    tma.set_global("t", scope, SIX, {"time server1": one.world.time_server})
    do.push(tma, scope, family, good | wrong, do.TEN if family == SIX else do.FIVE)
    one.run(do.ROUND)
    assert [(e["number"], words in e["reason"]) for e in one.lost] == [("2101" if family == SIX else "2141", True)]


def test_a_6000_without_time_server_cannot_open_tls(lab, alone):
    one = lab(alone)
    do.certificates(one)
    do.push(*one.world.tma_of("pbx1"), SIX, do.SELF_SIGNED_6000, do.TEN)
    one.run(do.ROUND)
    assert [e["reason"] for e in one.lost] == ["certificate not valid yet for the phone's clock"]  # TOP-13, INV-14


def test_a_system_ahead_of_time_makes_certificates_that_phones_refuse(lab, alone):
    alone["systems"]["pbx1"]["clock_skew"] = 7200
    one = lab(alone)
    do.certificates(one)
    do.phones_to_tls(one)
    assert {e["reason"] for e in one.lost} == {"certificate not valid yet for the phone's clock"}  # MOD-18


def test_phones_go_to_their_backup_and_come_home(lab):
    small = lab("small")
    main = small.system("pbx1")
    main.sip_down_until = small.clock.now() + timedelta(seconds=1200)
    small.run(do.ROUND)
    phone = small.phone("2101")
    assert list(small.system("pbx2").registrations) and phone.registered_with == "pbx2"
    assert small.lost == [] and small.events("outage") == []
    small.run(2 * do.ROUND)
    assert phone.registered_with == "pbx1" and phone.mac not in small.system("pbx2").registrations


def test_an_outage_that_nobody_caused_is_no_service_loss(lab, alone):
    one = lab(alone)
    one.system().sip_down_until = one.clock.now() + timedelta(days=1)
    one.run(do.ROUND)
    assert len(one.events("outage")) == 2 and one.lost == []
    assert len(one.world.state()["failing"]) == 2


def test_a_phone_that_is_off_loses_nothing(lab, alone):
    one = lab(alone)
    one.phone("2101").power(False)
    do.phones_to_tls(one)
    assert [e["number"] for e in one.lost] == ["2141"]


@pytest.mark.parametrize(("global_port", "lost"), [("5061", []), ("5060", ["2141"])])
def test_a_5300_without_download_server_falls_back_on_the_port_of_the_global_file(lab, alone, global_port, lost):
    one = lab(alone)
    do.certificates(one)
    do.phones_to_tls(one)
    tma, scope = one.world.tma_of("pbx1")
    tma.set_global("t", scope, FIVE, {"SIP_PORT_PBX": global_port})
    for server_on in (True, False):
        one.world.download_servers["dl1"].enabled = server_on
        for phone in one.world.phones.values():
            phone.power(False)
            phone.power(True)
        one.run(do.ROUND)
    assert [e["number"] for e in one.events("service_loss", "outage")] == lost  # DIS-27, STP-7


def authority() -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    return issue("Lab CA", key, None, None), key


def issue(name, key, ca, ca_key, start=datetime(2026, 1, 1), address=None) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, address or name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(ca.subject if ca else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=400))
        .add_extension(x509.BasicConstraints(ca=ca is None, path_length=None), critical=True)
    )
    return builder.sign(ca_key or key, hashes.SHA256())


def pem(certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def trusted(ca, ca_key, address):
    key = ec.generate_private_key(ec.SECP256R1())
    text = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    return from_pem(pem(issue("pbx", key, ca, ca_key, address=address)), text)


@pytest.mark.parametrize("checking", [True, False])
def test_on_a_trusted_system_both_phones_that_check_the_ca_and_those_that_do_not_register(lab, alone, checking):
    one = lab(alone)
    ca, ca_key = authority()
    system = one.system()
    system.install_certificate(trusted(ca, ca_key, system.tel_address), "import")
    one.world.download_servers["dl1"].files["ca.crt"] = pem(ca).encode()
    tma, scope = one.world.tma_of("pbx1")
    tma.set_global("t", scope, SIX, {"time server1": one.world.time_server})
    files = "ca.crt" if checking else ""
    six = do.SELF_SIGNED_6000 | {
        "sips tls authentication": "1" if checking else "0",
        "sips trusted certificates": files,
    }
    do.push(tma, scope, SIX, six, do.TEN)
    do.push(tma, scope, FIVE, do.self_signed_5300(one.world.time_server) | {"TRUSTED_CERTS": files}, do.FIVE)
    one.run(do.ROUND)
    assert system.mode() == "pbx_cert_trusted"
    assert (one.transport("2101"), one.transport("2141"), one.lost) == ("tls", "tls", [])  # MOD-5, MOD-6
    system.regenerate_certificate("t")
    one.run(do.ROUND)
    assert {e["number"] for e in one.lost} == ({"2101", "2141"} if checking else set())  # TRN-4, INV-41


def test_in_bothway_only_phones_with_a_good_certificate_pass(lab, alone):
    one = lab(alone)
    ca, ca_key = authority()
    system = one.system()
    system.install_certificate(trusted(ca, ca_key, system.tel_address), "import")
    system.ca_file_pem = [pem(ca)]
    system.set_bothway("t", True)
    one.run(do.RESTART)
    assert system.mode() == "bothway"
    key = ec.generate_private_key(ec.SECP256R1())
    other, other_key = authority()
    good = pem(issue("phone", key, ca, ca_key))
    foreign = pem(issue("phone", key, other, other_key))
    late = pem(issue("phone", key, ca, ca_key, start=datetime(2020, 1, 1)))
    phone = one.phone("2101")
    answers = [
        system.register(phone.mac, phone.address, 5061, "tls", given).reason for given in (good, None, foreign, late)
    ]
    assert answers == [
        "OK",
        "no certificate presented",
        "certificate not signed by the CA file",
        "certificate out of date",
    ]  # MOD-7, MOD-13


def test_a_5300_wants_the_address_in_the_common_name(lab, alone):
    one = lab(alone)
    certificate = one.system().new_self_signed()
    elsewhere = type(certificate)(
        "self_signed", "pbx.example", (one.system().tel_address,), certificate.not_before, certificate.not_after
    )
    for phone in one.world.phones.values():
        phone.applied |= {"TIME_SERVER": one.world.time_server, "time server1": one.world.time_server}
        phone.applied["sips tls authentication"] = "0"
    address = one.system().tel_address
    assert one.phone("2101").certificate_problem(elsewhere.presented, address) is None
    assert one.phone("2141").certificate_problem(elsewhere.presented, address) is not None  # CERT-15


def test_only_known_phones_of_the_system_register(lab):
    fleet = lab("with_manager")
    stranger = fleet.phone("2301")
    assert fleet.system("pbx2").register("FFFFFFFFFFFF", "127.0.0.9", 5060, "udp").code == 404
    assert fleet.system("pbx2").register(stranger.mac, stranger.address, 5060, "udp").code == 404
