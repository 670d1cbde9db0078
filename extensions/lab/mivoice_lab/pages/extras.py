# SPDX-License-Identifier: GPL-3.0-or-later
"""Fields of the forms that the spec does not name: a save must leave them as they were."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .elements import Field, Kind, Option, Value
from .labels import Language


@dataclass(frozen=True, slots=True)
class Extra:
    kind: Kind
    key: str
    en: str
    fr: str
    default: Value
    options: tuple[tuple[str, str], ...] = ()


_NOTE = Extra(
    "textarea", "note", "Remarks", "Remarques", "\nRéglé à l'été 2019\n  <ne pas modifier> & prévenir l'équipe\n"
)
_CODECS = (("pcma", "G.711 A"), ("pcmu", "G.711 µ"), ("g722", "G.722"), ("g729", "G.729 (<8 kbit/s)"))
_DAYS = (("mon", "1"), ("tue", "2"), ("wed", "3"), ("thu", "4"), ("fri", "5"))

EXTRAS: dict[str, tuple[Extra, ...]] = {
    "W1": (Extra("text", "dealer", "Dealer code", "Code installateur", "0047-É"),),
    "W2": (
        Extra("select", "syslog", "Trace level", "Niveau de trace", "low", (("off", "0"), ("low", "1"), ("high", "2"))),
        _NOTE,
    ),
    "W4": (
        Extra("text", "vlan", "VLAN of the voice", "VLAN de la voix", "210"),
        Extra("check", "ping", "Answer to ping", "Répondre au ping", True),
    ),
    "W8": (Extra("text", "filter", "Free comment", "Commentaire libre", "étage 3 & 4"),),
    "W9": (
        Extra("check", "forward", "External forwarding", "Renvoi extérieur", True),
        Extra("select", "priority", "Priority", "Priorité", "2", (("1", "I"), ("2", "II"), ("3", "III"))),
    ),
    "W10": (
        Extra("text", "dscp_voice", "DSCP of the voice", "DSCP de la voix", "46"),
        Extra("text", "dscp_signalling", "DSCP of the signalling", "DSCP de la signalisation", "24"),
        Extra("check", "ecn", "Congestion notice", "Notification de congestion", True),
        Extra("check", "jumbo", "Large packets", "Grands paquets", False),
        Extra("multi", "codecs", "Codecs allowed", "Codecs autorisés", ("pcma", "g722"), _CODECS),
        Extra(
            "radio", "jitter", "Jitter buffer", "Tampon de gigue", "b", (("a", "20 ms"), ("b", "40 ms"), ("c", "60 ms"))
        ),
        _NOTE,
    ),
    "M2": (Extra("text", "comment", "Free comment", "Commentaire libre", "Hôpital « Nord »"),),
    "M3C": (
        Extra("text", "contact", "Person in charge", "Responsable", "Zoë Lefèvre"),
        Extra("multi", "backup_days", "Days of the backup", "Jours de sauvegarde", ("mon", "thu"), _DAYS),
        _NOTE,
    ),
    "T1": (Extra("text", "origin", "Origin of the file", "Provenance du fichier", "dépôt n° 1"),),
    "T2": (Extra("check", "expert", "Expert display", "Affichage expert", True),),
    "T3": (Extra("text", "reason", "Reason of the change", "Motif de la modification", "exploitation"),),
    "T4": (Extra("text", "mail", "Report to", "Compte rendu à", "telecom@hopital.example"),),
}


class ExtraValues:
    """What the extra fields of each device hold, screen by screen (and item by item where a screen shows one)."""

    def __init__(self, language: Language, changed: Callable[[str, str, str, Value, Value], None]) -> None:
        """``changed(device, user, field, before, after)`` is told of every change."""
        self._language = language
        self._changed = changed
        self._values: dict[tuple[str, ...], Value] = {}

    def fields(self, device: str, user: str, screen: str, item: str = "") -> list[Field]:
        """The extra fields of a form, with what they hold now."""
        return [self._field(device, user, screen, item, extra) for extra in EXTRAS.get(screen, ())]

    def _field(self, device: str, user: str, screen: str, item: str, extra: Extra) -> Field:
        place = (device, screen, item, extra.key)
        before = self._values.get(place, extra.default)

        def write(after: Value) -> None:
            self._values[place] = after
            self._changed(device, user, ".".join(part for part in place[1:] if part), before, after)

        return Field(
            extra.kind,
            f"extra.{extra.key}",
            getattr(extra, self._language),
            before,
            tuple(Option(word, text) for word, text in extra.options),
            write,
            extra=True,
        )
