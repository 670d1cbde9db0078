# SPDX-License-Identifier: GPL-3.0-or-later
"""What a probe says of client certificates holds against a real SIP server, in every mode and TLS version (MOD-13)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import _bothway_proofs
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._wire import probe
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._wire.client import Client, foreign

from . import kamailio
from .pki import Pair, issue

ADDRESS = "127.254.5.4"
VERSIONS = {"TLSv1.2": "TLSv1.2", "TLSv1.3": "TLSv1.2+"}
"""Version that has to be agreed upon -> Kamailio's setting."""

TAKEN = {
    "not_asked": {"foreign": "answered", "namesake": "answered", "good": "answered", "expired": "answered"},
    "optional": {"foreign": "refused", "namesake": "refused", "good": "answered", "expired": "refused"},
    "required": {"foreign": "refused", "namesake": "refused", "good": "answered", "expired": "refused"},
}
PROVEN = {
    "not_asked": {"demanded": False, "none": False, "foreign": False, "good": True, "expired": False},
    "optional": {"demanded": False, "none": False, "foreign": True, "good": True, "expired": True},
    "required": {"demanded": True, "none": True, "foreign": True, "good": True, "expired": True},
}


@pytest.fixture(scope="module")
def root() -> Pair:
    return issue("Peers test root", ca=True)


@pytest.fixture(params=[(v, c) for v in VERSIONS for c in kamailio.CLIENTS], ids="-".join)
def clients(request: pytest.FixtureRequest, tmp_path: Path, root: Pair) -> Iterator[str]:
    version, asked = request.param
    kamailio.write_tls(tmp_path, ADDRESS, [issue(ADDRESS, root), root], VERSIONS[version], asked, root)
    with kamailio.running(tmp_path, ADDRESS):
        yield asked


def client_of(pair: Pair) -> Client:
    return Client(pair.pem + pair.key_pem)


def test_what_is_presented_is_taken_or_refused_as_the_server_is_told_to(clients: str, root: Pair) -> None:
    now = datetime.now(UTC)
    presented = {
        "foreign": foreign(now),
        "namesake": foreign(now, root.certificate.subject),
        "good": client_of(issue("127.254.5.9", root)),
        "expired": client_of(issue("127.254.5.9", root, expired=True)),
    }
    seen = {name: probe.present(ADDRESS, 5061, client, 10).outcome for name, client in presented.items()}
    assert seen == TAKEN[clients]


def test_the_proofs_of_bothway_hold_exactly_where_a_certificate_is_demanded(clients: str, root: Pair) -> None:
    given = {
        "good": client_of(issue("127.254.5.9", root)),
        "expired": client_of(issue("127.254.5.9", root, expired=True)),
    }
    sip = probe.probe(ADDRESS, 5060, 5061, 10)
    tried = _bothway_proofs.tried(
        sip, given, foreign(datetime.now(UTC)), lambda client: probe.present(ADDRESS, 5061, client, 10)
    )
    assert {proof["what"]: proof["proven"] for proof in tried} == PROVEN[clients]
