# SPDX-License-Identifier: GPL-3.0-or-later
"""Which files of a folder a phone reads, in which order, and what is said of those that cannot be read."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import Any, Self

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import UnreadableFile, UsageError
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._phoneconfig.folder import LIMIT, Folder

from .folders import COMMON, MAC, MODES, OWN, fill, good, ids, look, one, text, the

MODE = "self_signed"
OTHER = "00085D000001"
GOOD = MODES[MODE]
BAD = text(GOOD | {"sip srtp mode": "0"})


def listed(model: str, mac: str = MAC) -> list[dict[str, Any]]:
    return [{"mac": mac, "model": model, "family": "mitel6000"}]


def status_of(result: dict[str, Any], mac: str) -> str:
    (found,) = [terminal["status"] for terminal in result["terminals"] if terminal["mac"] == mac]
    return str(found)


def uncertain(terminal: dict[str, Any]) -> set[str]:
    found = [finding["parameters"] for finding in terminal["findings"] if finding["id"] == "value_uncertain"]
    return {name for names in found for name in names}


def test_a_phones_own_file_beats_its_models_which_beats_the_common_one(tmp_path: Path) -> None:
    common, model, own = (text(COMMON | GOOD | {"sip srtp mode": value}) for value in ("0", "2", "1"))
    fill(tmp_path, {"startup.cfg": common, "6867i.cfg": model, OWN: own, f"{OTHER}.cfg": "x: 1\n"})
    terminals = listed("6867i") + listed("Mitel 6867i", OTHER)
    first, second = look(tmp_path, MODE, terminals=terminals, detail="all")["terminals"]
    assert first["effective"]["sip srtp mode"]["file"] == "6867i.cfg"
    assert second["effective"]["sip srtp mode"]["file"] == OWN
    os.unlink(tmp_path / "6867i.cfg")
    first, _second = look(tmp_path, MODE, terminals=terminals, detail="all")["terminals"]
    assert first["effective"]["sip srtp mode"]["file"] == "startup.cfg"


def test_without_its_model_a_value_that_a_model_file_may_change_is_not_known(tmp_path: Path) -> None:
    own = text({name: value for name, value in GOOD.items() if name != "sip srtp mode"})
    files = {"startup.cfg": text(COMMON | {"sip srtp mode": "1"}), "6867i.cfg": text({"sip srtp mode": "0"}), OWN: own}
    terminal = one(tmp_path, files, MODE)
    assert (terminal["status"], the(terminal, "value_uncertain")["parameters"]) == ("missing", ["sip srtp mode"])
    assert one(tmp_path, {}, MODE, terminals=listed("6867i"))["status"] == "wrong"
    assert one(tmp_path, {}, MODE, terminals=listed("6930"))["status"] == "ok"
    assert one(tmp_path, {"6867i.cfg": text({"sip srtp mode": "1"})}, MODE)["status"] == "ok"


def test_the_first_common_file_is_read_and_a_second_one_that_says_otherwise_leaves_the_value_open(
    tmp_path: Path,
) -> None:
    files = good(MODE) | {"aastra.cfg": text(COMMON)}
    assert one(tmp_path, files, MODE)["status"] == "ok"
    fill(tmp_path, {"aastra.cfg": text(COMMON | {"time server1": ""})})
    result = look(tmp_path, MODE)
    assert status_of(result, MAC) == "contradictory"
    assert [finding["id"] for finding in result["findings"]] == ["common_file_double"]
    assert status_of(look(tmp_path, MODE, common_files=["startup.cfg"]), MAC) == "ok"
    assert status_of(look(tmp_path, MODE, common_files=["aastra.cfg"]), MAC) == "wrong"


@pytest.mark.parametrize(("content", "id_"), [("# nothing\n", "common_file_empty"), (None, "common_file_missing")])
def test_a_common_file_that_is_empty_or_not_there_is_reported(content: str | None, id_: str, tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {OWN: text(GOOD | COMMON)}
    if content is not None:
        files["startup.cfg"] = content
    result = look(fill(tmp_path, files), MODE)
    assert [finding["id"] for finding in result["findings"]] == [id_]
    assert result["state"] == "complete"


def test_a_small_letter_in_the_name_is_not_the_file_that_the_phone_asks_for(tmp_path: Path) -> None:
    files = good(MODE)
    files[OWN.lower()] = files.pop(OWN)
    terminal = one(tmp_path, files, MODE)
    assert (terminal["mac"], terminal["status"], ids(terminal)) == (MAC, "missing", {"file_name_case"})
    assert one(tmp_path, {}, MODE, mac_case="any")["status"] == "ok"


def test_two_files_for_one_phone_count_only_where_they_agree(tmp_path: Path) -> None:
    files = good(MODE)
    files[OWN.lower()] = files[OWN]
    terminal = one(tmp_path, files, MODE)
    assert (terminal["status"], ids(terminal)) == ("ok", {"file_double"})
    terminal = one(tmp_path, {OWN.lower(): BAD}, MODE)
    assert terminal["status"] == "contradictory"
    assert the(terminal, "value_disputed")["parameters"] == ["sip srtp mode"]
    assert OWN in the(terminal, "value_disputed")["text"] and OWN.lower() in the(terminal, "value_disputed")["text"]


@pytest.mark.parametrize("name", [f"{MAC}.tuz", f"{MAC.lower()}.tuz", f"{MAC}.TUZ"])
@pytest.mark.parametrize("clear_too", [True, False])
def test_an_encrypted_file_is_said_to_be_unreadable(name: str, clear_too: bool, tmp_path: Path) -> None:
    files = good(MODE) | {name: b"\x93\x01\x00"}
    if not clear_too:
        del files[OWN]
    result = look(fill(tmp_path, files), MODE)
    (terminal,) = result["terminals"]
    assert (terminal["status"], ids(terminal), result["state"]) == ("missing", {"file_encrypted"}, "partial")
    assert [one["file"] for one in result["unread"]] == [name]
    assert any(name in warning for warning in result["warnings"])


@pytest.mark.parametrize("name", ["startup.tuz", "6867i.tuz"])
def test_what_an_encrypted_shared_file_may_set_is_not_known(name: str, tmp_path: Path) -> None:
    files = good(MODE) | {name: b"\x93"}
    result = look(fill(tmp_path, files), MODE, terminals=listed("6867i"))
    (terminal,) = result["terminals"]
    assert (terminal["status"], uncertain(terminal)) == ("missing", {"time server1", "sip local tls port"})
    assert (ids(terminal), result["state"]) == ({"value_uncertain"}, "partial")
    fill(tmp_path, {OWN: text(GOOD | COMMON | {"sip local tls port": "5061"})})
    assert look(tmp_path, MODE, terminals=listed("6867i"))["terminals"][0]["status"] == "ok"


def test_where_phones_take_encrypted_files_the_clear_ones_prove_nothing(tmp_path: Path) -> None:
    result = look(fill(tmp_path, good(MODE) | {"security.tuz": b"\x93"}), MODE)
    assert (result["terminals"][0]["status"], result["state"]) == ("missing", "partial")
    assert [finding["id"] for finding in result["findings"]] == ["encryption_active"]


def junk(folder: Path, name: str) -> None:
    """Makes a file that cannot be read, in one of many ways."""
    path = folder / f"{OTHER}.cfg"
    if name == "folder":
        path.mkdir()
    elif name == "loop":
        path.symlink_to(path.name)
    elif name == "two links in a circle":
        path.symlink_to("circle")
        (folder / "circle").symlink_to(path.name)
    elif name == "link outside":
        (folder.parent / "outside.cfg").write_text(BAD)
        path.symlink_to("../outside.cfg")
    elif name == "link to nothing":
        path.symlink_to("gone.cfg")
    elif name == "pipe":
        os.mkfifo(path)
    elif name == "too big":
        with path.open("wb") as stream:
            stream.truncate(100 * 1024 * 1024)
    else:
        path.write_bytes({"nul": b"sip srtp mode: 1\x00\n", "binary": bytes(range(256)) * 40}[name])


JUNK = [
    "folder",
    "loop",
    "two links in a circle",
    "link outside",
    "link to nothing",
    "pipe",
    "too big",
    "nul",
    "binary",
]


@pytest.mark.parametrize("name", JUNK)
def test_a_file_that_cannot_be_read_is_reported_and_the_others_are_audited(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "served"
    folder.mkdir()
    fill(folder, good(MODE))
    junk(folder, name)
    result = look(folder, MODE)
    assert (status_of(result, MAC), status_of(result, OTHER)) == ("ok", "missing")
    assert (result["state"], [one["file"] for one in result["unread"]]) == ("partial", [f"{OTHER}.cfg"])
    json.dumps(result)


def test_a_disk_that_fails_under_one_file_leaves_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path, good(MODE) | {f"{OTHER}.cfg": text(GOOD)})
    bad, read = os.stat(tmp_path / f"{OTHER}.cfg").st_ino, os.read

    def failing(descriptor: int, size: int) -> bytes:
        if os.fstat(descriptor).st_ino == bad:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return read(descriptor, size)

    monkeypatch.setattr(os, "read", failing)
    result = look(tmp_path, MODE)
    assert (status_of(result, MAC), status_of(result, OTHER)) == ("ok", "missing")
    assert (result["state"], [one["file"] for one in result["unread"]]) == ("partial", [f"{OTHER}.cfg"])
    assert "Input/output error" in result["unread"][0]["problem"]


def test_a_disk_that_fails_under_the_common_file_leaves_what_it_may_set_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path, good(MODE))
    bad, read = os.stat(tmp_path / "startup.cfg").st_ino, os.read
    monkeypatch.setattr(os, "read", lambda file, size: b"" if os.fstat(file).st_ino == bad else read(file, size))
    result = look(tmp_path, MODE)
    assert (status_of(result, MAC), result["state"]) == ("missing", "partial")
    assert "only 0 of" in result["unread"][0]["problem"]


def test_a_folder_that_fails_while_it_is_listed_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is judged of half a folder: a phone that was not listed would not even be counted."""
    fill(tmp_path, good(MODE))

    class Broken:
        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_exception: object) -> None:
            pass

        def __iter__(self) -> Self:
            return self

        def __next__(self) -> os.DirEntry[str]:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "scandir", lambda _folder: Broken())
    with pytest.raises(UsageError, match="cannot be listed: Input/output error"):
        look(tmp_path, MODE)


CONTENTS = [
    ("a byte order mark before a comment", b"\xef\xbb\xbf# x\n" + text(GOOD).encode(), "ok", set()),
    ("a byte order mark before a name", b"\xef\xbb\xbf" + text(GOOD).encode(), "missing", {"value_uncertain"}),
    ("latin-1", text(GOOD | {"sip line1 display name": "R\xe9a"}).encode("latin-1"), "ok", set()),
    ("UTF-16", text(GOOD).encode("utf-16"), "missing", None),
    ("a quote that nothing closes", text(GOOD | {"sip srtp mode": '"1'}).encode(), "missing", {"value_uncertain"}),
    ("a quote elsewhere", text(GOOD | {"sip line1 display name": '"Accueil'}).encode(), "ok", set()),
    ("a line of a megabyte", text(GOOD | {"directory 1": "x" * (LIMIT - 1000)}).encode(), "ok", set()),
    ("a path that leads out", text(GOOD | {"background image": "../../etc/passwd"}).encode(), "ok", set()),
]


@pytest.mark.parametrize(
    ("content", "status", "found"), [case[1:] for case in CONTENTS], ids=[case[0] for case in CONTENTS]
)
def test_odd_content_of_one_file_is_told_there_and_nowhere_else(
    content: bytes, status: str, found: set[str] | None, tmp_path: Path
) -> None:
    result = look(fill(tmp_path, good(MODE) | {f"{OTHER}.cfg": content}), MODE)
    by_mac = {terminal["mac"]: terminal for terminal in result["terminals"]}
    assert (by_mac[MAC]["status"], by_mac[OTHER]["status"]) == ("ok", status)
    assert found is None or ids(by_mac[OTHER]) == found
    assert result["state"] == ("complete" if found is not None else "partial")
    json.dumps(result)


def test_names_that_look_like_paths_are_no_phones_and_are_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "served"
    folder.mkdir()
    (tmp_path / OWN).write_text(BAD)
    strange = {f"..\\{OWN}": BAD, f"..%2f{OWN}": BAD, f"-{OWN}": BAD, f"{OWN}\n": BAD, "..cfg": BAD, f" {OWN}": BAD}
    result = look(fill(folder, good(MODE) | strange), MODE)
    assert [(terminal["mac"], terminal["status"]) for terminal in result["terminals"]] == [(MAC, "ok")]


def test_a_certificate_whose_name_leads_out_of_the_folder_is_not_looked_for_there(tmp_path: Path) -> None:
    folder = tmp_path / "served"
    folder.mkdir()
    (tmp_path / "secret.crt").write_text("")
    values = MODES["trusted"] | {"sips trusted certificates": "../secret.crt"}
    terminal = one(folder, good("trusted") | {OWN: text(values)}, "trusted", trusted_file="ca.crt")
    assert terminal["status"] == "wrong"


def test_a_damaged_common_file_leaves_what_it_may_set_unknown(tmp_path: Path) -> None:
    result = look(fill(tmp_path, good(MODE) | {"startup.cfg": text(COMMON) + "\x01\n"}), MODE)
    (terminal,) = result["terminals"]
    assert (terminal["status"], uncertain(terminal)) == ("missing", {"time server1", "sip local tls port"})
    assert result["state"] == "partial"


def test_a_link_that_stays_inside_is_followed(tmp_path: Path) -> None:
    files = good(MODE)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "own").write_text(str(files.pop(OWN)))
    (tmp_path / OWN).symlink_to("sub/own")
    assert one(tmp_path, files, MODE)["status"] == "ok"


def test_a_file_that_goes_between_listing_and_reading_is_unreadable(tmp_path: Path) -> None:
    with Folder(str(tmp_path)) as folder, pytest.raises(UnreadableFile, match="No such file"):
        folder.read("gone.cfg")


def test_a_file_of_the_greatest_size_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "big.cfg").write_bytes(b"#" * LIMIT)
    (tmp_path / "bigger.cfg").write_bytes(b"#" * (LIMIT + 1))
    with Folder(str(tmp_path)) as folder:
        assert len(folder.read("big.cfg")) == LIMIT
        with pytest.raises(UnreadableFile, match="more than"):
            folder.read("bigger.cfg")


def test_names_that_are_no_text_do_no_harm(tmp_path: Path) -> None:
    fill(tmp_path, good(MODE))
    try:
        (tmp_path / os.fsdecode(b"\xff\xfe.cfg")).write_bytes(b"")
    except OSError:
        pytest.skip("this file system takes only names that are text")
    json.dumps(look(tmp_path, MODE))


def test_other_files_of_a_folder_are_no_phones(tmp_path: Path) -> None:
    extra = {"00085D31C2A7.cfg.bak": BAD, "00085D31C2A.cfg": BAD, "x00085D31C2A8.cfg": BAD, "00085D31C2A9": BAD}
    assert len(look(fill(tmp_path, good(MODE) | extra), MODE)["terminals"]) == 1


def test_a_phone_of_the_inventory_without_a_file_is_missing(tmp_path: Path) -> None:
    terminals = listed("6867i", "00:08:5d:00:00:01") + [{"mac": "00085D000002", "model": "5370 IP"}]
    result = look(fill(tmp_path, good(MODE)), MODE, terminals=terminals)
    assert [terminal["mac"] for terminal in result["terminals"]] == [OTHER, MAC]
    assert ids(result["terminals"][0]) == {"file_missing"}


def test_the_summary_counts_every_phone_and_detail_thins_out_the_list(tmp_path: Path) -> None:
    fill(tmp_path, good(MODE) | {f"{OTHER}.cfg": BAD, "00085D000002.cfg": text(GOOD, "")})
    result = look(tmp_path, MODE)
    summary = result["summary"]
    assert summary["families"] == {"mitel6000": {"ok": 2, "missing": 0, "wrong": 1, "contradictory": 0}}
    assert (summary["total"], summary["ok"], summary["wrong"]) == (3, 2, 1)
    assert summary["findings"] == {"local_may_beat": 1, "value_wrong": 1}
    assert [terminal["mac"] for terminal in result["terminals"]] == [OTHER, "00085D000002", MAC]
    problems = look(tmp_path, MODE, detail="problems")
    assert [terminal["mac"] for terminal in problems["terminals"]] == [OTHER]
    short = look(tmp_path, MODE, detail="summary")
    assert short["terminals"] == []
    assert problems["summary"] == short["summary"] == summary


def test_what_no_document_of_the_maker_says_is_listed_as_unverified(tmp_path: Path) -> None:
    unverified = look(fill(tmp_path, good(MODE)), MODE)["unverified"]
    assert {entry["option"] for entry in unverified} == {"common_files", "per_line", "mac_case", "names", ""}
    assert all(entry["certainty"] not in ("VENDOR", "SEED") for entry in unverified)


FORMAT = {"file_pattern": "mv_{mac}.txt", "global_file": "mv.txt", "delimiter": "="}
FIVE = {"SIP_PORT_PBX": "5061", "SIP_PORT_PBX_BACKUP": "5061", "SIP_TRANS_PROTO": "TLS", "TIME_SERVER": "10.0.0.9"}
FIVE_SELF_SIGNED = FIVE | {"TRUSTED_CERTS": ""}


def five(values: dict[str, str]) -> str:
    return "".join(f"{name}={value}\n" for name, value in values.items())


def five_files(values: dict[str, str]) -> dict[str, str | bytes]:
    return {"mv.txt": "SIP_PORT_PBX=5061\n", f"mv_{MAC}.txt": five(values)}


def look_five(folder: Path, mode: str = MODE, **changes: Any) -> dict[str, Any]:
    return look(folder, mode, family=["mivoice5300"], site_format=FORMAT | changes)


def test_the_5300_is_audited_in_the_form_that_the_site_describes(tmp_path: Path) -> None:
    result = look_five(fill(tmp_path, five_files(FIVE_SELF_SIGNED)))
    assert result["terminals"] == [{"mac": MAC, "family": "mivoice5300", "status": "ok", "findings": []}]
    assert any(entry["certainty"] == "SITE" for entry in result["unverified"])


@pytest.mark.parametrize(
    ("values", "mode", "status"),
    [
        (FIVE_SELF_SIGNED | {"SIP_TRANS_PROTO": "UDP"}, MODE, "wrong"),
        (FIVE_SELF_SIGNED | {"TRUSTED_CERTS": "ca.crt"}, MODE, "wrong"),
        (FIVE, MODE, "missing"),  # TMA-12: not given is not empty
        (FIVE | {"TRUSTED_CERTS": "ca.crt,new.crt"}, "trusted", "ok"),
        (FIVE | {"TRUSTED_CERTS": ""}, "trusted", "wrong"),
    ],
)
def test_the_values_of_a_5300_are_compared(values: dict[str, str], mode: str, status: str, tmp_path: Path) -> None:
    assert look_five(fill(tmp_path, five_files(values)), mode)["terminals"][0]["status"] == status


@pytest.mark.parametrize("content", ["SIP_PORT_PBX=5060\n", "X=1\n"])
def test_the_port_of_the_5300_has_to_be_in_the_global_file_too(content: str, tmp_path: Path) -> None:
    result = look_five(fill(tmp_path, five_files(FIVE_SELF_SIGNED) | {"mv.txt": content}))
    assert [finding["id"] for finding in result["findings"]] == ["global_value_wrong"]


def test_a_5300_takes_other_names_signs_and_patterns(tmp_path: Path) -> None:
    content = "; hello\n" + five(FIVE_SELF_SIGNED).replace("=", " : ").replace("TIME_SERVER", "NTP")
    fill(tmp_path, {"set-00-08-5D-31-C2-A7": content})
    described: dict[str, Any] = {
        "file_pattern": "set-{mac}",
        "global_file": None,
        "delimiter": ":",
        "comment": ";",
        "mac_separator": "-",
        "names": {"TIME_SERVER": "NTP"},
    }
    (terminal,) = look_five(tmp_path, **described)["terminals"]
    assert (terminal["mac"], terminal["status"]) == (MAC, "ok")


def test_both_families_may_share_a_folder(tmp_path: Path) -> None:
    fill(tmp_path, good(MODE) | five_files(FIVE_SELF_SIGNED))
    result = look(tmp_path, MODE, family=["mitel6000", "mivoice5300"], site_format=FORMAT)
    assert {terminal["family"]: terminal["status"] for terminal in result["terminals"]} == {
        "mitel6000": "ok",
        "mivoice5300": "ok",
    }


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    (MODE, {"family": ["mivoice5300"]}, "site_format"),
    ("bothway", {"family": ["mivoice5300"], "site_format": FORMAT}, "PAR5-12"),
    (MODE, {"site_format": FORMAT | {"file_pattern": "mv.txt"}}, "file_pattern"),
    (MODE, {"site_format": FORMAT | {"file_pattern": "../{mac}"}}, "file_pattern"),
    (MODE, {"site_format": FORMAT | {"global_file": "/etc/passwd"}}, "global_file"),
    (MODE, {"site_format": FORMAT | {"delimiter": ""}}, "delimiter"),
    (MODE, {"site_format": FORMAT | {"delimiter": "#"}}, "delimiter"),
    (MODE, {"family": ["mitel6000", "mivoice5300"], "site_format": FORMAT | {"file_pattern": "{mac}.cfg"}}, "alike"),
    (MODE, {"site_format": FORMAT | {"names": {"SIP PORT": "x"}}, "family": ["mivoice5300"]}, "names"),
    (MODE, {"names": {"no such parameter": "x"}}, "no such parameter"),
    (MODE, {"names": {"sip srtp mode": " "}}, "sip srtp mode"),
    (MODE, {"common_files": ["../startup.cfg"]}, "common_files"),
    (MODE, {"common_files": ["startup.txt"]}, "startup.txt"),
    (MODE, {"terminals": [{"mac": None}]}, "MAC"),
    (MODE, {"models": [{"pattern": "(", "family": "tdm"}], "terminals": listed("6867i")}, "regular expression"),
]


@pytest.mark.parametrize(("mode", "options", "word"), REFUSED, ids=[str(options) for _mode, options, _word in REFUSED])
def test_options_that_make_no_sense_are_refused(mode: str, options: dict[str, Any], word: str, tmp_path: Path) -> None:
    fill(tmp_path, good(MODE) | five_files(FIVE_SELF_SIGNED))
    with pytest.raises(UsageError, match=word):
        look(tmp_path, mode, **options)


def test_a_folder_that_is_none_or_holds_no_phone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No file of a mitel6000"):
        look(fill(tmp_path, {"startup.cfg": "a: 1\n"}), MODE)
    for path in (tmp_path / "gone", tmp_path / "startup.cfg"):
        with pytest.raises(UsageError, match="cannot be read"):
            look(path, MODE)
