# SPDX-License-Identifier: GPL-3.0-or-later
"""Which files of authorities the phones of a family trust, and where each has to lie."""

from __future__ import annotations

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils import _trust

TODAY = {"name": "ca.crt", "content": "old"}
NEXT = {"name": "ca-2027.crt", "content": "new\n"}


def test_one_authority_is_one_file_for_both_families() -> None:
    for family in _trust.FAMILIES:
        assert _trust.trusted_files([TODAY], family) == [{"name": "ca.crt", "content": "old\n"}]


def test_a_6000_gets_two_authorities_in_one_file_named_after_both() -> None:
    assert _trust.trusted_files([TODAY, NEXT], "mitel6000") == [{"name": "ca-and-ca-2027.crt", "content": "old\nnew\n"}]


def test_a_5300_gets_two_authorities_as_a_list_of_files() -> None:
    assert [file["name"] for file in _trust.trusted_files([TODAY, NEXT], "mivoice5300")] == ["ca.crt", "ca-2027.crt"]


def test_every_family_needs_its_files_on_every_server_once() -> None:
    found = _trust.deployments([TODAY, NEXT], ["dl2", "dl1", "dl2"], ["mivoice5300", "mitel6000"])
    assert [(one["family"], one["server"], one["name"]) for one in found] == [
        ("mitel6000", "dl1", "ca-and-ca-2027.crt"),
        ("mitel6000", "dl2", "ca-and-ca-2027.crt"),
        ("mivoice5300", "dl1", "ca.crt"),
        ("mivoice5300", "dl1", "ca-2027.crt"),
        ("mivoice5300", "dl2", "ca.crt"),
        ("mivoice5300", "dl2", "ca-2027.crt"),
    ]


def test_a_phone_of_unknown_family_counts_for_every_family() -> None:
    assert _trust.moved_families([{"family": "mitel6000"}, {"family": "tdm"}]) == ["mitel6000"]
    assert _trust.moved_families([{"family": None}]) == list(_trust.FAMILIES)
    assert _trust.moved_families([]) == []
