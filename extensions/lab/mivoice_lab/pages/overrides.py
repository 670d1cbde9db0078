# SPDX-License-Identifier: GPL-3.0-or-later
"""What the spec does not name, as a site would declare it for the driver: paths, labels, headings, states."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from .face import Face, face
from .labels import Language
from .screens import SITES, Site

if TYPE_CHECKING:
    from ..model.world import World

ASSUMED = ("WREG",)
"""Screens of the lab that no manual shows (OPEN-36)."""

_RIGHTS_ITEM = ("show", "right", "validate")
_CONTROLS: dict[str, tuple[str, ...]] = {
    "W1": ("keycode", "validate"),
    "W2": ("terminal_service", "tma_service", "ftp_service"),
    "W4": ("eip_address",),
    "W5": ("ca_file", "regenerate", "pkcs12_file", "pkcs12_password", "import"),
    "W6": ("detection_in", "by_group", "of_alarm", "reported_to", "select_item"),
    "W10": ("voice_encryption", "type", "bothway", "inter_ipbx", "validate"),
    "W11": ("certificate", "valid_from", "valid_to"),
    "M3": ("multisite", "configuration"),
    "M3C": (
        "encryption", "type", "certificate_file", "certificate_password", "certificate_confirmation", "import",
        "apply", "ok", "generate",
    ),
    "M3G": ("scope", "confirm"),
    "T1": ("range", "server", "file", "validate"),
    "T2": ("range", "release", "show", "distribute", "modify", "confirm"),
    "T3": ("region", "multisite", "family", "model", "software", "list", "save", "confirm"),
    "T4": ("action_name", "update_type", "date", "time", "confirm"),
    "T6": ("range", "show"),
}  # fmt: skip
_ITEM_CONTROLS: dict[str, tuple[str, ...]] = {
    "W8": ("subscription", "feature_class", *_RIGHTS_ITEM),
    "W9": ("feature_class", *_RIGHTS_ITEM),
    "M2": ("feature_class", *_RIGHTS_ITEM),
}
_TABLES: dict[str, dict[str, tuple[str, ...]]] = {
    "W1": {"licences": ("name", "status")},
    "W3": {"cards": ("name", "state")},
    "W6": {"alarms": ("name", "state")},
    "W7": {"tunnels": ("peer", "status")},
    "WREG": {"registrations": ("number", "mac", "address", "port", "transport", "last_seen")},
    "M4": {"operations": ("date", "operation", "message")},
    "T2": {"parameters": ("tab", "block", "parameter", "range", "specific", "default")},
    "T3": {"parameters": ("tab", "c", "parameter", "common_value")},
    "T5": {"actions": ("name", "state", "date")},
    "T6": {"terminals": ("mac", "number", "model", "software", "site", "address", "encryption")},
}
_RIGHTS_TABLES: dict[str, dict[str, tuple[str, ...]]] = {
    "W8": {"subscriptions": ("number", "feature_class", "right")},
    "W9": {"feature_classes": ("name", "right")},
    "M2": {"feature_classes": ("name", "right")},
}
_PAGED = ("W8", "W9", "M2", "WREG", "M4", "T5", "T6")
_VALUES: dict[str, dict[str, tuple[str, ...]]] = {
    "webadmin": {
        "service": ("started", "stopped"),
        "card": ("in_service",),
        "certificate": ("present", "absent"),
        "alarm": ("reported",),
        "transport": ("udp", "tcp", "tls"),
    },
    "manager": {"import": ("accepted",), "operation": ("succeeded", "failed")},
    "tma": {
        "action_state": ("waiting", "running", "finished", "failed"),
        "block": ("upper", "lower"),
        "inventory": ("srtp_tls", "tls", "unknown"),
    },
}
_SESSION = ("username", "password", "login", "logout", "close_stale")


def overrides(world: World, device: str, skin: str = "forms", language: Language = "en") -> dict[str, Any]:
    """The override file of a device: only what the spec lacks, only texts that its pages show."""
    shown = face(skin, language)
    held = world.device(device)
    screens: dict[str, Any] = {}
    values: dict[str, Any] = {}
    for name in _areas(world, device, held.tma is not None):
        site = SITES[name]
        for screen in (*site.screens, *site.doors):
            declared = _screen(shown, site, screen)
            if declared:
                screens[screen] = declared
        values |= _values(shown, site.area)
    if device in world.systems and not world.systems[device].cards:
        screens.get("W4", {}).pop("controls", None)
    labels = {name: [shown.labels(f"session.{name}")] for name in _SESSION}
    return {"screens": screens, "values": values, "session": {"url": "/", "labels": labels}}


def as_yaml(declared: dict[str, Any]) -> str:
    """An override file, with a word on what is assumed."""
    present = [screen for screen in ASSUMED if screen in declared["screens"]]
    note = f"# Assumed, in no manual (OPEN-36): {', '.join(present)}\n" if present else ""
    return note + yaml.safe_dump(declared, allow_unicode=True, sort_keys=False)


def _areas(world: World, device: str, with_tma: bool) -> list[str]:
    if device in world.managers:
        return ["manager", "tma"]
    main = "webadmin" if world.systems[device].manager else "webadmin alone"
    return [main, "tma"] if with_tma else [main]


def _screen(shown: Face, site: Site, name: str) -> dict[str, Any]:
    itemised = name in shown.skin.itemised
    controls = _ITEM_CONTROLS.get(name, ()) if itemised else _CONTROLS.get(name, ())
    if name in _ITEM_CONTROLS and not itemised:
        controls = ("validate",)
    if name == "W2" and not itemised:
        controls = (*controls, "validate")
    tables = _RIGHTS_TABLES.get(name, {}) if not itemised else {}
    declared: dict[str, Any] = {}
    path = _path(shown, site, name)
    if path:
        declared["path"] = [path]
    labels = {control: _labels(shown, f"{name}.{control}") for control in controls}
    if name in _PAGED and not itemised:
        labels["next"] = {"labels": [shown.labels("page.next")]}
    found = {control: entry for control, entry in labels.items() if entry}
    if found:
        declared["controls"] = found
    headings = _headings(shown, name, _TABLES.get(name, {}) | tables)
    if headings:
        declared["tables"] = headings
    return declared


def _path(shown: Face, site: Site, name: str) -> str:
    keys = site.screens[name].path if name in site.screens else site.doors[name].path
    if all(shown.labels.given(key) for key in keys):
        return ""
    return ">".join(shown.labels(key) for key in keys)


def _headings(shown: Face, name: str, tables: dict[str, tuple[str, ...]]) -> dict[str, Any]:
    found = {}
    for table, columns in tables.items():
        labels = {column: _labels(shown, f"{name}.{table}.{column}") for column in columns}
        declared = {column: entry for column, entry in labels.items() if entry}
        if declared:
            found[table] = {"columns": declared}
    return found


def _labels(shown: Face, key: str) -> dict[str, list[str]]:
    return {} if shown.labels.given(key) else {"labels": [shown.labels(key)]}


def _values(shown: Face, area: str) -> dict[str, dict[str, list[str]]]:
    found = {}
    for vocabulary, words in _VALUES[area].items():
        texts = {w: [shown.labels.word(vocabulary, w)] for w in words if not shown.labels.given(f"{vocabulary}={w}")}
        if texts:
            found[vocabulary] = texts
    return found
