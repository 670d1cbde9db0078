# SPDX-License-Identifier: GPL-3.0-or-later
"""The one family of errors this collection raises on purpose.

Deep code raises a :class:`MivoiceError`; the two doors (in-process action, shipped module) turn it
into one failed result. An error says what was found, where, what was wanted and what to do next.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Where:
    """The place an error speaks of; every part is optional plain text.

    ``screen`` is the label path with its menu number ("... > Encryption and IP parameters, menu 4.4.4"),
    ``screen_id`` the specification's ID (SCR-W10), ``label`` the control's label as shown.
    """

    host: str | None = None
    screen: str | None = None
    screen_id: str | None = None
    label: str | None = None

    def text(self) -> str:
        parts = [
            self.host,
            f"screen {self.screen}" if self.screen else None,
            f"({self.screen_id})" if self.screen_id else None,
            f"label {self.label!r}" if self.label else None,
        ]
        return " ".join(part for part in parts if part)


@dataclass(eq=False)
class MivoiceError(Exception):
    """Something that stops the task. ``problem`` and ``remedy`` are full sentences without secrets."""

    problem: str
    where: Where = field(default_factory=Where)
    found: str | None = None
    wanted: str | None = None
    remedy: str | None = None
    rule: str | None = None
    details: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        place = self.where.text()
        lines = [f"{place}: {self.problem}" if place else self.problem]
        if self.rule:
            lines[0] = f"[{self.rule}] {lines[0]}"
        for title, text in (("Found", self.found), ("Wanted", self.wanted), ("Do next", self.remedy)):
            if text:
                lines.append(f"{title}: {text}")
        return " ".join(line if line.endswith((".", "!", "?")) else f"{line}." for line in lines)

    def as_result(self) -> dict[str, Any]:
        """Structured twin of the message, for ``failed`` results (plain JSON types only)."""
        facts: dict[str, Any] = {
            "kind": type(self).__name__,
            "host": self.where.host,
            "screen": self.where.screen,
            "screen_id": self.where.screen_id,
            "label": self.where.label,
            "found": self.found,
            "wanted": self.wanted,
            "remedy": self.remedy,
            "rule": self.rule,
        }
        return {key: value for key, value in facts.items() if value is not None} | self.details


class UsageError(MivoiceError):
    """The task asks for something contradictory or impossible; nothing was contacted."""


class FolderNotThere(UsageError):
    """A download server says that it has no folder of that name, or none that this account may enter."""


class ConnectionFailed(MivoiceError):
    """The host did not answer, or its TLS identity is not the expected one."""


class TlsError(ConnectionFailed):
    """TLS failed: unknown fingerprint, untrusted certificate, or a protocol too old for us."""


class AuthError(MivoiceError):
    """Log-in refused (one try only), or another administrator holds the session."""


class SessionExpired(MivoiceError):
    """The appliance closed the session in mid-work and it was not safe to go on."""


class PageError(MivoiceError):
    """The answer is not a whole page of the appliance: HTTP error, cut short, not HTML."""


class ScreenNotFound(MivoiceError):
    """No screen with that label path, or path and menu number disagree (SCR-G2)."""


class ControlNotFound(MivoiceError):
    """The label is not on the screen, or stands beside a control of another kind."""


class Ambiguous(MivoiceError):
    """More than one screen or control answers to the label (nothing was written)."""


class UnreadableFile(MivoiceError):
    """A file cannot be read as text of the kind it should be: encrypted, too big, not a plain file, or locked away."""


class NotThere(UnreadableFile):
    """A download server says that it has no file of that name."""


class UnknownValue(MivoiceError):
    """A state could not be understood; unknown is never good (INV-46, SCR-G4)."""


class WriteUncertain(MivoiceError):
    """The connection broke while a write was under way: it may or may not have been carried out."""


class ServerRefused(MivoiceError):
    """A download server does not let a file be written or removed, or has no room; what was there is as it was."""


class ReadBackMismatch(MivoiceError):
    """The value read after the write is not the value written."""


class RolledBack(MivoiceError):
    """A change was made, did not hold, and was taken back (SBW-3); ``details`` tells all of it."""


class RollBackFailed(MivoiceError):
    """A change did not hold, and taking it back did not succeed either: a person has to act now."""


class Refused(MivoiceError):
    """An interlock says no, or cannot say yes. ``rule`` names it; nothing was written."""


class OperatorStepNeeded(MivoiceError):
    """A person has to do a step that no known screen offers; ``details['operator_steps']`` lists them."""


class Appliance(MivoiceError):
    """The appliance itself answered with an error message (ERR-*); its words are in ``found``."""


class CertificateUnreadable(MivoiceError):
    """A certificate file cannot be read; ``reason`` in ``details`` tells the causes apart (see ``_pki.reading``)."""
