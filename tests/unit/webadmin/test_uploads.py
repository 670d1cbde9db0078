# SPDX-License-Identifier: GPL-3.0-or-later
"""A file is sent as a browser sends it, the rest of its form as it was, and only its name, size and hash are told."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._drivers.base import Upload
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import (
    Appliance as ApplianceError,
)
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import (
    ControlNotFound,
    WriteUncertain,
)
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._webadmin import multipart
from ansible_collections.voiceops.mivoice5000.tests.unit.webadmin.pages import DOORS, MENU
from ansible_collections.voiceops.mivoice5000.tests.unit.webadmin.scripted import Appliance, drive, page

CONTENT = bytes(range(256)) + b"\r\n--\r\n"
FILE = Upload("pbx1.p12", CONTENT)
SECRET = "p@ss é"
SCREENS = {
    "screens": {
        "W5": {
            "url": "/w5",
            "controls": {
                "pkcs12_file": {"labels": ["PKCS#12 file"]},
                "pkcs12_password": {"labels": ["Password of the file"]},
                "import": {"labels": ["Install"]},
            },
        }
    }
}
SENT = [
    ("token", "abc"),
    ("p12", ("pbx1.p12", "application/x-pkcs12", CONTENT)),
    ("pw", SECRET),
    ("other", ("", "application/octet-stream", b"")),
    ("sms", "yes"),
    ("act", "in"),
]


def certificates(form: str = 'method="post" enctype="multipart/form-data"', more: str = "", kind: str = "file") -> Any:
    return page(
        f"""{MENU}{more}<form action="/w5/import" {form}><input type="hidden" name="token" value="abc">
        <label>PKCS#12 file <input type="{kind}" name="p12"></label>
        <label>Password of the file <input type="password" name="pw"></label>
        <label>Another file <input type="file" name="other"></label>
        <label>Text me <input type="checkbox" name="sms" value="yes" checked></label>
        <button name="act" value="in">Install</button></form>"""
    )


def imported(answers: dict[str, Any], file: Upload = FILE) -> tuple[Appliance, Any]:
    """The appliance and the driver after one try to import; what is raised passes."""
    appliance = Appliance(DOORS | {"GET /w5": certificates()} | answers)
    with drive(appliance, screens=SCREENS) as driver:
        screen = driver.open("W5")
        screen.stage("pkcs12_file", file)
        screen.stage("pkcs12_password", SECRET)
        screen.press("import")
    return appliance, driver


def test_the_file_travels_whole_with_its_name_and_type_and_every_other_field_as_it_was() -> None:
    appliance, _driver = imported({"POST /w5/import": certificates()})
    assert appliance.sent("/w5/import") == [SENT]


def test_of_the_file_the_writes_tell_name_size_and_hash_and_of_the_password_nothing() -> None:
    _appliance, driver = imported({"POST /w5/import": certificates()})
    (write,) = driver.writes
    told = {"name": "pbx1.p12", "size": len(CONTENT), "sha256": hashlib.sha256(CONTENT).hexdigest()}
    assert write["changes"] == {
        "PKCS#12 file": {"before": "", "after": told},
        "Password of the file": {"before": "(secret)", "after": "(secret)"},
    }
    assert write["restarts_sip"] is True
    assert "content" not in repr(FILE) and SECRET not in repr(driver.writes)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("A.PFX", "application/x-pkcs12"),
        ("ca.crt", "application/x-x509-ca-cert"),
        ("ca.pem", "application/x-x509-ca-cert"),
        ("phone.key", "application/octet-stream"),
        ("nothing", "application/octet-stream"),
    ],
)
def test_the_type_is_the_one_that_browsers_use_for_such_a_name(name: str, kind: str) -> None:
    assert Upload(name, b"x").media_type == kind


@pytest.mark.parametrize("name", ["", "../x.p12", "a b.p12", "é.p12", 'x".p12', "x\r\ny.p12", "a" * 130])
def test_a_name_that_an_appliance_may_misread_is_sent_nowhere(name: str) -> None:
    with pytest.raises(ControlNotFound, match="nothing was sent") as caught:
        imported({}, Upload(name, CONTENT))
    assert "writes" not in caught.value.details


@pytest.mark.parametrize(
    "form", ['method="post"', 'enctype="multipart/form-data"', 'method="post" enctype="text/plain"']
)
def test_a_form_that_does_not_send_files_is_left_alone(form: str) -> None:
    appliance = Appliance(DOORS | {"GET /w5": certificates(form)})
    with drive(appliance, screens=SCREENS) as driver:
        screen = driver.open("W5")
        screen.stage("pkcs12_file", FILE)
        with pytest.raises(ControlNotFound, match="does not send files"):
            screen.press("import")
    assert driver.writes == [] and appliance.sent("/w5/import") == []


def test_a_button_may_say_itself_that_it_sends_files() -> None:
    own = certificates("").body.replace(b'name="act"', b'name="act" formmethod=post formenctype="multipart/form-data"')
    appliance, _driver = imported({"GET /w5": page(own.decode()), "POST /w5/import": certificates()})
    assert appliance.sent("/w5/import") == [SENT]


def test_a_label_beside_a_text_is_no_place_for_a_file() -> None:
    with pytest.raises(ControlNotFound, match="another kind"):
        imported({"GET /w5": certificates(kind="text")})


def test_a_file_control_takes_no_text() -> None:
    with drive(Appliance(DOORS | {"GET /w5": certificates()}), screens=SCREENS) as driver:
        screen = driver.open("W5")
        assert screen.value("pkcs12_file") == ""
        screen.stage("pkcs12_file", "pbx1.p12")
        with pytest.raises(ControlNotFound, match="takes no value"):
            screen.press("import")


def test_a_connection_that_breaks_while_the_file_is_sent_is_uncertain() -> None:
    with pytest.raises(WriteUncertain):
        imported({"POST /w5/import": WriteUncertain("reset")})


@pytest.mark.parametrize(
    ("title", "detail", "rule", "words"),
    [
        ("CONTROLE ERRONE", "Fichier PKCS12 introuvable.", "ERR-1", "PKCS12 file not found"),
        ("FONCTION INACTIVE", "Fonction chiffrement non déverrouillée.", "ERR-2", "not unlocked"),
        (
            "ECHEC A LA GENERATION DU CERTIFICAT",
            "Echec à la génération du certificat auto-signé.",
            "ERR-3",
            "could not be generated",
        ),
        ("FIN DE VALIDITE DU CERTIFICAT", "Certificat PBX périmé, fin de validité.", "ERR-4", "expired"),
        ("FORMAT FICHIER INVALIDE", "Certificat PBX inutilisable, adresse IP incorrecte.", "ERR-5", "wrong IP"),
    ],
)
@pytest.mark.parametrize("shape", ["{title}", "{detail}", "{title} : {detail}", "<b>{title}</b><br><i>{detail}</i>"])
@pytest.mark.parametrize("spelt", [str, str.lower, lambda text: text.replace("é", "e").replace("à", "a")])
def test_a_refusal_is_told_in_the_words_shown_with_its_meaning_and_what_to_do(
    title: str, detail: str, rule: str, words: str, shape: str, spelt: Any
) -> None:
    # ERR-6
    shown = spelt(shape.format(title=title, detail=detail))
    with pytest.raises(ApplianceError, match=words) as caught:
        imported({"POST /w5/import": certificates(more=f"<p>{shown}</p>")})
    assert caught.value.rule == rule
    plain = re.sub(r"<[^>]+>", " ", shown)
    assert (caught.value.found or "").replace(":", " ").split() == plain.replace(":", " ").split()
    assert caught.value.remedy


def test_the_line_between_two_parts_is_in_nothing_sent_and_the_same_for_the_same_form() -> None:
    body, kind = multipart.encode([("p12", FILE), ("pw", SECRET)], "cp1252")
    line = kind.partition("boundary=")[2].encode()
    assert body.count(b"--" + line) == 3
    assert multipart.encode([("p12", FILE), ("pw", SECRET)], "cp1252") == (body, kind)
    assert SECRET.encode("cp1252") in body
