# SPDX-License-Identifier: GPL-3.0-or-later
"""terminal_parameters against the lab's TMA: both families, both ways, every skin and language (spec 6.5-6.7, 6.11)."""

from __future__ import annotations

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import (
    Refused,
)
from parameters_site import FAMILIES, VALUES, LabOf, Site
from socketless import LabFleet


@pytest.mark.parametrize("fleet", ["small", "standalone"])
def test_both_families_go_to_tls_and_back(lab_of: LabOf, fleet: str) -> None:
    site = Site(lab_of(fleet))
    ways = (("self_signed", {"srtp_tls", "tls"}, FAMILIES), ("disabled", {"none"}, reversed(FAMILIES)))  # INV-16
    for mode, right, families in ways:
        for family in families:
            planned = site.run(family, mode, check=True)
            done = site.run(family, mode)
            assert done["changed"] is True
            assert done["writes"] == planned["writes"]
            assert done["planned"] == planned["planned"] == {"phones": {family: mode}}
            assert done["action"]["state"] == "finished"
            assert site.tma.actions[-1].draft.values == VALUES[family, mode]
            assert site.column(family) <= right
            again = site.run(family, mode)
            assert (again["changed"], again["writes"]) == (False, [])
            assert again["action"]["name"] == done["action"]["name"]


def test_a_check_writes_nothing_and_names_each_write(site: Site) -> None:
    planned = site.run(check=True)
    assert site.lab.writes() == []
    assert [write["screen_id"] for write in planned["writes"]] == ["T2", "T4"]
    distributed = planned["writes"][0]["changes"]
    assert {name.removeprefix("range ") for name in distributed} == set(VALUES["mitel6000", "self_signed"])  # TMA-7
    site.run()
    assert [write["screen_id"] for write in site.run(mode="disabled", check=True)["writes"]] == ["T4"]


def test_a_stop_makes_nothing_specific_that_it_leaves_alone(site: Site) -> None:
    # INV-18
    assert site.run("mivoice5300", "disabled")["changed"] is False
    site.run("mivoice5300")
    stopped = site.run("mivoice5300", "disabled")
    assert stopped["after"]["values"] == VALUES["mivoice5300", "disabled"]
    assert set(stopped["after"]["distribution"]) == set(VALUES["mivoice5300", "disabled"])


def test_aes_is_made_specific_before_it_is_written(site: Site) -> None:
    # TMA-8
    done = site.run(srtp_aes256=True)
    assert "range srtp aes256 key" in done["writes"][0]["changes"]
    assert site.tma.actions[-1].draft.values["srtp aes256 key"] == "1"


def test_a_check_believes_what_earlier_stages_planned(site: Site) -> None:
    unready = [system | {"licence": {"state": "other"}} for system in site.systems()]
    planned = {"systems": {system["name"]: {"licence": {"state": "authorised"}} for system in unready}}
    assert site.run(systems=unready, planned=planned, check=True)["changed"] is True
    assert site.refused(Refused, systems=unready, planned=planned).rule == "INV-27"


def test_a_tma_that_spells_a_parameter_otherwise_is_understood() -> None:
    # DIS-5
    site = Site(LabFleet("demo"), "clinic")
    assert site.run()["changed"] is True
    assert site.column("mitel6000") == {"srtp_tls"}


def test_a_check_of_a_stop_believes_that_the_5300_were_planned_first(encrypting: Site) -> None:
    # INV-16 in check mode
    site = encrypting
    assert site.refused(Refused, "mitel6000", "disabled", check=True).rule == "INV-16"
    planned = site.run("mivoice5300", "disabled", check=True)["planned"]
    assert site.run(mode="disabled", check=True, planned=planned)["changed"] is True
    assert site.refused(Refused, "mitel6000", "disabled", planned=planned).rule == "INV-16"
