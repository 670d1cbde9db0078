# SPDX-License-Identifier: GPL-3.0-or-later
"""Before a push the rules are asked, each of them: about its values, the rows of T2, and whom terminals are to trust.

The table of section 5 gives no wrong value, so that a mistake is put into it here: nothing but the rule would notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
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
from ansible_collections.voiceops.mivoice5000.tests.unit.support.authorities import NOW, Authority, pem
from ansible_collections.voiceops.mivoice5000.tests.unit.support.fake_pages import connection

from .conftest import pushed

CA, NEXT_CA = Authority(), Authority("Next CA")
BOTH = [{"name": "both.crt", "content": CA.pem + NEXT_CA.pem}]
DRIVER: Any = SimpleNamespace(host="mgr1")
READY: dict[str, Any] = {
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


def job_for(family: str = "mitel6000", mode: str = "self_signed", **options: Any) -> Job:
    given = connection("mgr1") | {"family": family, "mode": mode, "time_server": "10.0.0.1", "operator_done": DONE}
    spec = _door.argument_spec(terminal_parameters)
    checked = ArgumentSpecValidator(spec).validate(given | {"systems": [READY]} | options)
    assert not checked.error_messages
    return Job.of(checked.validated_parameters, Context(clock=lambda: NOW))


def line(name: str, tab: str | None = "Encryption", *, editable: bool = True) -> _tma.Line:
    row: Any = SimpleNamespace(editable=lambda _column: editable)
    return _tma.Line(name, name, tab or "", "upper", "range", row, "global")


def rows(job: Job) -> list[_tma.Line]:
    return [line(name, wish.tab) for name, wish in job.wanted.items()]


def ask(job: Job, shown: Iterable[_tma.Line] | None = None, **found: list[dict[str, Any]]) -> list[Verdict]:
    target = _tma.Target(job.family, "6.3", "All", None, ("pbx1",))
    read = Found(**{"phones": [], "wrong": [], "actions": []} | found, read_at=NOW.isoformat())
    return interlocks(DRIVER, job, read, list(rows(job) if shown is None else shown), job.work(target, read))


def refused(*asked: Any, **given: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        ask(*asked, **given)
    assert caught.value.details["verdict"] == "refuse"
    return caught.value


def showing(authority: Authority, name: str = "pbx1") -> dict[str, Any]:
    """A system whose certificate is of ``authority``."""
    return READY | {"name": name, "sip": READY["sip"] | {"chain": [{"pem": pem(authority.leaf())}]}}


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
    assert refused(job_for(family, mode)).rule == rule


@pytest.mark.parametrize("name", ["sip proxy port", "sips persistent tls"])
def test_a_value_that_is_lost_on_the_way_stops_the_push(name: str) -> None:  # INV-40: the default proves nothing
    job = job_for()
    left_alone = job.wanted[name]._replace(value=None, write=False)
    error = refused(replace(job, wanted={**job.wanted, name: left_alone}))
    assert error.rule == "INV-40"
    assert name in str(error)


def test_a_row_that_another_tab_shows_too_is_not_guessed() -> None:  # INV-39, TMA-6: one of them could be the wrong one
    job = job_for()
    error = refused(job, [*rows(job), line("sip proxy port", "Expert")])
    assert error.rule == "INV-39"
    assert "sip proxy port" in str(error)


def test_a_row_that_cannot_be_edited_is_not_pushed() -> None:  # INV-39, DIS-25
    job = job_for()
    first, *others = rows(job)
    error = refused(job, [line(first.name, editable=False), *others])
    assert error.rule == "INV-39"
    assert first.name in str(error)


def test_systems_of_two_authorities_get_no_phones_that_check() -> None:  # INV-22
    alike = job_for(mode="trusted", trusted_files=BOTH, systems=[showing(CA), showing(CA, "pbx2")])
    assert all(verdict.passed for verdict in ask(alike))
    error = refused(job_for(mode="trusted", trusted_files=BOTH, systems=[showing(CA), showing(NEXT_CA, "pbx2")]))
    assert error.rule == "INV-22"
    assert "pbx1" in str(error) and "pbx2" in str(error)


def test_no_phone_checks_what_its_file_does_not_verify() -> None:  # INV-47
    error = refused(job_for(mode="trusted", trusted_files=BOTH, systems=[showing(CA), showing(Authority(), "pbx2")]))
    assert (error.rule, error.details["systems"]) == ("INV-47", ["pbx2"])


def test_no_phone_is_told_of_a_file_that_its_download_server_lacks() -> None:  # INV-13
    phone = {"mac": "00085D000001", "family": "mitel6000", "site": "pbx1", "main": "pbx1", "backup": None}
    phone |= {"software": "6.3", "inventory": "none"}
    system = showing(CA) | {"download_servers": ["ftp1"]}
    error = refused(job_for(mode="trusted", trusted_files=BOTH, systems=[system]), phones=[phone])
    assert error.rule == "INV-13"
    assert "both.crt" in str(error) and "ftp1" in str(error)


def test_nothing_is_pushed_while_an_action_of_the_other_way_is_running() -> None:  # INV-42
    running = {"name": pushed("disabled"), "state": "running", "raw": "Working"}
    assert refused(job_for(), actions=[running]).rule == "INV-42"
    assert ask(job_for(), actions=[running | {"state": "finished"}])
