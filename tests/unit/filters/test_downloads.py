# SPDX-License-Identifier: GPL-3.0-or-later
"""Which logs belong to a scope, which of them the controller can read, and what several tell together."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils import _downloads, _scopes

FTP = {"path": "/var/log/vsftpd.log", "format": "vsftpd", "timezone": "Europe/Paris", "comment": "not an option"}
WEB = {"path": ["/srv/a.log", "/srv/b.log*"], "format": "nginx", "not_phones": ["192.0.2.9"]}
HOSTVARS: dict[str, dict[str, Any]] = {
    "pbx1": {"mivoice_download_servers": ["files-1", "files-2"], "mivoice_manager": "mgr", "mivoice_multisite": "N"},
    "pbx2": {"mivoice_download_servers": ["files-2", "files-9"], "mivoice_manager": "mgr", "mivoice_multisite": "N"},
    "pbx3": {},
    "mgr": {},
    "files-1": {"mivoice_download_log": [FTP, WEB]},
    "files-2": {"mivoice_download_log": WEB, "ansible_connection": "local"},
}


def test_every_log_of_every_server_is_found_once_with_its_options() -> None:
    assert _downloads.download_logs(HOSTVARS, ["pbx1", "pbx2", "pbx3"]) == [
        {"server": "files-1", "path": ["/var/log/vsftpd.log"], "format": "vsftpd", "timezone": "Europe/Paris"},
        {"server": "files-1", **WEB},
        {"server": "files-2", **WEB},
    ]


@pytest.mark.parametrize("systems", [["pbx3"], ["pbx2"]])
def test_a_server_without_declared_log_or_outside_the_inventory_is_left_out(systems: list[str]) -> None:
    hostvars = HOSTVARS | {"files-2": {}}
    assert _downloads.download_logs(hostvars, systems) == []


def test_the_gate_reads_itself_what_lies_on_the_controller() -> None:
    scope = _scopes.scopes(HOSTVARS, ["pbx1", "pbx2"])["mgr/N"]
    hostvars = HOSTVARS | {"pbx1": HOSTVARS["pbx1"] | {"mivoice_scope": scope}}
    (waiting,) = _scopes.waiting_scopes(hostvars, ["pbx1", "pbx2"], "mitel6000", "self_signed")
    assert waiting["download_logs"] == [WEB]
    assert waiting["fetched"] == []


def test_downloads_are_told_once_and_without_what_gates_do_not_look_at() -> None:
    first = {"phone": "00085D000001", "at": "2026-03-02T08:30:00+00:00", "file": "00085D000001.cfg"}
    by_hand = {"phone": "2102", "at": "2026-03-02T08:31:00+00:00"}
    seen = first | {"address": "10.1.2.3", "model": None}
    assert _downloads.merge_fetched([[seen, by_hand], [first], []]) == [first, by_hand]
