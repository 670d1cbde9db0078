# SPDX-License-Identifier: GPL-3.0-or-later
"""SIP ports of systems without sockets: they show the certificates they are given, one look after the other."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._safety.modes import mode
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._wire import certificates
from ansible_collections.voiceops.mivoice5000.tests.unit.support.authority import Issued

SILENT = "silent"
"""Neither port answers."""
Shows = Issued | None | str


class FakePorts:
    """A `Wire`. ``looks[address]``: what a port shows at each look (None: no TLS), the last one stays."""

    def __init__(self) -> None:
        self.looks: dict[str, list[Shows]] = defaultdict(lambda: [None])

    def show(self, address: str, *looks: Shows) -> None:
        self.looks[address] = list(looks)

    def probe(self, address: str, sip_port: int, sips_port: int, timeout: float) -> dict[str, Any]:
        looks = self.looks[address]
        shown = looks.pop(0) if len(looks) > 1 else looks[0]
        served = shown.der if isinstance(shown, Issued) else []
        chain = [certificates.with_pem(one) for one in certificates.readable(served)[0]]
        facts = {
            "plain_open": shown != SILENT,
            "tls_open": bool(chain),
            "chain": chain,
            "kind": certificates.kind_of(chain[0]) if chain else None,
            "client_certificate": "not_asked" if chain else "unknown",
            "options_answered": shown != SILENT,
            "errors": [],
        }
        return facts | {"mode": mode({"sip": facts})}

    def shown(self, address: str, port: int, timeout: float) -> Any:
        raise AssertionError("nobody asks for certificates alone")

    def phone_answers(self, address: str, port: int, transport: str) -> bool:
        raise AssertionError("nobody asks a phone")
