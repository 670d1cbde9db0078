# SPDX-License-Identifier: GPL-3.0-or-later
"""Trusted certificates of systems and of a multi-site, against the lab's pages in every skin and language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import (
    Appliance,
    MivoiceError,
    ReadBackMismatch,
    Refused,
    UnknownValue,
    WriteUncertain,
)
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import (
    certificate,
    multisite_encryption,
    sip_probe,
    system_info,
)
from ansible_collections.voiceops.mivoice5000.tests.unit.support import authority
from ansible_collections.voiceops.mivoice5000.tests.unit.support.authority import PASSWORD, Issued
from socketless import LabFleet

LabOf = Callable[[str], LabFleet]
CA, OTHER_CA = authority.authority("Hospital CA"), authority.authority("Next CA")
FILES = {made.fingerprint: made.file() for made in (CA, OTHER_CA)}
"""One file each: the same content in another file has another hash."""


def run(lab: LabFleet, resource: Any, device: str, *, check_mode: bool = False, **options: Any) -> dict[str, Any]:
    """One task on a device, with its options validated and defaulted as both doors do."""
    return resource.run(lab.options(resource, device, **options), lab.context(check_mode))


def alone(lab: LabFleet, by: Issued = CA, *, has_5300: bool = True, **names: Any) -> dict[str, Any]:
    """Options that import a file of ``by`` on the system without Manager."""
    system = lab.world.systems["pbx1"]
    return {
        "state": "trusted",
        "content": authority.system(system.tel_address, by, **names).file(),
        "pkcs12_password": PASSWORD,
        "system": {"multisite": False, "has_5300": has_5300},
        "sip_restart": "allow",
        **ports(lab),
    }


def ports(lab: LabFleet) -> dict[str, Any]:
    system = lab.world.systems["pbx1"]
    return {name: getattr(system, name) for name in ("tel_address", "sip_port", "sips_port")}


def restarts(lab: LabFleet) -> int:
    return len(lab.world.events.of_kind("sip_restart"))


def refused(kind: type[MivoiceError], lab: LabFleet, resource: Any, device: str, **options: Any) -> MivoiceError:
    with pytest.raises(kind) as stopped:
        run(lab, resource, device, **options)
    return stopped.value


# A system without Manager


def test_a_file_is_planned_imported_once_and_then_left_alone(lab_of: LabOf) -> None:
    lab = lab_of("standalone")
    lab.run(900)
    options = alone(lab)
    plan = run(lab, certificate, "pbx1", check_mode=True, **options)
    assert lab.writes() == []
    made = run(lab, certificate, "pbx1", **options)
    assert made["after"]["sip"]["kind"] == "trusted"
    assert (plan["changed"], plan["writes"]) == (True, made["writes"])
    foreseen = plan["planned"]["systems"][lab.world.systems["pbx1"].admin_address]["sip"]["chain"]
    shown = made["after"]["sip"]["chain"]
    assert [entry["fingerprint_sha256"] for entry in foreseen] == [entry["fingerprint_sha256"] for entry in shown]
    again = run(lab, certificate, "pbx1", **options)
    assert (again["changed"], again["writes"], restarts(lab)) == (False, [], 1)


def test_a_wrong_password_reaches_no_system(lab_of: LabOf) -> None:
    lab = lab_of("standalone")
    refused(MivoiceError, lab, certificate, "pbx1", **alone(lab) | {"pkcs12_password": "wrong"})
    assert lab.requests == []


def test_what_the_system_refuses_is_told_in_its_words_and_restarts_nothing(lab_of: LabOf) -> None:
    # ERR-5, the rule lifted that would have told before
    lab = lab_of("standalone")
    options = alone(lab) | {"content": authority.system("127.1.9.9", CA).file()}
    options |= {"system": {"multisite": False, "has_5300": False}}
    lifted = [{"rule": "INV-20", "reason": "to see what the system says"}]
    error = refused(Appliance, lab, certificate, "pbx1", override=lifted, **options)
    assert error.rule == "ERR-5"
    assert "adresse IP incorrecte" in str(error.found)
    assert (restarts(lab), lab.world.systems["pbx1"].certificate) == (0, None)


def test_a_system_that_keeps_its_old_certificate_is_told_and_not_asked_twice(lab_of: LabOf) -> None:
    lab = lab_of("standalone")
    lab.world.systems["pbx1"].keeps_certificate = True
    error = refused(ReadBackMismatch, lab, certificate, "pbx1", **alone(lab))
    assert "Do not import again" in str(error.remedy)
    assert restarts(lab) == 1


def test_a_run_killed_after_the_import_is_followed_by_one_that_finds_it_done(
    lab_of: LabOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab = lab_of("standalone")
    options = alone(lab)
    killed_at_write(lab, monkeypatch, 1)
    refused(WriteUncertain, lab, certificate, "pbx1", **options)
    monkeypatch.undo()
    assert run(lab, certificate, "pbx1", **options)["changed"] is False
    assert restarts(lab) == 1


def killed_at_write(lab: LabFleet, monkeypatch: pytest.MonkeyPatch, nth: int) -> None:
    """The answer to what changed something for the nth time never arrives."""
    handle = lab.app.handle

    def cut(device: str, request: Any) -> Any:
        answer = handle(device, request)
        if len(lab.writes()) >= nth:
            raise WriteUncertain(problem="The connection broke while the answer was awaited")
        return answer

    monkeypatch.setattr(lab.app, "handle", cut)


def test_the_authority_is_changed_only_once_the_phones_hold_both(lab_of: LabOf) -> None:
    # INV-44
    lab = lab_of("standalone")
    run(lab, certificate, "pbx1", **alone(lab))
    following = alone(lab, OTHER_CA)
    assert refused(Refused, lab, certificate, "pbx1", **following).rule == "INV-44"
    both = {"authorities": [CA.fingerprint, OTHER_CA.fingerprint], "verdict": "pass"}
    hold = {"mitel6000": both, "mivoice5300": both}
    assert run(lab, certificate, "pbx1", phones_hold=hold, **following)["changed"] is True
    assert restarts(lab) == 2


def test_a_trusted_certificate_gives_way_only_once_no_phone_checks_it(lab_of: LabOf) -> None:
    # INV-41
    lab = lab_of("standalone")
    run(lab, certificate, "pbx1", **alone(lab))
    back = {"state": "self_signed", "sip_restart": "allow", "operator_done": [], **ports(lab)}
    assert refused(Refused, lab, certificate, "pbx1", **back).rule == "INV-41"
    nothing = {"authorities": [], "verdict": "pass"}
    made = run(lab, certificate, "pbx1", phones_hold={"mitel6000": nothing, "mivoice5300": nothing}, **back)
    assert made["after"]["sip"]["kind"] == "self_signed"


# A multi-site


SAVED = {"en": ["The changes were saved."], "fr": ["Les modifications ont été enregistrées."]}


def multisite(lab: LabFleet, **more: Any) -> dict[str, Any]:
    """Options that have the certificates of the multi-site made under the imported authority, as a site runs it."""
    screens = lab.params("mgr1")["screens"]
    said = {"accepted": [text for texts in SAVED.values() for text in texts]}
    return {
        "state": "enabled",
        "type": "import",
        "region": "Nord",
        "multisite": "Hospital",
        "content": FILES[CA.fingerprint],
        "pkcs12_password": PASSWORD,
        "sip_restart": "allow",
        "systems": systems_of(lab),
        "screens": screens | {"values": screens["values"] | {"import": said}},
        **more,
    }


def systems_of(lab: LabFleet) -> list[dict[str, Any]]:
    found = []
    for system in lab.world.systems.values():
        identity = {"name": system.site_name, "role": system.role, "tel_address": system.tel_address}
        identity |= {"cluster_server": system.cluster_server, "hardware": system.hardware}
        facts = run(lab, system_info, system.name, **identity)["system"]
        facts["sip"] = run(lab, sip_probe, system.name, tel_address=system.tel_address)["sip"]
        found.append(facts | {"has_5300": True})
    return found


def test_every_system_gets_its_own_certificate_of_the_imported_authority_in_one_generation(lab_of: LabOf) -> None:
    lab = lab_of("small")
    lab.run(900)
    plan = run(lab, multisite_encryption, "mgr1", check_mode=True, **multisite(lab))
    assert lab.writes() == []
    made = run(lab, multisite_encryption, "mgr1", **multisite(lab))
    assert plan["writes"] == made["writes"]
    assert all(seen == {"tls_open": True, "kind": "trusted"} for seen in made["after"]["sip"].values())
    shown = {system.certificate.cert_pem for system in lab.world.systems.values()}
    assert len(shown) == len(lab.world.systems)
    again = run(lab, multisite_encryption, "mgr1", **multisite(lab))
    assert (again["changed"], again["writes"], restarts(lab)) == (False, [], len(lab.world.systems))


@pytest.mark.parametrize("nth", [1, 2, 3, 4])
def test_a_run_on_a_multisite_killed_at_any_write_is_followed_by_one_that_restarts_nothing_twice(
    lab_of: LabOf, monkeypatch: pytest.MonkeyPatch, nth: int
) -> None:
    lab = lab_of("small")
    options = multisite(lab)
    killed_at_write(lab, monkeypatch, nth)
    try:
        run(lab, multisite_encryption, "mgr1", **options)
    except WriteUncertain:
        monkeypatch.undo()
        run(lab, multisite_encryption, "mgr1", **multisite(lab))
    assert all(system.certificate.kind != "self_signed" for system in lab.world.systems.values())
    assert restarts(lab) == len(lab.world.systems)


def test_the_authority_of_a_multisite_is_changed_only_once_the_phones_hold_both(lab_of: LabOf) -> None:
    # INV-44
    lab = lab_of("small")
    run(lab, multisite_encryption, "mgr1", **multisite(lab))
    following = multisite(lab, content=FILES[OTHER_CA.fingerprint])
    assert refused(Refused, lab, multisite_encryption, "mgr1", **following).rule == "INV-44"
    both = {"authorities": [CA.fingerprint, OTHER_CA.fingerprint], "verdict": "pass"}
    following["phones_hold"] = {"mitel6000": both, "mivoice5300": both}
    assert run(lab, multisite_encryption, "mgr1", **following)["changed"] is True
    assert restarts(lab) == 2 * len(lab.world.systems)


def test_what_the_manager_says_against_a_file_stops_it_before_anything_restarts(lab_of: LabOf) -> None:
    # OPEN-4: this one wants another kind of file than the inventory says
    lab = lab_of("small")
    lab.world.managers["mgr1"].import_takes = "system"
    error = refused(UnknownValue, lab, multisite_encryption, "mgr1", **multisite(lab))
    assert "Un certificat auto-signé ne peut pas être importé" in str(error.found)
    assert [write["button"] for write in error.details["writes"]] in (["Import"], ["Importer"])
    assert restarts(lab) == 0


def test_a_system_that_cannot_install_its_certificate_is_told(lab_of: LabOf) -> None:
    lab = lab_of("small")
    lab.world.systems["pbx2"].generation_fails = True
    refused(MivoiceError, lab, multisite_encryption, "mgr1", **multisite(lab))
