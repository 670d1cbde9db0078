# SPDX-License-Identifier: GPL-3.0-or-later
"""The catalogue as one site has it: our entries, completed and corrected by the site's override file."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from .._errors import UsageError
from .catalogue import Control, ScreenSpec, TableSpec
from .screens import manager, tma, webadmin
from .text import any_of, normal
from .vocabulary import VALUES

DEFAULTS = {spec.id: spec for spec in (*webadmin.SCREENS, *manager.SCREENS, *tma.SCREENS)}
ON_EVERY_SCREEN = {"next": Control("link")}
"""What no manual names: the link to the next page of a table."""
FILE = "screens file"
SESSION_LABELS: Mapping[str, tuple[str, ...]] = {
    "username": ("login", "user", "username", "user name", "identifiant", "utilisateur"),
    "password": ("password", "mot de passe"),
    "login": ("login", "log in", "sign in", "connect", "connexion", "se connecter", "OK"),
    "logout": ("logout", "log out", "sign out", "log off", "disconnect", "déconnexion", "se déconnecter", "quitter"),
    "close_stale": (),
}


class Screens(Mapping[str, ScreenSpec]):
    """The catalogue's screens by id, each merged with what a site says of it when it is first asked for."""

    def __init__(self, given: Mapping[str, Mapping[str, Any] | None]) -> None:
        self._given = given
        self._merged: dict[str, ScreenSpec] = {}

    def __getitem__(self, identity: str) -> ScreenSpec:
        if identity not in self._merged:
            spec = DEFAULTS[identity]
            self._merged[identity] = _merge(spec, self._given[identity] or {}) if identity in self._given else spec
        return self._merged[identity]

    def __iter__(self) -> Iterator[str]:
        return iter(DEFAULTS)

    def __len__(self) -> int:
        return len(DEFAULTS)


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
    given = _only(overrides, FILE, ("screens", "values", "session"))
    screens = _dictionary(given.get("screens"), f"{FILE}, screens")
    for identity, changes in screens.items():
        _check(identity, changes)
    session = _only(given.get("session"), f"{FILE}, session", ("url", "labels"))
    labels = _only(session.get("labels"), f"{FILE}, session.labels", SESSION_LABELS)
    return Site(
        Screens(screens),
        _values(_dictionary(given.get("values"), f"{FILE}, values")),
        session.get("url") or "/",
        {name: known | any_of(_texts(labels.get(name))) for name, known in _LOGIN.items()},
    )


def _key(text: str) -> str:
    """A text with or without its full stop is the same text: messages quote it with one."""
    return normal(text).rstrip(" .!") or normal(text)


def _dictionary(given: Any, where: str) -> Mapping[str, Any]:
    """What stands at one place of the file; left empty, it changes nothing."""
    if not isinstance(given or {}, Mapping):
        raise UsageError(f"There is no dictionary in the {where}", found=str(given))
    return given or {}


def _only(given: Any, where: str, *known: Collection[str]) -> Mapping[str, Any]:
    entries = _dictionary(given, where)
    unknown = [str(key) for key in entries if not any(key in names for names in known)]
    if unknown:
        raise UsageError(
            f"Unknown key {', '.join(sorted(unknown))} in the {where}",
            wanted=", ".join(name for names in known for name in names),
        )
    return entries


def _words(vocabulary: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    return {word: frozenset(map(_key, _texts(texts))) for word, texts in vocabulary.items()}


def _values(given: Mapping[str, Any]) -> dict[str, dict[str, frozenset[str]]]:
    own = {}
    for vocabulary, words in given.items():
        if vocabulary not in VALUES:
            raise UsageError(
                f"The screens file has values for {vocabulary!r}, which is no vocabulary", wanted=", ".join(VALUES)
            )
        own[vocabulary] = _words(_only(words, f"{FILE}, values.{vocabulary}", VALUES[vocabulary]))
    return _KNOWN | {
        vocabulary: {word: texts | words.get(word, frozenset()) for word, texts in _KNOWN[vocabulary].items()}
        for vocabulary, words in own.items()
    }


def _check(identity: str, given: Any) -> None:
    """Whether the whole of it can be understood: screens are merged later, some of them in the middle of the work."""
    if identity not in DEFAULTS:
        raise UsageError(
            f"The screens file names screen {identity!r}, which the catalogue does not have",
            wanted=", ".join(sorted(DEFAULTS)),
        )
    spec, where = DEFAULTS[identity], f"{FILE}, {identity}"
    changes = _only(given, where, ("path", "menu", "url", "controls", "tables"))
    controls = _only(changes.get("controls"), f"{where}.controls", spec.controls, ON_EVERY_SCREEN)
    for name, change in controls.items():
        at = f"{where}.controls.{name}"
        _check_regex(_only(change, at, ("labels", "regex", "name")).get("regex"), at)
    for name, change in _only(changes.get("tables"), f"{where}.tables", spec.tables).items():
        at = f"{where}.tables.{name}"
        columns = _only(change, at, ("columns",)).get("columns")
        for column, described in _dictionary(columns, f"{at}.columns").items():
            _only(described, f"{at}.columns.{column}", ("labels",))


def _check_regex(given: Any, where: str) -> None:
    try:
        re.compile(given or "")
    except (re.error, TypeError) as error:
        raise UsageError(f"The regex in the {where}, cannot be used: {error}", found=str(given)) from error


def _merge(spec: ScreenSpec, changes: Mapping[str, Any]) -> ScreenSpec:
    known = {**spec.controls, **ON_EVERY_SCREEN}
    controls = {name: _control(known[name], change) for name, change in (changes.get("controls") or {}).items()}
    tables = {name: _table(spec.tables[name], change) for name, change in (changes.get("tables") or {}).items()}
    return replace(
        spec,
        paths=(*_texts(changes.get("path")), *spec.paths),
        menu=_texts(changes.get("menu")) or spec.menu,
        url=changes.get("url") or spec.url,
        controls={**known, **controls},
        tables={**spec.tables, **tables},
    )


def _texts(given: Any) -> tuple[str, ...]:
    return tuple(map(str, given)) if isinstance(given, (list, tuple)) else (() if given is None else (str(given),))


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
    given = (change or {}).get("columns") or {}
    own = {
        name: (*_texts((column or {}).get("labels")), *table.columns.get(name, ())) for name, column in given.items()
    }
    return replace(table, columns={**table.columns, **own})


_KNOWN = {vocabulary: _words(words) for vocabulary, words in VALUES.items()}
_LOGIN = {name: any_of(labels) for name, labels in SESSION_LABELS.items()}
"""What every site knows, normalised once for all hosts."""
