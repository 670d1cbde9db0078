# SPDX-License-Identifier: GPL-3.0-or-later
"""Which certificates a fleet has to ask its CA for."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils import _certificate_requests as requests

ALONE = {
    "mivoice_tel_address": "198.51.100.31",
    "mivoice_admin_address": "192.0.2.31",
    "mivoice_fqdns": ["clinic.example.org"],
    "mivoice_encryption": {"state": "enabled", "mode": "self_signed"},
}
MEMBER = {"mivoice_tel_address": "198.51.100.21", "mivoice_manager": "mgr", "mivoice_multisite": "Hospital North"}


def asked(hostvars: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {entry["name"]: entry for entry in requests.certificate_requests(hostvars, hostvars)}


def test_a_system_without_manager_asks_for_its_own_before_its_mode_is_trusted() -> None:
    assert asked({"clinic": ALONE})["clinic"] == {
        "name": "clinic",
        "file": "clinic",
        "common_name": "198.51.100.31",
        "subject_alt_name": ["IP:198.51.100.31", "IP:192.0.2.31", "DNS:clinic.example.org"],
        "extended_key_usage": ["serverAuth", "clientAuth"],
        "key_usage": ["digitalSignature", "keyEncipherment"],
        "basic_constraints": ["CA:FALSE"],
    }


def test_a_multi_site_asks_once_for_an_authority_that_manager_signs_with() -> None:
    found = asked({"a": MEMBER, "b": MEMBER})
    assert list(found) == ["mgr/Hospital North"]
    entry = found["mgr/Hospital North"]
    assert (entry["file"], entry["common_name"]) == ("mgr_Hospital_North", "mgr/Hospital North")
    assert entry["basic_constraints"] == ["CA:TRUE", "pathlen:0"]
    assert (entry["subject_alt_name"], entry["extended_key_usage"]) == ([], [])


def test_a_manager_that_wants_the_certificate_of_a_system_asks_for_that() -> None:
    # OPEN-4
    given = MEMBER | {"mivoice_manager_pkcs12": {"src": "a.p12", "file_role": "system"}}
    entry = asked({"a": given})["mgr/Hospital North"]
    assert (entry["common_name"], entry["basic_constraints"]) == ("198.51.100.21", ["CA:FALSE"])


def test_two_that_would_have_one_file_are_told_apart_or_refused() -> None:
    with pytest.raises(ValueError, match="both be called a_b"):
        asked({"a b": ALONE, "a_b": ALONE})


def test_a_collection_that_ansible_does_not_find_is_named() -> None:
    assert requests.missing_collections(["voiceops.mivoice5000", "voiceops.none", "nobody.none"]) == [
        "voiceops.none",
        "nobody.none",
    ]
