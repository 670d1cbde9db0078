# SPDX-License-Identifier: GPL-3.0-or-later
"""TMA moves whole multi-sites: a run that covers or reaches only a part of one refuses before writing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from .wire import Lab, play

DONE = [{"step": step, "by": "test"} for step in ("T60-5", "T53-7")]


def _system(site: str, number: int, **more: Any) -> dict[str, Any]:
    phones = [{"model": "6867i", "numbers": 1000 * number + 1}]
    return {"role": "remote_site", "hardware": "server", "manager": "mgr1", "multisite": site, "phones": phones} | more


FLEET = {
    "managers": {"mgr1": {}},
    "download_servers": {"dl1": {"protocol": "http"}},
    "systems": {
        "a1": _system("A", 1, download_servers=["dl1"]),
        "a2": _system("A", 2, download_servers=["dl1"]),
        "b1": _system("B", 3, download_servers=["dl1"]),
        # The phones of C fall over to B.
        "c1": _system("C", 4, download_servers=["dl1"]),
        "c2": _system("C", 5, download_servers=["dl1"], backup="b1"),
    },
}


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    fleet = tmp_path / "fleet.yml"
    fleet.write_text(yaml.safe_dump(FLEET, sort_keys=False), encoding="utf-8")
    with Lab.up(tmp_path, str(fleet), "600", "7") as lab:
        lab.operator("T60-5")
        yield lab
        state = lab.state()
        assert (state["service_loss"], state["voice_exposed"], state["sessions"]) == ([], [], [])


def written_to(lab: Lab, since: int) -> set[str]:
    """Systems and multi-sites that a run has written to."""
    events = [event for event in lab.events("write", since) if event["actor"] != "operator"]
    return {event["scope"][1] if "scope" in event else event.get("multisite", event["target"]) for event in events}


def encrypting(lab: Lab) -> set[str]:
    """Systems whose phones are registered over TLS."""
    phones = lab.state()["phones"].values()
    return {phone["main"] for phone in phones if (phone["registration"] or {}).get("transport") == "tls"}


def test_a_limit_within_a_multisite_is_refused_and_names_the_limit_to_use(lab: Lab) -> None:
    for limit, missing, whole in (("a1", "a2", "a1,a2"), ("c1", "b1, c2", "b1,c1,c2"), ("c1,c2", "b1", "b1,c1,c2")):
        mark = lab.last_event()
        run = play(lab, "enable", f"--limit={limit}", operator_done=DONE)
        assert run.returncode != 0
        assert f"does not cover {missing}." in run.output, run.output
        assert f"--limit {whole} or without --limit" in run.output
        assert "Nothing was written" in run.output
        assert lab.events("login", mark) == []
    plan = play(lab, "enable", "--limit=b1,c1,c2", "--check", operator_done=DONE)
    assert plan.returncode == 0, plan.output
    run = play(lab, "enable", "--limit=b1,c1,c2", operator_done=DONE)
    assert run.returncode == 0, run.output
    assert encrypting(lab) == {"b1", "c1", "c2"}


@pytest.mark.parametrize(
    ("unreachable", "stopped", "go_on"),
    [("a2", {"a1", "a2", "A"}, {"b1", "c1", "c2"}), ("b1", {"b1", "c1", "c2", "B", "C"}, {"a1", "a2"})],
    ids=["a member", "a backup system"],
)
def test_a_system_out_of_reach_stops_those_that_need_it_and_no_others(
    lab: Lab, unreachable: str, stopped: set[str], go_on: set[str]
) -> None:
    lab.fault(kind="refuse", target=unreachable)
    mark = lab.last_event()
    run = play(lab, "enable", operator_done=DONE)
    assert run.returncode != 0
    assert f"because {unreachable} failed earlier in this run" in run.output, run.output
    assert "The administration interface does not answer" in run.output
    assert written_to(lab, mark) & stopped == set()
    assert encrypting(lab) == go_on

    lab.fault(kind="clear")
    again = play(lab, "enable", operator_done=DONE)
    assert again.returncode == 0, again.output
    assert encrypting(lab) == set(FLEET["systems"])
