# SPDX-License-Identifier: GPL-3.0-or-later
"""Import of PKCS#12 files on a system and in Manager: what is taken, what is refused and with which words (spec 4)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID
from mivoice_lab.model import refusal
from mivoice_lab.model.issue import new_authority, new_key, self_sign
from mivoice_lab.model.pkcs12 import write_file
from mivoice_lab.model.refusal import LabRefusal
from mivoice_lab.model.trust import load

from . import procedures as do
from .pki import DAY, PASSWORD, Maker

EXPIRED = ("FIN DE VALIDITE DU CERTIFICAT", "Certificat PBX périmé, fin de validité.")
WRONG_ADDRESS = ("FORMAT FICHIER INVALIDE", "Certificat PBX inutilisable, adresse IP incorrecte.")
NOT_FOUND = ("CONTROLE ERRONE", "Fichier PKCS12 introuvable.")
NOT_UNLOCKED = ("FONCTION INACTIVE", "Fonction chiffrement non déverrouillée.")
GENERATION_FAILED = "ECHEC A LA GENERATION DU CERTIFICAT: Echec à la génération du certificat auto-signé."


def self_signed_file(system, now):
    key = new_key("ec")
    made = self_sign(key, system.tel_address, system.addresses(), now - DAY, now + DAY)
    return write_file(made, key, [], PASSWORD)


def refusal_of(act):
    with pytest.raises(LabRefusal) as caught:
        act()
    return caught.value.title, caught.value.detail


def test_an_import_restarts_sip_once_and_shows_the_new_dates(lab, alone):
    one = lab(alone)
    system, make = one.system(), Maker(one)
    system.import_certificate("t", make.file(system), PASSWORD)
    assert [e["cause"] for e in one.events("sip_restart")] == ["certificate"]  # CERT-11
    one.run(do.RESTART)
    assert (system.mode(), system.port_open(5061)) == ("pbx_cert_trusted", True)  # TRN-2
    assert system.certificate.not_after == make.now + 90 * DAY  # CERT-10
    assert PASSWORD not in str(one.world.events.since(0)) and PASSWORD not in str(one.world.state())


def test_the_chain_is_put_in_order_whatever_the_order_of_the_file(lab, alone):
    one = lab(alone)
    system, make = one.system(), Maker(one)
    leaf, key = make.signer.certify(system.tel_address, system.addresses(), make.now - DAY, make.now + DAY)
    stranger = new_authority("Stranger", make.now - DAY, make.now + DAY)
    shuffled = [make.root.certificate, stranger.certificate, make.signer.certificate]
    system.import_certificate("t", write_file(leaf, key, shuffled, PASSWORD), PASSWORD)
    assert [load(pem)[0] for pem in system.certificate.presented] == [leaf, *make.signer.chain]
    assert load(system.certificate.authority_pem)[0] == make.root.certificate  # SCR-W5.1


@pytest.mark.parametrize(
    ("what", "texts"),
    [
        ({"start": -9 * DAY, "end": -DAY}, EXPIRED),  # ERR-4
        ({"start": DAY}, refusal.NOT_VALID_YET),  # CERT-20
        ({"cn": "pbx", "addresses": ["192.0.2.1"]}, WRONG_ADDRESS),  # ERR-5, CERT-13
        ({"cn": "pbx.example"}, WRONG_ADDRESS),  # CERT-15: the fleet has a 5300
    ],
)
def test_a_certificate_that_breaks_the_rules_is_refused_with_the_products_words(lab, alone, what, texts):
    one = lab(alone)
    system = one.system()
    data = Maker(one).file(system, **what)
    assert refusal_of(lambda: system.import_certificate("t", data, PASSWORD)) == texts
    assert (system.certificate, one.events("sip_restart", "write")) == (None, [])


def test_without_5300_the_address_may_stand_among_the_alternative_names_only(lab, alone):
    alone["systems"]["pbx1"]["phones"] = [{"model": "6867i", "numbers": 2101}]
    one = lab(alone)
    one.system().import_certificate("t", Maker(one).file(one.system(), cn="pbx.example"), PASSWORD)  # CERT-14
    assert one.system().certificate.common_name == "pbx.example"


@pytest.mark.parametrize(
    ("data", "password", "texts"),
    [
        (lambda s, m: b"", PASSWORD, NOT_FOUND),
        (lambda s, m: b"-----BEGIN CERTIFICATE-----\n", PASSWORD, NOT_FOUND),
        (lambda s, m: b"\x30\x82\x01", PASSWORD, NOT_FOUND),
        (lambda s, m: m.file(s), "wrong", refusal.WRONG_PKCS12_PASSWORD),
        (lambda s, m: m.file(s), "", refusal.WRONG_PKCS12_PASSWORD),
        (lambda s, m: m.file(s)[:-200], PASSWORD, refusal.WRONG_PKCS12_PASSWORD),
        (lambda s, m: self_signed_file(s, m.now), PASSWORD, refusal.SELF_SIGNED_IMPORT),  # CERT-2
        (lambda s, m: m.authority_file(), PASSWORD, refusal.AUTHORITY_IMPORT),  # CERT-19
    ],
)
def test_what_is_no_certificate_of_a_system_is_refused(lab, alone, data, password, texts):
    one = lab(alone)
    system = one.system()
    content = data(system, Maker(one))
    assert refusal_of(lambda: system.import_certificate("t", content, password)) == texts
    assert system.certificate is None


def test_a_file_without_key_or_with_the_key_of_another_is_refused(lab, alone):
    one = lab(alone)
    system, make = one.system(), Maker(one)
    leaf, _key = make.signer.certify(system.tel_address, system.addresses(), make.now - DAY, make.now + DAY)
    encryption = serialization.BestAvailableEncryption(PASSWORD.encode())
    for key, texts in ((None, refusal.NO_PRIVATE_KEY), (new_key("ec"), refusal.KEY_OF_NO_CERTIFICATE)):
        data = pkcs12.serialize_key_and_certificates(b"x", key, None, [leaf], encryption)
        assert refusal_of(lambda data=data: system.import_certificate("t", data, PASSWORD)) == texts


def test_without_licence_an_import_is_refused(lab, alone):
    alone["systems"]["pbx1"]["licence"] = "refused"
    one = lab(alone)
    data = Maker(one).file(one.system())
    assert refusal_of(lambda: one.system().import_certificate("t", data, PASSWORD)) == NOT_UNLOCKED  # ERR-2


def prepared(fleet, data, confirmation=PASSWORD):
    manager = fleet.world.managers["mgr1"]
    manager.set_multisite("t", "Hospital", encryption=True, encryption_type="import")
    manager.import_certificate("t", "Hospital", data, PASSWORD, confirmation)
    manager.apply("t", "Hospital")
    manager.ok("t", "Hospital")
    return manager


def test_manager_signs_for_every_system_only_when_told_to_generate(lab):
    fleet = lab("with_manager")
    make = Maker(fleet)
    manager = prepared(fleet, make.authority_file())
    fleet.run(60)
    assert fleet.events("sip_restart") == []
    manager.generate_certificates("t", "Hospital")
    fleet.run(do.RESTART)
    assert len(fleet.events("sip_restart")) == 3
    for system in fleet.world.systems.values():
        held = system.certificate
        assert (held.kind, held.common_name, held.both_roles) == ("trusted", system.tel_address, True)  # CERT-16, 18
        assert load(held.presented[-1])[0] == make.root.certificate
        assert held.valid_at(fleet.clock.now()) and held.not_after <= make.now + 800 * DAY
    assert len({s.certificate.cert_pem for s in fleet.world.systems.values()}) == 3  # CERT-6
    assert all(o.ok for o in manager.operations)


def test_an_import_greys_the_generation_again(lab):
    fleet = lab("with_manager")
    make = Maker(fleet)
    manager = prepared(fleet, make.authority_file())
    assert manager.multisites["Hospital"].generate_enabled
    manager.import_certificate("t", "Hospital", make.authority_file(), PASSWORD, PASSWORD)
    assert not manager.multisites["Hospital"].generate_enabled


def test_generation_of_type_import_before_any_import_finds_no_file(lab):
    fleet = lab("with_manager")
    manager = fleet.world.managers["mgr1"]
    manager.set_multisite("t", "Hospital", encryption=True, encryption_type="import")
    manager.apply("t", "Hospital")
    manager.ok("t", "Hospital")
    assert refusal_of(lambda: manager.generate_certificates("t", "Hospital")) == NOT_FOUND  # ERR-1


def test_manager_refuses_what_cannot_sign(lab):
    fleet = lab("with_manager")
    make, system = Maker(fleet), fleet.system("pbx1")
    for data, confirmation, texts in (
        (b"", PASSWORD, NOT_FOUND),
        (make.file(system), PASSWORD, refusal.NOT_AN_AUTHORITY),  # CERT-23
        (self_signed_file(system, make.now), PASSWORD, refusal.NOT_AN_AUTHORITY),
        (make.authority_file(end=-timedelta(hours=1)), PASSWORD, EXPIRED),
        (make.authority_file(), "another", refusal.PASSWORDS_DIFFER),
    ):
        assert refusal_of(lambda d=data, c=confirmation: prepared(fleet, d, c)) == texts
    assert fleet.world.managers["mgr1"].authorities == {}


def test_the_self_signed_root_of_a_ca_may_sign(lab):
    fleet = lab("with_manager")
    root = Maker(fleet).root
    prepared(fleet, write_file(root.certificate, root.key, [], PASSWORD)).generate_certificates("t", "Hospital")
    fleet.run(do.RESTART)
    assert {s.mode() for s in fleet.world.systems.values()} == {"pbx_cert_trusted"}  # INV-19


def test_one_system_that_fails_is_named_in_the_log_and_the_others_get_theirs(lab):
    fleet = lab("with_manager")
    fleet.system("pbx2").generation_fails = True
    manager = prepared(fleet, Maker(fleet).authority_file())
    manager.generate_certificates("t", "Hospital")
    fleet.run(do.RESTART)
    told = {o.target: (o.ok, o.message) for o in manager.operations}
    assert told["pbx2"] == (False, GENERATION_FAILED)  # ERR-3
    assert (told["pbx1"], told["Hospital"][0]) == ((True, ""), False)
    assert fleet.system("pbx2").mode() == "no_tls"


def test_an_authority_that_ends_before_the_generation_signs_nothing(lab):
    fleet = lab("with_manager")
    manager = prepared(fleet, Maker(fleet).authority_file(end=timedelta(minutes=1)))
    fleet.run(120)
    manager.generate_certificates("t", "Hospital")
    fleet.run(do.RESTART)
    assert {o.message for o in manager.operations if o.target != "Hospital"} == {": ".join(EXPIRED)}


def test_a_manager_may_want_the_certificate_of_a_system_and_hands_it_to_that_one_alone(lab):
    fleet = lab(
        {
            "managers": {"mgr1": {"import_takes": "system"}},
            "systems": {
                name: {
                    "role": "remote_site",
                    "hardware": "xs",
                    "manager": "mgr1",
                    "region": "R",
                    "multisite": "Hospital",
                }
                for name in ("pbx1", "pbx2")
            },
        }
    )
    make = Maker(fleet)
    assert refusal_of(lambda: prepared(fleet, make.authority_file())) == refusal.AUTHORITY_IMPORT  # OPEN-4
    manager = prepared(fleet, make.file(fleet.system("pbx2")))
    manager.generate_certificates("t", "Hospital")
    fleet.run(do.RESTART)
    told = {o.target: (o.ok, o.message) for o in manager.operations}
    assert told["pbx1"] == (False, ": ".join(NOT_FOUND))  # ERR-1
    assert {name: system.mode() for name, system in fleet.world.systems.items()} == {
        "pbx1": "no_tls",
        "pbx2": "pbx_cert_trusted",
    }


def linked(fleet):
    for system in fleet.world.systems.values():
        system.set_inter_ipbx("t", True)
    fleet.run(do.RESTART)
    return {t.state for t in fleet.system("pbx1").tunnels()}


def test_tunnels_need_both_roles_and_one_ca(lab):
    fleet = lab("with_manager")
    make, other = Maker(fleet), Maker(fleet, "Other CA")
    for system in fleet.world.systems.values():
        system.import_certificate("t", make.file(system), PASSWORD)
    assert linked(fleet) == {"encrypted"}
    fleet.system("pbx2").import_certificate("t", other.file(fleet.system("pbx2")), PASSWORD)
    fleet.run(do.RESTART)
    assert {t.peer: t.state for t in fleet.system("pbx1").tunnels()} == {"pbx2": "clear", "pbx3": "encrypted"}  # VER-22
    server_only = make.file(fleet.system("pbx3"), roles=[ExtendedKeyUsageOID.SERVER_AUTH])
    fleet.system("pbx3").import_certificate("t", server_only, PASSWORD)
    fleet.run(do.RESTART)
    assert {t.state for t in fleet.system("pbx1").tunnels()} == {"clear"}  # CERT-18


def crl(signer, serial, now):
    revoked = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(now).build()
    return (
        x509.CertificateRevocationListBuilder()
        .issuer_name(signer.certificate.subject)
        .last_update(now)
        .next_update(now + DAY)
        .add_revoked_certificate(revoked)
        .sign(signer.key, hashes.SHA256())
    )


def test_a_tunnel_to_a_revoked_certificate_is_cut_and_a_list_of_somebody_else_is_not_heeded(lab):
    fleet = lab("with_manager")
    make, other = Maker(fleet), Maker(fleet)
    for system in fleet.world.systems.values():
        system.import_certificate("t", make.file(system), PASSWORD)
    assert linked(fleet) == {"encrypted"}
    [peer] = load(fleet.system("pbx2").certificate.cert_pem)
    for signer, state in ((other.signer, "encrypted"), (make.signer, "down")):  # CRL-2
        fleet.system("pbx1").revocation_lists = [crl(signer, peer.serial_number, make.now)]
        assert {t.peer: t.state for t in fleet.system("pbx1").tunnels()} == {"pbx2": state, "pbx3": "encrypted"}


def test_a_service_that_hangs_comes_back_only_when_it_is_let(lab, alone):
    one = lab(alone)
    system = one.system()
    system.let_sip_hang(True)
    system.import_certificate("t", Maker(one).file(system), PASSWORD)
    one.run(3600)
    assert not system.port_open(5060) and [e["number"] for e in one.lost] == ["2101", "2141"]
    system.let_sip_hang(False)
    one.run(60)
    assert system.port_open(5061) and len(one.events("service_restored")) == 2


def test_a_system_may_take_a_certificate_and_go_on_with_the_old_one(lab, alone):
    one = lab(alone)
    system = one.system()
    system.regenerate_certificate("t")
    old = system.certificate
    system.keeps_certificate = True
    system.import_certificate("t", Maker(one).file(system), PASSWORD)
    one.run(do.RESTART)
    assert system.certificate is old and len(one.events("sip_restart")) == 2
