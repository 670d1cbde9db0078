# SPDX-License-Identifier: GPL-3.0-or-later
"""Writing modules called by hand: an option or a fact that a rule needs and that is left out never counts as good."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import (
    MivoiceError,
    OperatorStepNeeded,
    Refused,
    UsageError,
)
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import (
    certificate,
    inter_ipbx_encryption,
    multisite_encryption,
    sip_probe,
    system_info,
    terminal_parameters,
    voice_encryption,
)
from socketless import LabFleet

TMA = {"tma_username": "tma", "tma_password": "lab-tma-3"}
HOSPITAL = {"region": "Nord", "multisite": "Hospital"}
Options = dict[str, Any]


@pytest.fixture(autouse=True)
def locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))


def task(lab: LabFleet, resource: Any, device: str, options: Options) -> dict[str, Any]:
    result: dict[str, Any] = resource.run(lab.options(resource, device, **options), lab.context())
    return result


def facts_of(lab: LabFleet) -> list[Options]:
    """What a role knows of the systems."""
    found = []
    for system in lab.world.systems.values():
        identity = {"name": system.site_name, "role": system.role, "tel_address": system.tel_address}
        identity |= {"hardware": system.hardware, "cluster_server": system.cluster_server, "backup": system.backup}
        facts = task(lab, system_info, system.name, identity)["system"] | {"multisite": system.multisite}
        facts["sip"] = task(lab, sip_probe, system.name, {"tel_address": system.tel_address})["sip"]
        found.append(facts)
    return found


def connections(lab: LabFleet) -> list[Options]:
    return [lab.params(system.name, name=system.site_name) for system in lab.world.systems.values()]


def certified(lab: LabFleet) -> None:
    options = HOSPITAL | {"state": "enabled", "systems": facts_of(lab), "sip_restart": "allow"}
    task(lab, multisite_encryption, "mgr1", options)


def voice_on(_lab: LabFleet) -> Options:
    return {"state": "enabled", "name": "pbx1", "role": "cluster_server", "cluster": []}


def voice_off(lab: LabFleet) -> Options:
    lab.run(900)
    lab.world.systems["pbx1"].set_voice_encryption("operator", True)
    tma = lab.params("mgr1", **TMA, **HOSPITAL)
    return {"state": "disabled", "name": "pbx1", "role": "cluster_server", "tma": tma, "systems": connections(lab)}


def multisite_on(lab: LabFleet) -> Options:
    return HOSPITAL | {"state": "enabled", "systems": facts_of(lab), "sip_restart": "allow"}


def own_certificate(lab: LabFleet) -> Options:
    system = next(iter(lab.world.systems.values()))
    return {"name": system.name, "tel_address": system.tel_address, "sip_restart": "allow"}


def phones_on(family: str) -> Callable[[LabFleet], Options]:
    def options(lab: LabFleet) -> Options:
        certified(lab)
        wanted = {"family": family, "mode": "self_signed", "time_server": "127.1.0.10", "systems": facts_of(lab)}
        return TMA | HOSPITAL | wanted | {"operator_done": [{"step": "T60-5", "by": "Ada"}]}

    return options


def phones_off(lab: LabFleet) -> Options:
    """The 6000 after a roll-out; the 5300 have never left UDP."""
    task(lab, terminal_parameters, "mgr1", phones_on("mitel6000")(lab))
    lab.run(900)
    wanted = {"family": "mitel6000", "mode": "disabled", "systems": facts_of(lab), "connections": connections(lab)}
    return TMA | HOSPITAL | wanted


PHONES = phones_on("mitel6000")
TABLE: list[tuple[Any, Callable[[LabFleet], Options], str, type[MivoiceError], str | None]] = [
    (voice_encryption, voice_on, "role", Refused, "INV-36"),
    (voice_encryption, voice_on, "cluster", Refused, "INV-36"),
    (voice_encryption, voice_off, "tma", Refused, "INV-15"),
    (voice_encryption, voice_off, "systems", Refused, "INV-15"),
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
]
DEVICES = {voice_encryption: "pbx1", inter_ipbx_encryption: "pbx1"}


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
