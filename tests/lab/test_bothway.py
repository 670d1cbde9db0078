# SPDX-License-Identifier: GPL-3.0-or-later
"""BOTHWAY against the lab's pages in every skin and language: wrong wishes, the switch, its proof, its roll-back."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import (
    MivoiceError,
    Refused,
    RolledBack,
    WriteUncertain,
)
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import (
    bothway,
    sip_probe,
    system_info,
    voice_encryption,
)
from ansible_collections.voiceops.mivoice5000.tests.unit.support import authority
from ansible_collections.voiceops.mivoice5000.tests.unit.support.authority import PASSWORD
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from socketless import LabFleet
from trusted_site import HOSPITAL, MANAGER, TrustedSite

LabOf = Callable[[str], LabFleet]
CA, OTHER_CA = authority.authority("Phones CA"), authority.authority("Next CA")
FIVE = "mivoice5300"


def pem(issued: authority.Issued, *, key: bool = False) -> str:
    text = issued.certificate.public_bytes(Encoding.PEM).decode()
    own = authority.key(issued.owner).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return text + (own if key else "")


GOOD = authority.system("127.1.9.9", CA)
EXPIRED = authority.system("127.1.9.9", CA, days=30)
FOREIGN = authority.system("127.1.9.9", OTHER_CA)
TO_TRY = {"good": {"content": pem(GOOD, key=True)}, "expired": {"content": pem(EXPIRED, key=True)}}


def run(lab: LabFleet, resource: Any, device: str, *, check: bool = False, **options: Any) -> dict[str, Any]:
    """One task on a device, with its options validated and defaulted as both doors do."""
    return resource.run(lab.options(resource, device, **options), lab.context(check))


def refused(kind: type[MivoiceError], lab: LabFleet, resource: Any, device: str, **options: Any) -> Any:
    with pytest.raises(kind) as stopped:
        run(lab, resource, device, **options)
    return stopped.value


def trusted(lab: LabFleet, name: str) -> None:
    """Give a system a certificate of an authority, and the CA file of its terminals, by a person's hand."""
    system = lab.world.systems[name]
    file = authority.system(system.tel_address, CA).file()
    system.import_certificate("operator", base64.b64decode(file), PASSWORD)
    system.ca_file_pem = [pem(CA)]


def alone(lab: LabFleet, *, gone: bool = True) -> dict[str, Any]:
    """A system without Manager whose phones are ``gone``: switched off and given up on by name."""
    lab.run(900)
    trusted(lab, "pbx1")
    system = lab.world.systems["pbx1"]
    [(username, password)] = system.tma.credentials.items()
    written_off = []
    for phone in lab.world.phones.values() if gone else ():
        phone.power(False)
        written_off.append({"phone": phone.mac, "reason": "in the store"})
    lab.run(9000 if gone else 0)
    return {
        "state": "enabled",
        "name": "pbx1",
        "role": "standalone",
        "tel_address": system.tel_address,
        "tma": lab.params("pbx1", tma_username=username, tma_password=password),
        "connections": [lab.params("pbx1", name="pbx1")],
        "systems": [{"name": "pbx1", "backup": None}],
        "phone_certificates": [{"name": "phone.crt", "content": pem(GOOD), "other_files": ["phone.key"]}],
        "terminals_ca": pem(CA),
        "operator_done": [{"step": "BWY-2", "by": "Ada"}, {"step": "BWY-7", "by": "Ada"}],
        "sip_restart": "allow",
        "written_off": written_off,
    }


def restarts(lab: LabFleet) -> int:
    """Restarts of SIP by the box."""
    return sum(event["cause"] == "bothway" for event in lab.world.events.of_kind("sip_restart"))


# Wrong wishes


def test_a_5300_is_named_and_stops_it(lab_of: LabOf) -> None:
    lab = lab_of("standalone")
    options = alone(lab, gone=False)
    error = refused(Refused, lab, bothway, "pbx1", **options)
    fives = {phone.mac for phone in lab.world.phones.values() if phone.family == FIVE}
    assert (error.rule, set(error.details["phones"])) == ("INV-2", fives)
    cut_off = {entry["phone"] for entry in error.details["blast_radius"]["terminals"]}
    assert cut_off == set(lab.world.phones)
    assert "2141" in error.details["blast_radius"]["text"]
    assert (lab.writes(), restarts(lab)) == ([], 0)


def test_a_self_signed_certificate_stops_it(lab_of: LabOf) -> None:
    lab = lab_of("standalone")
    options = alone(lab)
    lab.world.systems["pbx1"].certificate = lab.world.systems["pbx1"].new_self_signed()
    assert refused(Refused, lab, bothway, "pbx1", **options).rule == "INV-4"


def test_a_system_without_certificate_stops_it(lab_of: LabOf) -> None:
    lab = lab_of("standalone")
    options = alone(lab)
    lab.world.systems["pbx1"].certificate = None
    assert refused(Refused, lab, bothway, "pbx1", **options).rule == "INV-3"


@pytest.mark.parametrize("certificate", [EXPIRED, FOREIGN], ids=["expired", "of another authority"])
def test_a_phone_certificate_that_would_be_refused_stops_it(lab_of: LabOf, certificate: authority.Issued) -> None:
    lab = lab_of("standalone")
    options = alone(lab)
    kept = next(phone for phone in lab.world.phones.values() if phone.model == "6930")
    options["written_off"] = [entry for entry in options["written_off"] if entry["phone"] != kept.mac]
    options["operator_done"].append({"gate": "mitel6000-bothway", "phones": [kept.mac], "by": "Ada"})
    options["phone_certificates"] = [{"name": "phone.crt", "content": pem(certificate)}]
    error = refused(Refused, lab, bothway, "pbx1", **options)
    assert (error.rule, error.details["phones"]) == ("INV-7", [kept.mac])


def test_a_node_without_certificate_stops_its_cluster(lab_of: LabOf) -> None:
    lab = lab_of("with_manager")
    server, node = (
        next(system for system in lab.world.systems.values() if system.role == role)
        for role in ("cluster_server", "node")
    )
    trusted(lab, server.name)
    facts = run(lab, system_info, node.name, name=node.name, role="node", hardware=node.hardware)["system"]
    facts["sip"] = run(lab, sip_probe, node.name, tel_address=node.tel_address)["sip"]
    options = {"role": "cluster_server", "name": server.name, "tel_address": server.tel_address, "cluster": [facts]}
    error = refused(Refused, lab, bothway, server.name, state="enabled", **options)
    assert (error.rule, error.details["systems"]) == ("INV-3", [node.name])


def test_without_permission_nothing_restarts(lab_of: LabOf) -> None:  # INV-24
    lab = lab_of("standalone")
    options = alone(lab) | {"sip_restart": "forbid"}
    assert refused(Refused, lab, bothway, "pbx1", **options).rule == "INV-24"
    lab.world.systems["pbx1"].set_bothway("operator", True)
    lab.run(300)
    assert refused(Refused, lab, bothway, "pbx1", **options | {"state": "disabled"}).rule == "INV-24"
    assert (lab.writes(), restarts(lab)) == ([], 1)


@pytest.fixture
def encrypting() -> TrustedSite:
    """A multi-site whose 6000 are on TLS and check the certificates of its systems."""
    site = TrustedSite(LabFleet("small"))
    site.sign(site.authority)
    site.trusting("mitel6000", site.file(site.authority))
    return site


def test_no_phone_is_pointed_to_5060_of_a_system_that_is_in_bothway(encrypting: TrustedSite) -> None:  # INV-11
    lab = encrypting.lab
    lab.world.systems["pbx2"].set_bothway("operator", True)
    lab.run(30)
    systems = encrypting.systems()
    for facts in systems:
        facts["switches"] = run(lab, system_info, facts["name"], gather_subset=["switches"])["system"]["switches"]
    before = len(lab.writes())
    with pytest.raises(Refused) as stopped:
        encrypting.push("mitel6000", "disabled", systems=systems)
    assert (stopped.value.rule, stopped.value.details["systems"]) == ("INV-11", ["pbx2"])
    assert len(lab.writes()) == before


def test_a_box_ticked_since_the_systems_were_read_stops_it_too(encrypting: TrustedSite) -> None:  # INV-11
    lab, systems = encrypting.lab, encrypting.systems()
    lab.world.systems["pbx2"].set_bothway("operator", True)
    lab.run(30)
    before = len(lab.writes())
    with pytest.raises(Refused) as stopped:
        encrypting.push("mitel6000", "disabled", systems=systems)
    assert (stopped.value.rule, stopped.value.details["systems"]) == ("INV-11", ["pbx2"])
    assert len(lab.writes()) == before


def test_voice_encryption_is_not_unticked_while_phones_encrypt(encrypting: TrustedSite) -> None:  # INV-15
    lab = encrypting.lab
    options = {"name": "pbx1", "role": "cluster_server", "tma": lab.params(MANAGER, **HOSPITAL)}
    options["connections"] = encrypting.connections()
    before = len(lab.writes())
    error = refused(Refused, lab, voice_encryption, "pbx1", state="disabled", **options)
    six = {phone.mac for phone in lab.world.phones.values() if phone.family == "mitel6000"}
    assert error.rule == "INV-15" and set(error.details["phones"]) == six
    assert len(lab.writes()) == before


# The switch


def test_it_is_planned_switched_once_proven_and_left_alone_until_it_is_left(lab_of: LabOf) -> None:
    lab = lab_of("standalone")
    options = alone(lab) | {"client_certificates": TO_TRY}
    plan = run(lab, bothway, "pbx1", check=True, **options)
    assert (plan["changed"], lab.writes()) == (True, [])
    assert len(plan["blast_radius"]["terminals"]) == len(lab.world.phones)
    made = run(lab, bothway, "pbx1", **options)
    assert made["writes"] == plan["writes"]
    assert {proof["what"]: proof["proven"] for proof in made["proofs"]} == dict.fromkeys(
        ("demanded", "none", "foreign", "good", "expired"), True
    )
    assert (made["not_proven"], lab.world.systems["pbx1"].mode()) == ([], "bothway")
    again = run(lab, bothway, "pbx1", **options)
    assert (again["changed"], again["writes"], restarts(lab)) == (False, [], 1)
    left = run(lab, bothway, "pbx1", **options | {"state": "disabled"})
    assert (left["changed"], lab.world.systems["pbx1"].mode(), restarts(lab)) == (True, "pbx_cert_trusted", 2)
    assert run(lab, bothway, "pbx1", **options | {"state": "disabled"})["changed"] is False
    assert restarts(lab) == 2


def test_a_ca_file_without_the_authority_of_the_phones_is_found_out_and_taken_back(lab_of: LabOf) -> None:
    lab = lab_of("standalone")
    options = alone(lab) | {"client_certificates": TO_TRY}
    lab.world.systems["pbx1"].ca_file_pem = [pem(OTHER_CA)]
    error = refused(RolledBack, lab, bothway, "pbx1", **options)
    assert "good certificate" in error.details["why"]
    assert (lab.world.systems["pbx1"].bothway, restarts(lab)) == (False, 2)


def test_a_sip_service_that_hangs_takes_the_box_back(lab_of: LabOf) -> None:
    lab = lab_of("standalone")
    options = alone(lab)
    lab.world.systems["pbx1"].let_sip_hang(True)
    error = refused(MivoiceError, lab, bothway, "pbx1", **options)
    assert "answers on neither port" in str(error)
    assert lab.world.systems["pbx1"].bothway is False


@pytest.mark.parametrize("state", ["enabled", "disabled"])
def test_a_run_killed_right_after_the_switch_is_followed_by_one_that_goes_on(
    lab_of: LabOf, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    lab = lab_of("standalone")
    options = alone(lab) | {"state": state}
    if state == "disabled":
        lab.world.systems["pbx1"].set_bothway("operator", True)
        lab.run(300)
    before, handle = restarts(lab), lab.app.handle

    def cut(device: str, request: Any) -> Any:
        answer = handle(device, request)
        if lab.writes():
            raise WriteUncertain(problem="The connection broke while the answer was awaited")
        return answer

    monkeypatch.setattr(lab.app, "handle", cut)
    refused(WriteUncertain, lab, bothway, "pbx1", **options)
    monkeypatch.undo()
    made = run(lab, bothway, "pbx1", **options)
    assert (made["changed"], lab.world.systems["pbx1"].bothway, restarts(lab)) == (
        False,
        state == "enabled",
        before + 1,
    )


# Phones


def test_phones_that_cannot_get_in_are_back_on_trusted_after_the_roll_back_and_all_of_it_is_told(
    encrypting: TrustedSite,
) -> None:
    """A person vouches for phones that have no certificate of their own: the switch itself finds that out."""
    site, lab = encrypting, encrypting.lab
    six = [phone for phone in lab.world.phones.values() if phone.family == "mitel6000"]
    assert {phone.settings().transport for phone in six} == {"tls"}
    system = lab.world.systems["pbx2"]
    system.ca_file_pem = [pem(CA)]
    vouched = {"gate": "mitel6000-bothway", "phones": [phone.mac for phone in six], "by": "Ada"}
    options: dict[str, Any] = {
        "state": "enabled",
        "name": "pbx2",
        "role": "remote_site",
        "tel_address": system.tel_address,
        "tma": lab.params(MANAGER, **HOSPITAL),
        "connections": site.connections(),
        "systems": site.systems(),
        "phone_certificates": [{"name": "phone.crt", "content": pem(GOOD)}],
        "terminals_ca": pem(CA),
        "operator_done": [{"step": "BWY-2", "by": "Ada"}, {"step": "BWY-7", "by": "Ada"}, vouched],
        "written_off": [{"phone": p.mac, "reason": "goes"} for p in lab.world.phones.values() if p.family == FIVE],
        "sip_restart": "allow",
        "phones_timeout": 300,
    }
    at_home = sorted(phone.mac.upper().replace(":", "") for phone in six if phone.main == "pbx2")
    error = refused(RolledBack, lab, bothway, "pbx2", **options)
    told = error.details["phones"]
    assert (told["before"], told["missing"], told["back_after_roll_back"]) == (at_home, at_home, at_home)
    assert (system.bothway, restarts(lab)) == (False, 2)
    assert {phone.state for phone in six} == {"registered"}
    assert lab.app.open_sessions() == []
