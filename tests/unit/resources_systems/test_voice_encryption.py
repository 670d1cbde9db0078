# SPDX-License-Identifier: GPL-3.0-or-later
"""voice_encryption: on with licences (INV-27, INV-36), off only when the devices say so (INV-15)."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import (
    ReadBackMismatch,
    Refused,
    UsageError,
)
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import voice_encryption
from ansible_collections.voiceops.mivoice5000.tests.unit.support.fake_driver import FakeSystem
from ansible_collections.voiceops.mivoice5000.tests.unit.support.fake_pages import connection

READ_AT = "2026-03-02T21:00:00+00:00"
ENABLE = {"state": "enabled", "role": "standalone", "name": "pbx1"}
DISABLE = {"state": "disabled", "name": "pbx1", "tma": connection("mgr1")}


def _phone(mac: str, family: str, port: int, transport: str) -> dict[str, Any]:
    registration = {"system": "pbx1", "transport": transport, "port": port, "seen_at": READ_AT}
    identity = {"mac": mac, "number": mac[-4:], "family": family, "main": "pbx1", "backup": None}
    return identity | {"registration": registration, "inventory": "none", "fetched_at": None, "answers": None}


def _node(state: str) -> dict[str, Any]:
    return {"name": "node1", "role": "node", "read_at": READ_AT, "licence": {"state": state, "raw": state}}


@pytest.fixture
def phones(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Phones that the TMA and the systems tell of; a test changes them."""
    known = [
        _phone("08000F000001", "mivoice5300", 5060, "udp"),
        _phone("00085D000002", "mitel6000", 5060, "udp"),
    ]

    def read_scope(
        tma: Any, systems: Any, families: list[str], mode: str, context: Any, *, fetched: list[dict[str, Any]]
    ) -> list[dict[str, Any]]:
        assert tma["host"] == "mgr1"
        for phone in known:
            phone["fetched_at"] = next((entry["at"] for entry in fetched if entry["phone"] == phone["mac"]), None)
        return [
            {
                "family": family,
                "mode": mode,
                "phones": [phone for phone in known if phone["family"] == family],
                "action": None,
                "inventory_read_at": READ_AT,
                "registrations_declared": True,
            }
            for family in families
        ]

    monkeypatch.setattr(voice_encryption, "read_scope", read_scope)
    return known


@pytest.fixture
def encrypting(pbx: FakeSystem) -> FakeSystem:
    pbx.pages["W10"].values["voice_encryption"] = True
    return pbx


def test_enabling_without_licence_is_refused_before_writing(run: Any, pbx: FakeSystem) -> None:
    pbx.pages["W1"].tables["licences"][0]["status"] = "Refused"
    with pytest.raises(Refused) as caught:
        run(voice_encryption, **ENABLE)
    assert caught.value.rule == "INV-27"
    assert pbx.writes == []


def test_in_a_check_a_licence_planned_by_an_earlier_stage_counts(run: Any, pbx: FakeSystem) -> None:
    pbx.pages["W1"].tables["licences"][0]["status"] = "Refused"
    planned = {"systems": {"pbx1": {"licence": {"state": "authorised"}}}}
    assert run(voice_encryption, check=True, planned=planned, **ENABLE)["changed"] is True
    with pytest.raises(Refused):
        run(voice_encryption, planned=planned, **ENABLE)


def test_a_box_that_is_ticked_already_asks_for_no_licence(run: Any, encrypting: FakeSystem) -> None:
    encrypting.pages["W1"].tables["licences"][0]["status"] = "Refused"
    assert run(voice_encryption, **ENABLE)["changed"] is False


@pytest.mark.parametrize("cluster", [None, [_node("other")], [_node("unknown")]], ids=["unread", "refused", "unknown"])
def test_a_cluster_server_takes_no_node_along_that_is_not_ready(run: Any, pbx: FakeSystem, cluster: Any) -> None:
    # INV-27 and INV-36
    with pytest.raises(Refused) as caught:
        run(voice_encryption, **ENABLE | {"role": "cluster_server", "cluster": cluster})
    assert caught.value.rule in ("INV-27", "INV-36")
    assert pbx.writes == []


def test_a_cluster_server_with_ready_nodes_is_switched_on(run: Any, pbx: FakeSystem) -> None:
    result = run(voice_encryption, **ENABLE | {"role": "cluster_server", "cluster": [_node("authorised")]})
    assert result["changed"] is True
    assert [verdict["rule"] for verdict in result["verdicts"]] == ["INV-27", "INV-36"]


def test_in_a_check_a_node_is_seen_as_its_cluster_server_would_leave_it(run: Any, pbx: FakeSystem) -> None:
    # TOP-4
    cluster = [_node("authorised") | {"name": "pbx1"}]
    server = ENABLE | {"name": "server", "role": "cluster_server", "cluster": cluster}
    planned = run(voice_encryption, check=True, **server)["planned"]
    node = ENABLE | {"role": "node", "planned": planned}
    assert run(voice_encryption, check=True, **node)["writes"] == []
    assert len(run(voice_encryption, **node)["writes"]) == 1


def test_an_override_with_a_reason_is_in_the_result(run: Any) -> None:
    override = [{"rule": "INV-36", "reason": "nodes are looked at by hand"}]
    result = run(voice_encryption, override=override, **ENABLE | {"role": "cluster_server"})
    assert result["verdicts"][1]["override"] == "nodes are looked at by hand"


def test_a_type_that_is_no_choice_is_refused_by_name(run: Any, pbx: FakeSystem) -> None:
    with pytest.raises(UsageError, match="'type'") as caught:
        run(voice_encryption, type="AES", **ENABLE)
    assert caught.value.wanted == "SRTP, None"
    assert pbx.writes == []


def test_every_other_switch_stays_as_it_was(run: Any, pbx: FakeSystem) -> None:
    run(voice_encryption, **ENABLE)
    assert pbx.pages["W10"].values == {
        "voice_encryption": True,
        "type": "SRTP",
        "bothway": False,
        "inter_ipbx": False,
    }


def test_a_box_that_does_not_stay_ticked_is_an_error(run: Any, pbx: FakeSystem) -> None:
    pbx.pages["W10"].stuck.add("voice_encryption")
    with pytest.raises(ReadBackMismatch) as caught:
        run(voice_encryption, **ENABLE)
    assert (caught.value.found, caught.value.wanted) == ("False", "True")
    assert len(caught.value.details["writes"]) == 1


def test_disabling_with_an_encrypting_phone_left_is_refused_with_the_phone(
    run: Any, encrypting: FakeSystem, phones: list[dict[str, Any]]
) -> None:
    # INV-15
    phones[1]["registration"] |= {"transport": "tls", "port": 5061}
    with pytest.raises(Refused) as caught:
        run(voice_encryption, **DISABLE)
    assert caught.value.rule == "INV-15"
    assert caught.value.details["phones"] == ["00085D000002"]
    assert "written_off" in str(caught.value)
    assert encrypting.writes == []


def test_a_phone_that_nobody_has_seen_stops_it_too(
    run: Any, encrypting: FakeSystem, phones: list[dict[str, Any]]
) -> None:
    phones[0]["registration"] = None
    with pytest.raises(Refused) as caught:
        run(voice_encryption, **DISABLE)
    assert caught.value.details["verdict"] == "inconclusive"
    assert caught.value.details["phones"] == ["08000F000001"]


def test_a_phone_that_fetched_its_file_and_answers_on_its_new_port_has_left(
    run: Any, encrypting: FakeSystem, phones: list[dict[str, Any]]
) -> None:
    # TMA-14; no registrations screen speaks for it
    sent = {"mode": "disabled", "origin": "plain", "trust": None, "everybody": True, "state": "finished"}
    sent |= {"begun_at": "2026-03-02T17:00:00+00:00", "finished_seen_at": READ_AT}
    answers = {"transport": "udp", "port": 5060}
    phones[0] |= {"registration": None, "answers": answers, "sent": sent}
    with pytest.raises(Refused):
        run(voice_encryption, **DISABLE)
    fetched = [{"phone": "08000F000001", "at": "2026-03-02T21:00:05+00:00", "file": "MV5300_08000F000001.cfg"}]
    assert run(voice_encryption, fetched=fetched, **DISABLE)["changed"] is True


def test_a_phone_written_off_by_name_no_longer_counts(
    run: Any, encrypting: FakeSystem, phones: list[dict[str, Any]]
) -> None:
    phones[0]["registration"] = None
    written_off = [{"phone": "08:00:0f:00:00:01", "reason": "scrapped"}]
    assert run(voice_encryption, written_off=written_off, **DISABLE)["changed"] is True


def test_no_override_lifts_the_rule_about_phones(
    run: Any, encrypting: FakeSystem, phones: list[dict[str, Any]]
) -> None:
    phones[0]["registration"] = None
    with pytest.raises(Refused):
        run(voice_encryption, override=[{"rule": "INV-15", "reason": "hurry"}], **DISABLE)
    assert encrypting.writes == []


def test_disabling_when_every_phone_has_left_unticks_the_box(
    run: Any, encrypting: FakeSystem, phones: list[dict[str, Any]]
) -> None:
    result = run(voice_encryption, **DISABLE)
    assert result["after"] == {"switches": {"voice_encryption": False}}
    assert encrypting.pages["W10"].values["voice_encryption"] is False


def test_a_check_judges_the_phones_that_earlier_stages_would_have_moved(
    run: Any, encrypting: FakeSystem, phones: list[dict[str, Any]]
) -> None:
    phones[1]["registration"] |= {"transport": "tls", "port": 5061}
    planned = {"phones": {"mivoice5300": "disabled", "mitel6000": "disabled"}}
    assert run(voice_encryption, check=True, planned=planned, **DISABLE)["changed"] is True
    with pytest.raises(Refused):
        run(voice_encryption, planned=planned, **DISABLE)


def test_without_a_tma_to_ask_a_ticked_box_stays_ticked(run: Any, encrypting: FakeSystem) -> None:
    with pytest.raises(Refused, match="'tma'"):
        run(voice_encryption, state="disabled")


def test_a_box_that_is_unticked_already_asks_nobody(run: Any, pbx: FakeSystem) -> None:
    assert run(voice_encryption, state="disabled")["changed"] is False
