# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates that are due are renewed once, with permission, and never while a roll-out is under way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from .clinic import DONE, SYSTEMS, Pki, fleet, served, unharmed
from .wire import FLEETS, Lab, Run, play

SELF_SIGNED = {"state": "enabled", "mode": "self_signed"}
TRUSTED = {"state": "enabled", "mode": "trusted"}
DAYS = 86400.0


def run(lab: Lab, playbook: str, **said: Any) -> Run:
    return play(
        lab,
        playbook,
        **{"encryption": SELF_SIGNED, "operator_done": DONE, "sip_restart": "allow", "wait_timeout": 40} | said,
    )


def make_it_old(lab: Lab) -> None:
    """Have the system make its certificate 300 days ago, by its own clock."""
    lab.fault(kind="clock_skew", target="pbx1", seconds=-300 * DAYS)
    lab.by_hand("regenerate", "pbx1")
    lab.fault(kind="clock_skew", target="pbx1", seconds=0)


def test_what_is_due_is_renewed_once_when_nothing_speaks_against_it(tmp_path: Path) -> None:
    with Lab.up(tmp_path, str(FLEETS / "standalone.yml"), "600", "7") as lab:
        lab.operator("T60-5")
        lab.operator("T53-7")
        assert run(lab, "enable").returncode == 0
        mark = lab.last_event()

        fresh = run(lab, "renew")
        assert (fresh.returncode, fresh.changed) == (0, 0), fresh.output
        assert "nothing is due before" in fresh.output
        assert lab.events("write", mark) == []

        make_it_old(lab)
        mark = lab.last_event()
        forbidden = run(lab, "renew", sip_restart="forbid")
        assert forbidden.returncode != 0
        assert "[INV-24]" in forbidden.output, forbidden.output

        other = run(lab, "renew", encryption=TRUSTED)
        assert other.returncode != 0
        assert "a roll-out is under way" in other.output, other.output
        assert lab.events("write", mark) == []

        renewed = run(lab, "renew")
        assert renewed.returncode == 0, renewed.output
        assert "due for renewal: pbx1" in renewed.output
        assert len(lab.events("sip_restart", mark)) == 1

        mark = lab.last_event()
        again = run(lab, "renew")
        assert (again.returncode, again.changed) == (0, 0), again.output
        assert lab.events("sip_restart", mark) == []
        assert unharmed(lab)


def window(days: int) -> dict[str, str]:
    """One hour, so many days from now."""
    start = datetime.now(UTC) + timedelta(days=days)
    return {"start": start.isoformat(), "end": (start + timedelta(hours=1)).isoformat()}


def transports(lab: Lab) -> set[str | None]:
    return {(phone["registration"] or {}).get("transport") for phone in lab.state()["phones"].values()}


def test_trusted_certificates_are_renewed_under_their_authority_with_and_without_manager(tmp_path: Path) -> None:
    with Lab.up(tmp_path, fleet(tmp_path), "600", "7") as lab:
        lab.operator("T60-5")
        lab.operator("T53-7")
        pki = Pki(tmp_path / "pki")
        old = pki.ca() | pki.own(lab, "clinic", 60) | pki.signing(60)
        new = pki.ca() | pki.own(lab, "clinic", 700, past=1) | pki.signing(1500)
        enabled = run(lab, "enable", encryption=TRUSTED, **old)
        assert enabled.returncode == 0, enabled.output
        before, mark = served(lab), lab.last_event()

        def renew(**said: Any) -> Run:
            return run(lab, "renew", **{"encryption": TRUSTED, "renew_days": 90} | new | said)

        same = renew(**old)
        assert same.returncode != 0
        assert (
            "(clinic-60.p12): the file given is the one already installed. Nothing was renewed: ask the CA"
            in same.output
        ), same.output
        assert "(manager-60.p12): the file given holds an authority that ends on" in same.output, same.output

        waiting = renew(sip_restart="window", window=window(1))
        assert (waiting.returncode, waiting.changed) == (0, 0), waiting.output
        assert waiting.output.count("only (INV-24). Nothing was renewed; run again then") == 2, waiting.output
        for permission in ({"sip_restart": "forbid"}, {"sip_restart": "window", "window": window(-1)}):
            stopped = renew(**permission)
            assert stopped.returncode != 0
            assert stopped.output.count("[INV-24]") >= 2, stopped.output
        late = renew(sip_restart="window", window=window(61))
        assert late.returncode != 0, late.output

        other = Pki(tmp_path / "other", "Other CA")
        foreign = renew(**other.own(lab, "clinic", 700), **other.signing(1500))
        assert foreign.returncode != 0
        assert "a file must not be installed: [CERT-28]" in foreign.output, foreign.output
        assert lab.events("write", mark) == []

        renewed = renew(sip_restart="window", window=window(0) | {"end": window(1)["end"]})
        assert renewed.returncode == 0, renewed.output
        assert sorted(event["target"] for event in lab.events("sip_restart", mark)) == sorted(SYSTEMS)
        assert not set(served(lab).values()) & set(before.values())
        assert transports(lab) == {"tls"}
        assert unharmed(lab)

        mark = lab.last_event()
        for playbook in ("renew", "converge"):
            again = run(lab, playbook, **{"encryption": TRUSTED, "renew_days": 90} | new)
            assert (again.returncode, again.changed) == (0, 0), again.output
        assert lab.events("write", mark) == []
        assert unharmed(lab)
