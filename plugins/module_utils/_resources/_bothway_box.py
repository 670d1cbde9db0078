# SPDX-License-Identifier: GPL-3.0-or-later
"""The box ``SIP terminal certificate verification`` of one system (SCR-W10.3): read, and set with its read-back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .._context import Context
from .._drivers.base import Driver
from .._errors import MivoiceError
from . import _readings, _registrations
from ._session import session
from ._switch import SCREEN
from ._writes import Plan, read_back

BOX = "bothway"
Line = dict[str, Any]


@dataclass(frozen=True)
class Seen:
    """One look at the system. ``lines`` of its registrations, None where the site has not declared that screen.

    ``parts``: licence, certificate and clock, as in the facts of a system.
    """

    ticked: bool
    lines: list[Line] | None
    parts: dict[str, Any]


def look(params: Mapping[str, Any], context: Context) -> Seen:
    """The box and everything else that this system shows, in one session; raises ControlNotFound without the box."""
    with session(params, context, read_only=True) as driver:
        ticked = bool(driver.open(SCREEN).value(BOX))
        parts = _readings.licence(driver, driver.open("W1")) | {"clock": {"offset": driver.facts.get("clock_offset")}}
        if driver.declared("W11"):
            parts |= _readings.certificate(driver, driver.open("W11"))
        else:
            parts |= {"certificate": {"assigned": None}}
        return Seen(ticked, _lines(driver, params, context), parts)


def lines(params: Mapping[str, Any], context: Context) -> list[Line] | None:
    """Who is registered now; None where the site has not declared the screen."""
    with session(params, context, read_only=True) as driver:
        return _lines(driver, params, context)


def _lines(driver: Driver, params: Mapping[str, Any], context: Context) -> list[Line] | None:
    if not driver.declared(_registrations.SCREEN):
        return None
    zone, offset = _registrations.zone_of(params["time_zone"]), driver.facts.get("clock_offset")
    found: list[Line] = _readings.registrations(driver, driver.open(_registrations.SCREEN))["registrations"]
    times = _registrations.understood([line["last_seen"] for line in found], zone, offset, context.clock())
    return [line | {"seen_at": seen_at} for line, seen_at in zip(found, times, strict=True)]


def is_ticked(params: Mapping[str, Any], context: Context) -> bool:
    with session(params, context, read_only=True) as driver:
        return bool(driver.open(SCREEN).value(BOX))


def put(params: Mapping[str, Any], context: Context, on: bool) -> list[dict[str, Any]]:
    """Have the box so, reading it back; what was sent, or in a check would be. Nothing else on the screen changes.

    When the answer is lost, what the box says then counts. An error has what was sent in ``details['writes']``.
    """
    try:
        return _put(params, context, on)
    except MivoiceError as error:
        sent: list[dict[str, Any]] = error.details.get("writes") or []
        if not sent or not _says(params, context, on):
            raise
        context.progress(f"{params['host']}: the answer was lost ({error}); the box is as wanted, going on")
        return sent


def _put(params: Mapping[str, Any], context: Context, on: bool) -> list[dict[str, Any]]:
    with session(params, context) as driver:
        screen = driver.open(SCREEN)
        plan = Plan(driver.host)
        if bool(screen.value(BOX)) is on:
            return []
        plan.add(screen, "validate", {BOX: (not on, on)}, restarts_sip=True)
        if context.check_mode:
            return plan.entries
        context.progress(f"The SIP service of {params['host']} restarts now (INV-24)")
        try:
            screen.stage(BOX, on)
            screen.press("validate")
            screen = driver.open(SCREEN)
            read_back(screen, driver.host, {BOX: on}, {BOX: bool(screen.value(BOX))})
        except MivoiceError as error:
            if driver.writes:
                error.details["writes"] = plan.entries
            raise
        return plan.entries


def _says(params: Mapping[str, Any], context: Context, on: bool) -> bool:
    try:
        return is_ticked(params, context) is on
    except MivoiceError:
        return False
