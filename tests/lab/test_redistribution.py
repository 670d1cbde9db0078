# SPDX-License-Identifier: GPL-3.0-or-later
"""terminal_parameters sends again what TMA believes is in place: once for one cause, behind all interlocks (INV-25)."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import Refused, UsageError
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import _actions
from socketless import LabFleet
from trusted_site import FAMILIES, NTP, TrustedSite

MODE = "self_signed"


@pytest.fixture
def site() -> TrustedSite:
    """Every phone on TLS, by values that TMA wrote."""
    made = TrustedSite(LabFleet("small"))
    made.sign(made.authority)
    for family in FAMILIES:
        made.push(family, MODE)
    made.lab.run(4000)
    return made


def phones(site: TrustedSite, family: str) -> list[str]:
    return [mac for mac, phone in site.lab.world.phones.items() if phone.family == family]


def own_file(site: TrustedSite, mac: str) -> str:
    return site.lab.world.phones[mac].own_file()


def on_server(site: TrustedSite) -> dict[str, bytes]:
    return site.lab.world.download_servers["dl1"].files


def drifted(site: TrustedSite, family: str, line: bytes) -> tuple[str, bytes]:
    """Somebody adds a line to the file of one phone; the phone, and the file as TMA wrote it."""
    mac = phones(site, family)[0]
    name = own_file(site, mac)
    right = on_server(site)[name]
    on_server(site)[name] = right + line
    return mac, right


@pytest.mark.parametrize(
    ("family", "line"), [("mitel6000", b"sip srtp mode: 0\n"), ("mivoice5300", b"SIP_TRANS_PROTO=UDP\n")]
)
def test_files_that_are_not_what_tma_believes_are_written_again_with_the_very_same_values(
    site: TrustedSite, family: str, line: bytes
) -> None:
    mac, right = drifted(site, family, line)
    assert site.push(family, MODE)["changed"] is False, "TMA sees nothing"
    planned = site.push(family, MODE, check=True, redistribute=[mac])
    assert on_server(site)[own_file(site, mac)] != right
    done = site.push(family, MODE, redistribute=[mac])
    assert (done["changed"], done["redistributed"]) == (True, [mac])
    assert done["writes"] == planned["writes"]
    assert (planned["changed"], planned["redistributed"], planned["action"]["state"]) == (True, [mac], "planned")
    assert on_server(site)[own_file(site, mac)] == right
    again = site.push(family, MODE)
    assert (again["changed"], again["action"]["name"]) == (False, done["action"]["name"])
    site.lab.run(4000)
    assert {(phone.registered_with is not None) for phone in site.lab.world.phones.values()} == {True}
    assert site.lab.world.state()["service_loss"] == []


def test_one_cause_is_answered_once_and_again_under_another_name(site: TrustedSite) -> None:
    mac = phones(site, "mivoice5300")[0]
    told = {"redistribute": [mac], "redistribute_because": "line 3 of one file"}
    first = site.push("mivoice5300", MODE, **told)
    repeated = site.push("mivoice5300", MODE, **told)
    assert (repeated["changed"], repeated["action"]["name"]) == (False, first["action"]["name"])
    assert "for the very same cause" in repeated["text"]
    other = site.push("mivoice5300", MODE, **told | {"redistribute_because": "line 4 of one file"})
    assert other["changed"] is True
    assert site.push("mivoice5300", MODE, **told | {"action_name": "once more"})["changed"] is True
    site.push("mivoice5300", "disabled")
    site.push("mivoice5300", MODE)
    assert site.push("mivoice5300", MODE, **told)["changed"] is True, "since a stop, it is another time"


def test_an_action_of_a_run_that_was_killed_is_followed_and_not_repeated(
    site: TrustedSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    mac, right = drifted(site, "mitel6000", b"sip srtp mode: 0\n")

    def killed(*_args: Any) -> None:
        raise KeyboardInterrupt

    before = len(site.lab.world.managers["mgr1"].tma.actions)
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(_actions, "state_of", killed)
        site.push("mitel6000", MODE, redistribute=[mac])
    resumed = site.push("mitel6000", MODE, redistribute=[mac])
    assert (resumed["changed"], resumed["action"]["state"]) == (False, "finished")
    assert on_server(site)[own_file(site, mac)] == right
    assert len(site.lab.world.managers["mgr1"].tma.actions) == before + 1


def test_a_failed_action_is_done_again(site: TrustedSite) -> None:
    mac, right = drifted(site, "mitel6000", b"sip srtp mode: 0\n")
    site.lab.world.download_servers["dl1"].disk_full = True
    failed = site.push("mitel6000", MODE, redistribute=[mac], follow=False)
    site.lab.run(900)
    site.lab.world.download_servers["dl1"].disk_full = False
    done = site.push("mitel6000", MODE, redistribute=[mac])
    assert done["action"]["name"] != failed["action"]["name"]
    assert on_server(site)[own_file(site, mac)] == right


def test_where_a_phone_registers_proves_nothing_after_its_file_was_another_one(site: TrustedSite) -> None:
    plain = site.push("mivoice5300", MODE)["action"]["name"]
    assert "-plain-" in plain
    mac = phones(site, "mivoice5300")[0]
    done = site.push("mivoice5300", MODE, redistribute=[mac])["action"]["name"]
    assert "-tls-" in done
    site.lab.run(4000)
    assert site.gate("mivoice5300", MODE, done)["verdict"] == "inconclusive"
    fetched = site.gate("mivoice5300", MODE, done, fetched=site.fetched())
    assert fetched["verdict"] == "pass", fetched["text"]


@pytest.mark.parametrize("given", [["00085DFFFFFF"], ["2101"]], ids=["a phone of nobody", "no address"])
def test_a_terminal_that_tma_does_not_list_is_refused_before_anything_is_written(
    site: TrustedSite, given: list[str]
) -> None:
    before = len(site.lab.writes())
    with pytest.raises(UsageError) as stopped:
        site.push("mitel6000", MODE, redistribute=given)
    assert given[0] in str(stopped.value)
    assert site.lab.writes()[before:] == []


def test_interlocks_are_asked_as_for_every_other_action(site: TrustedSite) -> None:
    mac = phones(site, "mitel6000")[0]
    before = len(site.lab.writes())
    systems = site.systems()
    systems[0]["licence"] = {"state": "refused", "raw": "Refused"}
    with pytest.raises(Refused) as stopped:
        site.push("mitel6000", MODE, redistribute=[mac], systems=systems, time_server=NTP)
    assert stopped.value.rule == "INV-27"
    assert site.lab.writes()[before:] == []
