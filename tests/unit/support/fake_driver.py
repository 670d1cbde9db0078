# SPDX-License-Identifier: GPL-3.0-or-later
"""A stateful fake of the driver protocols that objects to everything nobody announced.

An appliance is described by its pages; sessions read and change them. Unknown names, writes in a read-only session,
a second session and values of the wrong kind raise AssertionError, which no resource may catch.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._drivers.base import Upload
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import (
    ControlNotFound,
    MivoiceError,
    ScreenNotFound,
    Where,
)

from .fake_names import COLUMNS, NAMES, WORDS

Effect = Callable[["FakeSystem", Mapping[str, Any]], str | None]


@dataclass
class Button:
    """``kind`` is navigate, write or restarts_sip; ``then`` acts on the system and may name the next screen."""

    kind: str = "write"
    then: Effect | None = None


@dataclass
class Page:
    """What one screen shows: controls and statuses, tables as lists of lines, buttons."""

    path: str
    menu: str | None = None
    values: dict[str, Any] = field(default_factory=dict)
    options: dict[str, list[str]] = field(default_factory=dict)
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    buttons: dict[str, Button] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    """Controls that take a file; they always read ''."""
    secrets: set[str] = field(default_factory=set)
    """Controls whose values no record may show."""
    messages: list[str] = field(default_factory=list)
    disabled: set[str] = field(default_factory=set)
    stuck: set[str] = field(default_factory=set)
    """Names whose writes the appliance quietly drops."""


@dataclass
class FakeSystem:
    """One appliance in one area. ``undeclared``: screens without known place; ``faults`` raise when met."""

    host: str
    pages: dict[str, Page]
    area: str = "webadmin"
    facts: dict[str, Any] = field(default_factory=lambda: {"release": "R8.0", "clock_offset": 0.5, "language": "en"})
    undeclared: set[str] = field(default_factory=set)
    faults: dict[tuple[str, str], MivoiceError] = field(default_factory=dict)
    opened: list[str] = field(default_factory=list)
    writes: list[dict[str, Any]] = field(default_factory=list)
    sessions: int = 0
    open_sessions: int = 0

    def fail(self, screen_id: str, name: str) -> None:
        if (screen_id, name) in self.faults:
            raise self.faults[screen_id, name]


@dataclass
class FakeRow:
    screen: FakeScreen
    table: str
    line: dict[str, Any]

    def _cell(self, column: str) -> Any:
        assert column in COLUMNS[self.table], f"nobody announced column {column!r} of {self.table}"
        assert self.screen.session.shown is self.screen, f"{self.table} is no longer what the session shows"
        if column not in self.line:
            raise ControlNotFound(problem=f"No column {column}", where=Where(label=column))
        return self.line[column]

    def text(self, column: str) -> str:
        value = self._cell(column)
        return "" if isinstance(value, bool) else value

    def value(self, column: str) -> Any:
        return self._cell(column)

    def options(self, column: str) -> list[str]:
        raise AssertionError(f"nobody announced a select in column {column!r}")

    def editable(self, column: str) -> bool:
        return isinstance(self._cell(column), bool)

    def stage(self, column: str, value: bool | str) -> None:
        assert type(self._cell(column)) is type(value), f"{column!r} takes no {value!r}"
        self.screen.staged_rows.append((self, column, value))


@dataclass
class FakeTable:
    rows: list[FakeRow]

    def has(self, column: str) -> bool:
        return any(column in row.line for row in self.rows)


class FakeScreen:
    """One open page of a session."""

    def __init__(self, session: FakeSession, screen_id: str, before: tuple[str, ...] = ()) -> None:
        self.session, self.id, self.before = session, screen_id, before
        self.page = session.system.pages[screen_id]
        self.label_path, self.menu = self.page.path, self.page.menu
        self.staged: dict[str, Any] = {}
        self.staged_rows: list[tuple[FakeRow, str, Any]] = []
        session.shown = self

    def _known(self, name: str) -> None:
        names = NAMES[self.session.system.area][self.id]
        assert name in names, f"nobody announced {name!r} on {self.id}"
        assert self.session.alive, "the session is closed"
        assert self.session.shown is self, f"{self.id} is no longer what the session shows"

    def _missing(self, name: str) -> ControlNotFound:
        return ControlNotFound(problem="The label is not on the screen", where=Where(screen_id=self.id, label=name))

    def has(self, name: str) -> bool:
        self._known(name)
        page = self.page
        return any(name in part for part in (page.values, page.tables, page.buttons, page.files))

    def value(self, control: str) -> Any:
        self._known(control)
        if control in self.page.files:
            return ""
        if control not in self.page.values:
            raise self._missing(control)
        return self.page.values[control]

    def options(self, control: str) -> list[str]:
        self._known(control)
        return list(self.page.options[control])

    def enabled(self, name: str) -> bool:
        return self.has(name) and name not in self.page.disabled

    def table(self, name: str) -> FakeTable:
        self._known(name)
        if name not in self.page.tables:
            raise self._missing(name)
        return FakeTable([FakeRow(self, name, line) for line in self.page.tables[name]])

    def stage(self, control: str, value: bool | str | Upload) -> None:
        kind = Upload if control in self.page.files else type(self.value(control))
        assert value.__class__ is kind, f"{control!r} takes no {value!r}"
        assert control not in self.page.options or value in self.page.options[control], f"no choice {value!r}"
        self.staged[control] = value

    def press(self, button: str) -> FakeScreen:
        self._known(button)
        before = tuple(self.page.messages)
        if button not in self.page.buttons or button in self.page.disabled:
            raise self._missing(button)
        system, effect = self.session.system, self.page.buttons[button]
        system.fail(self.id, button)
        if effect.kind != "navigate":
            self._record(button, effect.kind)
        kept = self.page.stuck | self.page.files | self.page.secrets
        self.page.values.update({name: v for name, v in self.staged.items() if name not in kept})
        for row, column, value in self.staged_rows:
            if column not in self.page.stuck:
                row.line[column] = value
        following = effect.then(system, dict(self.staged)) if effect.then else None
        self.staged, self.staged_rows = {}, []
        return FakeScreen(self.session, following or self.id, before)

    def _record(self, button: str, kind: str) -> None:
        assert not self.session.read_only, f"a read-only session pressed {button!r} on {self.id}"
        changes = {name: self._shown(name, value) for name, value in self.staged.items()}
        for row, column, value in self.staged_rows:
            changes[f"{column} {next(iter(row.line.values()))}"] = {"before": row.line[column], "after": value}
        record = {"screen": self.label_path, "screen_id": self.id, "menu": self.menu, "button": button}
        self.session.writes.append(record | {"changes": changes, "effect": kind})
        self.session.system.writes.append(self.session.writes[-1])

    def _shown(self, name: str, value: Any) -> dict[str, Any]:
        if isinstance(value, Upload):
            return {"before": "", "after": value.shown()}
        if name in self.page.secrets:
            return {"before": "(secret)", "after": "(secret)"}
        return {"before": self.page.values[name], "after": value}

    def follow(self, link: str) -> FakeScreen:
        return self.press(link)

    def download(self, link: str) -> bytes:
        raise AssertionError(f"nobody announced a download of {link!r}")

    def messages(self) -> list[str]:
        return list(self.page.messages)

    def news(self) -> list[str]:
        return [text for text in self.page.messages if text not in self.before]


class FakeSession:
    """One logged-in session; counts itself on the system."""

    def __init__(self, system: FakeSystem, read_only: bool) -> None:
        self.system, self.read_only, self.alive = system, read_only, True
        self.host, self.facts = system.host, system.facts
        self.writes: list[dict[str, Any]] = []
        self.shown: FakeScreen | None = None
        """The one screen that is open; those opened before it are gone, as in a browser."""
        system.sessions += 1
        system.open_sessions += 1

    def open(self, screen_id: str) -> FakeScreen:
        assert self.alive, "the session is closed"
        assert screen_id in NAMES[self.system.area], f"nobody announced screen {screen_id!r}"
        self.system.opened.append(screen_id)
        self.system.fail(screen_id, "open")
        if screen_id not in self.system.pages or screen_id in self.system.undeclared:
            raise ScreenNotFound(problem="No such screen", where=Where(host=self.host, screen_id=screen_id))
        return FakeScreen(self, screen_id)

    def declared(self, screen_id: str) -> bool:
        return screen_id not in self.system.undeclared

    def canonical(self, vocabulary: str, text: str) -> str | None:
        return WORDS[vocabulary].get(text)

    def close(self) -> None:
        assert self.alive, "closed twice"
        self.alive = False
        self.system.open_sessions -= 1

    def __enter__(self) -> FakeSession:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class FakeFleet:
    """Stands for ``_drivers.factory.connect``; knows its appliances by host and area."""

    def __init__(self, *systems: FakeSystem) -> None:
        self.systems = {(system.host, system.area): system for system in systems}
        self.scopes: list[Mapping[str, Any] | None] = []

    def connect(
        self,
        params: Mapping[str, Any],
        _context: Any,
        area: str,
        read_only: bool,
        scope: Mapping[str, Any] | None = None,
    ) -> FakeSession:
        assert params["username"] and params["password"], "nobody may log in without an account"
        self.scopes.append(scope)
        return FakeSession(self.systems[params["host"], area], read_only)

    @property
    def open_sessions(self) -> int:
        return sum(system.open_sessions for system in self.systems.values())
