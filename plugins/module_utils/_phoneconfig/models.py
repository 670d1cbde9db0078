# SPDX-License-Identifier: GPL-3.0-or-later
"""Terminal models and what they can do (CMP-1..CMP-9). Model strings are not documented (OPEN-19): sites may add."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from .._errors import UsageError

FAMILIES = ("mitel6000", "mivoice5300", "tdm", "i7xx", "dect_omm", "other_sip", "unknown")


class Model(NamedTuple):
    """``family``: token of Annex B. ``tls``, ``bothway``: True only when known. ``aes256``: None = not known."""

    family: str
    tls: bool
    bothway: bool
    aes256: bool | None


UNKNOWN = Model("unknown", False, False, None)  # CMP-8

TABLE: tuple[tuple[str, Model], ...] = (
    (r"\bdigital\b|\bnumérique\b|\banalog|\bS0\b", Model("tdm", False, False, False)),  # TOP-23
    (r"\bi7\d\d\b", Model("i7xx", False, False, False)),  # CMP-6
    (r"\bomm\b|sip[ -]?dect|\brfp\b", Model("dect_omm", False, False, None)),  # CMP-7, DECT-9
    (r"\bTA ?71\d\d\b|\bGX\b|\bEX\b", Model("other_sip", False, False, None)),  # CMP-7
    (r"\b6739i?\b", Model("mitel6000", True, True, None)),  # CMP-2
    (r"\b67\d\di\b", Model("mitel6000", True, False, None)),  # CMP-3
    (r"\b6[89]\d\d[a-z]?\b", Model("mitel6000", True, True, None)),  # CMP-4, CMP-5
    (r"\b53(\d\d|xx) ?IP\b|\b5300 IP phones?\b", Model("mivoice5300", True, False, False)),  # CMP-1, PAR5-11
    (r"\b6000 SIP phones?\b", Model("mitel6000", True, False, None)),
)
"""First match wins. A bare "5370" or "6755" may be a digital set: unknown (spec 1.2, last paragraph)."""


def capabilities(model: str | None, site: Iterable[Mapping[str, Any]] = ()) -> Model:
    """What a model can do. ``site``: [{pattern, family, tls, bothway, aes256}], asked first.

    Raises UsageError for a site entry without family or with a pattern that is not a regular expression.
    """
    shown = " ".join((model or "").split())
    for entry in site:
        if _matches(str(entry.get("pattern") or ""), shown):
            return _declared(entry)
    return next((found for pattern, found in TABLE if re.search(pattern, shown, re.IGNORECASE)), UNKNOWN)


def family_of(model: str | None, site: Iterable[Mapping[str, Any]] = ()) -> str:
    """Family of a model, ``unknown`` when no pattern fits."""
    return capabilities(model, site).family


def _matches(pattern: str, shown: str) -> bool:
    try:
        return bool(pattern) and re.search(pattern, shown, re.IGNORECASE) is not None
    except re.error as error:
        raise UsageError(problem=f"Model pattern {pattern!r} is not a regular expression: {error}") from error


def _declared(entry: Mapping[str, Any]) -> Model:
    family = entry.get("family")
    if family not in FAMILIES:
        raise UsageError(problem=f"Model family {family!r} does not exist", wanted=f"one of {', '.join(FAMILIES)}")
    return Model(str(family), entry.get("tls") is True, entry.get("bothway") is True, entry.get("aes256"))
