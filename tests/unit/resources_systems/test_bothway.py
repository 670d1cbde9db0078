# SPDX-License-Identifier: GPL-3.0-or-later
"""bothway: refused while anybody would be cut off, proven on the port, taken back when phones stay away (6.8, 6.12)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import (
    ConnectionFailed,
    ControlNotFound,
    MivoiceError,
    ReadBackMismatch,
    Refused,
    RollBackFailed,
    RolledBack,
    ScreenNotFound,
    UsageError,
    WriteUncertain,
)
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import _bothway_facts, bothway
from ansible_collections.voiceops.mivoice5000.tests.unit.support import authority
from ansible_collections.voiceops.mivoice5000.tests.unit.support.fake_bothway import NOW, Registrar
from ansible_collections.voiceops.mivoice5000.tests.unit.support.fake_driver import FakeSystem
from ansible_collections.voiceops.mivoice5000.tests.unit.support.fake_pages import connection
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

ADDRESS = "127.9.1.1"
CA, OTHER_CA = authority.authority("Hospital CA"), authority.authority("Next CA")
OWN = authority.system(ADDRESS, CA)
SELF = authority.self_signed(ADDRESS)
ONE, TWO = "00085D000001", "00085D000002"
LONG_AGO = (NOW - timedelta(hours=3)).isoformat()


def pem(issued: authority.Issued, *, key: bool = False) -> str:
    text = issued.certificate.public_bytes(Encoding.PEM).decode()
    own = authority.key(issued.owner).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return text + (own if key else "")


PHONE = authority.system("127.9.3.9", CA, cn="phones")
GOOD, OLD = pem(PHONE, key=True), pem(authority.system("127.9.3.9", CA, days=1), key=True)
BODY = {"good": GOOD.splitlines()[1], "expired": OLD.splitlines()[1]}
OPTIONS: dict[str, Any] = {
    "state": "enabled",
    "name": "pbx1",
    "tel_address": ADDRESS,
    "role": "standalone",
    "tma": connection("mgr1"),
    "systems": [{"name": "pbx1", "backup": None}],
    "phone_certificates": [{"name": "phone.crt", "content": pem(PHONE), "other_files": ["phone.key"]}],
    "terminals_ca": pem(CA),
    "sip_restart": "allow",
    "operator_done": [{"step": "BWY-2", "by": "Ann"}, {"step": "BWY-7", "by": "Ann"}],
    "sip_peers": [{"name": "carrier"}],
    "sip_trunks": ["carrier"],
}


def a_phone(mac: str, **more: Any) -> dict[str, Any]:
    """A 6000 in mode bothway that has fetched its files since it was told to."""
    sent = {"mode": "bothway", "origin": "plain", "trust": "", "everybody": True, "state": "finished"}
    sent |= {"begun_at": LONG_AGO, "finished_seen_at": LONG_AGO}
    registration = {
        "system": "pbx1",
        "transport": "tls",
        "port": 5061,
        "seen_at": (NOW - timedelta(minutes=5)).isoformat(),
    }
    files = {"phone.crt": (NOW - timedelta(hours=2)).isoformat(), "phone.key": (NOW - timedelta(hours=2)).isoformat()}
    return {
        "mac": mac,
        "number": "2101" if mac == ONE else "2102",
        "family": "mitel6000",
        "model": "6867i",
        "main": "pbx1",
        "inventory": "srtp_tls",
        "registration": registration,
        "answers": None,
        "fetched_at": (NOW - timedelta(hours=2)).isoformat(),
        "also_fetched": files,
        "sent": sent,
    } | more


ELSEWHERE: dict[str, Any] = {
    "inventory": "none",
    "registration": None,
    "fetched_at": None,
    "also_fetched": {},
    "sent": None,
}
"""Of a phone that TMA knows and that has never been here."""


@pytest.fixture
def told() -> list[dict[str, Any]]:
    """What each look at the phones was told."""
    return []


@pytest.fixture
def phones(monkeypatch: pytest.MonkeyPatch, told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Phones that the TMA and the systems tell of; a test changes them."""
    known = [a_phone(ONE), a_phone(TWO)]

    def read_scope(tma: Any, connections: Any, families: list[str], mode: str, context: Any, **more: Any) -> Any:
        assert (tma["host"], mode) == ("mgr1", "bothway")
        told.append(more)
        facts = {"action": None, "inventory_read_at": NOW.isoformat(), "registrations_declared": True}
        return [
            facts | {"family": family, "phones": [each for each in known if each["family"] in (family, "unknown")]}
            for family in families
        ]

    monkeypatch.setattr(_bothway_facts, "read_scope", read_scope)
    return known


@pytest.fixture
def port(pbx: FakeSystem) -> Registrar:
    pbx.pages["W11"].values["certificate"] = "present"
    return Registrar(pbx, OWN, {ONE: "TLS", TWO: "TLS"}, takes={BODY["good"]: "answered"})


@pytest.fixture
def go(run: Any, port: Registrar, phones: Any) -> Any:
    return lambda **options: run(bothway, wire=port, **OPTIONS | options)


def refused(kind: type[MivoiceError], go: Any, **options: Any) -> Any:
    with pytest.raises(kind) as stopped:
        go(**options)
    return stopped.value


# Entering it


def test_ends_of_actions_that_a_gate_has_seen_count_for_its_phones(go: Any, told: list[dict[str, Any]]) -> None:
    seen = {"action": "an action", "at": NOW.isoformat()}
    go(check=True, seen_finished=[seen])
    assert told == [{"fetched": [], "seen_finished": [seen]}]


def test_it_is_planned_switched_once_proven_and_then_left_alone(go: Any, port: Registrar, pbx: FakeSystem) -> None:
    plan = go(check=True)
    assert (plan["changed"], pbx.writes, port.asked) == (True, [], [])
    made = go(client_certificates={"good": {"content": GOOD}, "expired": {"content": OLD}})
    assert (made["writes"], made["changed"], port.ticked) == (plan["writes"], True, True)
    assert made["writes"][0]["restarts_sip"] is True
    assert {proof["what"]: proof["proven"] for proof in made["proofs"]} == dict.fromkeys(
        ("demanded", "none", "foreign", "good", "expired"), True
    )
    assert made["not_proven"] == []
    assert made["phones"] == {"before": [ONE, TWO], "back": [ONE, TWO], "missing": []}
    again = go()
    assert (again["changed"], again["writes"], len(pbx.writes)) == (False, [], 1)


def test_every_other_switch_stays_as_it_was(go: Any, pbx: FakeSystem) -> None:
    go()
    others = {name: value for name, value in pbx.pages["W10"].values.items() if name != "bothway"}
    assert others == {"voice_encryption": False, "type": "SRTP", "inter_ipbx": False}


def test_what_could_not_be_tried_is_told(go: Any) -> None:
    made = go()
    assert [text.split(":")[0] for text in made["not_proven"]] == [
        "not proven that a good certificate of the site is accepted",
        "not proven that an expired certificate of the site is refused",
    ]


def test_later_stages_of_a_check_see_the_system_in_bothway(go: Any) -> None:
    assert go(check=True)["planned"]["systems"]["pbx1"] == {
        "switches": {"bothway": True},
        "sip": {"client_certificate": "required"},
    }


WRONG_WISHES: list[tuple[str, str, dict[str, Any]]] = [
    ("INV-2", "a 5300", {"family": "mivoice5300", "model": "5370 IP"}),
    ("INV-1", "UDP", {"registration": {"system": "pbx1", "transport": "udp", "port": 5060, "seen_at": None}}),
    ("INV-1", "silent", {"registration": None}),
    ("INV-6", "67xx", {"model": "6731i"}),
    ("INV-6", "unknown model", {"model": "SP-1"}),
    ("INV-5", "no key fetched", {"also_fetched": {}}),
    ("INV-5", "trusted only", {"sent": a_phone(TWO)["sent"] | {"mode": "trusted"}}),
]


@pytest.mark.parametrize(
    ("rule", "why", "changes"), WRONG_WISHES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_phone_that_would_be_cut_off_stops_it_by_name_unless_given_up_on(
    go: Any, phones: list[dict[str, Any]], pbx: FakeSystem, rule: str, why: str, changes: dict[str, Any]
) -> None:
    phones[1] |= changes
    error = refused(Refused, go)
    assert (error.rule, error.details["phones"], pbx.writes) == (rule, [TWO], [])
    (named,) = [entry for entry in error.details["blast_radius"]["terminals"] if entry["phone"] == TWO]
    assert rule in [reason["rule"] for reason in named["reasons"]]
    assert "2102" in error.details["blast_radius"]["text"]
    written_off = [{"phone": TWO, "reason": "scrapped"}]
    made = go(written_off=written_off)
    assert made["phones"]["before"] == [ONE]
    (accepted,) = made["blast_radius"]["terminals"]
    assert (accepted["phone"], accepted["accepted"]) == (TWO, "scrapped")


def test_a_5300_that_has_the_system_as_backup_stops_it(go: Any, phones: list[dict[str, Any]]) -> None:
    phones[1] |= {"family": "mivoice5300", "main": "pbx2"}
    systems = [{"name": "pbx1", "backup": None}, {"name": "pbx2", "backup": "pbx1"}]
    error = refused(Refused, go, systems=systems)
    assert error.rule == "INV-2"
    assert "this is its backup system" in error.details["blast_radius"]["text"]


def test_a_system_with_a_self_signed_certificate_stays_out(go: Any, port: Registrar) -> None:
    port.shows = SELF
    assert refused(Refused, go).rule == "INV-4"


def test_a_node_without_certificate_stops_its_cluster(go: Any) -> None:
    node = {"name": "node1", "role": "node", "read_at": NOW.isoformat(), "licence": {"state": "authorised"}}
    node |= {"certificate": {"assigned": False}, "sip": {"tls_open": False}}
    assert refused(Refused, go, role="cluster_server", cluster=[node]).rule == "INV-3"
    assert refused(Refused, go, role="cluster_server").rule == "INV-3"


def test_a_system_whose_licence_is_refused_stays_out(go: Any, pbx: FakeSystem) -> None:
    pbx.pages["W1"].tables["licences"][0]["status"] = "Refused"
    error = refused(Refused, go)
    assert (error.rule, error.details["systems"], pbx.writes) == ("INV-27", ["pbx1"], [])


@pytest.mark.parametrize(
    "content",
    [authority.system("127.9.3.9", CA, days=10), authority.system("127.9.3.9", OTHER_CA)],
    ids=["expired", "other CA"],
)
def test_a_phone_certificate_that_the_system_would_refuse_stops_it(go: Any, content: authority.Issued) -> None:
    error = refused(
        Refused,
        go,
        phone_certificates=[
            {"name": "p.crt", "content": pem(content), "phones": [TWO]},
            OPTIONS["phone_certificates"][0],
        ],
    )
    assert (error.rule, error.details["phones"]) == ("INV-7", [TWO])


def test_what_only_a_person_can_do_is_told_in_the_language_asked_for_until_it_is_confirmed(go: Any) -> None:
    error = refused(Refused, go, operator_done=[{"step": "BWY-7", "by": "Ann"}], operator_language="fr")
    (step,) = error.details["operator_steps"]
    assert (step["step"], step["done_by"]) == ("BWY-2", None)
    assert "Charger les certificats" in step["text"]
    assert {step["step"]: step["done_by"] for step in go()["operator_steps"]} == {"BWY-2": "Ann", "BWY-7": "Ann"}


def test_without_the_ca_file_of_the_system_nobody_knows_whom_it_takes(go: Any) -> None:
    assert refused(Refused, go, terminals_ca=None).rule == "INV-7"
    assert refused(Refused, go, operator_done=[{"step": "BWY-7", "by": "Ann"}]).rule == "INV-7"


def test_a_peer_on_5060_that_is_no_trunk_stops_it_and_none_named_warns(go: Any) -> None:
    assert refused(Refused, go, sip_trunks=[]).rule == "INV-8"
    assert "WARN-17" in go(sip_peers=[])["warnings"][0]


def test_calls_in_progress_stop_it(go: Any) -> None:
    assert refused(Refused, go, calls_in_progress=1).rule == "INV-9"
    assert refused(Refused, go, operator_done=[{"step": "BWY-2", "by": "Ann"}]).rule == "INV-9"


def test_nothing_restarts_without_permission_or_outside_its_window(go: Any, pbx: FakeSystem) -> None:  # INV-24
    assert refused(Refused, go, sip_restart="forbid").rule == "INV-24"
    past = {"start": "2026-03-02T20:00:00+00:00", "end": "2026-03-02T21:00:00+00:00"}
    assert refused(Refused, go, sip_restart="window", window=past).rule == "INV-24"
    assert pbx.writes == []


def test_without_a_tma_nothing_tells_who_would_be_cut_off(go: Any) -> None:
    error = refused(Refused, go, tma=None)
    assert "phones" in str(error)


def test_a_stranger_in_the_list_of_registrations_stops_it(go: Any, port: Registrar) -> None:
    port.phones["00085D0000AA"] = "UDP"
    port.list_them(NOW)
    error = refused(Refused, go)
    assert (error.rule, error.details["phones"]) == ("INV-1", ["00085D0000AA"])


@pytest.mark.parametrize("vouched", [False, True])
def test_an_omm_is_in_the_way_until_the_site_vouches_for_it(go: Any, vouched: bool) -> None:  # DECT-9, OPEN-21
    options = {"other_terminals": [{"name": "omm1", "kind": "omm", "bothway": vouched}]}
    if vouched:
        assert go(**options)["changed"] is True
    else:
        error = refused(Refused, go, **options)
        assert "omm1" in error.details["blast_radius"]["text"]


def test_where_nothing_shows_who_registers_nothing_is_ticked(go: Any, pbx: FakeSystem, phones: Any) -> None:  # SBW-3
    pbx.undeclared.add("WREG")
    error = refused(Refused, go, other_terminals=[])
    assert (error.rule, error.details["phones"], pbx.writes) == ("SBW-3", [ONE, TWO], [])


def test_the_blast_radius_is_told_before_anything_is_written(go: Any, run: Any, port: Registrar, phones: Any) -> None:
    text = go(check=True)["blast_radius"]["text"]
    assert "No terminal is known that BOTHWAY would cut off" in text
    assert "nobody can release them" in text and "carrier" in text


# After the switch


def test_phones_that_do_not_come_back_take_the_box_back_and_everything_is_told(
    go: Any, port: Registrar, pbx: FakeSystem
) -> None:  # SBW-3
    port.refuses = {TWO}
    error = refused(RolledBack, go)
    assert port.ticked is False
    assert [write["changes"]["bothway"]["after"] for write in error.details["writes"]] == [True, False]
    assert error.details["phones"] == {
        "before": [ONE, TWO],
        "back": [ONE],
        "missing": [TWO],
        "back_after_roll_back": [ONE, TWO],
        "missing_after_roll_back": [],
    }
    assert error.details["rolled_back"] is True
    assert {"proofs", "verdicts", "blast_radius", "why"} <= set(error.details)


def test_a_phone_that_registers_while_the_old_service_still_answers_is_not_back(
    go: Any, port: Registrar, pbx: FakeSystem
) -> None:
    port.restarts_late, port.refuses = 20, {TWO}
    error = refused(RolledBack, go)
    assert (error.details["phones"]["back"], error.details["phones"]["missing"]) == ([ONE], [TWO])


def test_the_roll_back_needs_no_second_permission(go: Any, port: Registrar) -> None:
    port.refuses = {TWO}
    window = {"start": NOW.isoformat(), "end": (NOW + timedelta(seconds=1)).isoformat()}
    refused(RolledBack, go, sip_restart="window", window=window)
    assert port.ticked is False


def test_a_good_certificate_that_is_refused_takes_the_box_back_at_once(go: Any, port: Registrar) -> None:
    port.takes[BODY["good"]] = "refused"
    error = refused(RolledBack, go, client_certificates={"good": {"content": GOOD}})
    assert "good certificate" in error.details["why"]


def test_a_sip_service_that_does_not_come_back_takes_the_box_back(go: Any, port: Registrar) -> None:
    port.hangs = True
    assert "answers on neither port" in refused(RolledBack, go).details["why"]


def test_a_list_that_can_no_longer_be_read_takes_the_box_back(go: Any, port: Registrar, pbx: FakeSystem) -> None:
    switched = pbx.pages["W10"].buttons["validate"].then

    def then(system: FakeSystem, staged: Any) -> None:
        switched(system, staged)
        if port.ticked:
            pbx.faults["WREG", "open"] = ScreenNotFound(problem="gone")
        else:
            pbx.faults.clear()

    pbx.pages["W10"].buttons["validate"].then = then
    error = refused(RolledBack, go)
    assert "gone" in error.details["why"]


def test_a_box_that_cannot_be_unticked_again_is_told_as_what_it_is(go: Any, port: Registrar, pbx: FakeSystem) -> None:
    port.refuses = {TWO}
    switched = pbx.pages["W10"].buttons["validate"].then

    def then(system: FakeSystem, staged: Any) -> None:
        switched(system, staged)
        pbx.faults["W10", "validate"] = ConnectionFailed(problem="gone")

    pbx.pages["W10"].buttons["validate"].then = then
    error = refused(RollBackFailed, go)
    assert "by hand now" in error.remedy
    assert (error.details["rolled_back"], len(error.details["writes"])) == (False, 1)


def test_phones_that_stay_away_after_the_roll_back_too_are_told(go: Any, port: Registrar, pbx: FakeSystem) -> None:
    switched = pbx.pages["W10"].buttons["validate"].then

    def then(system: FakeSystem, staged: Any) -> None:
        port.phones.pop(TWO, None)
        switched(system, staged)

    pbx.pages["W10"].buttons["validate"].then = then
    error = refused(RollBackFailed, go)
    assert error.details["phones"]["missing_after_roll_back"] == [TWO]


def test_a_port_that_takes_a_foreign_certificate_is_an_error_without_a_second_restart(go: Any, port: Registrar) -> None:
    port.takes["foreign"] = "answered"
    error = refused(ReadBackMismatch, go)
    assert "foreign" in str(error)
    assert (port.ticked, len(error.details["writes"])) == (True, 1)


def test_a_port_that_demands_nothing_is_an_error_without_a_second_restart(go: Any, port: Registrar) -> None:
    port.demands = "not_asked"
    error = refused(ReadBackMismatch, go)
    assert port.ticked is True and "demanded" in str(error)


def test_a_list_without_times_is_believed_and_that_is_told(go: Any, pbx: FakeSystem, port: Registrar) -> None:
    for line in pbx.pages["WREG"].tables["registrations"]:
        del line["last_seen"]
    pbx.pages["W10"].buttons["validate"].then = None
    made = go()
    assert made["phones"]["missing"] == []
    assert any("no times" in text for text in made["not_proven"])


def test_an_answer_that_is_lost_is_followed_by_a_look_at_the_box(go: Any, pbx: FakeSystem, port: Registrar) -> None:
    switched = pbx.pages["W10"].buttons["validate"].then

    def then(system: FakeSystem, staged: Any) -> None:
        switched(system, staged)
        raise WriteUncertain(problem="the answer was lost")

    pbx.pages["W10"].buttons["validate"].then = then
    made = go()
    assert (made["changed"], port.ticked) == (True, True)


# A run that finds it ticked


def test_a_run_after_one_that_was_killed_proves_what_it_can_and_writes_nothing(
    go: Any, port: Registrar, pbx: FakeSystem
) -> None:
    pbx.pages["W10"].values["bothway"] = True
    port.list_them(NOW - timedelta(minutes=1))
    made = go(tma=None, sip_restart="forbid")
    assert (made["changed"], made["writes"], port.asked) == (False, [], ["foreign"])
    assert any("not by this run" in text for text in made["not_proven"])


def test_a_run_that_finds_it_ticked_and_nobody_registered_takes_it_back_under_a_permission(
    go: Any, port: Registrar, pbx: FakeSystem
) -> None:
    pbx.pages["W10"].values["bothway"] = True
    pbx.pages["WREG"].tables["registrations"].clear()
    port.refuses = {ONE, TWO}
    assert refused(Refused, go, sip_restart="forbid").rule == "INV-24"
    assert port.ticked is True
    refused(RolledBack, go)
    assert port.ticked is False


def test_phones_that_are_off_do_not_take_it_back_where_others_are_in(go: Any, port: Registrar, pbx: FakeSystem) -> None:
    pbx.pages["W10"].values["bothway"] = True
    pbx.pages["WREG"].tables["registrations"].pop()
    assert go()["changed"] is False
    assert port.ticked is True


def test_phones_that_still_have_to_arrive_do_not_take_it_back(
    go: Any, port: Registrar, pbx: FakeSystem
) -> None:  # MCK-9
    pbx.pages["W10"].values["bothway"] = True
    pbx.pages["WREG"].tables["registrations"].clear()
    arriving = {"gate": "mitel6000-bothway", "phones": [ONE, TWO], "by": "Ann"}
    assert go(operator_done=[arriving])["changed"] is False
    assert go(recorded_phones=[ONE, TWO])["changed"] is False
    assert port.ticked is True


def test_what_the_other_platform_has_shown_of_phones_counts_before_they_arrive(
    go: Any, phones: list[dict[str, Any]], pbx: FakeSystem
) -> None:  # MCK-9
    pbx.pages["WREG"].tables["registrations"].clear()
    phones[:] = [a_phone(ONE, **ELSEWHERE), a_phone(TWO, **ELSEWHERE)]
    stopped = refused(Refused, go, recorded_phones=[ONE])
    assert stopped.rule in ("INV-1", "INV-5")
    assert TWO in str(stopped) and ONE not in str(stopped)
    assert go(recorded_phones=[ONE, TWO])["changed"] is True


def test_the_other_platform_does_not_speak_for_a_phone_that_is_seen_on_udp_here(
    go: Any, phones: list[dict[str, Any]]
) -> None:  # MCK-9, INV-1
    on_udp = {"system": "pbx1", "transport": "udp", "port": 5060, "seen_at": NOW.isoformat()}
    phones[0] = a_phone(ONE, registration=on_udp)
    assert refused(Refused, go, recorded_phones=[ONE, TWO]).rule == "INV-1"


# Leaving it


@pytest.fixture
def inside(port: Registrar, pbx: FakeSystem) -> Registrar:
    pbx.pages["W10"].values["bothway"] = True
    return port


def test_it_is_left_under_a_permission_and_phones_come_back(go: Any, inside: Registrar, pbx: FakeSystem) -> None:
    assert refused(Refused, go, state="disabled", sip_restart="forbid").rule == "INV-24"
    plan = go(check=True, state="disabled")
    left = go(state="disabled", tma=None)
    assert (left["changed"], left["writes"], inside.ticked) == (True, plan["writes"], False)
    assert left["phones"] == {"before": [ONE, TWO], "back": [ONE, TWO], "missing": []}
    assert go(state="disabled", sip_restart="forbid")["changed"] is False
    assert len(pbx.writes) == 1


def test_a_system_without_certificate_that_accepts_nobody_can_be_left(go: Any, inside: Registrar) -> None:
    inside.hangs = True
    assert go(state="disabled")["changed"] is True


def test_phones_that_stay_away_after_leaving_are_told(go: Any, inside: Registrar, pbx: FakeSystem) -> None:
    del inside.phones[TWO]
    error = refused(ReadBackMismatch, go, state="disabled")
    assert TWO in str(error)


# Options


def test_a_site_certificate_without_its_key_is_told_before_anything_is_contacted(go: Any, pbx: FakeSystem) -> None:
    refused(UsageError, go, client_certificates={"good": {"content": pem(PHONE)}})
    assert pbx.sessions == 0


def test_a_screen_without_the_box_is_told(go: Any, pbx: FakeSystem) -> None:
    del pbx.pages["W10"].values["bothway"]
    refused(ControlNotFound, go)


def test_a_box_that_does_not_stay_ticked_is_an_error(go: Any, pbx: FakeSystem) -> None:
    pbx.pages["W10"].stuck.add("bothway")
    error = refused(ReadBackMismatch, go)
    assert (error.where.screen_id, error.where.label) == ("W10", "bothway")  # the port is not waited for
    assert error.details["writes"][0]["restarts_sip"] is True


def test_a_box_that_does_not_stay_unticked_is_an_error(go: Any, inside: Registrar, pbx: FakeSystem) -> None:
    pbx.pages["W10"].stuck.add("bothway")
    error = refused(ReadBackMismatch, go, state="disabled")
    assert (error.where.screen_id, error.where.label) == ("W10", "bothway")


def test_no_override_lifts_what_cuts_phones_off(go: Any, phones: list[dict[str, Any]]) -> None:
    phones[1]["model"] = "6731i"
    assert refused(Refused, go, override=[{"rule": "INV-6", "reason": "hurry"}]).rule == "INV-6"
