# SPDX-License-Identifier: GPL-3.0-or-later
"""certificate, trusted: judged before anything is contacted, imported once, proved on port 5061 (ENW-6T)."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import (
    Appliance,
    CertificateUnreadable,
    MivoiceError,
    OperatorStepNeeded,
    ReadBackMismatch,
    Refused,
    UsageError,
    WriteUncertain,
)
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki import lint
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki.findings import Finding
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import certificate
from ansible_collections.voiceops.mivoice5000.tests.unit.support import authority
from ansible_collections.voiceops.mivoice5000.tests.unit.support.authority import PASSWORD
from ansible_collections.voiceops.mivoice5000.tests.unit.support.fake_driver import Button, FakeSystem, Page
from ansible_collections.voiceops.mivoice5000.tests.unit.support.fake_port import SILENT, FakePorts

ADDRESS = "127.9.1.1"
CA, OTHER_CA = authority.authority("Hospital CA"), authority.authority("Next CA")
OWN = authority.system(ADDRESS, CA)
RENEWED = authority.system(ADDRESS, CA, days=900)
FOREIGN = authority.system(ADDRESS, OTHER_CA)
SELF = authority.self_signed(ADDRESS)
SYSTEM = {"multisite": False, "has_5300": True}
OPTIONS: dict[str, Any] = {
    "state": "trusted",
    "tel_address": ADDRESS,
    "name": "pbx1",
    "src": "/vault/pbx1 été.p12",
    "content": OWN.file(),
    "pkcs12_password": PASSWORD,
    "system": SYSTEM,
    "sip_restart": "allow",
}


@pytest.fixture
def ports() -> FakePorts:
    return FakePorts()


@pytest.fixture
def declared(pbx: FakeSystem, ports: FakePorts) -> FakeSystem:
    """The site says where the import is; it works at once, unless a test says otherwise."""

    def imported(_system: FakeSystem, staged: Any) -> None:
        pbx.received = staged  # type: ignore[attr-defined]
        ports.show(ADDRESS, SILENT, SILENT, OWN)

    pbx.pages["W5"] = Page(
        "Certificate management",
        "2.4.1",
        values={"pkcs12_password": ""},
        files={"pkcs12_file"},
        secrets={"pkcs12_password"},
        buttons={"import": Button("restarts_sip", imported), "regenerate": Button("restarts_sip")},
    )
    return pbx


def refused(kind: type[MivoiceError], run: Any, ports: FakePorts, **options: Any) -> MivoiceError:
    with pytest.raises(kind) as stopped:
        run(certificate, wire=ports, **OPTIONS | options)
    return stopped.value


@pytest.mark.parametrize("before", [None, SELF, FOREIGN], ids=["none", "self-signed", "of another authority"])
def test_the_file_is_imported_once_and_seen_on_the_port(
    run: Any, declared: FakeSystem, ports: FakePorts, before: Any
) -> None:
    ports.show(ADDRESS, before)
    hold = {"mitel6000": {"authorities": [CA.fingerprint], "verdict": "pass"}, "mivoice5300": None}
    done = run(certificate, wire=ports, phones_hold=hold, **OPTIONS)
    received = declared.received  # type: ignore[attr-defined]
    assert received["pkcs12_file"].content == base64.b64decode(OPTIONS["content"])
    assert received["pkcs12_file"].name == "pbx1_t_.p12"
    assert received["pkcs12_password"] == PASSWORD
    assert done["after"]["sip"]["chain"][0]["fingerprint_sha256"] == OWN.fingerprint
    assert (done["evidence"][0]["verified"], done["writes"][0]["restarts_sip"]) == (True, True)
    again = run(certificate, wire=ports, **OPTIONS)
    assert (again["changed"], again["writes"], len(declared.writes)) == (False, [], 1)


def test_a_check_plans_the_same_write_and_the_very_certificate(
    run: Any, declared: FakeSystem, ports: FakePorts
) -> None:
    planned = run(certificate, check=True, wire=ports, **OPTIONS)
    assert declared.writes == []
    foreseen = planned["planned"]["systems"]["pbx1"]
    assert (foreseen["mode"], foreseen["sip"]["kind"]) == ("pbx_cert_trusted", "trusted")
    assert [entry["fingerprint_sha256"] for entry in foreseen["sip"]["chain"]] == [OWN.fingerprint, CA.fingerprint]
    assert run(certificate, wire=ports, **OPTIONS)["writes"] == planned["writes"]


def test_a_renewed_certificate_of_the_same_authority_needs_no_word_about_phones(
    run: Any, declared: FakeSystem, ports: FakePorts
) -> None:
    ports.show(ADDRESS, RENEWED)
    assert run(certificate, wire=ports, **OPTIONS)["changed"] is True


def test_of_file_and_password_the_result_shows_name_size_and_hash_only(
    run: Any, declared: FakeSystem, ports: FakePorts
) -> None:
    done = json.dumps(run(certificate, wire=ports, **OPTIONS), ensure_ascii=False)
    assert PASSWORD not in done and OPTIONS["content"] not in done
    changes = json.loads(done)["writes"][0]["changes"]
    assert set(changes["pkcs12_file"]["after"]) == {"name", "size", "sha256"}


@pytest.mark.parametrize(
    ("rule", "options"),
    [
        ("INV-19", {"content": SELF.file()}),
        ("INV-20", {"content": authority.system("127.9.1.2", CA).file()}),
        ("INV-20", {"content": authority.system(ADDRESS, CA, days=30).file()}),
        ("INV-43", {"content": authority.system(ADDRESS, CA, cn="pbx1.example").file()}),
        ("PKCS12-7", {"content": OWN.file(keyless=True)}),
    ],
    ids=["self-signed", "another address", "expired", "no address in the CN", "no key"],
)
def test_what_is_wrong_with_the_file_is_told_before_anything_is_contacted(
    run: Any, declared: FakeSystem, ports: FakePorts, rule: str, options: dict[str, Any]
) -> None:
    error = refused(Refused, run, ports, **options)
    assert error.rule == rule
    assert error.details["findings"]
    assert (declared.sessions, ports.looks) == (0, {})


@pytest.mark.parametrize("rule", ["INV-19", "INV-20", "INV-21", "INV-22", "INV-43"])
def test_whatever_rule_the_linter_names_stops_the_import(
    run: Any, declared: FakeSystem, ports: FakePorts, monkeypatch: pytest.MonkeyPatch, rule: str
) -> None:
    # INV-21 and INV-22 are about several files, and here is one: the linter says it all the same.
    found = Finding("CERT-0", "error", "something", "something else", "", blocking=True, interlock=rule)
    monkeypatch.setattr(lint, "lint", lambda *_given: [found])
    error = refused(Refused, run, ports)
    assert (error.rule, error.details["verdict"]) == (rule, "refuse")
    assert (declared.sessions, ports.looks) == (0, {})


@pytest.mark.parametrize(
    ("kind", "options", "words"),
    [
        (CertificateUnreadable, {"pkcs12_password": "another"}, "password is wrong"),
        (CertificateUnreadable, {"content": base64.b64encode(b"hello").decode()}, "not a certificate"),
        (UsageError, {"content": "nö base64"}, "not base64"),
        (CertificateUnreadable, {"content": "", "src": "empty.p12"}, "empty.p12"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_before_anything_is_contacted(
    run: Any, declared: FakeSystem, ports: FakePorts, kind: type[MivoiceError], options: dict[str, Any], words: str
) -> None:
    error = refused(kind, run, ports, **options)
    assert words in str(error)
    assert (declared.sessions, ports.looks) == (0, {})


def test_every_reason_against_a_file_is_told_at_once(run: Any, declared: FakeSystem, ports: FakePorts) -> None:
    file = authority.system("127.9.1.2", CA, days=30).file(keyless=True)
    told = str(refused(Refused, run, ports, content=file))
    assert all(rule in told for rule in ("CERT-13", "CERT-15", "CERT-20", "PKCS12-7"))


def test_base64_may_be_broken_into_lines(run: Any, declared: FakeSystem, ports: FakePorts) -> None:
    lines = "\n".join(OPTIONS["content"][at : at + 64] for at in range(0, len(OPTIONS["content"]), 64))
    assert run(certificate, wire=ports, **OPTIONS | {"content": lines})["changed"] is True


def test_without_5300_the_address_among_the_alternative_names_is_enough(
    run: Any, declared: FakeSystem, ports: FakePorts
) -> None:
    named = authority.system(ADDRESS, CA, cn="pbx1.example")
    declared.pages["W5"].buttons["import"].then = lambda _system, _staged: ports.show(ADDRESS, named)
    options = OPTIONS | {"content": named.file(), "system": SYSTEM | {"has_5300": False}}
    assert run(certificate, wire=ports, **options)["changed"] is True


def test_wrong_names_are_imported_by_an_override_only(run: Any, declared: FakeSystem, ports: FakePorts) -> None:
    wrong = authority.system("127.9.1.2", CA)
    declared.pages["W5"].buttons["import"].then = lambda _system, _staged: ports.show(ADDRESS, wrong)
    lifted = [{"rule": "INV-20", "reason": "address translation"}]
    options = OPTIONS | {"content": wrong.file(), "system": SYSTEM | {"has_5300": False}}
    done = run(certificate, wire=ports, override=lifted, **options)
    assert [entry["override"] for entry in done["verdicts"] if entry["rule"] == "INV-20"] == ["address translation"]


@pytest.mark.parametrize(
    "hold",
    [
        None,
        {"mitel6000": {"authorities": [OTHER_CA.fingerprint], "verdict": "pass"}, "mivoice5300": None},
        {"mitel6000": {"authorities": [CA.fingerprint], "verdict": "inconclusive"}, "mivoice5300": None},
    ],
    ids=["nobody looked", "they hold the old one", "not proved"],
)
def test_a_change_of_authority_waits_for_the_phones(
    run: Any, declared: FakeSystem, ports: FakePorts, hold: dict[str, Any] | None
) -> None:
    # INV-44
    ports.show(ADDRESS, FOREIGN)
    assert refused(Refused, run, ports, phones_hold=hold).rule == "INV-44"
    assert declared.writes == []


def test_nothing_restarts_sip_without_permission(run: Any, declared: FakeSystem, ports: FakePorts) -> None:
    assert refused(Refused, run, ports, sip_restart="forbid").rule == "INV-24"
    declared.pages["W1"].tables["licences"][0]["status"] = "Refused"
    assert refused(Refused, run, ports).rule == "INV-27"
    assert declared.writes == []


def test_a_refusal_of_the_appliance_is_told_and_the_write_with_it(
    run: Any, declared: FakeSystem, ports: FakePorts
) -> None:
    def refuses(_system: FakeSystem, _staged: Any) -> None:
        raise Appliance(problem="The appliance refuses", found="FORMAT FICHIER INVALIDE", rule="ERR-5")

    declared.pages["W5"].buttons["import"].then = refuses
    error = refused(Appliance, run, ports)
    assert (error.rule, error.details["writes"][0]["button"]) == ("ERR-5", "import")


def test_what_the_screen_said_is_told_when_the_port_shows_something_else(
    run: Any, declared: FakeSystem, ports: FakePorts
) -> None:
    def quiet(system: FakeSystem, _staged: Any) -> None:
        system.pages["W5"].messages.append("Mot de passe erroné")

    declared.pages["W5"].buttons["import"].then = quiet
    error = refused(ReadBackMismatch, run, ports)
    assert "Mot de passe erroné" in str(error) and "Do not import again" in str(error)
    assert OWN.fingerprint in str(error.wanted)


def test_a_run_after_one_that_was_killed_waits_for_the_service_and_finds_it_done(
    run: Any, declared: FakeSystem, ports: FakePorts
) -> None:
    def killed(_system: FakeSystem, _staged: Any) -> None:
        ports.show(ADDRESS, SILENT, SILENT, OWN)
        raise WriteUncertain(problem="The connection broke while the answer was awaited")

    declared.pages["W5"].buttons["import"].then = killed
    refused(WriteUncertain, run, ports)
    assert run(certificate, wire=ports, **OPTIONS)["changed"] is False
    assert len(declared.writes) == 1


def test_where_no_import_is_declared_it_is_a_step_for_a_person_proved_by_the_port(
    run: Any, pbx: FakeSystem, ports: FakePorts
) -> None:
    # OPEN-5
    pbx.pages["W5"] = Page("Certificate management", "2.4.1", buttons={"regenerate": Button("restarts_sip")})
    error = refused(OperatorStepNeeded, run, ports, operator_language="fr")
    (step,) = error.details["operator_steps"]
    assert "Importer le fichier PKCS#12" in step["text"] and step["value"].endswith(".p12")
    assert "'pkcs12_file'" in str(error.remedy)
    check = run(certificate, check=True, wire=ports, **OPTIONS)
    assert [entry["step"] for entry in check["operator_steps"]] == ["trusted_certificate"]
    ports.show(ADDRESS, OWN)
    assert run(certificate, wire=ports, **OPTIONS)["changed"] is False
