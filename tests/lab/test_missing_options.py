# SPDX-License-Identifier: GPL-3.0-or-later
"""Writing modules called by hand: an option or a fact that a rule needs and that is left out never counts as good."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import (
    MivoiceError,
    OperatorStepNeeded,
    Refused,
    UsageError,
)
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import (
    bothway,
    certificate,
    inter_ipbx_encryption,
    multisite_encryption,
    terminal_parameters,
    voice_encryption,
)
from by_hand import Options, in_bothway, multisite_on, own_certificate, phones_off, phones_on, task, voice_off, voice_on
from socketless import LabFleet

PHONES = phones_on("mitel6000")
TABLE: list[tuple[Any, Callable[[LabFleet], Options], str, type[MivoiceError], str | None]] = [
    (voice_encryption, voice_on, "role", Refused, "INV-36"),
    (voice_encryption, voice_on, "cluster", Refused, "INV-36"),
    (voice_encryption, voice_off, "tma", Refused, "INV-15"),
    (voice_encryption, voice_off, "connections", Refused, "INV-15"),
    (multisite_encryption, multisite_on, "systems", UsageError, None),
    (multisite_encryption, multisite_on, "systems.tel_address", UsageError, None),
    (multisite_encryption, multisite_on, "systems.licence", Refused, "INV-27"),
    (multisite_encryption, multisite_on, "systems.role", Refused, "INV-36"),
    (multisite_encryption, multisite_on, "sip_restart", Refused, "INV-24"),
    (certificate, own_certificate, "sip_restart", Refused, "INV-24"),
    (terminal_parameters, PHONES, "time_server", UsageError, None),
    (terminal_parameters, PHONES, "operator_done", OperatorStepNeeded, "INV-14"),
    (terminal_parameters, PHONES, "systems.name", Refused, "SCOPE"),
    (terminal_parameters, PHONES, "systems.read_at", Refused, "SCOPE"),
    (terminal_parameters, PHONES, "systems.backup", Refused, "SCOPE"),
    (terminal_parameters, PHONES, "systems.sip", Refused, "INV-12"),
    (terminal_parameters, PHONES, "systems.clock", Refused, "INV-14"),
    (terminal_parameters, PHONES, "systems.licence", Refused, "INV-27"),
    (terminal_parameters, phones_off, "connections", Refused, "INV-16"),
    (terminal_parameters, phones_off, "systems.switches", Refused, "INV-11"),
    (terminal_parameters, phones_off, "systems.sip", Refused, "INV-11"),
    (bothway, in_bothway, "role", Refused, "INV-3"),
    (bothway, in_bothway, "tma", Refused, "INV-2"),
    (bothway, in_bothway, "systems", Refused, "INV-2"),
    (bothway, in_bothway, "systems.backup", Refused, "INV-2"),
    (bothway, in_bothway, "written_off", Refused, "INV-2"),
    (bothway, in_bothway, "operator_done", Refused, "INV-1"),
    (bothway, in_bothway, "phone_certificates", Refused, "INV-7"),
    (bothway, in_bothway, "terminals_ca", Refused, "INV-7"),
    (bothway, in_bothway, "sip_restart", Refused, "INV-24"),
]
DEVICES = {bothway: "pbx2", voice_encryption: "pbx1", inter_ipbx_encryption: "pbx1"}


def without(options: Options, path: str) -> Options:
    """``options`` less one of them, or less one fact of every system."""
    name, _dot, fact = path.partition(".")
    if not fact:
        return {key: value for key, value in options.items() if key != name}
    return options | {name: [{key: value for key, value in one.items() if key != fact} for one in options[name]]}


@pytest.mark.parametrize(
    ("resource", "options", "missing", "kind", "rule"),
    TABLE,
    ids=[f"{row[0].__name__.rpartition('.')[2]} {row[1].__name__} without {row[2]}" for row in TABLE],
)
def test_nothing_is_written_while_something_a_rule_needs_is_missing(
    resource: Any, options: Callable[[LabFleet], Options], missing: str, kind: type[MivoiceError], rule: str | None
) -> None:
    lab = LabFleet("standalone" if resource is certificate else "small")
    device = next(iter(lab.world.systems)) if resource is certificate else DEVICES.get(resource, "mgr1")
    given = options(lab)
    before = len(lab.writes())
    with pytest.raises(kind) as stopped:
        task(lab, resource, device, without(given, missing))
    assert stopped.value.rule == rule
    assert lab.writes()[before:] == []


@pytest.mark.parametrize(
    ("resource", "options"),
    [
        pytest.param(*row, id=f"{row[0].__name__.rpartition('.')[2]} {row[1].__name__}")
        for row in dict.fromkeys((one[0], one[1]) for one in TABLE)
    ],
)
def test_with_everything_given_the_same_task_writes(resource: Any, options: Callable[[LabFleet], Options]) -> None:
    lab = LabFleet("standalone" if resource is certificate else "small")
    device = next(iter(lab.world.systems)) if resource is certificate else DEVICES.get(resource, "mgr1")
    assert task(lab, resource, device, options(lab))["changed"] is True


def test_a_link_whose_other_end_is_not_told_is_reported_incomplete() -> None:  # INV-37
    lab = LabFleet("small")
    done = task(lab, inter_ipbx_encryption, "pbx1", {"state": "enabled", "name": "pbx1"})
    assert [warning[:8] for warning in done["warnings"]] == ["[INV-37]"]
    none = task(lab, inter_ipbx_encryption, "pbx1", {"state": "enabled", "name": "pbx1", "peers": []})
    assert none["warnings"] == []
