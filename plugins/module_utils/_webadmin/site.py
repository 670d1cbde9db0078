# SPDX-License-Identifier: GPL-3.0-or-later
"""The catalogue as one site has it: our entries, completed and corrected by the site's override file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from .._errors import UsageError
from .catalogue import Control, ScreenSpec, TableSpec
from .screens import manager, tma, webadmin
from .text import any_of, normal
from .vocabulary import VALUES

DEFAULTS = {spec.id: spec for spec in (*webadmin.SCREENS, *manager.SCREENS, *tma.SCREENS)}
SESSION_LABELS: Mapping[str, tuple[str, ...]] = {
    "username": ("login", "user", "username", "user name", "identifiant", "utilisateur"),
    "password": ("password", "mot de passe"),
    "login": ("login", "log in", "sign in", "connect", "connexion", "se connecter", "OK"),
    "logout": ("logout", "log out", "sign out", "log off", "disconnect", "déconnexion", "se déconnecter", "quitter"),
    "close_stale": (),
}


@dataclass(frozen=True)
class Site:
    """Screens by id, vocabularies, and how to log in and out."""

    screens: Mapping[str, ScreenSpec]
    values: Mapping[str, Mapping[str, frozenset[str]]]
    session_url: str
    session_labels: Mapping[str, frozenset[str]]

    def canonical(self, vocabulary: str, shown: str) -> str | None:
        key = _key(shown)
        found = [word for word, texts in self.values.get(vocabulary, {}).items() if key in texts]
        return found[0] if len(found) == 1 else None


def of(overrides: Mapping[str, Any] | None) -> Site:
    """Merge; raises UsageError naming the key of an override that cannot be understood."""
    given = overrides or {}
    _only(given, ("screens", "values", "session"), "screens file")
    screens = dict(DEFAULTS)
    for identity, changes in (given.get("screens") or {}).items():
        if identity not in screens:
            raise UsageError(
                f"The screens file names screen {identity!r}, which the catalogue does not have",
                wanted=", ".join(sorted(screens)),
            )
        screens[identity] = _screen(screens[identity], changes or {})
    session = given.get("session") or {}
    _only(session, ("url", "labels"), "screens file, session")
    _only(session.get("labels") or {}, tuple(SESSION_LABELS), "screens file, session.labels")
    return Site(
        screens,
        _values(given.get("values") or {}),
        session.get("url") or "/",
        {
            name: any_of((*(session.get("labels") or {}).get(name, ()), *labels))
            for name, labels in SESSION_LABELS.items()
        },
    )


def _key(text: str) -> str:
    """A text with or without its full stop is the same text: messages quote it with one."""
    return normal(text).rstrip(" .!") or normal(text)


def _only(given: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise UsageError(f"Unknown key {', '.join(unknown)} in the {where}", wanted=", ".join(known))


def _values(given: Mapping[str, Any]) -> dict[str, dict[str, frozenset[str]]]:
    for vocabulary, words in given.items():
        if vocabulary not in VALUES:
            raise UsageError(
                f"The screens file has values for {vocabulary!r}, which is no vocabulary", wanted=", ".join(VALUES)
            )
        _only(words, tuple(VALUES[vocabulary]), f"screens file, values.{vocabulary}")
    return {
        vocabulary: {
            word: frozenset(map(_key, (*texts, *given.get(vocabulary, {}).get(word, ()))))
            for word, texts in words.items()
        }
        for vocabulary, words in VALUES.items()
    }


def _screen(spec: ScreenSpec, changes: Mapping[str, Any]) -> ScreenSpec:
    _only(changes, ("path", "menu", "url", "controls", "tables"), f"screens file, {spec.id}")
    known = dict(spec.controls) | {"next": Control("link")}
    _only(changes.get("controls") or {}, tuple(known), f"screens file, {spec.id}.controls")
    _only(changes.get("tables") or {}, tuple(spec.tables), f"screens file, {spec.id}.tables")
    controls = {name: _control(control, (changes.get("controls") or {}).get(name)) for name, control in known.items()}
    tables = {name: _table(table, (changes.get("tables") or {}).get(name)) for name, table in spec.tables.items()}
    paths = (*_texts(changes.get("path")), *spec.paths)
    menu = tuple(str(number) for number in changes.get("menu") or ()) or spec.menu
    return replace(spec, paths=paths, menu=menu, url=changes.get("url") or spec.url, controls=controls, tables=tables)


def _texts(given: Any) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given or ())


def _control(control: Control, change: Mapping[str, Any] | None) -> Control:
    if not change:
        return control
    return replace(
        control,
        labels=(*_texts(change.get("labels")), *control.labels),
        regex=change.get("regex"),
        field=change.get("name"),
    )


def _table(table: TableSpec, change: Mapping[str, Any] | None) -> TableSpec:
    columns = dict(table.columns)
    for name, column in ((change or {}).get("columns") or {}).items():
        columns[name] = (*_texts(column.get("labels")), *columns.get(name, ()))
    return replace(table, columns=columns)
