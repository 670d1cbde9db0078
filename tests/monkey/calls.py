# SPDX-License-Identifier: GPL-3.0-or-later
"""What the monkey calls: a table of modules, each with the choices it is given and the options made of them.

A choice is plain data, so that a sequence of calls can be read, shrunk and made again. To add a module, or a stage of
a life cycle, add an entry to CALLS.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import (
    bothway,
    certificate,
    encryption_right,
    inter_ipbx_encryption,
    licence,
    multisite_encryption,
    system_info,
    terminal_deployment,
    terminal_parameters,
    terminal_wait,
    voice_encryption,
)
from hypothesis import strategies as st

from monkey import options
from monkey.site import FAMILIES, Choice, Options, Site


class Call(NamedTuple):
    """``options`` makes of a choice the device and the options of one task; None where it has no place in the fleet."""

    resource: Any
    choices: dict[str, st.SearchStrategy[Any]]
    options: Callable[[Site, Choice], tuple[str, Options] | None]


STATE = st.sampled_from(["enabled", "disabled"])
MOSTLY_ON = st.sampled_from(["enabled", "enabled", "enabled", "disabled"])
TARGET = st.integers(0, 2)
FACTS = st.sampled_from(["fresh", "fresh", "fresh", "kept", "some"])
RESTART = st.sampled_from(["allow", "allow", "open", "forbid", "past", "coming"])
ROLE = st.sampled_from(["right", "right", "right", "standalone", "node", "remote_site", "unknown"])
MOSTLY = st.sampled_from([True, True, True, False])
RARELY = st.sampled_from([False, False, False, True])
FAMILY = st.sampled_from(FAMILIES)
MODE = st.sampled_from(["self_signed", "self_signed", "trusted", "trusted", "disabled", "disabled", "bothway"])
FILES = st.sampled_from([(), (0,), (0,), (1,), (0, 1)])
AUTHORITY = st.integers(0, 1)
PRESENTED = st.sampled_from([0, 0, 0, 1, None])
OWN = st.sampled_from([None, None, "authorities", "certificate", "key"])

CALLS: dict[str, Call] = {
    "system_info": Call(system_info, {"target": TARGET}, options.reading),
    "licence": Call(
        licence, {"target": TARGET, "keycode": st.sampled_from(["none", "right", "wrong"])}, options.keycode
    ),
    "encryption_right": Call(
        encryption_right,
        {
            "target": TARGET,
            "scope": st.sampled_from(["feature_classes", "subscriptions"]),
            "via": MOSTLY,
            "state": STATE,
        },
        options.right,
    ),
    "voice_encryption": Call(
        voice_encryption,
        {"target": TARGET, "state": STATE, "role": ROLE, "facts": FACTS, "tma": MOSTLY, "written_off": MOSTLY},
        options.voice,
    ),
    "inter_ipbx_encryption": Call(
        inter_ipbx_encryption,
        {"target": TARGET, "state": STATE, "role": ROLE, "facts": FACTS, "peers": MOSTLY},
        options.links,
    ),
    "multisite_encryption": Call(
        multisite_encryption,
        {
            "state": MOSTLY_ON,
            "authority": st.sampled_from([None, None, 0, 0, 1]),
            "facts": FACTS,
            "restart": RESTART,
            "days_left": st.sampled_from([30, 30, 2000]),
            "held": MOSTLY,
        },
        options.multisite,
    ),
    "certificate": Call(
        certificate,
        {
            "target": TARGET,
            "authority": st.sampled_from([None, None, 0, 0, 1]),
            "restart": RESTART,
            "days_left": st.sampled_from([30, 30, 2000]),
            "held": MOSTLY,
        },
        options.own_certificate,
    ),
    "terminal_deployment": Call(
        terminal_deployment,
        {
            "family": FAMILY,
            "files": FILES,
            "own": OWN,
            "key_allowed": MOSTLY,
            "server": st.integers(0, 1),
            "facts": FACTS,
        },
        options.deployment,
    ),
    "terminal_parameters": Call(
        terminal_parameters,
        {
            "family": FAMILY,
            "mode": MODE,
            "files": FILES,
            "own": PRESENTED,
            "facts": FACTS,
            "connections": MOSTLY,
            "written_off": MOSTLY,
            "deferred": RARELY,
            "follow": MOSTLY,
        },
        options.parameters,
    ),
    "terminal_wait": Call(
        terminal_wait, {"family": FAMILY, "mode": MODE, "files": FILES, "own": PRESENTED}, options.waiting
    ),
    "bothway": Call(
        bothway,
        {
            "target": TARGET,
            "state": STATE,
            "role": ROLE,
            "facts": FACTS,
            "authority": AUTHORITY,
            "restart": RESTART,
            "written_off": MOSTLY,
        },
        options.both_ways,
    ),
}


def _wish(name: str) -> st.SearchStrategy[tuple[str, Choice, bool]]:
    return st.tuples(st.just(name), st.fixed_dictionaries(CALLS[name].choices), RARELY)


def sensible(name: str, **choices: list[Any]) -> st.SearchStrategy[tuple[str, Choice, bool]]:
    """``name`` with the first choice of each kind, but for ``choices``."""
    fixed = SENSIBLE | {key: st.sampled_from(values) for key, values in choices.items()}
    made = {key: fixed.get(key, value) for key, value in CALLS[name].choices.items()}
    return st.tuples(st.just(name), st.fixed_dictionaries(made), st.just(False))


SENSIBLE: dict[str, st.SearchStrategy[Any]] = {
    "facts": st.just("fresh"),
    "restart": st.just("allow"),
    "role": st.just("right"),
    "state": st.just("enabled"),
    "days_left": st.just(30),
    "deferred": st.just(False),
    "files": st.sampled_from([(0,), (0, 1)]),
    "own": st.just(0),
    "authority": st.just(0),
    **dict.fromkeys(("tma", "connections", "written_off", "follow", "held", "peers", "key_allowed"), st.just(True)),
}
ROLL_OUT = st.one_of(
    sensible("multisite_encryption", authority=[None, 0]),
    sensible("certificate", authority=[None, 0]),
    sensible("voice_encryption", state=["enabled", "disabled"]),
    sensible("terminal_deployment", own=[None]),
    sensible("terminal_deployment", own=["authorities", "certificate", "key"]),
    sensible("terminal_parameters", mode=["self_signed"]),
    sensible("terminal_parameters", mode=["self_signed", "trusted", "disabled"]),
    sensible("terminal_parameters", mode=["bothway"]),
    sensible("terminal_parameters", mode=["disabled"], facts=["kept"]),
    sensible("terminal_wait"),
    sensible("bothway", state=["enabled", "enabled", "disabled"]),
)
"""Calls that fit into a roll-out or its way back."""

WISHES = st.sampled_from(list(CALLS)).flatmap(_wish)
"""A module, the choices for it, and whether it is asked in check mode."""


def may_restart(told: Options, now: datetime) -> bool:
    """Whether a task permits a restart of SIP now (INV-24)."""
    if told.get("sip_restart") != "window":
        return told.get("sip_restart") == "allow"
    start, end = (datetime.fromisoformat(told["window"][edge]) for edge in ("start", "end"))
    return start <= now < end


def remember(site: Site, name: str, device: str, told: Options, result: Options) -> None:
    """Keep what later calls are told: as roles do, from result to result."""
    for server, families in result.get("deployed", {}).items():
        for family, files in families.items():
            site.deployed.setdefault(server, {}).setdefault(family, {}).update(files)
    if name == "terminal_parameters" and result.get("action"):
        site.actions[told["family"]] = result["action"]["name"]
    for gate in result.get("gates", {}).values():
        site.holds |= gate.get("holds") or {}
    if name == "system_info":
        site.keep(device, result["system"])
