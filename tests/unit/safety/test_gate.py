# SPDX-License-Identifier: GPL-3.0-or-later
"""What a gate believes, phone by phone (design section 3; VER-12, VER-15, VER-17, INV-26)."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._safety.gate import judge
from ansible_collections.voiceops.mivoice5000.tests.unit.safety.worlds import (
    DELETE,
    PHONE_FILES,
    at,
    bothway_phone,
    changed,
    gate_facts,
    on_tls,
    phone,
    sent,
    silent,
)

SIX = "mitel6000"


def enable(**more: Any) -> dict[str, Any]:
    """Facts of a gate ``mitel6000-self_signed`` with the one phone given by ``phone`` and the rest."""
    one = phone("2101", **(on_tls() | more.pop("one", {})))
    return gate_facts(**({"family": SIX, "mode": "self_signed", "phones": [one]} | more))


def registered(transport: str, port: Any, **more: Any) -> dict[str, Any]:
    return {"registration": {"system": "pbx1", "transport": transport, "port": port, "seen_at": at(minutes=-1), **more}}


FETCHED = {"fetched_at": at(minutes=-90)}
ANSWERS_TLS = {"answers": {"port": 5061, "transport": "tls"}}


def trusted(**more: Any) -> dict[str, Any]:
    """Facts of a gate ``mitel6000-trusted`` with one phone that fetched its file 90 minutes ago and is on TLS."""
    one = on_tls(sent=sent("trusted", origin="tls", trust="5afe5afe"), fetched_at=at(minutes=-90)) | more.pop("one", {})
    return enable(mode="trusted", one=one, **more)


def first_trusted(**given: Any) -> dict[str, Any]:
    """Facts of the same gate when no phone was on TLS before; nothing is known of downloads."""
    return enable(mode="trusted", one=on_tls(sent=sent("trusted", trust="5afe5afe") | given))


def retrusted(**more: Any) -> dict[str, Any]:
    """The same back in self_signed: phones may have been on TLS before."""
    one = on_tls(sent=sent("self_signed", origin="tls"), fetched_at=at(minutes=-90)) | more.pop("one", {})
    return enable(one=one, **more)


IN_THE_WINDOW = {"fetched_at": at(minutes=-125)}
"""Fetched after the action began and before its end was seen."""
JUST_FINISHED = {"action": {"name": "a", "state": "finished", "finished_seen_at": at(minutes=-10)}}
JUST_BEFORE_THE_END = {"fetched_at": at(minutes=-15), "sent": sent("trusted", origin="tls", begun_at=at(minutes=-20))}

TRUST_TAKEN_UP: list[tuple[str, dict[str, Any]]] = [
    ("registered on TLS, where no phone was before", first_trusted()),
    ("registered on TLS with the files that were asked for", first_trusted() | {"trust": "5afe5afe"}),
    ("fetched after the action, and registered since", trusted()),
    ("the files that were asked for", trusted(trust="5afe5afe")),
    ("back in self_signed, fetched and registered since", retrusted()),
    (
        "fetched after the action, and answers",
        trusted(one={"registration": None, **ANSWERS_TLS}),
    ),
    (
        "a registration without time, fetched after the action, and answers",
        trusted(one={**registered("tls", 5061, seen_at=None), **ANSWERS_TLS}),
    ),
    ("fetched while the action ran, registered since its end", trusted(one=IN_THE_WINDOW)),
    ("fetched long after the action of an earlier run", trusted(action=None)),
    (
        "an action with a name of its own, its file fetched after the end",
        trusted(one={"sent": None}),
    ),
    ("fetched, though the run says that nothing was sent", retrusted(action=None)),
    ("self_signed all along, and nobody has sent anything", enable(action=None, one={"sent": None})),
]

TRUST_IN_DOUBT: list[tuple[str, dict[str, Any]]] = [
    ("new on TLS, with other files than those asked for", first_trusted() | {"trust": "0ddf11e5"}),
    ("new on TLS, and the end of the action was not seen", first_trusted(state="running")),
    ("new on TLS, and the action was for a part of the phones", first_trusted(everybody=False)),
    ("new on TLS by an action for another mode", first_trusted(mode="self_signed")),
    ("registered on TLS, where it was before", trusted(one={"fetched_at": None})),
    ("registered on TLS, where it may have been in trusted", retrusted(one={"fetched_at": None})),
    ("self_signed under an action with a name of its own", enable(one={"sent": None})),
    ("not known what it was given", trusted(one={"sent": "?"})),
    ("fetched before the action", trusted(one={"fetched_at": at(minutes=-140)})),
    ("registered before its download", trusted(one=registered("tls", 5061, seen_at=at(minutes=-95)))),
    (
        "a registration without time, and no answer",
        trusted(one=registered("tls", 5061, seen_at=None)),
    ),
    (
        "fetched just before the end was seen, not registered since",
        trusted(one={**JUST_BEFORE_THE_END, **registered("tls", 5061, seen_at=at(minutes=-12))}, **JUST_FINISHED),
    ),
    (
        "fetched just before the end was seen, and answers",
        trusted(one={**JUST_BEFORE_THE_END, "registration": None, **ANSWERS_TLS}, **JUST_FINISHED),
    ),
    ("the last action gave it something else", trusted(one={"sent": sent("self_signed")})),
    ("the last action was for some only", trusted(one={"sent": sent("trusted", origin="tls", everybody=False)})),
    ("the last action has failed", trusted(action=None, one={"sent": sent("trusted", origin="tls", state="failed")})),
    ("other files than those asked for", trusted(trust="0ld0ld00")),
    ("files asked for, an action with a name of its own", trusted(trust="5afe5afe", one={"sent": None})),
    ("nothing of ours is listed, nothing was sent", trusted(action=None, one={"sent": None})),
    ("only another file was fetched", trusted(one={"fetched_at": None, "also_fetched": {"ca.crt": at(minutes=-80)}})),
    ("off", trusted(one=silent())),
]

MOVED: list[tuple[str, dict[str, Any]]] = [
    ("registered in the second of the action's end", enable(one=registered("tls", 5061, seen_at=at(hours=-2)))),
    (
        "registered in the second of its download",
        enable(one=registered("tls", 5061, seen_at=at(minutes=-90)) | FETCHED),
    ),
    (
        "fetched in the second of the action's end, and answers",
        enable(one={**silent(), **ANSWERS_TLS, "fetched_at": at(hours=-2)}),
    ),
    ("registered on TLS 5061", enable()),
    ("registered on TLS 5061, as text", enable(one=registered("TLS", "5061"))),
    ("registered on the backup system", enable(one=registered("tls", 5061, system="pbx2"))),
    ("a screen without times lists who is there now", enable(one=registered("tls", 5061, seen_at=None))),
    ("registered since its download", enable(one=FETCHED)),
    ("no action was needed", enable(action=None)),
    ("fetched after the action, and answers", enable(one={**silent(), **FETCHED, **ANSWERS_TLS})),
    (
        "registered long ago, fetched since, and answers",
        enable(one={**registered("udp", 5060, seen_at=at(hours=-5)), **FETCHED, **ANSWERS_TLS}),
    ),
    ("live proof beats TMA's file", enable(one={"inventory": "none"})),
    ("back on UDP 5060", gate_facts(family=SIX, phones=[phone("2101")])),
]

STRAGGLERS: list[tuple[str, dict[str, Any]]] = [
    (
        "on UDP before the action, and TMA's file says so still",
        enable(one={**registered("udp", 5060, seen_at=at(hours=-3)), "inventory": "none"}),
    ),
    (
        "the column, read to the second when it begins to count",
        enable(one={**silent(), "inventory": "none"}, inventory_read_at=at(hours=-1)),
    ),
    ("still registered on UDP", enable(one=registered("udp", 5060))),
    ("registered on TCP (PAR6-26)", enable(one=registered("tcp", 5060))),
    ("TLS on another port", enable(one=registered("tls", 5060))),
    (
        "seen on UDP although the screen is not declared",
        enable(one=registered("udp", 5060), registrations_declared=False),
    ),
    ("answers on its old port", enable(one={**silent(), **FETCHED, "answers": {"port": 5060, "transport": "udp"}})),
    ("TMA's file still says no", enable(one={**silent(), "inventory": "none"})),
    (
        "a person's word against what is seen",
        enable(
            one=registered("udp", 5060),
            operator_done=[{"gate": "mitel6000-self_signed", "phones": ["2101"], "by": "Ann"}],
        ),
    ),
    (
        "on UDP still, with nothing under way and a file that says TLS (TMA-14)",
        gate_facts(family=SIX, action=None, phones=[phone("2101", inventory="srtp_tls")]),
    ),
    ("on TLS still, with nothing under way and a file that says UDP", enable(action=None, one={"inventory": "none"})),
    ("still on TLS in a stop", gate_facts(family=SIX, phones=[phone("2101", **on_tls())])),
    (
        "TMA's file still says encrypted in a stop",
        gate_facts(family=SIX, phones=[phone("2101", **silent(inventory="tls"))]),
    ),
]

WITHOUT_EVIDENCE: list[tuple[str, dict[str, Any]]] = [
    ("off, and the column says moved", enable(one=silent())),
    ("off in a stop, and the column is empty", gate_facts(family=SIX, phones=[phone("2101", **silent())])),
    ("the column is unknown", enable(one={**silent(), "inventory": "unknown"})),
    (
        "the column was read too early to speak against it",
        enable(one={**silent(), "inventory": "none"}, inventory_read_at=at(hours=-2)),
    ),
    ("registered, on a screen not declared", enable(registrations_declared=False)),
    ("registered before the action only", enable(one=registered("tls", 5061, seen_at=at(hours=-3)))),
    ("on UDP before the action, not seen since", enable(one=registered("udp", 5060, seen_at=at(hours=-3)))),
    ("the action's end was not seen", enable(action={"name": "x", "state": "running", "finished_seen_at": None})),
    ("registered before its download", enable(one={**registered("tls", 5061, seen_at=at(minutes=-95)), **FETCHED})),
    (
        "registered, not known whether before its download",
        enable(one={**registered("tls", 5061, seen_at=None), **FETCHED}),
    ),
    ("a time that nobody understands", enable(one=registered("tls", 5061, seen_at="yesterday"))),
    ("a registration that nobody understands", enable(one=registered("tls", "?"))),
    ("answers, but fetched nothing", enable(one={**silent(), **ANSWERS_TLS})),
    ("answers, but fetched before the action", enable(one={**silent(), **ANSWERS_TLS, "fetched_at": at(hours=-3)})),
    ("fetched, but does not answer", enable(one={**silent(), **FETCHED})),
    ("of a family nobody knows", enable(one={**silent(), "family": "unknown"})),
    ("written off without a reason", enable(one=silent(), written_off=[{"phone": "2101", "reason": " "}])),
    (
        "a word for another gate",
        enable(one=silent(), operator_done=[{"gate": "mivoice5300-self_signed", "phones": ["2101"], "by": "Ann"}]),
    ),
    (
        "a word by nobody",
        enable(one=silent(), operator_done=[{"gate": "mitel6000-self_signed", "phones": ["2101"], "by": ""}]),
    ),
    ("a word for no phone", enable(one=silent(), operator_done=[{"gate": "mitel6000-self_signed", "by": "Ann"}])),
]

SETTLED: list[tuple[str, dict[str, Any]]] = [
    ("written off by number", enable(one=silent(), written_off=[{"phone": "2101", "reason": "in a drawer"}])),
    (
        "written off by MAC address",
        enable(one=silent(), written_off=[{"phone": "08:00:0f:00:21:01", "reason": "lost"}]),
    ),
    (
        "given up although seen in the old state",
        enable(one=registered("udp", 5060), written_off=[{"phone": "2101", "reason": "lab"}]),
    ),
    (
        "a person has checked it",
        enable(one=silent(), operator_done=[{"gate": "mitel6000-self_signed", "phones": ["2101"], "by": "Ann"}]),
    ),
    (
        "a person's word against TMA's file",
        enable(
            one={**silent(), "inventory": "none"},
            operator_done=[{"step": "mitel6000-self_signed", "phones": ["2101"], "by": "Ann"}],
        ),
    ),
]

KINDS = [
    ("moved", "pass", MOVED),
    ("stragglers", "fail", STRAGGLERS),
    ("without_evidence", "inconclusive", WITHOUT_EVIDENCE),
    ("settled", "pass", SETTLED),
]
KINDS += [("moved", "pass", TRUST_TAKEN_UP), ("without_evidence", "inconclusive", TRUST_IN_DOUBT)]
CASES = [(kind, verdict, why, facts) for kind, verdict, table in KINDS for why, facts in table]


@pytest.mark.parametrize(
    ("kind", "verdict", "why", "facts"), CASES, ids=[f"{kind}: {why}" for kind, _unused, why, _unused in CASES]
)
def test_a_phone_is_placed_by_its_evidence(kind: str, verdict: str, why: str, facts: dict[str, Any]) -> None:
    gate = judge(facts)
    placed = {name: getattr(gate, name) for name in ("moved", "stragglers", "without_evidence", "settled")}
    assert [name for name, entries in placed.items() if entries] == [kind], gate.text
    entry = placed[kind][0]
    assert (entry["phone"], entry["number"]) == ("08000F002101", "2101")
    assert entry["evidence"] and entry["source"]
    assert gate.verdict == verdict


def test_a_phone_in_the_old_state_is_a_straggler_in_trusted_too() -> None:
    assert judge(trusted(one=registered("udp", 5060))).verdict == "fail"


def test_who_lacks_nothing_but_a_download_is_told_apart_and_the_way_to_the_logs_with_it() -> None:
    gate = judge(trusted(one={"fetched_at": None}))
    assert gate.awaiting_download == ["08000F002101"]
    assert "mivoice_fetched" in gate.text
    gate = judge(trusted(one=silent()))
    assert gate.awaiting_download == []
    assert "mivoice_fetched" not in gate.text


def test_the_evidence_names_the_download_and_the_file_of_authorities_fetched_with_it() -> None:
    entry = judge(trusted(one={"also_fetched": {"ca.crt": at(minutes=-89)}})).moved[0]
    assert at(minutes=-90) in entry["evidence"] and f"ca.crt {at(minutes=-89)}" in entry["evidence"]
    assert "download-server log" in entry["source"]


def test_a_phone_that_got_its_other_files_at_its_latest_start_and_not_its_key_has_lost_it() -> None:
    fetched = dict.fromkeys(PHONE_FILES, at(minutes=-20)) | {"phone_key": at(minutes=-109)}
    lost, well = bothway_phone("2101", also_fetched=fetched), bothway_phone("2102")
    gate = judge(gate_facts(family=SIX, mode="bothway", phones=[lost, well], files=PHONE_FILES))
    assert [entry["phone"] for entry in gate.without_evidence] == ["08000F002101"]
    assert "no download of phone_key at its latest start" in gate.without_evidence[0]["evidence"]


def test_a_straggler_makes_the_gate_fail_even_beside_silent_phones() -> None:
    facts = enable(phones=[phone("2101", **on_tls()), phone("2102"), phone("2103", **silent(inventory="srtp_tls"))])
    gate = judge(facts)
    assert (gate.verdict, len(gate.moved), len(gate.stragglers), len(gate.without_evidence)) == ("fail", 1, 1, 1)


def test_the_text_says_at_three_in_the_morning_who_and_what_to_do() -> None:
    gate = judge(
        enable(phones=[phone("2101", **on_tls()), phone("2102"), phone("2103", **silent(inventory="srtp_tls"))])
    )
    assert "1 of 3 phones moved" in gate.text
    assert "2102 (08000F002102): registered on pbx1 over UDP port 5060" in gate.text
    assert "2103 (08000F002103)" in gate.text
    assert "restart the phone" in gate.text
    assert "mivoice_operator_done (gate mitel6000-self_signed" in gate.text and "mivoice_written_off" in gate.text


def test_the_entries_that_would_continue_are_given_for_silent_phones_only() -> None:
    gate = judge(enable(phones=[phone("2102"), phone("2103", **silent(inventory="srtp_tls"))]))
    assert [entry["phone"] for entry in gate.written_off_entries] == ["08000F002103"]
    entries = [dict(entry, reason="in a drawer") for entry in gate.written_off_entries]
    again = judge(enable(phones=[phone("2103", **silent(inventory="srtp_tls"))], written_off=entries))
    assert again.verdict == "pass"


def test_phones_of_the_other_family_and_tdm_do_not_count() -> None:
    facts = enable(phones=[phone("3101", "mivoice5300"), phone("1001", "tdm", **silent())])
    gate = judge(facts)
    assert (gate.verdict, gate.moved) == ("pass", [])


def test_a_phone_with_signalling_only_is_told(  # VER-18
) -> None:
    gate = judge(enable(one={"inventory": "tls"}))
    assert gate.verdict == "pass"
    assert any("voice is not" in note and "2101" in note for note in gate.notes)


def test_a_5300_and_a_stop_have_no_such_note() -> None:  # OPEN-32
    assert judge(enable(family="mivoice5300", one={"family": "mivoice5300", "inventory": "tls"})).notes == []
    assert judge(gate_facts(family=SIX, phones=[phone("2101")])).notes == []
    stopping = judge(gate_facts(family=SIX, phones=[phone("2101", inventory="tls")]))
    assert [note for note in stopping.notes if "voice is not" in note] == []
    assert any("TMA's inventory says otherwise" in note for note in stopping.notes)


@pytest.mark.parametrize("missing", ["family", "mode", "phones"])
def test_a_gate_without_its_question_is_inconclusive(missing: str) -> None:
    gate = judge(changed(enable(), {missing: DELETE}))
    assert gate.verdict == "inconclusive"
    assert missing in gate.text


def test_a_plan_is_believed_in_check_mode_only() -> None:
    plan = {"planned": {"phones": {SIX: "self_signed"}}}
    waiting = enable(one=silent()) | plan
    assert judge(waiting).verdict == "inconclusive"
    planned = judge(waiting | {"check_mode": True})
    assert (planned.verdict, planned.would_wait_for) == ("pass", ["08000F002101"])
    other = judge(enable(one=silent()) | {"check_mode": True, "planned": {"phones": {SIX: "disabled"}}})
    assert other.verdict == "inconclusive"
