# SPDX-License-Identifier: GPL-3.0-or-later
"""Private keys left on a download server are found whatever they are called, and never shown (INV-33, BCRT-11)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.voiceops.mivoice5000.plugins.module_utils import _door
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._context import Context
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import download_server_info as resource
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._wire.servers import listing
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._wire.servers import opening as servers
from ansible_collections.voiceops.mivoice5000.tests.unit.support.authorities import Authority
from ansible_collections.voiceops.mivoice5000.tests.unit.support.memory_server import SERVER, MemoryServer
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PrivateFormat, pkcs12

NOW = datetime(2026, 3, 2, tzinfo=UTC)
KEY = ec.generate_private_key(ec.SECP256R1())
CLEAR, LOCKED = serialization.NoEncryption(), serialization.BestAvailableEncryption(b"secret")
KEYS = {
    "phone.key": KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, CLEAR),
    "locked.pem": KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, LOCKED),
    "notes.txt": b"my old key\n" + KEY.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, CLEAR),
    "phone.der": KEY.private_bytes(Encoding.DER, PrivateFormat.PKCS8, CLEAR),
    "phone.p12": pkcs12.serialize_key_and_certificates(b"phone", KEY, None, None, LOCKED),
}
OTHERS = {"readme.txt": b"files of phones\n", "empty": b"", "logo.png": b"\x89PNG\r\n\x1a\n", "page.html": b"<html>"}


def run(memory: MemoryServer, monkeypatch: pytest.MonkeyPatch, **options: Any) -> dict[str, Any]:
    memory.stand_in(monkeypatch)
    given = {name: value for name, value in options.items() if value is not None}
    spec = _door.argument_spec(resource)
    checked = ArgumentSpecValidator(spec, **resource.SPEC_EXTRAS).validate({"server": SERVER} | given)
    assert not checked.error_messages
    context = Context(False, lambda: NOW, lambda _seconds: None)
    return resource.run(checked.validated_parameters, context)


@pytest.mark.parametrize("name", KEYS)
def test_a_key_is_found_whatever_form_it_has(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told = run(MemoryServer({**OTHERS, name: KEYS[name]}), monkeypatch)
    assert told["left_behind"] == [name]
    assert [(one["id"], one["severity"], one["rule"]) for one in told["findings"]] == [
        ("key_left_behind", "error", "INV-33")
    ]
    assert KEYS[name].decode("latin-1")[40:60] not in json.dumps(told)


def test_other_files_are_no_keys_and_files_of_phones_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    server = MemoryServer({**OTHERS, "00085D000001.cfg": KEYS["phone.key"], "6867i.st": b"firmware"})
    told = run(server, monkeypatch)
    assert (told["state"], told["private_files_found"], told["looked_at"]) == ("complete", [], len(OTHERS))
    assert sorted(server.asked("read")) == sorted(OTHERS)


def test_a_key_that_is_meant_to_be_there_is_told_and_not_called_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    told = run(MemoryServer(KEYS), monkeypatch, private_files=["phone.key"])
    assert "phone.key" not in told["left_behind"]
    assert {one["file"]: one["expected"] for one in told["private_files_found"]}["phone.key"] is True


def test_on_the_working_platform_of_a_mock_up_nothing_may_lie_whatever_was_declared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # INV-33, MCK-3, MCK-5
    server = MemoryServer({"phone.key": KEYS["phone.key"], "ca.crt": Authority().pem})
    found = {
        platform: run(server, monkeypatch, private_files=["phone.key"], mock_up=platform)["left_behind"]
        for platform in ("working", "pre_configuration", None)
    }
    assert found == {"working": ["phone.key", "ca.crt"], "pre_configuration": [], None: []}


def test_what_cannot_be_read_makes_it_partial(monkeypatch: pytest.MonkeyPatch) -> None:
    server = MemoryServer(OTHERS)
    server.broken = {"readme.txt"}
    told = run(server, monkeypatch)
    assert (told["state"], [one["file"] for one in told["unread"]]) == ("partial", ["readme.txt"])


def test_a_server_that_does_not_list_is_asked_for_what_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    server = MemoryServer(KEYS, lists=False)
    assert run(server, monkeypatch)["state"] == "partial"
    told = run(server, monkeypatch, names=["phone.key", "not-there.key"])
    assert (told["state"], told["left_behind"], told["looked_at"]) == ("complete", ["phone.key"], 1)


@pytest.mark.parametrize("told", [True, False])
def test_listing_files_to_anyone_is_told(told: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(listing, "to_anyone", lambda server: asked.append(server.host) or told)
    assert [one["id"] for one in run(MemoryServer({}), monkeypatch)["findings"]] == ["listing_on"] * told
    assert asked == [SERVER["host"]]


@pytest.mark.parametrize(
    ("account", "told"),
    [({"protocol": "ftp"}, True), ({"protocol": "ftp", "username": "files"}, False), ({"protocol": "tftp"}, False)],
    ids=["anonymous ftp", "ftp with an account", "tftp"],
)
def test_who_may_list_is_known_from_protocol_and_account(account: dict[str, str], told: bool) -> None:
    assert listing.to_anyone(servers.Server(host="192.0.2.1", **account)) is told


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ('<a href="00085D000001.cfg">00085D000001.cfg</a>', True),
        ("<A HREF=startup.cfg>", True),
        ("<h1>Welcome</h1><a href='/help.html'>", False),
        ("", False),
    ],
)
def test_a_listing_is_told_from_another_page(page: str, told: bool) -> None:
    assert (listing.A_FILE.search(page.encode()) is not None) is told
