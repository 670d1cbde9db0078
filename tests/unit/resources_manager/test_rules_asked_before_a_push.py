# SPDX-License-Identifier: GPL-3.0-or-later
"""Before a push the rules about its values are asked: of what the table of section 5 gives, and of the rows of T2.

The table gives no wrong value, so that a mistake is put into it here: nothing but the rule would notice one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.voiceops.mivoice5000.plugins.module_utils import _door
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._context import Context
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import Refused
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._phoneconfig import profiles
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import _tma, terminal_parameters
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources._terminal_job import (
    Found,
    Job,
    interlocks,
)
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._safety.verdict import Verdict
from ansible_collections.voiceops.mivoice5000.tests.unit.support.fake_pages import connection

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
DRIVER: Any = SimpleNamespace(host="mgr1")
READY = {
    "name": "pbx1",
    "backup": None,
    "read_at": NOW.isoformat(),
    "licence": {"state": "authorised"},
    "clock": {"offset": 0.0},
    "switches": {"bothway": False},
    "sip": {"tls_open": True, "chain": [{"subject": "CN=pbx1"}], "client_certificate": "not_asked"},
}
DONE = [{"step": "T60-5", "by": "Ada"}]
MODES = [
    ("mitel6000", "self_signed"),
    ("mitel6000", "disabled"),
    ("mivoice5300", "self_signed"),
    ("mivoice5300", "disabled"),
]


def job_for(family: str, mode: str) -> Job:
    given = connection("mgr1") | {"family": family, "mode": mode, "time_server": "10.0.0.1", "operator_done": DONE}
    checked = ArgumentSpecValidator(_door.argument_spec(terminal_parameters)).validate(given | {"systems": [READY]})
    assert not checked.error_messages
    return Job.of(checked.validated_parameters, Context(False, lambda: NOW, lambda _seconds: None, lambda _text: None))


def line(name: str, tab: str | None = "Encryption", *, editable: bool = True) -> _tma.Line:
    row: Any = SimpleNamespace(editable=lambda _column: editable)
    return _tma.Line(name, name, tab or "", "upper", "range", row, "global")


def rows(job: Job) -> list[_tma.Line]:
    return [line(name, wish.tab) for name, wish in job.wanted.items()]


def ask(job: Job, shown: Iterable[_tma.Line] | None = None) -> list[Verdict]:
    target = _tma.Target(job.family, "6.3", "All", None, ("pbx1",))
    found = Found([], [], [], NOW.isoformat())
    return interlocks(DRIVER, job, found, list(rows(job) if shown is None else shown), job.work(target, found))


def mistaken(monkeypatch: pytest.MonkeyPatch, mode: str, mistakes: Mapping[str, str]) -> None:
    """Put the values of ``mistakes``, by ID of their rows, into the table of section 5."""
    at = profiles.MODES.index(mode)
    table = []
    for row in profiles.TABLE:
        values = list(row.values)
        values[at] = mistakes.get(row.id, values[at])
        table.append(row._replace(values=tuple(values)))
    monkeypatch.setattr(profiles, "TABLE", tuple(table))


@pytest.mark.parametrize(("family", "mode"), MODES)
def test_what_the_table_gives_passes(family: str, mode: str) -> None:
    assert all(verdict.passed for verdict in ask(job_for(family, mode)))


@pytest.mark.parametrize(
    ("rule", "family", "mode", "mistakes"),
    [
        ("INV-28", "mitel6000", "self_signed", {"PAR6-10": "2"}),
        ("INV-28", "mitel6000", "disabled", {"PAR6-10": "1"}),
        ("INV-29", "mitel6000", "self_signed", {"PAR6-8": "1"}),
        ("INV-29", "mitel6000", "self_signed", {"PAR6-9": profiles.LEAVE}),
        ("INV-30", "mitel6000", "self_signed", {"PAR6-8": "1", "PAR6-9": "old-ca.crt"}),
        ("INV-30", "mivoice5300", "self_signed", {"PAR5-4": "old-ca.crt"}),
        ("INV-18", "mitel6000", "disabled", {"PAR6-8": "0", "PAR6-9": ""}),
        ("INV-18", "mivoice5300", "disabled", {"PAR5-4": ""}),
    ],
)
def test_a_mistake_in_the_table_is_not_pushed(
    monkeypatch: pytest.MonkeyPatch, rule: str, family: str, mode: str, mistakes: dict[str, str]
) -> None:
    mistaken(monkeypatch, mode, mistakes)
    job = job_for(family, mode)
    with pytest.raises(Refused) as caught:
        ask(job)
    assert (caught.value.rule, caught.value.details["verdict"]) == (rule, "refuse")


def test_a_row_that_another_tab_shows_too_is_not_guessed() -> None:  # INV-39, TMA-6: one of them could be the wrong one
    job = job_for("mitel6000", "self_signed")
    with pytest.raises(Refused) as caught:
        ask(job, [*rows(job), line("sip proxy port", "Expert")])
    assert caught.value.rule == "INV-39"
    assert "sip proxy port" in str(caught.value)


def test_a_row_that_cannot_be_edited_is_not_pushed() -> None:  # INV-39, DIS-25
    job = job_for("mitel6000", "self_signed")
    first, *others = rows(job)
    with pytest.raises(Refused) as caught:
        ask(job, [line(first.name, editable=False), *others])
    assert caught.value.rule == "INV-39"
    assert first.name in str(caught.value)
