# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares what a terminal will apply with what its mode demands (spec section 5, product-facts 3).

Only compulsory values make a status; everything else is a finding beside it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterator, Mapping
from typing import Any

from . import per_line
from .findings import Finding, about, shown
from .layers import Base, Layer
from .lines import Setting, folded
from .profiles import ANY, Demand, demands
from .spelling import (
    ADMIN_PASSWORD,
    DOCUMENTED,
    FIRMWARE,
    LOCAL_PORT,
    TIME_DISABLED,
    TRUSTED,
    VALIDATION,
    Name,
)

AUTHENTICATION = "sips tls authentication"
KEY = "sips private key"
CERTIFICATE_FILES = (
    TRUSTED,
    "sips root and intermediate certificates",
    "sips local certificate",
    KEY,
    "TRUSTED_CERTS",
)
EMPTY_WHEN_ABSENT = frozenset(CERTIFICATE_FILES[:4])
"""Not given means empty: for the last three SEED, for the first INFERRED. For the 5300 it does not (TMA-12)."""

TIME_SERVERS = ("time server1", "TIME_SERVER")
DEFAULT_PASSWORD = "22222"
DIGITS = re.compile("[0-9]+")
_SEPARATORS = re.compile(r"[,;\s]+")


class Auditor:
    """Judges terminals of one family for one mode.

    ``given``: as for :func:`profiles.demands`. ``whole_sets``: a line takes a whole set (VENDOR). ``here``: names of
    the other files in the folder. ``not_looked_for``: parameters whose files it does not tell of.
    Raises UsageError for a mode that the family does not have (PAR5-12).
    """

    def __init__(
        self,
        family: str,
        mode: str,
        names: Mapping[str, Name],
        *,
        given: Mapping[str, str | None],
        here: Container[str] = frozenset(),
        not_looked_for: Collection[str] = (),
        whole_sets: bool = True,
    ) -> None:
        self.six = family == "mitel6000"
        self.mode = mode
        self.names = names
        self.here = here
        self.looked_for = frozenset(CERTIFICATE_FILES).difference(not_looked_for)
        self.whole_sets = whole_sets
        self.demands = demands(family, mode, given)
        self._compulsory = [(demand, names[demand.name], folded(names[demand.name].key)) for demand in self.demands]
        self._key = {title: folded(name.key) for title, name in names.items()}
        self._wrong = [(wrong, name) for name in names.values() for wrong in name.wrong if wrong != folded(name.key)]
        wanted = {demand.name: demand.value for demand in self.demands}
        self._port, self._srtp = wanted.get("sip proxy port", ""), wanted.get("sip srtp mode", "")

    def judge(self, own: Mapping[str, Setting], base: Base) -> Iterator[Finding]:
        """Everything found about one terminal's settings; ``own``: its own file, which beats ``base``."""
        unprotected = []
        for demand, name, key in self._compulsory:
            setting = own.get(key) or base.settings.get(key, base.absent)
            finding = self._compared(demand, name, setting)
            if finding is not None:
                yield finding
            elif setting is not None and setting.mark == "" and demand.compulsory:
                unprotected.append(demand.name)
            if setting is not None and setting.value and demand.name in self.looked_for:
                yield from self._files_here(demand.name, setting)
        if self.six:
            yield from self._beside(own, base)
            if unprotected:
                yield Finding("local_may_beat", tuple(unprotected))

    def values(self, own: Mapping[str, Setting], base: Base) -> dict[str, dict[str, Any]]:
        """Effective values of the parameters that are looked at, each with the place it comes from."""
        titles = [demand.name for demand in self.demands] + ([LOCAL_PORT] if self.six else [])
        found = {title: self._value(title, own, base) for title in titles}
        for number, given in per_line.lines(own, base).items() if self.six else ():
            for name in (*per_line.PORTS, per_line.SRTP):
                if name in given:
                    found[f"{per_line.START}{number} {name}"] = _plain(given[name])
        return found

    def _value(self, title: str, own: Mapping[str, Setting], base: Base) -> dict[str, Any]:
        key = self._key[title]
        setting = own.get(key) or base.settings.get(key, base.absent)
        certainty = self.names[title].certainty
        if setting is not None:
            source = _plain(setting)
        elif title in FIRMWARE:
            source = {"value": FIRMWARE[title], "source": "default of the phone"}
        else:
            source = {"value": None, "source": "in no file"}
        return source | {"certainty": certainty, "verified": certainty in DOCUMENTED}

    def _compared(self, demand: Demand, name: Name, setting: Setting | None) -> Finding | None:
        """What is wrong with one demanded value."""
        wanted = _words(demand.value)
        if setting is None:
            if demand.value == "" and demand.name in EMPTY_WHEN_ABSENT:
                return None
            id_ = "value_missing" if demand.compulsory else "recommendation_missing"
            note = f"the phone's default {FIRMWARE[demand.name]} holds" if demand.name in FIRMWARE else ""
            return Finding(id_, (demand.name,), wanted=wanted, rule=demand.source, certainty=name.certainty, note=note)
        if setting.doubt is not None and demand.compulsory:
            return per_line.doubted(demand.name, setting, wanted)
        if setting.doubt is not None or not _fits(demand, setting.value or ""):
            id_ = "value_wrong" if demand.compulsory else "value_not_recommended"
            return about(
                id_,
                demand.name,
                setting,
                wanted=wanted,
                rule=demand.source,
                certainty=name.certainty,
                note=_why(setting),
            )
        if setting.written != name.key:
            id_ = "written_oddly" if demand.compulsory else "misspelt"
            return about(id_, setting.written, setting, wanted=name.key, rule=demand.source)
        return None

    def _beside(self, own: Mapping[str, Setting], base: Base) -> Iterator[Finding]:
        """Findings about a 6000 beside the demanded values."""
        lines = per_line.lines(own, base)
        if lines:
            yield from per_line.check(lines, self._port, self._srtp, whole_sets=self.whole_sets)
        settings = base.settings
        for wrong, name in self._wrong:
            setting = own.get(wrong) or settings.get(wrong)
            if setting is not None:
                yield about("misspelt", setting.written, setting, wanted=name.key)
        yield from self._pair(self._get(AUTHENTICATION, own, base), self._get(TRUSTED, own, base))
        for title in VALIDATION:
            setting = self._get(title, own, base)
            if setting is not None and setting.value == "0":
                yield about("validation_off", title, setting, wanted="1")
        if self.mode != "disabled":
            yield from self._for_tls(own, base)
        yield from self._password(self._get(ADMIN_PASSWORD, own, base))

    def _for_tls(self, own: Mapping[str, Setting], base: Base) -> Iterator[Finding]:
        setting = self._get(LOCAL_PORT, own, base)
        if setting is not None:
            demand = Demand(LOCAL_PORT, FIRMWARE[LOCAL_PORT], True, "PAR6-17")
            finding = self._compared(demand, self.names[LOCAL_PORT], setting)
            if finding is not None:
                yield finding
        setting = self._get(TIME_DISABLED, own, base)
        if setting is not None and setting.value not in ("0", None):
            yield about("time_server_disabled", TIME_DISABLED, setting, wanted="0", rule="INV-14")

    def _pair(self, authentication: Setting | None, trusted: Setting | None) -> Iterator[Finding]:
        """PAR6-20, INV-29: 0 goes with an empty list, 1 with a file. Reported only, when disabled (INV-18)."""
        if authentication is None or authentication.doubt or (trusted is not None and trusted.doubt):
            return
        named = trusted is not None and bool(trusted.value)
        if (authentication.value, named) in (("0", True), ("1", False)):
            id_ = "trust_inconsistent" if self.mode == "disabled" else "trust_contradictory"
            note = f"the list is {'not ' if named else ''}empty"
            yield about(id_, AUTHENTICATION, authentication, rule="INV-29", note=note)

    def _password(self, setting: Setting | None) -> Iterator[Finding]:
        """Never shows the password. Letters in it make the phone fall back to its default (product-facts 3.4)."""
        certainty = self.names[ADMIN_PASSWORD].certainty
        if setting is None:
            yield Finding("admin_password_not_set", (ADMIN_PASSWORD,), certainty=certainty)
        elif not setting.doubt and (setting.value == DEFAULT_PASSWORD or not DIGITS.fullmatch(setting.value or "")):
            note = "it is the default" if setting.value == DEFAULT_PASSWORD else "the phone takes digits only"
            parameters = (ADMIN_PASSWORD,)
            yield Finding(
                "admin_password_default", parameters, setting.file, setting.line, certainty=certainty, note=note
            )

    def _files_here(self, title: str, setting: Setting) -> Iterator[Finding]:
        """Names of certificate files that the folder does not hold; addresses elsewhere are not looked at."""
        for file in _SEPARATORS.split(setting.value or ""):
            if file and "/" not in file and file not in self.here:
                yield about("certificate_file_absent", title, setting, rule="INV-13", note=str(shown(file)))

    def _get(self, title: str, own: Mapping[str, Setting], base: Base) -> Setting | None:
        key = self._key[title]
        return own.get(key) or base.settings.get(key, base.absent)


def about_file(layer: Layer) -> Iterator[Finding]:
    """What is odd about a file whatever its values are."""
    if layer.doubt is not None:
        yield Finding(
            "file_unreadable" if layer.unread else "file_damaged",
            file=layer.file,
            note=layer.doubt.text.removeprefix(f"{layer.file}: "),
        )
    for id_, kind in (("line_ignored", "no_delimiter"), ("line_repeated", "duplicate")):
        remarks = [remark for remark in layer.remarks if remark.kind == kind]
        if remarks:
            more = f" (and {len(remarks) - 1} more)" if len(remarks) > 1 else ""
            yield Finding(id_, file=layer.file, line=remarks[0].line, note=f"{shown(remarks[0].text)}{more}")


def _fits(demand: Demand, value: str) -> bool:
    if demand.value == ANY:
        return bool(value)
    if value == demand.value:
        return True
    if demand.name in CERTIFICATE_FILES and demand.value:
        return demand.value in {part.rsplit("/", 1)[-1] for part in _SEPARATORS.split(value)}
    return demand.name in TIME_SERVERS and value.casefold() == demand.value.casefold()


def _words(value: str) -> str:
    return "any value that is not empty" if value == ANY else value


def _why(setting: Setting) -> str:
    return setting.doubt.text if setting.doubt else ""


def _plain(setting: Setting) -> dict[str, Any]:
    doubt = {"doubt": setting.doubt.text} if setting.doubt else {}
    place = {"file": setting.file, "line": setting.line, "mark": setting.mark}
    return {"value": shown(setting.value), "source": "file"} | place | doubt
