# SPDX-License-Identifier: GPL-3.0-or-later
"""Both platforms of the mock-up method, as the inventory describes them and as they are heard (MCK-1, MCK-7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils import _mock_up_platforms as platforms
from ansible_collections.voiceops.mivoice5000.tests.unit.support.mock_up import TEXTS, Hosts, head, inventory

SYSTEMS = ["pre1", "pbx1"]
PRE, WORKING = "pre_configuration", "working"


def look_at(hosts: Hosts, platform: str = PRE, systems: list[str] | None = None) -> dict[str, Any]:
    return platforms.mock_up_platform(hosts, systems or SYSTEMS, platform, TEXTS)


@pytest.mark.parametrize("platform", [PRE, WORKING])
def test_platforms_with_one_login_address_and_one_pki_fit(platform: str) -> None:  # MCK-1
    found = look_at(inventory(), platform)
    assert (found["faults"], found["head"]) == ([], head())


def test_the_working_platform_does_not_need_the_other_one_in_its_inventory() -> None:
    assert look_at(inventory(), WORKING, ["pbx1"])["faults"] == []
    assert "MCK-1" in look_at(inventory(), PRE, ["pre1"])["faults"][0]


def set_(name: str, **variables: Any) -> Callable[[Hosts], None]:
    def change(hosts: Hosts) -> None:
        hosts[name] |= {f"mivoice_{key}": value for key, value in variables.items()}

    return change


def drop(name: str, variable: str) -> Callable[[Hosts], None]:
    return lambda hosts: hosts[name].pop(f"mivoice_{variable}")


@pytest.mark.parametrize(
    ("change", "rule", "words"),
    [
        (set_("pbx1", login_address="10.0.0.2"), "MCK-1", "10.0.0.2: phones keep the address"),
        (drop("pbx1", "login_address"), "MCK-1", "not named"),
        (drop("pre1", "login_address"), "MCK-1", "the inventory names none"),
        (
            set_("pbx1", ca={"src": "/pki/other.crt", "name": "ca.crt"}),
            "MCK-1",
            "mivoice_ca is not the same everywhere",
        ),
        (set_("pbx1", terminals_ca={"src": "/pki/other.crt"}), "MCK-1", "mivoice_terminals_ca is not the same"),
        (set_("pbx1", terminals_ca={"content": "no PEM"}), "BCRT-2", "pbx1 is no certificate"),
        (drop("pbx1", "ca"), "BCRT-1", "pbx1: mivoice_ca is not set"),
        (set_("pre1", download_servers=["dl1"]), "MCK-7", "leans on dl1, which belongs to the working platform"),
        (set_("pre1", backup="pbx1"), "MCK-7", "leans on pbx1"),
        (drop("pre_dl", "mock_up"), "MCK-7", "pre_dl, which does not say where it belongs"),
    ],
)
def test_what_does_not_fit_is_named(change: Callable[[Hosts], None], rule: str, words: str) -> None:
    hosts = inventory()
    change(hosts)
    found = look_at(hosts)
    assert [fault for fault in found["faults"] if f"[{rule}]" in fault and words in fault], found["faults"]
    assert found["head"] == {}


def test_the_authority_of_the_phones_may_be_given_as_text_of_its_own() -> None:  # BCRT-6
    hosts = inventory()
    for name in SYSTEMS:
        hosts[name]["mivoice_terminals_ca"] = {"name": "phones.crt", "content": TEXTS["/pki/other.crt"]}
    found = look_at(hosts)
    assert found["faults"] == []
    assert found["head"]["authorities"] != found["head"]["terminals_authorities"]


def heard(*marks: str | None) -> dict[str, list[str]]:
    """What follows from looks at the one address that both platforms have."""
    ears = look_at(inventory())["ears"]
    looks = [
        {"item": [ears[0], number], "sip": {"chain": [{"fingerprint_sha256": mark}] if mark else []}}
        for number, mark in enumerate(marks)
    ]
    return platforms.mock_up_heard(ears, looks)


def test_one_address_with_two_certificates_is_two_systems() -> None:  # MCK-7
    (fault,) = heard("aa" * 32, "bb" * 32, "aa" * 32)["faults"]
    assert "[MCK-7] 10.0.0.1 port 5061 shows 2 certificates in turn" in fault
    assert heard("aa" * 32, None, "aa" * 32)["faults"] == []


def test_what_cannot_be_heard_is_said() -> None:
    told = " ".join(heard("aa" * 32)["unseen"])
    assert "the very same certificate" in told and "DHCP" in told and "its TLS port" not in told
    assert "pre1: its TLS port showed no certificate yet" in " ".join(heard(None)["unseen"])
    hosts = inventory()
    hosts["pbx1"]["mivoice_tel_address"] = "10.9.0.1"
    apart = platforms.mock_up_heard(look_at(hosts)["ears"], [])
    assert apart["faults"] == [] and "from here they have different ones" in " ".join(apart["unseen"])
