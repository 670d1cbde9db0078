# SPDX-License-Identifier: GPL-3.0-or-later
"""Phones that come to trust a CA, on the lab: the file, the values, the proof, the way back (spec 6.4 to 6.6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import Appliance, Refused, UsageError
from socketless import LabFleet
from trusted_site import FAMILIES, TrustedSite

LabOf = Callable[[str], LabFleet]
TRUSTED = {
    "mitel6000": {"sips tls authentication": "1", "sips trusted certificates": "ca.crt"},
    "mivoice5300": {"TRUSTED_CERTS": "ca.crt"},
}


@pytest.fixture
def site() -> TrustedSite:
    made = TrustedSite(LabFleet("small"))
    made.sign(made.authority)
    return made


def refused(site: TrustedSite, call: Callable[[], Any]) -> Refused:
    """The refusal of a call that may write nothing."""
    before = len(site.lab.writes())
    with pytest.raises(Refused) as caught:
        call()
    assert site.lab.writes()[before:] == []
    return caught.value


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_comes_to_trust_the_authority_and_goes_back(lab_of: LabOf, family: str) -> None:
    site = TrustedSite(lab_of("small"))
    site.sign(site.authority)
    file = site.file(site.authority)
    planned = site.deploy(family, file, check=True)
    copied = site.deploy(family, file)
    assert copied["writes"] == planned["writes"] and len(copied["writes"]) == 1
    assert copied["deployed"] == planned["planned"]["deployed"] == site.deployed
    assert site.lab.world.download_servers["dl1"].files["ca.crt"] == file["content"].encode()
    assert site.deploy(family, file)["changed"] is False

    planned = site.push(family, "trusted", file, check=True)
    done = site.push(family, "trusted", file)
    assert done["writes"] == planned["writes"]
    assert TRUSTED[family].items() <= site.lab.world.managers["mgr1"].tma.actions[-1].draft.values.items()
    again = site.push(family, "trusted", file)
    assert (again["changed"], again["action"]["name"]) == (False, done["action"]["name"])
    site.lab.run(4000)
    name = done["action"]["name"]
    gate = site.gate(family, "trusted", name, fetched=site.fetched(), trusted_files=[file])
    assert gate["verdict"] == "pass", gate["text"]
    assert gate["holds"][family]["verdict"] == "pass" and len(gate["holds"][family]["authorities"]) == 1

    back = site.push(family, "self_signed")
    assert back["changed"] is True
    site.lab.run(4000)
    gate = site.gate(family, "self_signed", back["action"]["name"], fetched=site.fetched())
    assert gate["verdict"] == "pass", gate["text"]


def test_a_plan_goes_from_the_file_to_the_values(site: TrustedSite) -> None:
    file = site.file(site.authority)
    planned = site.deploy("mitel6000", file, check=True)["planned"]
    assert site.push("mitel6000", "trusted", file, check=True, planned=planned)["changed"] is True
    assert refused(site, lambda: site.push("mitel6000", "trusted", file, planned=planned)).rule == "INV-13"


def test_a_file_that_is_not_on_the_server_stops_the_values(site: TrustedSite) -> None:
    # INV-13
    assert refused(site, lambda: site.push("mitel6000", "trusted", site.file(site.authority))).rule == "INV-13"
    site.deploy("mivoice5300", site.file(site.authority))
    assert refused(site, lambda: site.push("mitel6000", "trusted", site.file(site.authority))).rule == "INV-13"


@pytest.mark.parametrize("family", FAMILIES)
def test_an_authority_that_does_not_sign_what_a_system_shows_stops_the_values(site: TrustedSite, family: str) -> None:
    # INV-47: with these values no phone would come back
    wrong = site.file(site.other)
    site.deploy(family, wrong)
    error = refused(site, lambda: site.push(family, "trusted", wrong))
    assert error.rule == "INV-47"
    assert error.details["systems"] == ["pbx1", "pbx2"]


def test_self_signed_systems_stop_the_values() -> None:
    site = TrustedSite(LabFleet("small"))
    manager = site.lab.world.managers["mgr1"]
    manager.set_multisite("operator", "Hospital", encryption=True, encryption_type="self_signed")
    manager.apply("operator", "Hospital")
    manager.ok("operator", "Hospital")
    manager.generate_certificates("operator", "Hospital", "all")
    site.lab.run(900)
    file = site.file(site.authority)
    site.deploy("mitel6000", file)
    assert refused(site, lambda: site.push("mitel6000", "trusted", file)).rule == "INV-47"


@pytest.mark.parametrize("family", FAMILIES)
def test_a_change_of_what_is_trusted_is_one_push_although_the_column_stays_the_same(
    site: TrustedSite, family: str
) -> None:
    for mode, files in (
        ("self_signed", []),
        ("trusted", [site.file(site.authority)]),
        ("trusted", [site.file(site.authority, site.other, name="both.crt")]),
        ("trusted", [site.file(site.authority, name="both.crt")]),
        ("self_signed", []),
    ):
        for file in files:
            site.deploy(family, file, systems=site.systems())
        assert site.push(family, mode, *files)["changed"] is True, (mode, files)
        site.lab.run(4000)
        assert site.push(family, mode, *files)["changed"] is False, (mode, files)


@pytest.mark.parametrize("family", FAMILIES)
def test_where_a_phone_registers_is_no_proof_of_what_it_trusts(site: TrustedSite, family: str) -> None:
    # TMA-14: it was on TLS before
    first = site.push(family, "self_signed")["action"]["name"]
    site.lab.run(4000)
    assert site.gate(family, "self_signed", first)["verdict"] == "pass"
    file = site.file(site.authority)
    site.deploy(family, file)
    action = site.push(family, "trusted", file)["action"]["name"]
    before = site.fetched()
    gate = site.gate(family, "trusted", action, fetched=before, trusted_files=[file])
    assert gate["verdict"] == "inconclusive"
    assert gate["holds"][family]["verdict"] == "inconclusive"
    assert sorted(gate["awaiting_download"]) == sorted(entry["phone"] for entry in gate["without_evidence"])
    gate = site.gate(family, "trusted", action, fetched=site.fetched(), trusted_files=[file])
    assert gate["verdict"] == "pass", gate["text"]
    other = site.gate(family, "trusted", action, fetched=site.fetched(), trusted_files=[site.file(site.other)])
    assert other["verdict"] == "inconclusive"


def test_the_whole_list_goes_to_the_5300_and_one_file_to_the_6000(site: TrustedSite) -> None:
    files = [site.file(site.authority, name="old.crt"), site.file(site.other, name="new.crt")]
    for file in files:
        site.deploy("mivoice5300", file)
    done = site.push("mivoice5300", "trusted", *files)
    assert done["after"]["values"]["TRUSTED_CERTS"] == "old.crt,new.crt"
    site.lab.run(4000)
    with pytest.raises(UsageError, match="one file"):
        site.push("mitel6000", "trusted", *files)


def test_the_authority_changes_without_a_phone_lost(site: TrustedSite) -> None:
    # INV-44, INV-47: both first, then the systems, then the new one alone
    both, new = site.file(site.authority, site.other, name="both.crt"), site.file(site.other, name="new.crt")
    for family in FAMILIES:
        site.trusting(family, site.file(site.authority))
        site.deploy(family, new)
        assert refused(site, lambda family=family: site.push(family, "trusted", new)).rule == "INV-47"
        action = site.trusting(family, both)
        gate = site.gate(family, "trusted", action, fetched=site.fetched(), trusted_files=[both])
        assert (gate["verdict"], len(gate["holds"][family]["authorities"])) == ("pass", 2)
    site.sign(site.other)
    site.lab.run(900)
    for family in FAMILIES:
        site.trusting(family, new)
    assert {phone.registered_with is not None for phone in site.lab.world.phones.values()} == {True}
    assert site.lab.world.state()["service_loss"] == []


def test_another_content_under_the_same_name_needs_the_systems_and_must_verify_them(site: TrustedSite) -> None:
    site.deploy("mitel6000", site.file(site.authority))
    wrong, both = site.file(site.other), site.file(site.authority, site.other)
    assert refused(site, lambda: site.deploy("mitel6000", wrong)).rule == "INV-47"
    assert refused(site, lambda: site.deploy("mitel6000", wrong, systems=site.systems())).rule == "INV-47"
    assert refused(site, lambda: site.deploy("mitel6000", both)).rule == "INV-47"
    assert site.deploy("mitel6000", both, systems=site.systems())["changed"] is True
    assert site.deploy("mivoice5300", wrong)["changed"] is True  # nobody is known to use it there


def test_a_transfer_that_failed_is_done_again_and_one_under_way_is_followed(site: TrustedSite) -> None:
    server, file = site.lab.world.download_servers["dl1"], site.file(site.authority)
    server.disk_full = True
    with pytest.raises(Appliance):
        site.deploy("mitel6000", file)
    server.disk_full = False
    started = site.deploy("mitel6000", file, follow=False)
    assert (started["changed"], started["deployed"]) == (True, {})
    followed = site.deploy("mitel6000", file)
    assert (followed["changed"], followed["action"]["name"]) == (False, started["action"]["name"])
    assert followed["deployed"] == site.deployed


def test_a_deferred_transfer_holds_back_the_values(site: TrustedSite) -> None:
    # ACT-5, INV-42
    later = {"type": "deferred", "date": "03/03/2026", "time": "2200", "timezone": "UTC"}
    file = site.file(site.authority)
    assert site.deploy("mitel6000", file, update=later)["action"]["state"] == "waiting"
    assert refused(site, lambda: site.push("mitel6000", "self_signed")).rule == "INV-42"
    site.lab.run(2 * 86400)
    assert site.deploy("mitel6000", file, update=None)["changed"] is False
    assert site.push("mitel6000", "trusted", file)["changed"] is True


def test_a_server_that_tma_does_not_list_is_a_mistake(site: TrustedSite) -> None:
    # INV-31
    with pytest.raises(UsageError, match="dl1"):
        site.deploy("mitel6000", site.file(site.authority), server="dl9")
    assert site.lab.writes() == []


def test_a_run_that_was_cut_off_finds_its_proof_again(site: TrustedSite) -> None:
    # nothing but TMA's list and the logs tells of the run before
    file = site.file(site.authority)
    action = site.trusting("mitel6000", file)
    site.lab.run(86400)
    again = site.push("mitel6000", "trusted", file)
    assert (again["changed"], again["action"]["name"]) == (False, action)
    for name in (action, ""):
        gate = site.gate("mitel6000", "trusted", name, fetched=site.fetched(), trusted_files=[file])
        assert gate["verdict"] == "pass", gate["text"]


@pytest.mark.parametrize("family", FAMILIES)
def test_a_name_tells_whether_phones_may_have_been_on_tls_before(site: TrustedSite, family: str) -> None:
    def origin(mode: str, *files: dict[str, str], **options: Any) -> str:
        for file in files:
            site.deploy(family, file)
        name = site.push(family, mode, *files, **options)["action"]["name"]
        site.lab.run(4000)
        return str(name.split(f"-{mode}-")[1].split("-")[0])

    assert origin("self_signed") == "plain"
    other: dict[str, Any] = {"srtp_aes256": True} if family == "mitel6000" else {"time_server": "127.1.0.9"}
    assert origin("self_signed", **other) == "tls"  # they were on TLS with other values
    assert origin("trusted", site.file(site.authority)) == "tls"
    assert origin("disabled") == "tls"
    assert origin("self_signed") == "tls"  # one that was off may still be in trusted


@pytest.mark.parametrize("family", FAMILIES)
def test_files_that_somebody_else_made_encrypt_are_pushed_once_where_they_may_check(
    site: TrustedSite, family: str
) -> None:
    file = site.file(site.authority)
    site.trusting(family, file)
    actions = site.lab.world.managers["mgr1"].tma.actions
    for mode, files in (("trusted", [file]), ("self_signed", [])):
        actions.clear()  # as if by hand: the column says encrypted, and nothing says how
        assert site.push(family, mode, *files)["changed"] is True
        site.lab.run(4000)
        assert site.push(family, mode, *files)["changed"] is False
