# SPDX-License-Identifier: GPL-3.0-or-later
"""What a catalogue entry is. The entries themselves are in ``screens``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

NAVIGATE, WRITE, RESTARTS_SIP = "navigate", "write", "restarts_sip"


@dataclass(frozen=True)
class Control:
    """A control, status, button or link of a screen.

    kind: checkbox | select | text | file | radio | status | button | link.
    labels: spellings, English and French together.
    effect and leads_to (a screen id) are for buttons and links. field is the HTML name a site may declare instead.
    The value of a ``secret`` control is never shown.
    """

    kind: str
    labels: tuple[str, ...] = ()
    effect: str = NAVIGATE
    leads_to: str | None = None
    regex: str | None = None
    field: str | None = None
    scr: str | None = None
    secret: bool = False


@dataclass(frozen=True)
class TableSpec:
    """A table known by its headings. ``needed`` columns must be there for it to be this table."""

    columns: Mapping[str, tuple[str, ...]]
    needed: tuple[str, ...]


@dataclass(frozen=True)
class ScreenSpec:
    """A screen: where it is (label paths), what stands on it, on which releases a capture has proven that."""

    id: str
    scr: str
    area: str
    paths: tuple[str, ...] = ()
    menu: tuple[str, ...] = ()
    controls: Mapping[str, Control] = field(default_factory=dict)
    tables: Mapping[str, TableSpec] = field(default_factory=dict)
    url: str | None = None
    verified_on: tuple[str, ...] = ()


def checkbox(*labels: str, scr: str | None = None) -> Control:
    return Control("checkbox", labels, scr=scr)


def select(*labels: str, scr: str | None = None) -> Control:
    return Control("select", labels, scr=scr)


def text(*labels: str, scr: str | None = None, secret: bool = False) -> Control:
    return Control("text", labels, scr=scr, secret=secret)


def file(*labels: str, scr: str | None = None) -> Control:
    return Control("file", labels, scr=scr)


def status(*labels: str, scr: str | None = None) -> Control:
    return Control("status", labels, scr=scr)


def button(*labels: str, effect: str = NAVIGATE, leads_to: str | None = None, scr: str | None = None) -> Control:
    return Control("button", labels, effect, leads_to, scr=scr)
