# SPDX-License-Identifier: GPL-3.0-or-later
"""What a rule says, and how it comes to say it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

from .facts import Missing, listed, phone_id


@dataclass(frozen=True)
class Verdict:
    """One rule's answer. ``verdict``: pass | refuse | inconclusive (which refuses too).

    ``systems`` are names, ``phones`` MAC addresses (else numbers). ``override`` is the reason that lifted it.
    ``oracle`` is what would show a breach (see ``policy``).
    """

    rule: str
    verdict: str
    systems: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    text: str = ""
    way_out: str = ""
    overridable: bool = False
    override: str | None = None
    oracle: str = ""

    @property
    def passed(self) -> bool:
        return self.verdict == "pass"

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


class Objection(NamedTuple):
    """What speaks against, about whom; ``phone`` as :func:`phone_id` says."""

    text: str
    system: str | None
    phone: str | None


class Ballot:
    """Collects objections while a rule looks at its facts: one clear no outweighs every doubt, a doubt every yes."""

    def __init__(self) -> None:
        self._objections: dict[str, list[Objection]] = {"refuse": [], "inconclusive": []}

    @property
    def refusals(self) -> list[Objection]:
        return list(self._objections["refuse"])

    @property
    def doubts(self) -> list[Objection]:
        return list(self._objections["inconclusive"])

    def refuse(self, text: str, system: str | None = None, phone: Mapping[str, Any] | None = None) -> None:
        self._object("refuse", text, system, phone)

    def doubt(self, text: str, system: str | None = None, phone: Mapping[str, Any] | None = None) -> None:
        self._object("inconclusive", text, system, phone)

    def _object(self, kind: str, text: str, system: str | None, phone: Mapping[str, Any] | None) -> None:
        entry = Objection(text, system, phone_id(phone) if phone is not None else None)
        if entry not in self._objections[kind]:
            self._objections[kind].append(entry)

    @contextmanager
    def about(self, system: str | None = None, phone: Mapping[str, Any] | None = None) -> Iterator[None]:
        """A fact missing inside counts as a doubt about that system or phone; the rule goes on with the next one."""
        try:
            yield
        except Missing as missing:
            self.doubt(f"not known: {missing.fact}", system, phone)

    def verdict(self, rule: str, way_out: str, overridable: bool) -> Verdict:
        for kind in ("refuse", "inconclusive"):
            objections = self._objections[kind]
            if objections:
                return Verdict(
                    rule=rule,
                    verdict=kind,
                    systems=list(dict.fromkeys(entry.system for entry in objections if entry.system)),
                    phones=list(dict.fromkeys(entry.phone for entry in objections if entry.phone)),
                    text=_told(objections),
                    way_out=way_out,
                    overridable=overridable,
                )
        return Verdict(rule=rule, verdict="pass", overridable=overridable)


def _told(objections: list[Objection]) -> str:
    """Objections grouped by what they say: "text (system a, b; phones 1, 2)"."""
    grouped: dict[str, tuple[list[str], list[str]]] = {}
    for text, system, phone in objections:
        systems, phones = grouped.setdefault(text, ([], []))
        if system and system not in systems:
            systems.append(system)
        if phone and phone not in phones:
            phones.append(phone)
    sentences = []
    for text, (systems, phones) in grouped.items():
        who = [f"{title} {listed(found)}" for title, found in (("systems", systems), ("phones", phones)) if found]
        sentences.append(f"{text} ({'; '.join(who)})" if who else text)
    return ". ".join(sentences)
