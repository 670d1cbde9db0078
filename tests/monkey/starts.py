# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a sequence begins: what a person has prepared, and the calls that a roll-out makes from there."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from mivoice_lab.model.issue import pem
from mivoice_lab.servers.hand import operator_step

from monkey.options import own_file
from monkey.site import FAMILIES, Choice, Site

HAND = "operator"
FIVE, SIX = FAMILIES
SETTLED = 900


class Start(NamedTuple):
    """``prepare`` by hand, then ``calls``: module and choice, each given time to take effect."""

    prepare: Callable[[Site], None]
    calls: tuple[tuple[str, Choice], ...] = ()


def _as_delivered(_site: Site) -> None:
    return None


def _prepared(site: Site) -> None:
    value = site.world.time_server
    operator_step(site.world, {"step": "T60-5", "target": site.tma_device(), "value": value})
    for system in site.world.systems.values():
        system.set_voice_encryption(HAND, True)


def _self_signed(site: Site) -> None:
    _prepared(site)
    for system in site.world.systems.values():
        system.regenerate_certificate(HAND)


def _trusted(site: Site) -> None:
    _prepared(site)
    for system in site.world.systems.values():
        system.import_certificate(HAND, *own_file(site, system, 0))
        system.ca_file_pem = [pem(site.authorities[0].certificate)]


def _without_5300(site: Site) -> None:
    """All of them lie in the store, so that their systems can be in BOTHWAY."""
    _trusted(site)
    for phone in site.world.phones.values():
        if phone.family == FIVE:
            phone.power(False)


def _push(family: str, mode: str, *files: int) -> tuple[str, Choice]:
    usual = {"facts": "fresh", "connections": True, "written_off": True, "deferred": False, "follow": True}
    return "terminal_parameters", usual | {"family": family, "mode": mode, "files": files, "own": 0}


def _deploy(family: str, server: int, own: str | None = None) -> tuple[str, Choice]:
    usual = {"files": (0,), "key_allowed": True, "facts": "fresh"}
    return "terminal_deployment", usual | {"family": family, "server": server, "own": own}


def _tick(target: int) -> tuple[str, Choice]:
    usual = {"state": "enabled", "role": "right", "facts": "fresh", "authority": 0, "restart": "allow"}
    return "bothway", usual | {"target": target, "written_off": True}


PRESENTING = (
    *(_deploy(SIX, server, own) for own in (None, "authorities", "certificate", "key") for server in (0, 1)),
    _push(SIX, "bothway", 0),
)
"""The 6000 get what they present in BOTHWAY; the 5300 stay where they are."""


STARTS: dict[str, Start] = {
    "as delivered": Start(_as_delivered),
    "prepared": Start(_prepared),
    "self_signed": Start(_self_signed),
    "trusted": Start(_trusted),
    "encrypting": Start(_self_signed, tuple(_push(family, "self_signed") for family in FAMILIES)),
    "checking": Start(
        _trusted,
        (
            *(_deploy(family, server) for family in FAMILIES for server in (0, 1)),
            *(_push(family, "trusted", 0) for family in FAMILIES),
        ),
    ),
    "presenting": Start(_trusted, PRESENTING),
    "in bothway": Start(_without_5300, (*PRESENTING, *map(_tick, range(3)))),
}


def prepare(site: Site, start: str) -> None:
    """A person's part of a start."""
    STARTS[start].prepare(site)
    site.lab.run(SETTLED)
