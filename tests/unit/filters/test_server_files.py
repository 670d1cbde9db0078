# SPDX-License-Identifier: GPL-3.0-or-later
"""Who puts a file on a download server: TMA, the run itself where people manage the server, or a person."""

from __future__ import annotations

from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils import _server_files

FILES = {"protocol": "http", "host": "192.0.2.1"}


def vars_of(**more: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Two systems, of which the second has two servers."""
    hosts: dict[str, dict[str, Any]] = {
        "a": {"mivoice_download_servers": ["dl1"]},
        "b": {"mivoice_download_servers": ["dl1", "dl2"]},
        "dl1": {"mivoice_files": FILES},
        "dl2": {"mivoice_files": FILES},
    }
    return {name: variables | more.get(name, {}) for name, variables in hosts.items()}


def test_copies_go_through_tma_unless_people_manage_the_server() -> None:
    hosts = vars_of(dl1={"mivoice_hand_managed": True, "mivoice_site_name": "Files 1"}, dl2={"mivoice_files": None})
    copies = [{"server": name, "family": "mitel6000", "name": "ca.crt"} for name in ("Files 1", "dl2", "unknown")]
    split = _server_files.split_copies(copies, hosts, ["a", "b"])
    assert [[copy["server"] for copy in split[way]] for way in ("tma", "hand", "person")] == [
        ["dl2", "unknown"],
        ["Files 1"],
        [],
    ]
    assert split["hand"][0]["host"] == "dl1"
    hosts["dl2"]["mivoice_hand_managed"] = True
    assert [copy["server"] for copy in _server_files.split_copies(copies, hosts, ["a", "b"])["person"]] == ["dl2"]


def test_what_was_put_by_hand_counts_as_deployed() -> None:
    done = {"item": {"server": "Files 1", "family": "mitel6000"}, "file": {"name": "ca.crt", "sha256": "aa"}}
    refused = {"item": {"server": "dl2", "family": "mitel6000"}, "failed": True}
    assert _server_files.deployed_by_hand([done, refused]) == [{"Files 1": {"mitel6000": {"ca.crt": "aa"}}}]


def test_declared_files_are_put_in_place_by_whoever_can_and_their_content_is_in_no_loop() -> None:
    key = {"name": "phone.key", "content": "secret", "private": True}
    gone = {"name": "old.key", "state": "absent"}
    hosts = vars_of(
        dl1={"mivoice_server_files": [key, {"name": "phone.pem", "src": "phone.pem"}, gone]},
        dl2={"mivoice_server_files": [key, gone], "mivoice_hand_managed": True},
    )
    files = _server_files.server_files(hosts, ["a", "b"], ["mitel6000", "mivoice5300"])
    assert [(one["host"], one["family"], one["name"], one["holds"]) for one in files["tma"]] == [
        ("dl1", "mitel6000", "phone.key", "key"),
        ("dl1", "mivoice5300", "phone.key", "key"),
        ("dl1", "mitel6000", "phone.pem", "certificate"),
        ("dl1", "mivoice5300", "phone.pem", "certificate"),
    ]
    assert [(one["host"], one["name"]) for one in files["hand"]] == [("dl2", "phone.key")]
    assert [one["host"] for one in files["absent"]] == ["dl1", "dl2"]
    assert "secret" not in repr(files)
    hosts["dl2"]["mivoice_files"] = None
    assert [one["name"] for one in _server_files.server_files(hosts, ["b"], [])["person"]] == ["phone.key", "old.key"]


def test_what_tma_copied_is_read_back_where_the_inventory_says_how() -> None:
    hosts = vars_of(dl1={"mivoice_site_name": "Files 1"}, dl2={"mivoice_files": None})
    assert _server_files.read_back_of(hosts, ["a", "b"], "Files 1") == {"server": FILES}
    assert _server_files.read_back_of(hosts, ["a", "b"], "dl2") is None
