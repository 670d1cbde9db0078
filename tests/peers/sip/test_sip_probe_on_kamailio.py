# SPDX-License-Identifier: GPL-3.0-or-later
"""``sip_probe`` is right about a real SIP server, in every mode and TLS version (MOD-1..7, VER-35)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._context import Context
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import sip_probe
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._wire.probe import phone_answers
from cryptography.hazmat.primitives import hashes

from . import kamailio
from .pki import Pair, issue

ADDRESS = "127.254.5.1"
VERSIONS = {"TLSv1.2": "TLSv1.2", "TLSv1.3": "TLSv1.2+"}
"""Version that has to be agreed upon -> Kamailio's setting."""

MODES = {
    ("self_signed", "not_asked"): "pbx_cert_self_signed",
    ("self_signed", "optional"): "pbx_cert_self_signed",
    ("self_signed", "required"): "unknown",  # MOD-14: BOTHWAY over self-signed is not documented
    ("trusted", "not_asked"): "pbx_cert_trusted",
    ("trusted", "optional"): "pbx_cert_trusted",
    ("trusted", "required"): "bothway",
}

CASES = [(version, kind, clients) for version in VERSIONS for kind, clients in MODES]


@pytest.fixture(scope="module")
def root() -> Pair:
    return issue("Peers test root", ca=True)


def served(kind: str, root: Pair) -> list[Pair]:
    return [issue(ADDRESS)] if kind == "self_signed" else [issue(ADDRESS, root), root]


def look() -> dict[str, Any]:
    params = {"tel_address": ADDRESS, "sip_port": 5060, "sips_port": 5061, "timeout": 10}
    return sip_probe.run(params, Context(clock=lambda: datetime(2026, 11, 22, tzinfo=UTC)))


@pytest.fixture(params=CASES, ids="-".join)
def tls_peer(request: pytest.FixtureRequest, tmp_path: Path, root: Pair) -> Iterator[tuple[str, str, str, list[Pair]]]:
    version, kind, clients = request.param
    chain = served(kind, root)
    kamailio.write_tls(tmp_path, ADDRESS, chain, VERSIONS[version], clients, root)
    with kamailio.running(tmp_path, ADDRESS):
        yield version, kind, clients, chain


def test_everything_about_a_tls_server_is_told_right(tls_peer: tuple[str, str, str, list[Pair]]) -> None:
    version, kind, clients, chain = tls_peer
    sip = look()["sip"]
    assert (sip["tls_open"], sip["tls_version"], sip["kind"]) == (True, version, kind)
    assert sip["client_certificate"] == clients
    assert sip["mode"] == MODES[kind, clients]
    assert (sip["plain_open"], sip["options_answered"]) == (True, True)
    fingerprints = [pair.certificate.fingerprint(hashes.SHA256()).hex() for pair in chain]
    assert [entry["fingerprint_sha256"] for entry in sip["chain"]] == fingerprints
    leaf = sip["chain"][0]
    assert (leaf["cn"], leaf["san"], leaf["self_signed"]) == (ADDRESS, [f"IP:{ADDRESS}"], kind == "self_signed")
    assert datetime.fromisoformat(leaf["not_after"]) == chain[0].certificate.not_valid_after_utc


def test_an_answer_over_tls_is_seen_exactly_when_no_certificate_is_required(
    tls_peer: tuple[str, str, str, list[Pair]],
) -> None:
    _version, _kind, clients, _chain = tls_peer
    assert phone_answers(ADDRESS, 5061, "tls", timeout=10) is (clients != "required")


def test_a_server_without_tls_is_in_mode_no_tls(tmp_path: Path) -> None:
    kamailio.write_plain(tmp_path, ADDRESS)
    with kamailio.running(tmp_path, ADDRESS):
        result = look()
    sip = result["sip"]
    assert (sip["plain_open"], sip["tls_open"], sip["options_answered"]) == (True, False, True)
    assert (sip["chain"], sip["kind"], sip["mode"]) == ([], None, "no_tls")
    assert result["evidence"][0]["verified"] is True


def test_a_server_that_answers_on_tls_only_is_told_right(tmp_path: Path, root: Pair) -> None:
    kamailio.write_tls(tmp_path, ADDRESS, served("trusted", root), "TLSv1.2+", "required", root, plain=False)
    with kamailio.running(tmp_path, ADDRESS):
        sip = look()["sip"]
    assert (sip["plain_open"], sip["tls_open"], sip["options_answered"]) == (False, True, False)
    assert sip["mode"] == "bothway"


def test_a_server_that_is_gone_has_no_known_mode(tmp_path: Path) -> None:
    kamailio.write_plain(tmp_path, ADDRESS)
    with kamailio.running(tmp_path, ADDRESS):
        assert look()["sip"]["mode"] == "no_tls"
    result = look()
    assert (result["sip"]["plain_open"], result["sip"]["mode"]) == (False, "unknown")
    assert result["evidence"][0]["verified"] is False
    assert len(result["sip"]["errors"]) == 2


def test_a_phone_over_udp_answers_only_where_one_is(tmp_path: Path) -> None:
    kamailio.write_plain(tmp_path, ADDRESS)
    with kamailio.running(tmp_path, ADDRESS):
        assert phone_answers(ADDRESS, 5060, "udp", timeout=10) is True
        assert phone_answers(ADDRESS, 5061, "tls", timeout=10) is False
    assert phone_answers(ADDRESS, 5060, "udp", timeout=10) is False
