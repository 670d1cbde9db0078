# SPDX-License-Identifier: GPL-3.0-or-later
"""Single files that TMA copies to a download server: which of its actions did that, and with what content (SCR-T1)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

from . import _actions

OURS = re.compile(
    r"(?P<label>.+)-(?P<family>[a-z0-9]+)-file-(?P<scope>[0-9a-f]{6})-(?P<server>[0-9a-f]{6})"
    r"-(?P<content>[0-9a-f]{16})-(?P<name>[A-Za-z0-9._-]+)-(?P<stamp>\d{8}T\d{6}Z)"
)
CONTENT_DIGITS = 16
"""Digits of the content's SHA-256 that stand in the name of an action."""


@dataclass(frozen=True)
class Deployment:
    """One file for one server and family, as the name of its action tells: TMA keeps no copy of it (TMA-17).

    Scope and server are marks, ``content`` is the start of the SHA-256 of what was sent, ``name`` that of the file.
    """

    label: str
    family: str
    scope: str
    server: str
    content: str
    name: str

    @classmethod
    def of(
        cls,
        family: str,
        scope: Iterable[str | None],
        server: str,
        name: str,
        sha256: str,
        label: str = _actions.LABEL,
    ) -> Deployment:
        marks = _actions.mark(scope, 6), _actions.mark([server], 6), sha256[:CONTENT_DIGITS]
        return cls(label, family, *marks, name)

    @classmethod
    def named(cls, name: str) -> Deployment | None:
        """The deployment that an action of this name is; None when the name is not one of ours."""
        found = OURS.fullmatch(name)
        return cls(*(found[part.name] for part in fields(cls))) if found else None

    @property
    def start(self) -> str:
        """Start of the action's name: all but the time."""
        parts = (self.label, self.family, "file", self.scope, self.server, self.content, self.name)
        return "-".join(parts) + "-"

    def same_place(self, other: Deployment) -> bool:
        """True for the same file on the same server, whatever its content and whatever it was called."""
        return replace(self, label=other.label, content=other.content) == other


def of_place(actions: Iterable[dict[str, Any]], like: Deployment) -> list[tuple[Deployment, dict[str, Any]]]:
    """Our deployments of the file ``like`` to its server, of whatever content, the youngest last."""
    known = [(found, action) for action in actions if (found := Deployment.named(action["name"]))]
    return sorted((pair for pair in known if pair[0].same_place(like)), key=lambda pair: pair[1]["name"][-16:])


def pending(actions: Iterable[dict[str, Any]], family: str, scope: str) -> list[dict[str, Any]]:
    """Our deployments for the family in the scope (a mark) that are not over."""
    return [
        action
        for action in actions
        if action["state"] in _actions.PENDING
        and (found := Deployment.named(action["name"]))
        and (found.family, found.scope) == (family, scope)
    ]
