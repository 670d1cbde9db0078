# SPDX-License-Identifier: GPL-3.0-or-later
"""The encryption licence (SCR-W1): read it; enter a keycode only when given and needed (LIC-1, LIC-2, OPEN-34)."""

from __future__ import annotations

from typing import Any

from .._context import Context
from .._drivers.base import Driver, Screen
from .._errors import ReadBackMismatch, Refused, UnknownValue, Where
from .._options import NAMED, PLANNED
from . import _readings
from ._session import session
from ._writes import Plan, evidence, place

ARGUMENT_SPEC: dict[str, dict[str, Any]] = {
    "keycode": {"type": "str", "no_log": True},
    "expect": {"type": "str", "choices": ["authorised", "any"], "default": "authorised"},
    **NAMED,
    **PLANNED,
}
CONNECTED = True
SPEC_EXTRAS: dict[str, Any] = {}

HIDDEN = "********"


def run(params: dict[str, Any], context: Context) -> dict[str, Any]:
    """Result of the contract; ``before`` and ``after`` hold ``licence``.

    Raises Refused (LIC-1) or UnknownValue when the licence is not authorised in the end and ``expect`` wants it;
    ReadBackMismatch when the keycode changed nothing.
    """
    with session(params, context) as driver:
        screen = driver.open("W1")
        before = after = _readings.licence(driver, screen)
        plan = Plan(driver.host)
        if before["licence"]["state"] != "authorised" and params["keycode"]:
            plan.add(screen, "validate", {"keycode": ("", HIDDEN)})
            after = {"licence": {"state": "authorised", "raw": None}}
            if not context.check_mode:
                after = _enter(driver, screen, params["keycode"])
        elif params["expect"] == "authorised":
            _demand(driver.host, screen, before["licence"])
        read_at = context.clock().isoformat(timespec="seconds")
    return {
        "changed": bool(plan.entries),
        "before": before,
        "after": after,
        "writes": plan.entries,
        "evidence": [evidence("licence", "SCR-W1", read_at, after["licence"], verified=not context.check_mode)],
        "planned": {"systems": {params["name"] or params["host"]: after}},
    }


def _enter(driver: Driver, screen: Screen, keycode: str) -> dict[str, Any]:
    screen.stage("keycode", keycode)
    screen.press("validate")
    screen = driver.open("W1")
    after = _readings.licence(driver, screen)
    if after["licence"]["state"] != "authorised":
        raise ReadBackMismatch(
            problem="The keycode was entered, and the encryption licence is still not authorised",
            where=_where(driver.host, screen),
            found=repr(after["licence"]["raw"]),
            wanted="Authorised",
            remedy="Check that the keycode is the one of this system",
        )
    return after


def _where(host: str, screen: Screen) -> Where:
    return Where(host=host, screen=place(screen), screen_id="SCR-W1.1")


def _demand(host: str, screen: Screen, licence: dict[str, Any]) -> None:
    if licence["state"] == "unknown":
        raise UnknownValue(
            problem="The state of the encryption licence could not be read",
            where=_where(host, screen),
            found=repr(licence["raw"]),
            wanted="Authorised",
            remedy="Declare the text in the site's 'screens' if it means authorised",
        )
    if licence["state"] != "authorised":
        raise Refused(
            problem="The encryption licence is not authorised",
            where=_where(host, screen),
            found=repr(licence["raw"]),
            wanted="Authorised",
            remedy="Give the licence key of this system in option 'keycode'",
            rule="LIC-1",
        )
