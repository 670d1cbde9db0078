# SPDX-License-Identifier: GPL-3.0-or-later
"""What a phone will apply, judged against a mode: only compulsory values of section 5 make the status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .folders import COMMON, MODES, OWN, PORTS, TIME, TLS, fill, good, ids, look, one, text, the

ENCRYPTED_MODES = ("self_signed", "trusted", "bothway")


@pytest.mark.parametrize("mode", MODES)
def test_files_as_the_manual_wants_them_are_ok_and_nothing_is_found(mode: str, tmp_path: Path) -> None:
    result = look(fill(tmp_path, good(mode)), mode)
    (terminal,) = result["terminals"]
    assert terminal == {"mac": OWN[:12], "family": "mitel6000", "status": "ok", "findings": []}
    assert (result["state"], result["findings"], result["unread"]) == ("complete", [], [])


@pytest.mark.parametrize(("have", "want"), [(have, want) for have in MODES for want in MODES if have != want])
def test_files_of_another_mode_are_never_ok(have: str, want: str, tmp_path: Path) -> None:
    status = one(tmp_path, good(have), want)["status"]
    ok = (have, want) == ("bothway", "trusted")  # PAR6-23: the phone's own files stay filled
    assert (status == "ok") is ok


COMPULSORY = [
    (mode, name)
    for mode in MODES
    for name in MODES[mode]
    if name not in ("sips symmetric tls signaling", "srtp aes256 key")
]


@pytest.mark.parametrize(("mode", "name"), COMPULSORY)
def test_another_value_of_a_compulsory_parameter_is_wrong_and_named_to_the_line(
    mode: str, name: str, tmp_path: Path
) -> None:
    values = {key: value for key, value in MODES[mode].items() if key != name} | {name: "7"}
    if MODES[mode][name] in ("ca.crt", "phone.crt", "phone.key"):
        values[name] = ""
    terminal = one(tmp_path, good(mode) | {OWN: text(values)}, mode)
    assert terminal["status"] in ("wrong", "contradictory")
    finding = the(terminal, "value_wrong")
    assert finding["parameters"] == [name]
    assert (finding["file"], finding["line"], finding["found"]) == (OWN, len(values), values[name])
    assert finding["rule"].startswith("PAR6-")


@pytest.mark.parametrize(("mode", "name"), COMPULSORY)
def test_a_compulsory_parameter_in_no_file_is_missing(mode: str, name: str, tmp_path: Path) -> None:
    values = {key: value for key, value in MODES[mode].items() if key != name}
    terminal = one(tmp_path, good(mode) | {OWN: text(values)}, mode)
    if MODES[mode][name] == "":  # not given is empty
        assert terminal["status"] == "ok"
    else:
        assert terminal["status"] == ("contradictory" if (name, mode) in CONTRADICTORY_WITHOUT else "missing")
        assert the(terminal, "value_missing")["parameters"] == [name]


CONTRADICTORY_WITHOUT = {("sips trusted certificates", mode) for mode in ENCRYPTED_MODES}  # authentication stays 1


@pytest.mark.parametrize("name", ["sips symmetric tls signaling", "srtp aes256 key"])
def test_a_recommended_value_makes_no_status(name: str, tmp_path: Path) -> None:
    other = {"0": "1", "1": "0"}[TLS[name]]
    terminal = one(tmp_path, good("trusted") | {OWN: text(MODES["trusted"] | {name: other})}, "trusted")
    assert (terminal["status"], ids(terminal)) == ("ok", {"value_not_recommended"})


@pytest.mark.parametrize(
    ("authentication", "trusted", "contradictory"), [("0", "", False), ("0", "ca.crt", True), ("1", "", True)]
)
@pytest.mark.parametrize("mode", ["self_signed", "disabled"])
def test_authentication_and_the_trust_list_have_to_agree(
    mode: str, authentication: str, trusted: str, contradictory: bool, tmp_path: Path
) -> None:
    """PAR6-20, INV-29: reported only when stopping, which may not write either of them (INV-18)."""
    pair = {"sips tls authentication": authentication, "sips trusted certificates": trusted}
    terminal = one(tmp_path, good(mode) | {OWN: text(MODES[mode] | pair)}, mode)
    wanted = "trust_contradictory" if mode == "self_signed" else "trust_inconsistent"
    assert (wanted in ids(terminal)) is contradictory
    assert terminal["status"] == ("contradictory" if contradictory and mode == "self_signed" else "ok")


def test_trusted_takes_any_file_unless_one_is_named(tmp_path: Path) -> None:
    files = good("trusted") | {OWN: text(MODES["trusted"] | {"sips trusted certificates": "tftp://10.0.0.5/ca.crt"})}
    assert one(tmp_path, files, "trusted")["status"] == "ok"
    assert look(tmp_path, "trusted", trusted_file="ca.crt")["terminals"][0]["status"] == "ok"
    assert look(tmp_path, "trusted", trusted_file="new.crt")["terminals"][0]["status"] == "wrong"


def test_the_time_server_is_any_unless_one_is_named(tmp_path: Path) -> None:
    fill(tmp_path, good("self_signed"))
    assert look(tmp_path, "self_signed", time_server=TIME)["terminals"][0]["status"] == "ok"
    assert look(tmp_path, "self_signed", time_server="10.0.0.1")["terminals"][0]["status"] == "wrong"


def test_a_local_tls_port_of_its_own_is_wrong_and_none_is_right(tmp_path: Path) -> None:
    """PAR6-17: 5061 is the default."""
    files = good("self_signed") | {OWN: text(MODES["self_signed"] | {"sip local tls port": "5062"})}
    assert one(tmp_path, files, "self_signed")["status"] == "wrong"


BESIDE = [
    ({"time server disabled": "1"}, "time_server_disabled", False),
    ({"https validate certificates": "0"}, "validation_off", True),
    ({"https validate expires": "0"}, "validation_off", True),
    ({"https validate hostname": "0"}, "validation_off", True),
    ({"admin password": "22222"}, "admin_password_default", False),
    ({"admin password": "secret"}, "admin_password_default", False),
    ({"admin password": ""}, "admin_password_default", False),
    ({"sip line1 srtp mode": "0"}, "line_srtp", False),
    ({"sip line12 srtp mode": "2"}, "line_srtp", False),
    ({"sips persist tls keep alive": "30"}, "misspelt", False),
    ({"sips persistent tls keep alive": "30"}, "misspelt", False),
    ({"sips symmetric tls signalling": "0"}, "misspelt", False),
    ({"sips trusted certificate": "ca.crt"}, "misspelt", False),
]


@pytest.mark.parametrize(("values", "id_", "verified"), BESIDE, ids=[f"{id_} {v}" for v, id_, _verified in BESIDE])
def test_what_is_found_beside_leaves_the_status(
    values: dict[str, str], id_: str, verified: bool, tmp_path: Path
) -> None:
    terminal = one(tmp_path, good("self_signed") | {OWN: text(MODES["self_signed"] | values)}, "self_signed")
    assert (terminal["status"], ids(terminal)) == ("ok", {id_})
    finding = the(terminal, id_)
    assert (finding["file"], finding["verified"]) == (OWN, verified)


def test_the_right_keep_alive_and_a_good_password_are_not_mentioned(tmp_path: Path) -> None:
    values = MODES["self_signed"] | {"sip persistent tls keep alive": "30", "admin password": "13579"}
    assert ids(one(tmp_path, good("self_signed") | {OWN: text(values)}, "self_signed")) == set()


def test_no_password_in_any_file_means_the_default(tmp_path: Path) -> None:
    files = good("self_signed") | {"startup.cfg": text({"time server1": TIME})}
    assert ids(one(tmp_path, files, "self_signed")) == {"admin_password_not_set"}


def test_values_without_a_caret_or_a_lock_are_named_as_beatable(tmp_path: Path) -> None:
    own = text(MODES["self_signed"], "") + "!sip srtp mode: 1\n^sip transport protocol: 4\n"
    terminal = one(tmp_path, good("self_signed") | {OWN: own}, "self_signed")
    beatable = set(the(terminal, "local_may_beat")["parameters"])
    assert beatable == {*PORTS, "sips persistent tls", "sips tls authentication", "sips trusted certificates"}
    assert terminal["status"] == "ok"


PER_LINE = [
    ({"sip line1 proxy port": "5061", "sip line1 registrar port": "5061"}, "ok", set()),
    ({"sip line1 proxy port": "5060", "sip line1 registrar port": "5061"}, "wrong", {"line_port_wrong"}),
    ({"sip line1 registrar port": "0"}, "wrong", {"line_port_wrong", "line_port_missing"}),
    ({"sip line1 proxy ip": "10.0.0.1"}, "missing", {"line_port_missing"}),
    ({"sip line1 registration period": "60"}, "missing", {"line_port_missing"}),
    ({"sip line1 user name": "4117", "sip line1 display name": "x"}, "ok", set()),
    ({"sip line0 proxy port": "5060", "sip lineX proxy port": "5060"}, "ok", set()),
]


@pytest.mark.parametrize(("values", "status", "found"), PER_LINE, ids=[str(values) for values, *_expected in PER_LINE])
def test_a_line_takes_its_whole_set_and_ignores_the_global_one(
    values: dict[str, str], status: str, found: set[str], tmp_path: Path
) -> None:
    terminal = one(tmp_path, good("self_signed") | {OWN: text(MODES["self_signed"] | values)}, "self_signed")
    assert (terminal["status"], ids(terminal)) == (status, found)


def test_a_backup_port_of_a_line_is_needed_only_with_a_backup_address(tmp_path: Path) -> None:
    line = {"sip line1 proxy port": "5061", "sip line1 registrar port": "5061", "sip line1 backup proxy ip": "10.0.0.2"}
    terminal = one(tmp_path, good("self_signed") | {OWN: text(MODES["self_signed"] | line)}, "self_signed")
    assert the(terminal, "line_port_missing")["parameters"] == ["sip line1 backup proxy port"]


def test_a_site_may_say_that_a_line_takes_single_values(tmp_path: Path) -> None:
    files = good("self_signed") | {OWN: text(MODES["self_signed"] | {"sip line1 proxy ip": "10.0.0.1"})}
    assert one(tmp_path, files, "self_signed", per_line="values")["status"] == "ok"


@pytest.mark.parametrize("line", ['sip srtp mode: "1', "sip srtp mode: 1#", 'sip srtp mode: "1" 2'])
def test_a_value_that_is_not_certain_is_never_ok(line: str, tmp_path: Path) -> None:
    terminal = one(tmp_path, good("self_signed") | {OWN: text(MODES["self_signed"]) + line}, "self_signed")
    assert terminal["status"] == "missing"
    assert the(terminal, "value_uncertain")["parameters"] == ["sip srtp mode"]


@pytest.mark.parametrize("name", ["SIP SRTP MODE", "Sip srtp mode", "sip  srtp mode"])
def test_a_name_that_a_phone_may_not_know_is_never_ok(name: str, tmp_path: Path) -> None:
    own = text(MODES["self_signed"]).replace("sip srtp mode", name)
    terminal = one(tmp_path, good("self_signed") | {OWN: own}, "self_signed")
    assert (terminal["status"], the(terminal, "written_oddly")["wanted"]) == ("missing", "sip srtp mode")


def test_a_site_may_give_other_keys(tmp_path: Path) -> None:
    own = text(MODES["self_signed"]).replace("sips tls authentication", "sips check certificate")
    terminal = one(
        tmp_path,
        good("self_signed") | {OWN: own},
        "self_signed",
        names={"sips tls authentication": "sips check certificate"},
    )
    assert terminal["status"] == "ok"


def test_a_certificate_file_that_is_not_in_the_folder_is_named(tmp_path: Path) -> None:
    files = good("bothway")
    del files["phone.key"]
    terminal = one(tmp_path, files, "bothway")
    assert the(terminal, "certificate_file_absent")["parameters"] == ["sips private key"]
    assert terminal["status"] == "ok"


@pytest.mark.parametrize(("model", "said"), [("6867i", False), ("6731i", True), ("something", True)])
def test_bothway_is_for_models_that_are_known_to_take_it(model: str, said: bool, tmp_path: Path) -> None:
    listed = [{"mac": OWN[:12], "model": model, "family": "mitel6000"}]
    terminal = one(tmp_path, good("bothway"), "bothway", terminals=listed)
    assert ("bothway_not_possible" in ids(terminal)) is said


def test_effective_values_are_told_with_file_and_line_only_when_asked_for(tmp_path: Path) -> None:
    files = good("self_signed") | {OWN: text(MODES["self_signed"]) + "sip line1 srtp mode: 1\n"}
    assert "effective" not in one(tmp_path, files, "self_signed")
    values = look(tmp_path, "self_signed", detail="all")["terminals"][0]["effective"]
    assert values["time server1"] == {
        "value": TIME,
        "source": "file",
        "file": "startup.cfg",
        "line": 1,
        "mark": "^",
        "certainty": "SEED",
        "verified": True,
    }
    assert values["sip srtp mode"]["file"] == values["sip line1 srtp mode"]["file"] == OWN
    assert values["sip local tls port"]["source"] == "default of the phone"


SECRET = "847261"


@pytest.mark.parametrize("mode", MODES)
def test_no_secret_of_a_file_is_in_any_result(mode: str, tmp_path: Path) -> None:
    own = text(MODES[mode]) + (
        f"sip line1 password: {SECRET}\nadmin password: x{SECRET}\npassword {SECRET}\n"
        f"sip line1 password: {SECRET}1\nsips trusted certificates: ftp://user:{SECRET}@10.0.0.1/ca.crt\n"
        f'admin password: "{SECRET}\nsips private key: https://{SECRET}@h/phone.key\n'
    )
    result = look(fill(tmp_path, good(mode) | {OWN: own}), mode, detail="all")
    assert SECRET not in json.dumps(result)


NAMES = st.sampled_from(sorted({*COMMON, *MODES["bothway"], "sip line1 srtp mode", "sip line1 proxy port", "x"}))
VALUES = st.sampled_from(["", "0", "1", "4", "5060", "5061", "ca.crt", '"', "1#", "\x00"])
FILE = st.lists(st.tuples(st.sampled_from(["", "^", "!"]), NAMES, VALUES), max_size=25).map(
    lambda lines: "".join(f"{mark}{name}: {value}\n" for mark, name, value in lines)
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(common=FILE, model=FILE, own=FILE, mode=st.sampled_from(sorted(MODES)))
def test_ok_is_said_only_when_every_compulsory_value_is_there_and_right(
    common: str, model: str, own: str, mode: str, tmp_path: Path
) -> None:
    files = {"startup.cfg": common, "6867i.cfg": model, OWN: own}
    listed = [{"mac": OWN[:12], "model": "6867i", "family": "mitel6000"}]
    terminal = one(tmp_path, files, mode, terminals=listed, detail="all")
    if terminal["status"] == "ok":
        for _mode, name in COMPULSORY:
            if _mode == mode and MODES[mode][name] not in ("ca.crt", "phone.crt", "phone.key"):
                assert (terminal["effective"][name]["value"] or "") == MODES[mode][name]
        assert all("doubt" not in terminal["effective"][name] for _mode, name in COMPULSORY if _mode == mode)
    else:
        assert any(finding["severity"] == "error" for finding in terminal["findings"])
