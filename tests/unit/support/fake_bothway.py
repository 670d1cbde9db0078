# SPDX-License-Identifier: GPL-3.0-or-later
"""A system that can enter BOTHWAY, without sockets: its box, its port, and the list of who registers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._safety.modes import mode
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._wire import certificates
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._wire.tls import Attempt
from ansible_collections.voiceops.mivoice5000.tests.unit.support.authority import Issued
from ansible_collections.voiceops.mivoice5000.tests.unit.support.fake_driver import Button, FakeSystem, Page
from cryptography import x509

NOW = datetime(2026, 3, 2, 21, 30, tzinfo=UTC)
SHOWN = "%Y-%m-%d %H:%M:%S"


@dataclass
class Registrar:
    """``phones``: {MAC address: transport}. ``refuses``: phones that do not get in while the box is ticked.

    ``takes``: outcome for each certificate presented, by its text ("foreign" for ours). ``demands``: what the port asks
    for while the box is ticked; ``silent_looks``: how often nothing answers after a switch, ``hangs``: for ever.
    """

    system: FakeSystem
    shows: Issued
    phones: dict[str, str]
    refuses: set[str] = field(default_factory=set)
    takes: dict[str, str] = field(default_factory=dict)
    demands: str = "required"
    silent_looks: int = 1
    hangs: bool = False
    asked: list[str] = field(default_factory=list)
    restarts_late: int = 0
    clock: Callable[[], datetime] = lambda: NOW
    _quiet: int = 0
    _late: int = 0

    def __post_init__(self) -> None:
        self.system.undeclared.discard("WREG")
        self.system.pages["WREG"] = Page("Registrations", tables={"registrations": []})
        self.system.pages["W10"].buttons["validate"] = Button(then=self._switched)
        self.list_them(NOW - timedelta(minutes=5))

    @property
    def ticked(self) -> bool:
        return bool(self.system.pages["W10"].values["bothway"])

    def list_them(self, at: datetime) -> None:
        """The list as it is once every phone that can has registered at that time; the others keep their old line."""
        lines = self.system.pages["WREG"].tables["registrations"]
        kept = {line["mac"]: line for line in lines}
        for number, (mac, transport) in enumerate(self.phones.items(), start=2101):
            if mac in self.refuses and self.ticked:
                continue
            kept[mac] = {
                "number": str(number),
                "mac": mac,
                "address": f"127.9.3.{number - 2000}",
                "port": "5061" if transport == "TLS" else "5060",
                "transport": transport,
                "last_seen": at.strftime(SHOWN),
            }
        lines[:] = kept.values()

    def _switched(self, _system: FakeSystem, staged: Mapping[str, Any]) -> None:
        if "bothway" in staged:
            self._quiet, self._late = self.silent_looks, self.restarts_late
            refused, self.refuses = self.refuses, set() if self._late else self.refuses
            self.list_them(self.clock() + timedelta(seconds=30))
            self.refuses = refused

    def probe(self, address: str, sip_port: int, sips_port: int, timeout: float) -> dict[str, Any]:
        if self._late:
            self._late -= 1
            if not self._late:
                self.list_them(self.clock() + timedelta(seconds=30))
            return self._answer(False, "not_asked" if self.ticked else self.demands)
        quiet = self._quiet > 0 or (self.hangs and self.ticked)
        self._quiet = max(0, self._quiet - 1)
        return self._answer(quiet, self.demands if self.ticked else "not_asked")

    def _answer(self, quiet: bool, asks: str) -> dict[str, Any]:
        chain = [] if quiet else [self._described(der) for der in self.shows.der]
        facts = {
            "plain_open": not quiet,
            "tls_open": not quiet,
            "chain": chain,
            "kind": certificates.kind_of(chain[0]) if chain else None,
            "client_certificate": "unknown" if quiet else asks,
            "options_answered": not quiet and asks == "not_asked",
            "errors": [],
        }
        return facts | {"mode": mode({"sip": facts})}

    def _described(self, der: bytes) -> dict[str, Any]:
        return certificates.with_pem(x509.load_der_x509_certificate(der))

    def present(self, address: str, port: int, client: Any, timeout: float) -> Attempt:
        text = next((text for text in self.takes if text.encode() in client.pem), "foreign")
        self.asked.append(text)
        outcome = self.takes.get(text, "refused") if self.ticked and self.demands != "not_asked" else "answered"
        return Attempt(connected=True, outcome=outcome)

    def shown(self, address: str, port: int, timeout: float) -> Any:
        raise AssertionError("nobody asks for certificates alone")

    def phone_answers(self, address: str, port: int, transport: str) -> bool:
        raise AssertionError("nobody asks a phone")
