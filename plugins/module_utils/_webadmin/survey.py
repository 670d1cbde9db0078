# SPDX-License-Identifier: GPL-3.0-or-later
"""Which catalogue screens of an area can be driven here; changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._context import Context
from .._drivers.factory import connect
from .._drivers.screen import WebScreen
from .._drivers.webadmin import WebDriver
from .._errors import Ambiguous, ControlNotFound, MivoiceError, PageError, ScreenNotFound
from .catalogue import NAVIGATE, Control, ScreenSpec
from .document import place
from .site import DEFAULTS

FOUND, AMBIGUOUS, MISSING, NOT_DECLARED = "found", "ambiguous", "missing", "not_declared"
UNREADABLE, OTHER_KIND, NOT_NEEDED = "unreadable", "other_kind", "not_needed"
IN_A_CHANGE, ON_ENTRY = "reached_in_a_change", "passed_on_entry"
ENTRANCES = ("M5", "W12")
EITHER = {
    "W8": ({"subscriptions"}, {"subscription", "show", "right", "feature_class"}),
    "W9": ({"feature_classes"}, {"feature_class", "show", "right"}),
    "M2": ({"feature_classes"}, {"feature_class", "show", "right"}),
}
"""Screens that are built one way or the other: the parts of each way."""
PERSONAL = {"number", "mac", "address", "site", "peer"}
"""Columns that show people or places."""
NO_PART = ("next",)
Report = dict[str, Any]


def survey(params: Mapping[str, Any], context: Context, area: str) -> Report:
    """Read every catalogue screen of ``area`` in one session.

    Returns ``{area, release, language, screens: [...], personal: [texts of people and places seen]}``; each screen is
    ``{screen_id, scr, state, label_path, menu, parts: {name: state}, tables: {name: columns}, offered: [labels],
    headings: [texts], by_script: [addresses], verified_on: [releases], problem}``.
    Raises what a log-in raises, and SessionExpired.
    """
    personal: set[str] = set()
    with connect(params, context, area, True) as driver:
        specs = [spec for spec in driver.site.screens.values() if spec.area == area]
        specs.sort(key=lambda spec: spec.id in ENTRANCES)
        screens = [_surveyed(driver, spec, personal) for spec in specs]
        facts = driver.facts
        return {
            "area": area,
            "release": facts["release"],
            "language": facts["language"],
            "screens": screens,
            "personal": sorted(personal),
        }


def _surveyed(driver: WebDriver, spec: ScreenSpec, personal: set[str]) -> Report:
    report: Report = {
        "screen_id": spec.id,
        "scr": spec.scr,
        "label_path": None,
        "menu": None,
        "parts": {},
        "tables": {name: list(table.columns) for name, table in spec.tables.items()},
        "offered": [],
        "headings": [],
        "by_script": [],
        "verified_on": list(spec.verified_on),
        "problem": None,
    }
    if not driver.declared(spec.id):
        return report | {"state": _undeclared(spec)}
    try:
        if spec.id in ENTRANCES:
            driver.lead_to(spec.id)
            return report | {"state": FOUND, "label_path": spec.paths[0] if spec.paths else spec.url}
        screen = driver.open(spec.id)
        report |= {"state": FOUND, "label_path": screen.label_path, "menu": screen.menu}
        _look(driver, screen, report, personal)
    except (ScreenNotFound, Ambiguous, PageError) as error:
        report |= {"state": _state_of(error), "problem": str(error)}
    return report


def _undeclared(spec: ScreenSpec) -> str:
    if spec.id == "T0":
        return ON_ENTRY
    led_to = {control.leads_to for known in DEFAULTS.values() for control in known.controls.values()}
    return IN_A_CHANGE if spec.id in led_to else NOT_DECLARED


def _state_of(error: MivoiceError) -> str:
    return {Ambiguous: AMBIGUOUS, PageError: UNREADABLE}.get(type(error), MISSING)


def _look(driver: WebDriver, screen: WebScreen, report: Report, personal: set[str]) -> None:
    """Look at a screen, and once more behind its button that only shows something."""
    _learn(screen, report, personal)
    shows = [
        name
        for name, control in screen.spec.controls.items()
        if control.kind == "button" and control.effect == NAVIGATE and not control.leads_to
        if report["parts"].get(name) == FOUND
    ]
    if shows and MISSING in report["parts"].values():
        try:
            _learn(screen.press(shows[0]), report, personal)
        except (ControlNotFound, Ambiguous, PageError) as error:
            report["problem"] = str(error)
    for names in EITHER.get(screen.id, ()):
        if all(report["parts"].get(name) == FOUND for name in names):
            _forgive(report["parts"], set().union(*EITHER[screen.id]) - names)
    report["by_script"] += [place(d.url) for d in screen.locator.documents if d.built_by_script()]


def _forgive(parts: dict[str, str], names: set[str]) -> None:
    parts |= {name: NOT_NEEDED for name in names if parts.get(name) == MISSING}


def _learn(screen: WebScreen, report: Report, personal: set[str]) -> None:
    parts = report["parts"]
    for name, control in screen.spec.controls.items():
        if name not in NO_PART and parts.get(name) != FOUND:
            parts[name] = _control_state(screen, name, control)
    for name in screen.spec.tables:
        if parts.get(name) != FOUND:
            parts[name] = _table_state(screen, name, personal)
    report["offered"] = sorted({*report["offered"], *screen.locator.offered()})
    report["headings"] = list(dict.fromkeys([*report["headings"], *screen.locator.headings()]))


def _control_state(screen: WebScreen, name: str, control: Control) -> str:
    if not (control.labels or control.regex or control.field or control.kind == "radio"):
        return NOT_DECLARED
    try:
        if control.kind == "status" or (control.kind == "select" and not screen.locator.places(name)):
            screen.locator.status(name)
        else:
            screen.locator.one(name)
    except Ambiguous:
        return AMBIGUOUS
    except ControlNotFound as error:
        return OTHER_KIND if error.wanted else MISSING
    return FOUND


def _table_state(screen: WebScreen, name: str, personal: set[str]) -> str:
    try:
        _document, found = screen.locator.one_table(name)
    except Ambiguous:
        return AMBIGUOUS
    except ControlNotFound:
        return MISSING
    except PageError:
        return UNREADABLE
    shown = dict(zip(found.columns, zip(*(cells.identity for cells in found.rows), strict=True), strict=False))
    personal.update(text for column in PERSONAL & set(shown) for text in shown[column] if text)
    return FOUND
