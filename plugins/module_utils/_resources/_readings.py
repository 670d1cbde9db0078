# SPDX-License-Identifier: GPL-3.0-or-later
"""How each part of a system's facts is read from its Web Admin screen (SCR-W1 to W11, OPEN-36).

A reading takes the driver and the opened screen and returns a part of the system facts. Whatever it cannot
understand it gives as ``unknown`` or ``None``, never as the good value (INV-46).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .._drivers.base import Driver, Row, Screen
from ._names import ALARMS, ENCRYPTION_LICENCE, folded, row_named

Facts = dict[str, Any]
Reading = Callable[[Driver, Screen], Facts]

ALARM_FILTER = {"detection_in": "SITE LOCAL", "by_group": "BLS EXPLOITATION", "reported_to": "TRAP SNMP"}  # SCR-W6


def licence(driver: Driver, screen: Screen) -> Facts:
    shown = row_named(screen.table("licences"), "name", ENCRYPTION_LICENCE).text("status")
    state = driver.canonical("licence", shown) or ("other" if shown else "unknown")  # SCR-G4
    return {"licence": {"state": state, "raw": shown}}


def services(driver: Driver, screen: Screen) -> Facts:
    controls = {"terminal": "terminal_service", "tma": "tma_service", "ftp": "ftp_service"}
    raw = {name: screen.value(control) for name, control in controls.items() if screen.has(control)}
    states = {
        name: driver.canonical("service", raw[name]) or "unknown" if name in raw else "unknown" for name in controls
    }
    return {"services": {**states, "raw": raw}}


def cards(driver: Driver, screen: Screen) -> Facts:
    found = []
    for row in screen.table("cards").rows:
        state = row.text("state")
        in_service = driver.canonical("card", state) == "in_service"
        found.append({"name": row.text("name"), "state": state, "in_service": in_service})
    return {"cards": found}


def eip(_driver: Driver, screen: Screen) -> Facts:
    address = screen.value("eip_address").strip()
    return {"eip": {"address": address} if address else None}


def certificate(driver: Driver, screen: Screen) -> Facts:
    assigned = {"present": True, "absent": False}.get(
        driver.canonical("certificate", screen.value("certificate")) or ""
    )
    dates = {name: (screen.value(name) or None) if screen.has(name) else None for name in ("valid_from", "valid_to")}
    return {"certificate": {"assigned": assigned, **dates}}


def _reported(driver: Driver, row: Row) -> bool | None:
    """Tick box or text of an alarm's line; an empty or missing cell says nothing."""
    if row.editable("state") and isinstance(row.value("state"), bool):
        return bool(row.value("state"))
    shown = row.text("state")
    return driver.canonical("alarm", shown) == "reported" if shown else None


def alarms(driver: Driver, screen: Screen) -> Facts:
    for control, choice in ALARM_FILTER.items():
        screen.stage(control, choice)
    table = screen.press("select_item").table("alarms")
    found: dict[str, bool | None] = dict.fromkeys(ALARMS)
    for row in table.rows:
        for name in ALARMS:
            if folded(row.text("name")) == folded(name) and table.has("state"):
                found[name] = _reported(driver, row)
    return {"alarms": found}


def tunnels(driver: Driver, screen: Screen) -> Facts:
    found = []
    for row in screen.table("tunnels").rows:
        status = row.text("status")
        encrypted = driver.canonical("tunnel", status) == "encrypted"
        found.append({"peer": row.text("peer"), "status": status, "encrypted": encrypted})
    return {"tunnels": found}


def switches(_driver: Driver, screen: Screen) -> Facts:
    names = ("voice_encryption", "type", "bothway", "inter_ipbx")
    values = {name: screen.value(name) if screen.has(name) else None for name in names}
    values["voice_encryption"] = screen.value("voice_encryption")
    return {"switches": values}


def registrations(driver: Driver, screen: Screen) -> Facts:
    table = screen.table("registrations")
    found = []
    for row in table.rows:
        line: Facts = {name: row.text(name) for name in ("number", "mac", "address", "port")}
        line["port"] = int(line["port"]) if line["port"].isdigit() else None
        line["transport"] = driver.canonical("transport", row.text("transport")) or "unknown"
        line["last_seen"] = row.text("last_seen") if table.has("last_seen") else None
        found.append(line)
    return {"registrations": found}
