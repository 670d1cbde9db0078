# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds of a gate whatever the facts are (design section 3; VER-12, VER-15, TMA-14, INV-46)."""

from __future__ import annotations

from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._safety.gate import Gate, judge
from ansible_collections.voiceops.mivoice5000.tests.unit.safety.worlds import (
    DELETE,
    at,
    changed,
    dict_paths,
    gate_facts,
    phone,
    sent,
)
from hypothesis import given
from hypothesis import strategies as st

SIX = "mitel6000"

times = st.one_of(st.none(), st.integers(-300, 0).map(lambda minutes: at(minutes=minutes)), st.just("soon"))
endpoints = st.fixed_dictionaries(
    {"transport": st.sampled_from(["udp", "tcp", "tls", None]), "port": st.sampled_from([5060, 5061, "x"])}
)
sents = st.one_of(
    st.none(),
    st.builds(
        lambda mode, origin, begun, state, finished, everybody: sent(
            mode, origin=origin, begun_at=begun, state=state, finished_seen_at=finished, everybody=everybody
        ),
        st.sampled_from(["disabled", "self_signed", "trusted"]),
        st.sampled_from(["plain", "tls"]),
        times,
        st.sampled_from(["running", "finished"]),
        times,
        st.booleans(),
    ),
)
phones = st.builds(
    lambda number, family, inventory, registration, seen, answers, fetched, given: phone(
        str(number),
        family,
        inventory=inventory,
        registration=registration and {"system": "pbx1", **registration, "seen_at": seen},
        answers=answers,
        fetched_at=fetched,
        sent=given,
    ),
    st.integers(2100, 2199),
    st.sampled_from([SIX, "mivoice5300", "unknown"]),
    st.sampled_from(["srtp_tls", "tls", "none", "unknown"]),
    st.one_of(st.none(), endpoints),
    times,
    st.one_of(st.none(), endpoints),
    times,
    sents,
)
actions = st.one_of(
    st.none(),
    st.fixed_dictionaries(
        {"name": st.just("a"), "state": st.sampled_from(["running", "finished", "failed"]), "finished_seen_at": times}
    ),
)
worlds = st.builds(
    lambda mode, phones, action, declared, read_at: gate_facts(
        family=SIX, mode=mode, phones=phones, action=action, registrations_declared=declared, inventory_read_at=read_at
    ),
    st.sampled_from(["disabled", "self_signed", "trusted"]),
    st.lists(phones, max_size=3),
    actions,
    st.booleans(),
    times,
)


@given(worlds, st.data())
def test_dropping_any_fact_never_opens_a_gate(world: dict[str, Any], data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(dict_paths(world)))
    after = judge(changed(world, {path: DELETE}))
    assert judge(world).verdict == "pass" or after.verdict != "pass", (path, after.text)


@given(worlds)
def test_every_phone_of_the_family_is_placed_exactly_once(world: dict[str, Any]) -> None:
    gate = judge(world)
    wanted = sorted(entry["mac"] for entry in world["phones"] if entry["family"] in (SIX, "unknown"))
    lists: list[list[dict[str, Any]]] = [gate.moved, gate.settled, gate.stragglers, gate.without_evidence]
    assert sorted(entry["phone"] for entries in lists for entry in entries) == wanted
    assert isinstance(gate, Gate)
    assert (gate.verdict == "pass") == (not gate.stragglers and not gate.without_evidence)


@given(worlds)
def test_a_phone_that_nobody_saw_is_never_moved(world: dict[str, Any]) -> None:
    """VER-12, VER-15: whatever the column says."""
    unseen = [dict(entry, registration=None, answers=None) for entry in world["phones"]]
    assert judge(world | {"phones": unseen}).moved == []


@given(worlds)
def test_no_phone_is_taken_for_trusted_without_a_download_of_its_own_file(world: dict[str, Any]) -> None:
    """TMA-14: where it registers tells nothing, for it was there before; not so where the action found it on 5060."""
    unread = [
        dict(entry, fetched_at=None, sent=entry["sent"] and {**entry["sent"], "origin": "tls"})
        for entry in world["phones"]
    ]
    assert judge(world | {"mode": "trusted", "phones": unread}).moved == []
