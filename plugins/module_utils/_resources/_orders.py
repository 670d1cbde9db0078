# SPDX-License-Identifier: GPL-3.0-or-later
"""The certificate that a task asks for: what would satisfy it, which button brings it, what the port shows then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .._context import Context
from .._drivers.base import Screen
from .._pki import lint
from .._safety.verdict import Verdict
from . import _ports
from ._pkcs12 import HIDDEN, Pkcs12, given

SELF_SIGNED, TRUSTED = "self_signed", "trusted"
MODES = {SELF_SIGNED: "pbx_cert_self_signed", TRUSTED: "pbx_cert_trusted"}


@dataclass(frozen=True)
class Order:
    """``request`` is the one of the interlocks; ``step`` the operator step where the site declared no screen."""

    kind: str
    request: dict[str, Any]
    interlock: str
    button: str
    screen_id: str
    step: str
    file: Pkcs12 | None = None
    findings: list[dict[str, Any]] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)

    @property
    def deed(self) -> str:
        return "import" if self.file else "generate"

    def offered(self, screen: Screen) -> bool:
        """True when everything that this needs is on the screen."""
        return all(screen.has(name) for name in (self.button, *self.changes()))

    def changes(self) -> dict[str, tuple[Any, Any]]:
        """{control: (before, after)} as reports may show it."""
        if self.file is None:
            return {}
        return {"pkcs12_file": ("", self.file.upload.shown()), "pkcs12_password": (HIDDEN, HIDDEN)}

    def press(self, screen: Screen) -> Screen:
        """Ask the system for it; the SIP service restarts (CERT-11)."""
        if self.file is not None:
            screen.stage("pkcs12_file", self.file.upload)
            screen.stage("pkcs12_password", self.file.password or "")
        return screen.press(self.button)

    def shown_by(self, sip: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
        """True when the port shows what was asked for: this one certificate, or a new one."""
        seen = _ports.fingerprint(sip) if sip.get("tls_open") else None
        if self.file is not None:
            return seen == self.file.fingerprint
        return seen not in (None, _ports.fingerprint(before))

    def afterwards(self, sip: Mapping[str, Any]) -> dict[str, Any]:
        """Facts of a system that shows it, for the stages behind; ``sip`` is what it shows now."""
        described = self.file.described() if self.file else [{"self_signed": True}]
        mode = "bothway" if sip.get("mode") == "bothway" and self.kind == TRUSTED else MODES[self.kind]
        chain = [{**certificate, "planned": True} for certificate in described]
        return {
            "certificate": {"assigned": True},
            "sip": {"tls_open": True, "kind": self.kind, "mode": mode, "chain": chain},
            "mode": mode,
        } | ({"shown": {"verified_by": self.file.authority_names, "faults": []}} if self.file else {})


def of(params: Mapping[str, Any], context: Context) -> Order:
    """The order of module ``certificate``; a file is judged here, before anything is contacted."""
    if params["state"] == SELF_SIGNED:
        request = {"kind": SELF_SIGNED, "days_left": params["days_left"]}
        return Order(SELF_SIGNED, request, "INV-41", "regenerate", "SCR-W5.2", "self_signed_certificate")
    file = given(params, _known(params), context.clock())
    request = {
        "kind": TRUSTED,
        "days_left": params["days_left"],
        "fingerprint": file.fingerprint,
        "authorities": file.authority_names,
    }
    return Order(
        TRUSTED,
        request,
        "INV-44",
        "import",
        "SCR-W5.3",
        "trusted_certificate",
        file,
        file.findings,
        file.verdicts,
    )


def _known(params: Mapping[str, Any]) -> lint.Known:
    return known(params["system"] or {}, params["tel_address"], "system")


def known(system: Mapping[str, Any], tel_address: str | None, file_role: str) -> lint.Known:
    """What the linter is told of a system; None for what nobody knows."""
    return lint.Known(
        tel_address=tel_address,
        admin_address=system.get("admin_address"),
        fqdns=tuple(system.get("fqdns") or ()),
        multisite=system.get("multisite"),
        has_5300=system.get("has_5300"),
        file_role=file_role,
        fqdn_only=system.get("fqdn_only") is True,
    )
