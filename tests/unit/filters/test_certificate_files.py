# SPDX-License-Identifier: GPL-3.0-or-later
"""Which certificate file of the inventory is for which system."""

from __future__ import annotations

from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils import _certificate_files as files
from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._scopes import scopes

TRUSTED = {"state": "enabled", "mode": "trusted"}
CA = {"mivoice_ca": {"src": "ca.crt", "name": "ca.crt"}}
ALONE = {
    "mivoice_encryption": TRUSTED,
    "mivoice_tel_address": "192.0.2.1",
    "mivoice_pkcs12": {"src": "alone.p12", "password": "s"},
    **CA,
}
MEMBER = {
    "mivoice_encryption": TRUSTED,
    "mivoice_manager": "mgr",
    "mivoice_multisite": "North",
    "mivoice_manager_pkcs12": {"content": "Zm9v", "password": "s"},
    **CA,
}


def by_name(hostvars: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {entry["name"]: entry for entry in files.certificate_files(hostvars, hostvars)}


def test_a_system_without_manager_has_a_file_of_its_own() -> None:
    entry = by_name({"alone": ALONE})["alone"]
    assert (entry["src"], entry["password"]) == ("alone.p12", "s")
    assert entry["system"] == {"tel_address": "192.0.2.1", "multisite": False, "file_role": "system"}


def test_a_5300_among_its_terminals_is_told_once_they_were_read() -> None:
    read = ALONE | {"mivoice_terminals": {"terminals": [{"family": "mivoice5300"}]}}
    assert by_name({"alone": read})["alone"]["system"]["has_5300"] is True
    read = ALONE | {"mivoice_terminals": {"terminals": []}}
    assert by_name({"alone": read})["alone"]["system"]["has_5300"] is False


def with_phones(variables: dict[str, Any], *families: str) -> dict[str, Any]:
    return variables | {"mivoice_terminals": {"terminals": [{"family": family} for family in families]}}


def test_5300_that_fall_over_to_a_system_depend_on_it_too() -> None:
    # INV-43
    home = {"mivoice_tel_address": "192.0.2.2", "mivoice_backup": "alone"}
    clinic = with_phones(ALONE, "mitel6000")
    for fleet, depend in (
        ({"alone": clinic, "home": with_phones(home, "mivoice5300")}, True),
        ({"alone": clinic, "home": with_phones(home, "mitel6000")}, False),
        ({"alone": clinic, "home": home}, None),
        ({"alone": clinic, "home": with_phones(home, "mivoice5300") | {"mivoice_backup": None}}, False),
    ):
        assert by_name(fleet)["alone"]["system"].get("has_5300") is depend
        assert files.serves_5300(fleet, scopes(fleet, fleet), "alone") is (depend is not False)


def test_a_multi_site_has_one_file_with_the_authority_that_manager_signs_with() -> None:
    found = by_name({"a": MEMBER, "b": MEMBER})
    assert found["mgr/North"]["system"] == {"file_role": "signing_ca", "multisite": True}
    assert found["mgr/North"]["content"] == "Zm9v"
    assert set(found) == {"mgr/North", "authority ca.crt"}


def test_both_authorities_are_looked_at_while_one_replaces_the_other() -> None:
    found = by_name({"alone": ALONE | {"mivoice_ca_next": {"src": "next.crt", "name": "ca2.crt"}}})
    assert found["authority ca2.crt"] == {
        "name": "authority ca2.crt",
        "src": "next.crt",
        "system": {"file_role": "ca_file"},
    }


def test_nothing_is_looked_at_where_no_phone_checks_certificates() -> None:
    assert by_name({"alone": ALONE | {"mivoice_encryption": {"state": "enabled", "mode": "self_signed"}}}) == {}


def test_a_scope_is_told_of_its_own_file_and_of_the_authorities() -> None:
    fleet = {"alone": ["x"], "mgr/North": ["y"], "authority ca.crt": ["z"]}
    assert files.certificate_findings(fleet, "alone") == {"alone": ["x"], "authority ca.crt": ["z"]}


def test_a_scope_without_a_file_is_an_error() -> None:
    (finding,) = files.certificate_findings({"authority ca.crt": []}, "alone")["alone"]
    assert finding["blocking"]


def test_files_say_which_platform_of_a_mock_up_they_are_for() -> None:  # MCK-10, CERT-22
    found = by_name({"alone": ALONE, "pre": ALONE | {"mivoice_mock_up": "pre_configuration"}})
    assert "platform" not in found["alone"]["system"]
    assert found["pre"]["system"]["platform"] == "pre_configuration"
    assert by_name({"m": MEMBER | {"mivoice_mock_up": "working"}})["mgr/North"]["system"]["platform"] == "working"
