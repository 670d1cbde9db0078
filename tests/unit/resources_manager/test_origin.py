# SPDX-License-Identifier: GPL-3.0-or-later
"""Where terminals may have been before an action, as its name says: what a registration on TLS then proves (TMA-14)."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import _actions
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources._terminal_job import Found, origin

from .conftest import pushed

FIRST = {"origin": "plain"}
OLD, NEW = {"trust": "01d01d01"} | FIRST, {"trust": "5afe5afe"} | FIRST


def origin_of(mode: str, earlier: list[str], column: str = "none", **parts: Any) -> str:
    """Of an action for package 6.3, one terminal of which TMA's files show in ``column``; 6.4 is on TLS already."""
    work = _actions.Work.named(pushed(mode, 12, **parts))
    assert work is not None
    phones = [{"software": "6.3", "inventory": column}, {"software": "6.4", "inventory": "srtp_tls"}]
    actions = [{"name": name, "state": "finished", "raw": ""} for name in earlier]
    return origin(work, "6.3", Found(phones, [], actions, ""))


@pytest.mark.parametrize(
    ("why", "mode", "earlier", "column", "parts"),
    [
        ("nothing was ever sent", "self_signed", [], "none", {}),
        ("nothing was ever sent", "trusted", [], "none", NEW),
        ("after a stop", "self_signed", [pushed("self_signed", 8), pushed("disabled", 9)], "none", {}),
        ("after a stop, other values", "self_signed", [pushed("self_signed", 8, values={"a": "1"})], "none", {}),
        ("the other package was first", "self_signed", [pushed("self_signed", 8, software="6.4")], "none", {}),
        ("the other package was first", "trusted", [pushed("trusted", 8, software="6.4", **NEW)], "none", NEW),
        ("the same once more", "self_signed", [pushed("self_signed", 8)], "srtp_tls", {}),
        ("the same once more", "trusted", [pushed("trusted", 8, **NEW)], "srtp_tls", NEW),
    ],
)
def test_a_terminal_on_tls_can_be_there_by_these_values_alone(
    why: str, mode: str, earlier: list[str], column: str, parts: dict[str, Any]
) -> None:
    assert origin_of(mode, earlier, column, **parts) == "plain", why


@pytest.mark.parametrize(
    ("why", "mode", "earlier", "column", "parts"),
    [
        ("on TLS by somebody else", "self_signed", [], "srtp_tls", {}),
        ("not known", "self_signed", [], "unknown", {}),
        ("other values", "self_signed", [pushed("self_signed", 8, values={"a": "1"})], "srtp_tls", {}),
        ("the same, from TLS", "self_signed", [pushed("self_signed", 8, origin="tls")], "srtp_tls", {}),
        ("checking before", "self_signed", [pushed("trusted", 8, **NEW)], "srtp_tls", {}),
        ("one that was off may check still", "self_signed", [pushed("trusted", 8), pushed("disabled", 9)], "none", {}),
        ("one that was off may check nothing", "trusted", [pushed(hour=8), pushed("disabled", 9)], "none", NEW),
        ("one that was off may hold the old file", "trusted", [pushed("trusted", 8, **OLD)], "none", NEW),
        ("the old file", "trusted", [pushed("trusted", 8, **OLD)], "srtp_tls", NEW),
    ],
)
def test_a_terminal_on_tls_may_be_there_by_something_else(
    why: str, mode: str, earlier: list[str], column: str, parts: dict[str, Any]
) -> None:
    assert origin_of(mode, earlier, column, **parts) == "tls", why
