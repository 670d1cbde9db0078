# SPDX-License-Identifier: GPL-3.0-or-later
"""multisite_encryption, import: a file fit to sign, imported before one generation, proved on every port (ENM-6T)."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.voiceops.mivoice5000.plugins.module_utils import _door
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._context import Context
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import (
    Appliance,
    MivoiceError,
    OperatorStepNeeded,
    ReadBackMismatch,
    Refused,
    UnknownValue,
    UsageError,
)
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import _session, multisite_encryption
from ansible_collections.voiceops.mivoice5000.tests.unit.support import authority, fake_names
from ansible_collections.voiceops.mivoice5000.tests.unit.support.authority import PASSWORD, Issued
from ansible_collections.voiceops.mivoice5000.tests.unit.support.fake_driver import (
    Button,
    FakeFleet,
    FakeSystem,
    Page,
)
from ansible_collections.voiceops.mivoice5000.tests.unit.support.fake_pages import connection
from ansible_collections.voiceops.mivoice5000.tests.unit.support.fake_port import SILENT, FakePorts

from .conftest import Clock

ALL = "Generate certificates for all the sites on the multi-sites"
ADDRESSES = {"pbx1": "127.1.1.1", "pbx2": "127.1.2.1"}
CA, OTHER_CA = authority.authority("Hospital CA"), authority.authority("Next CA")
FILE = CA.file()
Enable = Callable[..., dict[str, Any]]
KNOWN = {
    "role": "standalone",
    "licence": {"state": "authorised", "raw": "Authorised"},
    "clock": {"offset": 0.0},
    "has_5300": True,
}
WRITES = ["import", "apply", "ok", "confirm"]


def issued(by: Issued = CA) -> dict[str, Issued]:
    return {address: authority.system(address, by) for address in ADDRESSES.values()}


def holding(*authorities: Issued) -> dict[str, Any]:
    held = [authority_.fingerprint for authority_ in authorities]
    return {"mitel6000": {"authorities": held, "verdict": "pass"}, "mivoice5300": None}


@pytest.fixture
def ports() -> FakePorts:
    return FakePorts()


@pytest.fixture
def mgr(ports: FakePorts) -> FakeSystem:
    """A Manager that makes what it is asked for; ``made`` are the certificates that its systems get."""

    def imported(system: FakeSystem, staged: Any) -> None:
        system.received = staged  # type: ignore[attr-defined]
        system.pages["M3C"].disabled.add("generate")

    def generated(system: FakeSystem, _staged: Any) -> str:
        for address, certificate in system.made.items():  # type: ignore[attr-defined]
            ports.show(address, SILENT, certificate)
        return "M3"

    pages = {
        "M3": Page(
            "Administration>Network topology",
            values={"multisite": "Hospital"},
            options={"multisite": ["Clinic", "Hospital"]},
            buttons={"configuration": Button("navigate", lambda system, staged: "M3C")},
        ),
        "M3C": Page(
            "Administration>Network topology",
            values={
                "encryption": False,
                "type": "-",
                "certificate_password": "",
                "certificate_confirmation": "",
            },
            options={"type": ["-", "Self-signed", "Import"]},
            files={"certificate_file"},
            secrets={"certificate_password", "certificate_confirmation"},
            buttons={
                "import": Button("write", imported),
                "apply": Button(),
                "ok": Button("write", lambda system, staged: system.pages["M3C"].disabled.discard("generate")),
                "generate": Button("navigate", lambda system, staged: "M3G"),
            },
            disabled={"generate"},
        ),
        "M3G": Page(
            "Administration>Network topology",
            values={"scope": ""},
            options={"scope": ["This site only", ALL]},
            buttons={"confirm": Button("restarts_sip", generated)},
        ),
    }
    made = FakeSystem("mgr1", pages, area="manager", undeclared={"M4"})
    made.made = issued()  # type: ignore[attr-defined]
    return made


@pytest.fixture
def enable(mgr: FakeSystem, ports: FakePorts, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Enable:
    """Enables the multi-site with certificates of the imported authority; ``facts`` change those of every system."""
    fleet = FakeFleet(mgr)
    monkeypatch.setattr(_session, "connect", fleet.connect)
    monkeypatch.setitem(fake_names.WORDS, "import", {"File taken": "accepted", "Wrong password": "refused"})

    def _run(check: bool = False, facts: dict[str, Any] | None = None, **options: Any) -> dict[str, Any]:
        known = KNOWN | {"read_at": clock.now.isoformat()}
        systems = [{"name": n, "tel_address": a} | known | (facts or {}) for n, a in ADDRESSES.items()]
        given = connection("mgr1") | {
            "state": "enabled",
            "type": "import",
            "multisite": "Hospital",
            "systems": systems,
            "src": "hospital.p12",
            "content": FILE,
            "pkcs12_password": PASSWORD,
            "timeout_certificates": 60.0,
            "sip_restart": "allow",
        }
        resource = multisite_encryption
        checked = ArgumentSpecValidator(_door.argument_spec(resource), **resource.SPEC_EXTRAS).validate(given | options)
        assert not checked.error_messages, checked.error_messages
        context = Context(check_mode=check, clock=lambda: clock.now, sleep=clock.sleep, wire=ports)
        try:
            return resource.run(checked.validated_parameters, context)
        finally:
            assert fleet.open_sessions == 0

    return _run


def pressed(mgr: FakeSystem) -> list[str]:
    return [write["button"] for write in mgr.writes]


def refused(kind: type[MivoiceError], enable: Enable, **options: Any) -> MivoiceError:
    with pytest.raises(kind) as stopped:
        enable(**options)
    return stopped.value


def test_the_file_is_imported_and_one_generation_gives_every_system_its_certificate(
    enable: Enable, mgr: FakeSystem
) -> None:
    planned, done = enable(check=True), enable()
    assert pressed(mgr) == WRITES
    received = mgr.received  # type: ignore[attr-defined]
    assert received["certificate_file"].content == base64.b64decode(FILE)
    assert (received["certificate_password"], received["certificate_confirmation"]) == (PASSWORD, PASSWORD)
    assert (received["encryption"], received["type"]) == (True, "Import")
    assert planned["writes"] == done["writes"]
    assert (planned["after"], planned["planned"]) == (done["after"], done["planned"])
    assert done["after"]["sip"] == dict.fromkeys(ADDRESSES, {"tls_open": True, "kind": "trusted"})
    again = enable()
    assert (again["changed"], again["writes"], len(mgr.writes)) == (False, [], 4)


def test_neither_password_nor_content_is_in_the_result(enable: Enable) -> None:
    told = json.dumps(enable(), ensure_ascii=False)
    assert PASSWORD not in told and FILE not in told


@pytest.mark.parametrize(
    ("made", "why"),
    [
        ({"127.1.2.1": authority.system("127.1.2.1", OTHER_CA)}, "not one of the authorities"),
        ({"127.1.2.1": authority.system("127.1.1.9", CA)}, "127.1.1.9"),
        ({"127.1.2.1": authority.self_signed("127.1.2.1")}, "self-signed"),
        ({"127.1.2.1": None}, "closed"),
        ({"127.1.2.1": authority.system("127.1.2.1", CA, days=370)}, "until 2026-03-07"),
    ],
    ids=["another authority", "another address", "self-signed", "none", "ends soon"],
)
def test_a_system_that_shows_anything_else_is_named_with_the_reason(
    enable: Enable, mgr: FakeSystem, made: dict[str, Any], why: str
) -> None:
    mgr.made |= made  # type: ignore[attr-defined]
    error = refused(ReadBackMismatch, enable)
    assert "nothing fitting on pbx2" in str(error.found) and why in str(error.found)
    assert "Do not generate again" in str(error.remedy)
    assert [write["button"] for write in error.details["writes"]] == [*WRITES[:-1], "generate"]


def test_two_systems_with_one_certificate_are_both_named(enable: Enable, mgr: FakeSystem) -> None:
    # INV-21
    mgr.made = dict.fromkeys(ADDRESSES.values(), authority.both(*ADDRESSES.values(), by=CA))  # type: ignore[attr-defined]
    error = refused(ReadBackMismatch, enable)
    assert "CERT-22: the same certificate as pbx2" in str(error.found)
    assert "CERT-22: the same certificate as pbx1" in str(error.found)


def test_one_system_in_need_is_enough_and_the_others_are_announced(
    enable: Enable, mgr: FakeSystem, ports: FakePorts
) -> None:
    ports.show(ADDRESSES["pbx1"], issued()[ADDRESSES["pbx1"]])
    done = enable()
    assert pressed(mgr) == WRITES
    assert any("WARN-34" in warning and "pbx1" in warning for warning in done["warnings"])


@pytest.mark.parametrize(
    ("rule", "options"),
    [
        ("INV-24", {"sip_restart": "forbid"}),
        ("INV-27", {"facts": {"licence": {"state": "other", "raw": "Refused"}}}),
        ("INV-36", {"facts": {"role": None}}),
    ],
)
def test_an_interlock_stops_before_anything_is_written(
    enable: Enable, mgr: FakeSystem, rule: str, options: dict[str, Any]
) -> None:
    assert refused(Refused, enable, **options).rule == rule
    assert mgr.writes == []


@pytest.mark.parametrize("hold", [None, holding(OTHER_CA)], ids=["nobody looked", "the old one only"])
def test_a_change_of_authority_waits_for_the_phones(
    enable: Enable, mgr: FakeSystem, ports: FakePorts, hold: dict[str, Any] | None
) -> None:
    # INV-44
    for address, certificate in issued(OTHER_CA).items():
        ports.show(address, certificate)
    assert refused(Refused, enable, phones_hold=hold).rule == "INV-44"
    assert mgr.writes == []
    assert enable(phones_hold=holding(OTHER_CA, CA))["changed"]


def test_a_file_that_cannot_sign_is_refused_before_anything_is_contacted(
    enable: Enable, mgr: FakeSystem, ports: FakePorts
) -> None:
    # CERT-23
    error = refused(Refused, enable, content=issued()[ADDRESSES["pbx1"]].file())
    assert error.details["findings"] and (mgr.sessions, ports.looks) == (0, {})


def test_an_authority_that_is_revoked_signs_nothing_and_a_list_out_of_date_is_told(
    enable: Enable, mgr: FakeSystem, tmp_path: Path
) -> None:
    # CRL-2
    signing = authority.intermediate("Manager CA", CA)
    given = {"content": signing.file(), "crl": [str(tmp_path / "ca.crl")]}
    (tmp_path / "ca.crl").write_bytes(authority.revocation_list(CA, signing))
    error = refused(Refused, enable, **given)
    assert error.rule == "CRL-2" and "CN=Manager CA: revoked on" in error.problem
    assert (mgr.sessions, mgr.writes) == (0, [])
    (tmp_path / "ca.crl").write_bytes(authority.revocation_list(CA, days=30))
    mgr.made = issued(signing)  # type: ignore[attr-defined]
    done = enable(**given)
    assert done["changed"] and any("CRL-2" in text and "out of date" in text for text in done["warnings"])


def test_an_authority_that_ends_too_soon_for_what_is_asked_restarts_nobody(enable: Enable, mgr: FakeSystem) -> None:
    # INV-23: its certificates would be made anew in every run, and never do.
    error = refused(UsageError, enable, content=authority.authority("Short CA", days=370).file())
    assert "2026-03-07" in str(error.found) and "30 days" in str(error.wanted)
    assert mgr.writes == []


def test_a_certificate_of_a_system_is_taken_when_the_site_says_that_its_manager_wants_one(
    enable: Enable, mgr: FakeSystem
) -> None:
    # OPEN-4
    own = mgr.made["127.1.1.1"]  # type: ignore[attr-defined]
    alone = {"systems": [KNOWN | {"name": "pbx1", "tel_address": "127.1.1.1"}]}
    foreign = authority.system("127.1.9.9", CA).file()
    assert refused(Refused, enable, content=foreign, file_role="system", **alone).rule == "INV-20"
    assert enable(content=own.file(), file_role="system", **alone)["changed"]
    assert not enable(content=own.file(), file_role="system", **alone)["changed"]
    newer = authority.system("127.1.1.1", CA, days=900).file()
    assert enable(content=newer, file_role="system", check=True, **alone)["changed"]  # its very own one is wanted


def test_the_certificate_of_one_system_is_not_for_a_multi_site_of_several(
    enable: Enable, mgr: FakeSystem, ports: FakePorts
) -> None:
    # OPEN-4, CERT-6: nobody could make those of the others.
    error = refused(UsageError, enable, content=issued()[ADDRESSES["pbx1"]].file(), file_role="system")
    assert "pbx2" in str(error.found)
    assert (mgr.sessions, ports.looks) == (0, {})


@pytest.mark.parametrize(
    ("said", "kind"), [("Wrong password", Appliance), ("Hm", UnknownValue)], ids=["known to refuse", "unknown"]
)
def test_what_the_manager_says_to_the_file_stops_it_unless_it_is_known_to_be_good(
    enable: Enable, mgr: FakeSystem, said: str, kind: type[MivoiceError]
) -> None:
    def imported(system: FakeSystem, _staged: Any) -> None:
        system.pages["M3C"].messages.append(said)

    mgr.pages["M3C"].buttons["import"].then = imported
    assert refused(kind, enable).found == said
    assert pressed(mgr) == ["import"]


def test_a_word_known_to_be_good_lets_it_go_on(enable: Enable, mgr: FakeSystem) -> None:
    mgr.pages["M3C"].buttons["import"].then = lambda system, _staged: system.pages["M3C"].messages.append("File taken")
    assert enable()["changed"]


def test_after_a_run_killed_once_the_file_was_imported_it_is_imported_again_and_used(
    enable: Enable, mgr: FakeSystem
) -> None:
    mgr.pages["M3C"].values |= {"encryption": True, "type": "Import"}
    assert enable()["changed"]
    assert pressed(mgr) == WRITES


def test_a_box_that_was_unticked_is_ticked_without_file_and_generation(
    enable: Enable, mgr: FakeSystem, ports: FakePorts
) -> None:
    for address, certificate in issued().items():
        ports.show(address, certificate)
    mgr.pages["M3C"].values["type"] = "Import"
    assert enable(sip_restart="forbid")["changed"]
    assert pressed(mgr) == ["apply", "ok"]


def test_where_the_file_field_is_not_declared_it_is_a_step_for_a_person_proved_by_the_ports(
    enable: Enable, mgr: FakeSystem, ports: FakePorts
) -> None:
    mgr.pages["M3C"].files.clear()
    error = refused(OperatorStepNeeded, enable)
    assert "twice" in error.details["operator_steps"][0]["text"] and "certificate_file" in str(error.remedy)
    assert [step["step"] for step in enable(check=True)["operator_steps"]] == ["multisite_certificate"]
    mgr.pages["M3C"].values |= {"encryption": True, "type": "Import"}
    for address, certificate in issued().items():
        ports.show(address, certificate)
    assert not enable()["changed"]
    assert mgr.writes == []
