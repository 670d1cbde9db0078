# SPDX-License-Identifier: GPL-3.0-or-later
"""The mode found is computed from screens and wire, and a fault is named as one (MOD-16, MOD-14)."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._safety.modes import mode


def screens(bothway: bool | None = None, certificate: bool | None = None) -> dict[str, Any]:
    return {"switches": {"bothway": bothway}, "certificate": {"assigned": certificate}}


def wire(tls: bool | None, kind: str | None = None, client: str = "unknown", answered: bool = True) -> dict[str, Any]:
    return {"sip": {"tls_open": tls, "kind": kind, "client_certificate": client, "options_answered": answered}}


CASES: list[tuple[str, str, dict[str, Any]]] = [
    ("nothing known", "unknown", {}),
    ("screens only, plain", "no_tls", screens(False, False)),
    ("screens only, certificate of unknown kind", "unknown", screens(False, True)),
    ("screens only, fault", "bothway_no_cert", screens(True, False)),
    ("wire only, plain", "no_tls", wire(False)),
    ("wire only, plain but 5060 is silent: it may be filtered", "unknown", wire(False, answered=False)),
    ("wire only, self-signed", "pbx_cert_self_signed", wire(True, "self_signed", "not_asked")),
    ("wire only, asks but does not insist", "pbx_cert_trusted", wire(True, "trusted", "optional")),
    ("wire only, insists", "bothway", wire(True, "trusted", "required")),
    ("wire only, insists over self-signed", "unknown", wire(True, "self_signed", "required")),
    ("wire only, no reply", "unknown", wire(True, "trusted", "unknown")),
    ("both, self-signed", "pbx_cert_self_signed", screens(False, True) | wire(True, "self_signed", "not_asked")),
    ("both, trusted", "pbx_cert_trusted", screens(False, True) | wire(True, "trusted", "not_asked")),
    ("both, BOTHWAY", "bothway", screens(True, True) | wire(True, "trusted", "required")),
    ("flag on screen, wire silent about it", "bothway", screens(True, True) | wire(True, "trusted", "unknown")),
    ("flag on screen contradicts the wire", "unknown", screens(True, True) | wire(True, "trusted", "not_asked")),
    ("certificate on screen, 5061 closed", "unknown", screens(False, True) | wire(False)),
    ("no certificate on screen, 5061 open", "unknown", screens(False, False) | wire(True, "self_signed", "not_asked")),
    ("fault, 5061 closed", "bothway_no_cert", screens(True, False) | wire(False, answered=False)),
    ("kind not told", "unknown", screens(False, True) | wire(True, None, "not_asked")),
    ("5061 did not answer", "unknown", wire(None)),
    ("parts that are no dictionaries", "unknown", {"switches": None, "certificate": [], "sip": "?"}),
]


@pytest.mark.parametrize(("why", "wanted", "facts"), CASES, ids=[case[0] for case in CASES])
def test_the_mode_is(why: str, wanted: str, facts: dict[str, Any]) -> None:
    assert mode(facts) == wanted
