# SPDX-License-Identifier: GPL-3.0-or-later
"""The audit over a download server: the same as in a folder where files are listed, by asking where they are not."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._context import Context
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import UnreadableFile, UsageError
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._phoneconfig.folder import unreadable
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import terminal_file_info
from ansible_collections.voiceops.mivoice5000.tests.unit.support.memory_server import SERVER, MemoryServer

from .folders import COMMON, MAC, MODES, OWN, fill, good, ids, look, text

MODE = "self_signed"
OTHER = "00085D000001"
BAD = text(MODES[MODE] | {"sip srtp mode": "0"})


def ask(mode: str = MODE, **options: Any) -> dict[str, Any]:
    given = {"server": dict(SERVER), "mode": mode} | options
    checked = ArgumentSpecValidator(terminal_file_info.ARGUMENT_SPEC, **terminal_file_info.SPEC_EXTRAS).validate(given)
    assert checked.error_messages == []
    result: dict[str, Any] = terminal_file_info.run(checked.validated_parameters, Context())
    return result


def listed(*macs: str, model: str = "6867i", family: str = "mitel6000") -> list[dict[str, str]]:
    return [{"mac": mac, "model": model, "family": family} for mac in macs]


def comparable(result: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in result.items() if name not in ("read_at", "source")}


FILES = good(MODE) | {
    f"{OTHER}.cfg": BAD,
    "00085d000002.cfg": text(MODES[MODE]),
    "00085D000003.tuz": b"\x93",
    "00085D000004.cfg": text(MODES[MODE]),
    "00085d000004.cfg": BAD,
    "6867i.cfg": text({"sip local tls port": "5062"}),
    "readme.txt": "nothing",
}


def test_a_server_that_lists_is_judged_as_a_folder_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server = MemoryServer(FILES).stand_in(monkeypatch)
    for more in ({}, {"terminals": listed(MAC, "00085D00000A")}):
        there, here = ask(detail="all", **more), look(fill(tmp_path, FILES), MODE, detail="all", **more)
        assert comparable(there) == comparable(here)
        assert there["source"] == "sftp://192.0.2.41:22/"
    assert "readme.txt" not in server.asked("read")
    assert server.open == 0


def test_one_file_that_cannot_be_read_makes_the_audit_partial_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    server = MemoryServer(FILES).stand_in(monkeypatch)
    server.broken = {OWN}
    result = ask(detail="all")
    assert result["state"] == "partial"
    assert {"file": OWN, "problem": f"{OWN} could not be read - the server stopped in the middle of it"} in result[
        "unread"
    ]
    statuses = {terminal["mac"]: terminal["status"] for terminal in result["terminals"]}
    assert (statuses[MAC], statuses[OTHER]) == ("missing", "wrong")


def test_names_that_the_server_lists_and_nobody_may_use_are_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    server = MemoryServer(good(MODE)).stand_in(monkeypatch)
    server.refused = [unreadable(f"../{OTHER}.cfg", "the name leads out of the folder; it is left out")]
    result = ask()
    assert (result["state"], result["summary"]["ok"]) == ("partial", 1)
    assert "leads out of the folder" in result["unread"][0]["problem"] and "../" in result["warnings"][0]


def test_a_file_that_goes_between_listing_and_reading_is_unread_not_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server may as well have refused it: FTP says 550 to both."""
    server = MemoryServer(good(MODE)).stand_in(monkeypatch)
    monkeypatch.setattr(server, "names", lambda: iter([*server.files, f"{OTHER}.cfg"]))
    result = ask()
    assert (result["state"], [one["file"] for one in result["unread"]]) == ("partial", [f"{OTHER}.cfg"])


def test_unlisted_the_terminals_and_their_models_say_which_files_to_ask_for(monkeypatch: pytest.MonkeyPatch) -> None:
    server = MemoryServer(FILES, lists=False).stand_in(monkeypatch)
    result = ask(terminals=listed(MAC, OTHER))
    assert {terminal["mac"]: terminal["status"] for terminal in result["terminals"]} == {
        OTHER: "wrong",
        MAC: "wrong",
    }
    asked = set(server.asked("read"))
    assert {"startup.cfg", "aastra.cfg", "6867i.cfg", "6867i.tuz", "security.tuz", OWN, f"{MAC}.tuz"} <= asked
    assert not {name for name in asked if "000003" in name or name == "readme.txt"}


def test_asking_finds_the_same_as_listing_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {name: content for name, content in FILES.items() if not name.startswith("00085d")}
    terminals = listed(MAC, OTHER, "00085D000003", "00085D000004", "00085D00000A")
    MemoryServer(files, lists=False).stand_in(monkeypatch)
    there, here = (
        ask(detail="all", terminals=terminals),
        look(fill(tmp_path, files), MODE, detail="all", terminals=terminals),
    )
    for part in ("state", "terminals", "summary", "findings", "unread"):
        assert there[part] == here[part]
    (said,) = [entry for entry in there["unverified"] if entry not in here["unverified"]]
    assert said["option"] == "terminals"


def test_a_terminal_whose_file_is_asked_for_in_vain_is_missing_and_the_audit_complete(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    MemoryServer(good(MODE), lists=False).stand_in(monkeypatch)
    result = ask(terminals=listed(MAC, OTHER))
    assert ids(result["terminals"][0]) == {"file_missing"}
    assert (result["state"], result["summary"]["ok"]) == ("complete", 1)


def test_a_file_asked_for_that_cannot_be_read_is_not_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    server = MemoryServer(good(MODE), lists=False).stand_in(monkeypatch)
    server.broken = {f"{OTHER}.cfg"}
    result = ask(terminals=listed(MAC, OTHER))
    assert (ids(result["terminals"][0]), result["state"]) == ({"file_unreadable"}, "partial")


def test_an_encrypted_file_is_asked_for_and_beats_the_clear_one(monkeypatch: pytest.MonkeyPatch) -> None:
    MemoryServer(good(MODE) | {f"{MAC}.tuz": b"\x93"}, lists=False).stand_in(monkeypatch)
    (terminal,) = ask(terminals=listed(MAC))["terminals"]
    assert (terminal["status"], ids(terminal)) == ("missing", {"file_encrypted"})


def test_encrypted_files_of_phones_are_not_asked_for_where_clear_ones_do_not_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = MemoryServer(good(MODE) | {"security.tuz": b"\x93"}, lists=False).stand_in(monkeypatch)
    (terminal,) = ask(terminals=listed(MAC))["terminals"]
    assert ids(terminal) == {"file_ignored"}
    assert f"{MAC}.tuz" not in server.asked("read")


def test_unlisted_and_without_its_model_a_value_that_its_models_file_may_set_is_not_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own = text({name: value for name, value in MODES[MODE].items() if name != "sip srtp mode"})
    files = {"startup.cfg": text(COMMON | {"sip srtp mode": "1"}), OWN: own}
    MemoryServer(files, lists=False).stand_in(monkeypatch)
    (terminal,) = ask(terminals=listed(MAC, model=""))["terminals"]
    doubts = [finding for finding in terminal["findings"] if finding["id"] == "value_uncertain"]
    assert (terminal["status"], ["sip srtp mode"] in [doubt["parameters"] for doubt in doubts]) == ("missing", True)
    (terminal,) = ask(terminals=listed(MAC))["terminals"]
    assert terminal["status"] == "ok"


@pytest.mark.parametrize(("named", "there"), [("ca.crt", True), ("old.crt", False), ("a\\b.crt", False)])
def test_files_of_authorities_that_phones_are_to_trust_are_asked_for_and_keys_are_not(
    named: str, there: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = MODES["bothway"] | {"sips trusted certificates": named}
    server = MemoryServer(good("bothway") | {OWN: text(values)}, lists=False).stand_in(monkeypatch)
    (terminal,) = ask("bothway", terminals=listed(MAC, model="6930"))["terminals"]
    assert ("certificate_file_absent" in ids(terminal)) is not there
    assert "phone.key" not in server.asked("read")
    assert server.asked("read").count("ca.crt") == 1
    assert "a\\b.crt" not in server.asked("read")


@pytest.mark.parametrize("terminals", [[], listed(MAC, model="5370 IP", family="mivoice5300")])
def test_unlisted_and_without_terminals_nothing_can_be_asked(
    terminals: list[dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    MemoryServer(good(MODE), lists=False).stand_in(monkeypatch)
    with pytest.raises(UsageError, match="terminals"):
        ask(terminals=terminals)


def test_the_files_of_the_5300_are_asked_for_in_the_form_of_the_site(monkeypatch: pytest.MonkeyPatch) -> None:
    values = "SIP_PORT_PBX=5061\nSIP_PORT_PBX_BACKUP=5061\nSIP_TRANS_PROTO=TLS\nTIME_SERVER=10.0.0.9\nTRUSTED_CERTS=\n"
    server = MemoryServer({"mv.txt": "SIP_PORT_PBX=5061\n", "mv_00-08-0F-00-00-01.txt": values}, lists=False)
    server.stand_in(monkeypatch)
    form = {"file_pattern": "mv_{mac}.txt", "global_file": "mv.txt", "delimiter": "=", "mac_separator": "-"}
    five = listed("08000F000001", model="5370 IP", family="mivoice5300")
    result = ask(family=["mivoice5300"], site_format=form, terminals=[{**five[0], "mac": "00080F000001"}])
    assert result["summary"]["ok"] == 1
    assert server.asked("read") == ["mv.txt", "mv.txt", "mv_00-08-0F-00-00-01.txt"]


class _Endless(MemoryServer):
    """So many phones that their files together would be seen in memory; ``held``: contents made and not let go."""

    PHONES, BLANKS = 3000, b"#" * 20_000

    def names(self) -> Iterator[str]:
        return (f"00085D{number:06X}.cfg" for number in range(self.PHONES))

    def read_many(self, names: Iterable[str]) -> Iterator[tuple[str, bytes | UnreadableFile]]:
        for name in names:
            yield name, BAD.encode() + self.BLANKS + b"\n" + name.encode()


def test_memory_does_not_grow_with_the_number_of_files(monkeypatch: pytest.MonkeyPatch) -> None:
    server = _Endless().stand_in(monkeypatch)
    tracemalloc.start()
    try:
        result = ask(detail="summary")
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert result["summary"]["wrong"] == server.PHONES
    assert most < server.PHONES * len(server.BLANKS) / 20
