# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of terminal parameters says what spec section 5 says, for each family and mode."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import UsageError
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._phoneconfig import profiles
from hypothesis import given
from hypothesis import strategies as st

TIME = "10.0.0.9"
SIX, FIVE = "mitel6000", "mivoice5300"
TEN = {  # TMA-7
    "sip proxy port",
    "sip registrar port",
    "sip backup proxy port",
    "sip backup registrar port",
    "sips symmetric tls signaling",
    "sip transport protocol",
    "sips persistent tls",
    "sips trusted certificates",
    "sips tls authentication",
    "sip srtp mode",
}
FIVE_ROWS = {"SIP_PORT_PBX", "SIP_PORT_PBX_BACKUP", "SIP_TRANS_PROTO", "TRUSTED_CERTS", "TIME_SERVER"}

PORTS_6000 = ("sip proxy port", "sip registrar port", "sip backup proxy port", "sip backup registrar port")
SIX_TLS = dict.fromkeys(PORTS_6000, "5061") | {
    "sip transport protocol": "4",
    "sips persistent tls": "1",
    "sip srtp mode": "1",
    "sips symmetric tls signaling": "0",
}
BOTHWAY_FILES = {"root_file": "root.pem", "local_file": "phone.crt", "key_file": "phone.key"}

WRITTEN: list[tuple[str, str, dict[str, Any], dict[str, str]]] = [
    (
        SIX,
        "disabled",
        {},
        dict.fromkeys(PORTS_6000, "5060")
        | {"sip transport protocol": "1", "sips persistent tls": "0", "sip srtp mode": "0"},
    ),
    (SIX, "self_signed", {}, SIX_TLS | {"sips tls authentication": "0", "sips trusted certificates": ""}),
    (
        SIX,
        "trusted",
        {"trusted_file": "ca.crt"},
        SIX_TLS | {"sips tls authentication": "1", "sips trusted certificates": "ca.crt"},
    ),
    (
        SIX,
        "bothway",
        {"trusted_file": "ca.crt", **BOTHWAY_FILES},
        SIX_TLS
        | {
            "sips tls authentication": "1",
            "sips trusted certificates": "ca.crt",
            "sips root and intermediate certificates": "root.pem",
            "sips local certificate": "phone.crt",
            "sips private key": "phone.key",
        },
    ),
    (FIVE, "disabled", {}, {"SIP_PORT_PBX": "5060", "SIP_PORT_PBX_BACKUP": "5060", "SIP_TRANS_PROTO": "UDP"}),
    (
        FIVE,
        "self_signed",
        {},
        {
            "SIP_PORT_PBX": "5061",
            "SIP_PORT_PBX_BACKUP": "5061",
            "SIP_TRANS_PROTO": "TLS",
            "TRUSTED_CERTS": "",
            "TIME_SERVER": TIME,
        },
    ),
    (
        FIVE,
        "trusted",
        {"trusted_file": "ca.crt"},
        {
            "SIP_PORT_PBX": "5061",
            "SIP_PORT_PBX_BACKUP": "5061",
            "SIP_TRANS_PROTO": "TLS",
            "TRUSTED_CERTS": "ca.crt",
            "TIME_SERVER": TIME,
        },
    ),
]


def written(family: str, mode: str, **more: Any) -> dict[str, str | None]:
    found = profiles.values(family, mode, time_server=TIME, **more)
    return {name: wanted.value for name, wanted in found.items() if wanted.write}


@pytest.mark.parametrize(
    ("family", "mode", "more", "wanted"), WRITTEN, ids=[f"{case[0]} {case[1]}" for case in WRITTEN]
)
def test_exactly_these_rows_are_ticked(family: str, mode: str, more: dict[str, Any], wanted: dict[str, str]) -> None:
    assert written(family, mode, **more) == wanted


@pytest.mark.parametrize("mode", ["disabled", "self_signed"])
def test_exactly_the_ten_of_the_6000_and_the_five_of_the_5300_are_distributed(mode: str) -> None:
    for family, names in ((SIX, TEN), (FIVE, FIVE_ROWS)):
        found = profiles.values(family, mode, time_server=TIME)
        assert {name for name, wanted in found.items() if wanted.distribute} == names


def test_what_is_written_is_always_distributed_first() -> None:  # TMA-8
    for family, mode, more, _unused in WRITTEN:
        found = profiles.values(family, mode, time_server=TIME, aes256=True, **more)
        assert all(wanted.distribute for wanted in found.values() if wanted.write)
    six = profiles.values(SIX, "self_signed", time_server=TIME, aes256=True)
    assert (six["srtp aes256 key"].value, six["srtp aes256 key"].distribute) == ("1", True)


def test_a_stop_never_touches_the_five_of_inv_18() -> None:
    assert set(profiles.NEVER_WHEN_STOPPING) == {
        "TRUSTED_CERTS",
        "TIME_SERVER",
        "time server1",
        "sips tls authentication",
        "sips trusted certificates",
    }
    for family in (SIX, FIVE):
        assert not set(profiles.NEVER_WHEN_STOPPING) & set(written(family, "disabled", clear_certificates=True))


def test_a_complete_stop_may_clear_the_certificate_files() -> None:  # PAR6-22
    cleared = {name for name, value in written(SIX, "disabled", clear_certificates=True).items() if value == ""}
    assert cleared == {"sips root and intermediate certificates", "sips local certificate", "sips private key"}
    assert "" not in written(SIX, "disabled").values()


@pytest.mark.parametrize(
    ("family", "mode", "wanted"),
    [
        (SIX, "self_signed", [("T60-5", "time server1", TIME)]),
        (SIX, "disabled", []),
        (FIVE, "self_signed", [("T53-7", "SIP_PORT_PBX", "5061")]),
        (FIVE, "disabled", [("STP-7", "SIP_PORT_PBX", "5060")]),
    ],
)
def test_global_values_are_steps_of_their_own(family: str, mode: str, wanted: list[tuple[str, str, str]]) -> None:
    found = profiles.global_values(family, mode, time_server=TIME)
    assert [(entry.step, entry.parameter, entry.value) for entry in found] == wanted


WRONG: list[tuple[str, str, str, dict[str, Any]]] = [
    ("a 5300 in bothway", FIVE, "bothway", {"trusted_file": "ca.crt"}),
    ("no such mode", SIX, "udp", {}),
    ("no such family", "tdm", "self_signed", {}),
    ("no time server", SIX, "self_signed", {"time_server": None}),
    ("a host name for a 5300", FIVE, "self_signed", {"time_server": "ntp.example"}),
    ("trusted without file", SIX, "trusted", {}),
    ("trusted with an empty file", FIVE, "trusted", {"trusted_file": ""}),
    ("bothway without key", SIX, "bothway", {"trusted_file": "ca.crt", "root_file": "a", "local_file": "b"}),
    ("self-signed with a file", SIX, "self_signed", {"trusted_file": "ca.crt"}),
    ("a stop with a file", FIVE, "disabled", {"trusted_file": "ca.crt"}),
]


@pytest.mark.parametrize(("why", "family", "mode", "more"), WRONG, ids=[case[0] for case in WRONG])
def test_a_wish_that_cannot_be_is_refused(why: str, family: str, mode: str, more: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        profiles.values(family, mode, **{"time_server": TIME, **more})


def test_a_host_name_is_good_for_a_6000() -> None:  # PAR6-12
    assert profiles.global_values(SIX, "self_signed", time_server="ntp.example")[0].value == "ntp.example"


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("sips persistent tls keep alive", "sips persist tls keep alive"),
        ("sip persistent tls keep alive", "sips persist tls keep alive"),
        ("sips symmetric tls signalling", "sips symmetric tls signaling"),
        ("  SIP   Proxy port ", "sip proxy port"),
        ("sip_port_pbx", "SIP_PORT_PBX"),
        ("something else", "something else"),
    ],
)
def test_every_spelling_means_one_parameter(spelling: str, name: str) -> None:  # DIS-4, DIS-5, EXT-1
    assert profiles.canonical(spelling) == name
    assert profiles.spellings(spelling)[0] == name


@given(st.sampled_from(profiles.TABLE))
def test_names_and_spellings_agree(row: profiles.Parameter) -> None:
    for spelling in profiles.spellings(row.name):
        assert profiles.canonical(spelling.upper()) == row.name


def test_the_keep_alive_may_be_missing_in_tma() -> None:
    found = profiles.values(SIX, "self_signed", time_server=TIME)
    assert [name for name, wanted in found.items() if wanted.optional] == ["sips persist tls keep alive"]
