# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates by the pages: import on a system and in Manager, the authority's file (SCR-W5, SCR-M3.5..7)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography import x509
from mivoice_lab.model.issue import Authority, new_authority, pem
from mivoice_lab.model.pkcs12 import write_file

from .browser import Browser
from .conftest import Stand
from .spec_labels import NOT_FOUND
from .test_manager import generation, settings
from .test_saving import confirmed

W5 = ("telephony", "system", "security", "certificates")
PASSWORD = "pâsse & mot"


def authority(stand: Stand) -> Authority:
    now = stand.clock.now()
    root = new_authority("Lab root", now - timedelta(days=1), now + timedelta(days=900))
    return new_authority("Lab CA", now - timedelta(days=1), now + timedelta(days=800), root)


def system_file(stand: Stand, signer: Authority, name: str = "pbx1") -> bytes:
    now, system = stand.clock.now(), stand.world.systems[name]
    leaf, key = signer.certify(
        system.tel_address, system.addresses(), now - timedelta(hours=1), now + timedelta(days=99)
    )
    return write_file(leaf, key, signer.chain, PASSWORD)


def import_on_system(stand: Stand, browser: Browser, data: bytes, password: str = PASSWORD) -> None:
    stand.walk(browser, *W5)
    file = {stand.t("W5.pkcs12_file"): ("pbx1.p12", data)} if data else {}
    browser.press(stand.t("W5.import"), {**file, stand.t("W5.pkcs12_password"): password})
    confirmed(stand, browser, "W5")


@pytest.mark.parametrize("device", ["pbx1", "alone"])
def test_a_pkcs12_file_becomes_the_certificate_and_the_authority_s_file_is_its_root(stand: Stand, device: str) -> None:
    signer = authority(stand)
    browser = stand.logged_in(device)
    import_on_system(stand, browser, system_file(stand, signer, device))
    held = stand.world.systems[device].certificate
    assert held is not None and held.issuers == tuple(pem(one) for one in signer.chain)
    assert [event["what"] for event in stand.writes()] == ["import_certificate"]
    assert len(stand.world.events.of_kind("sip_restart")) == 1  # CERT-11
    stand.walk(browser, *W5)
    assert browser.follow(stand.t("W5.ca_file")).header("Content-Type") == "application/x-pem-file"
    assert x509.load_pem_x509_certificate(browser.response.body) == signer.issuers[0]  # BCRT-10
    stand.walk(browser, "telephony", "system", "security", "sip_certificate")
    assert browser.fact(stand.t("W11.valid_to")) == held.not_after.strftime("%d/%m/%Y %H:%M:%S")  # CERT-10


def test_without_file_the_product_s_words_are_shown_and_nothing_happens(stand: Stand) -> None:
    browser = stand.logged_in("pbx1")
    import_on_system(stand, browser, b"")
    for text in NOT_FOUND:
        assert text in browser.text  # ERR-1
    assert stand.writes() == [] and stand.world.systems["pbx1"].certificate is None


def test_a_wrong_password_is_refused_with_other_words_and_appears_nowhere(stand: Stand) -> None:
    browser = stand.logged_in("pbx1")
    import_on_system(stand, browser, system_file(stand, authority(stand)), "s3cret-wrong")
    assert NOT_FOUND[0] not in browser.text and "Mot de passe" in browser.text  # ENM-6T
    assert "s3cret-wrong" not in browser.response.body.decode(browser.charset)
    assert "s3cret-wrong" not in str(stand.world.events.since(0))
    assert stand.world.systems["pbx1"].certificate is None


def test_a_form_without_parts_sends_no_file(stand: Stand) -> None:
    browser = stand.walk(stand.logged_in("pbx1"), *W5)
    form = browser.form_with_button(stand.t("W5.import"))
    form.attrib.pop("enctype")
    button = browser.buttons(form)[stand.t("W5.import").casefold()]
    controls = {control.kind: control.name for control in browser.controls(form)}
    pairs = [(controls["file"], "pbx1.p12"), (controls["password"], PASSWORD)]
    if button.get("name"):
        pairs.append((button.get("name"), button.get("value", "")))
    assert browser.submit(form, pairs).status == (403 if stand.skin == "dialogs" else 400)
    assert stand.writes() == []


def import_in_manager(stand: Stand, browser: Browser, data: bytes, confirmation: str = PASSWORD) -> None:
    settings(stand, browser)
    browser.press(
        stand.t("M3C.import"),
        {
            stand.t("M3C.encryption"): True,
            stand.t("M3C.type"): stand.t.word("encryption_type", "import"),
            stand.t("M3C.certificate_file"): ("ca.p12", data),
            stand.t("M3C.certificate_password"): PASSWORD,
            stand.t("M3C.certificate_confirmation"): confirmation,
        },
    )


def test_manager_makes_a_certificate_for_each_system_from_the_imported_authority(stand: Stand) -> None:
    signer = authority(stand)
    browser = stand.logged_in("mgr1")
    import_in_manager(stand, browser, write_file(signer.certificate, signer.key, signer.issuers, PASSWORD))
    settings(stand, browser)
    assert browser.control(stand.t("M3C.encryption")).values and not generation(stand, browser)
    browser.press(stand.t("M3C.apply"))
    browser.press(stand.t("M3C.ok"))
    settings(stand, browser)
    assert stand.world.events.of_kind("sip_restart") == []
    browser.press(stand.t("M3C.generate"))
    scope = next(c for form in browser.forms() for c in browser.controls(form) if c.kind == "radio")
    browser.press(stand.t("M3G.confirm"), names={scope.name: stand.t("M3G.scope.all")})
    stand.fleet.run(60)
    for name in ("pbx1", "pbx2"):
        held = stand.world.systems[name].certificate
        assert held is not None and held.issuers == tuple(pem(one) for one in signer.chain)  # CERT-9
        assert (held.common_name, held.both_roles) == (stand.world.systems[name].tel_address, True)
    stand.walk(browser, "administration", "operations")
    assert browser.text.count(stand.t.word("operation", "succeeded")) == 3
    assert stand.collateral() == []


def test_passwords_that_differ_are_refused_and_nothing_is_saved(stand: Stand) -> None:
    signer = authority(stand)
    browser = stand.logged_in("mgr1")
    data = write_file(signer.certificate, signer.key, signer.issuers, PASSWORD)
    import_in_manager(stand, browser, data, confirmation="another")
    assert "confirmation" in browser.text
    manager = stand.world.managers["mgr1"]
    assert (manager.authorities, manager.multisites["Hospital"].encryption, stand.writes()) == ({}, False, [])
