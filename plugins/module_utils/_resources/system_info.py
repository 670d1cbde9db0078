# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything about one system, read in one session (SCR-W1 to W11): feeds every gate and interlock."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .._context import Context
from .._drivers.base import Driver
from .._errors import (
    Ambiguous,
    Appliance,
    ControlNotFound,
    MivoiceError,
    PageError,
    ScreenNotFound,
    UnknownValue,
    UsageError,
)
from .._safety.modes import mode
from . import _readings, _rights
from ._session import session

IDENTITY = (
    "name",
    "tel_address",
    "role",
    "hardware",
    "manager",
    "multisite",
    "cluster_server",
    "backup",
)
PORTS = ("sip_port", "sips_port")
ARGUMENT_SPEC: dict[str, dict[str, Any]] = {
    "gather_subset": {"type": "list", "elements": "str", "default": ["all"]},
    **{name: {"type": "str"} for name in IDENTITY},
    **{name: {"type": "int"} for name in PORTS},
}
CONNECTED = True
SPEC_EXTRAS: dict[str, Any] = {}

UNREADABLE = (ScreenNotFound, ControlNotFound, Ambiguous, UnknownValue, PageError, Appliance)
GATEWAYS = ("xs", "xl", "xd")  # DIS-42
RELEASE = re.compile(r"R(\d+)\.(\d+)")
LOWEST_RELEASE = (7, 2)  # CFG-20, PRE-1


@dataclass(frozen=True)
class Subset:
    """One part of the facts: where it is, how it is read, what stands for it when it cannot be read."""

    screen_id: str
    read: _readings.Reading
    unknown: Mapping[str, Any]


def _feature_classes(_driver: Driver, screen: Any) -> dict[str, Any]:
    return {"feature_classes": _rights.read(_rights.FEATURE_CLASSES, screen)}


def _subscriptions(_driver: Driver, screen: Any) -> dict[str, Any]:
    return {"subscriptions": _rights.read(_rights.SUBSCRIPTIONS, screen)}


SUBSETS: dict[str, Subset] = {
    "licence": Subset("W1", _readings.licence, {"licence": {"state": "unknown", "raw": None}}),
    "services": Subset(
        "W2",
        _readings.services,
        {"services": {"terminal": "unknown", "tma": "unknown", "ftp": "unknown", "raw": {}}},
    ),
    "cards": Subset("W3", _readings.cards, {"cards": None}),
    "eip": Subset("W4", _readings.eip, {"eip": None}),
    "certificate": Subset(
        "W11",
        _readings.certificate,
        {"certificate": {"assigned": None, "valid_from": None, "valid_to": None}},
    ),
    "alarms": Subset("W6", _readings.alarms, {"alarms": dict.fromkeys(_readings.ALARMS)}),
    "tunnels": Subset("W7", _readings.tunnels, {"tunnels": None}),
    "subscriptions": Subset("W8", _subscriptions, {"subscriptions": None}),
    "feature_classes": Subset("W9", _feature_classes, {"feature_classes": None}),
    "switches": Subset(
        "W10",
        _readings.switches,
        {"switches": {"voice_encryption": None, "type": None, "bothway": None, "inter_ipbx": None}},
    ),
    "registrations": Subset("WREG", _readings.registrations, {"registrations": None}),
}
GATEWAY_SUBSETS: dict[str, dict[str, Any]] = {"cards": {"cards": []}, "eip": {"eip": None}}
"""Parts that only a Gateway has, with what they are elsewhere."""


def wanted_subsets(gather_subset: list[str]) -> list[str]:
    """Names to read; raises UsageError for a name that does not exist. ``!x`` alone means all but x."""
    names = [item.removeprefix("!") for item in gather_subset]
    unknown = [name for name in names if name != "all" and name not in SUBSETS]
    if unknown:
        raise UsageError(
            problem=f"Option 'gather_subset' has {', '.join(unknown)}, which is no part of a system's facts",
            wanted=", ".join(["all", *SUBSETS]),
        )
    chosen = [item for item in gather_subset if not item.startswith("!")]
    dropped = [item[1:] for item in gather_subset if item.startswith("!")]
    everything = "all" in chosen or not chosen
    return [name for name in SUBSETS if (everything or name in chosen) and name not in dropped and "all" not in dropped]


def release_facts(shown: str | None) -> dict[str, Any]:
    """Release as shown and whether the procedures apply to it; None when it cannot be told."""
    match = RELEASE.search(shown or "")
    supported = (int(match[1]), int(match[2])) >= LOWEST_RELEASE if match else None
    return {"value": shown, "supported": supported}


def _unread(name: str, error: MivoiceError) -> dict[str, Any]:
    return {"subset": name, "screen": error.where.screen or SUBSETS[name].screen_id, "reason": str(error)}


def gather(driver: Driver, names: list[str], hardware: str | None) -> dict[str, Any]:
    """Parts ``names`` of the facts of the driver's system; a part that cannot be read is listed in ``unread``."""
    facts: dict[str, Any] = {}
    for subset in SUBSETS.values():
        facts.update(subset.unknown)
    unread = []
    for name in names:
        subset = SUBSETS[name]
        if name in GATEWAY_SUBSETS and hardware and hardware not in GATEWAYS:
            facts.update(GATEWAY_SUBSETS[name])
            continue
        if not driver.declared(subset.screen_id):
            reason = "No place of this screen is known: declare it in the site's 'screens'"
            unread.append({"subset": name, "screen": subset.screen_id, "reason": reason})
            continue
        try:
            facts.update(subset.read(driver, driver.open(subset.screen_id)))
        except UNREADABLE as error:
            unread.append(_unread(name, error))
    rights = {name: facts.pop(name) for name in ("feature_classes", "subscriptions")}
    return facts | {"rights": rights, "mode": mode(facts), "unread": unread}


def run(params: dict[str, Any], context: Context) -> dict[str, Any]:
    """Read the system; returns ``{changed: False, system: <system facts>}``.

    Raises UsageError, and what the session raises (ConnectionFailed, AuthError, SessionExpired).
    """
    names = wanted_subsets(params["gather_subset"])
    identity = {name: params[name] for name in (*IDENTITY, *PORTS)}
    with session(params, context, read_only=True) as driver:
        facts = gather(driver, names, params["hardware"])
        shown = driver.facts
        session_facts = {
            "host": params["host"],
            "read_at": context.clock().isoformat(timespec="seconds"),
            "release": release_facts(shown.get("release")),
            "clock": {"offset": shown.get("clock_offset")},
        }
    return {"changed": False, "system": identity | session_facts | facts}
