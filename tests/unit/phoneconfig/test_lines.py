# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines of phone files: what is read, what is doubted, what is only remarked on (product-facts 3.1)."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._phoneconfig.layers import layer
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._phoneconfig.lines import (
    Syntax,
    decode,
    settings,
)
from hypothesis import example, given
from hypothesis import strategies as st

FIXTURES = sorted((Path(__file__).parents[2] / "fixtures" / "phones").glob("*.cfg"))

CLEAN = [
    ("sip srtp mode: 1", ("sip srtp mode", "1", "")),
    ("sip srtp mode:1", ("sip srtp mode", "1", "")),
    ("  sip srtp mode :\t1  ", ("sip srtp mode", "1", "")),
    ("sip srtp mode: 1 # preferred", ("sip srtp mode", "1", "")),
    ("sip srtp mode: 1\t# a: b", ("sip srtp mode", "1", "")),
    ("^sip srtp mode: 1", ("sip srtp mode", "1", "^")),
    ("!sip srtp mode: 1", ("sip srtp mode", "1", "!")),
    ("^!sip srtp mode: 1", ("sip srtp mode", "1", "^!")),
    ("^ sip srtp mode: 1", ("sip srtp mode", "1", "^")),
    ("sips trusted certificates:", ("sips trusted certificates", "", "")),
    ("sips trusted certificates: # none", ("sips trusted certificates", "", "")),
    ("sips trusted certificates: tftp://h/ca.crt", ("sips trusted certificates", "tftp://h/ca.crt", "")),
    ('sip dial plan: "x+#|xx+*"', ("sip dial plan", "x+#|xx+*", "")),
    ('sip dial plan: "x" # all', ("sip dial plan", "x", "")),
    ('a: ""', ("a", "", "")),
    ('a: b "c"', ("a", 'b "c"', "")),
]

DOUBTED = [
    ('a: "b', "b", "nothing closes"),
    ('a: "b" c', "b", "after the closing quote"),
    ("a: b#c", "b", "without a blank"),
    ('a: b "c # d"', 'b "c', "after a quote"),
]


@pytest.mark.parametrize(("line", "wanted"), CLEAN, ids=[line for line, _wanted in CLEAN])
def test_a_clean_line_is_one_setting(line: str, wanted: tuple[str, str, str]) -> None:
    (found,), remarks = settings(line, "f.cfg")
    assert (found.name, found.value, found.mark) == wanted
    assert (found.file, found.line, found.doubt, remarks) == ("f.cfg", 1, None, [])


@pytest.mark.parametrize(("line", "value", "words"), DOUBTED, ids=[line for line, _value, _words in DOUBTED])
def test_a_line_that_a_phone_may_read_otherwise_is_doubted(line: str, value: str, words: str) -> None:
    (found,), _remarks = settings(line, "f.cfg")
    assert found.value == value
    assert found.doubt is not None and found.doubt.kind == "unknown" and words in found.doubt.text


@pytest.mark.parametrize("line", ["", "   ", "\t", "# sip srtp mode: 1", "  #", "#"])
def test_blank_lines_and_comments_are_nothing(line: str) -> None:
    assert settings(line, "f.cfg") == ([], [])


@pytest.mark.parametrize("line", ["word", "sip srtp mode 1", ": 1", "^: 1", "a # b: c"])
def test_a_line_without_a_name_before_a_delimiter_is_remarked_on_and_skipped(line: str) -> None:
    found, (remark,) = settings(f"a: 1\n{line}\nb: 2", "f.cfg")
    assert [one.name for one in found] == ["a", "b"]
    assert (remark.kind, remark.line) == ("no_delimiter", 2)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_whatever_ends_them(end: str) -> None:
    found, _remarks = settings(end.join(["# one", "a: 1", "", "b: 2", ""]), "f.cfg")
    assert [(one.name, one.value, one.line) for one in found] == [("a", "1", 2), ("b", "2", 4)]


def test_signs_that_only_unicode_takes_for_line_ends_stay_in_the_value() -> None:
    (found,), _remarks = settings("a: 1\x85b: 2\u2028c: 3", "f.cfg")
    assert found.value == "1\x85b: 2\u2028c: 3"


def test_a_line_with_control_characters_puts_the_whole_file_in_doubt() -> None:
    read = layer(b"a: 1\nb: 5061\x00\nc: 3\n", "f.cfg")
    assert set(read.settings) == {"a", "c"}
    assert read.doubt is not None and "f.cfg line 2" in read.doubt.text


def test_of_several_lines_for_one_name_the_last_wins_and_the_others_are_named_without_their_values() -> None:
    read = layer(b"sip line1 password: 1234\na: 1\nsip line1 password: 9876\na: 1\n", "f.cfg")
    assert read.settings["sip line1 password"].line == 3
    (remark,) = read.remarks
    assert (remark.kind, remark.line) == ("duplicate", 1)
    assert "1234" not in remark.text and "9876" not in remark.text


def test_the_name_is_found_without_case_and_kept_as_written() -> None:
    (found,), _remarks = settings("^Sip  SRTP\tMode: 1", "f.cfg")
    assert (found.name, found.written) == ("sip srtp mode", "Sip  SRTP\tMode")


def test_a_name_behind_a_byte_order_mark_is_doubted_and_only_that() -> None:
    read = layer(b"\xef\xbb\xbfa: 1\nb: 2\n", "f.cfg")
    assert read.settings["a"].doubt is not None and read.settings["b"].doubt is None
    assert layer(b"\xef\xbb\xbf# x\na: 1\n", "f.cfg").settings["a"].doubt is None


@pytest.mark.parametrize(
    ("data", "encoding", "value"),
    [("a: é".encode(), "utf-8", "é"), (b"\xef\xbb\xbfa: \xc3\xa9", "utf-8", "é"), (b"a: \xe9", "latin-1", "é")],
)
def test_text_is_utf8_or_latin1(data: bytes, encoding: str, value: str) -> None:
    assert decode(data).encoding == encoding
    assert layer(data, "f.cfg").settings["a"].value == value


def test_another_syntax_has_its_own_signs() -> None:
    (found,), _remarks = settings("^KEY = a:b ; c", "f.txt", Syntax("=", ";", "", False))
    assert (found.name, found.value, found.mark) == ("^key", "a:b", "")
    (found,), _remarks = settings('KEY="x"', "f.txt", Syntax("=", ";", "", False))
    assert found.value == '"x"'


def variants(data: bytes) -> list[bytes]:
    text = data.decode()
    latin = text.replace("–", "-").encode("latin-1")
    return [data, data.replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + data, latin, latin.replace(b"\n", b"\r")]


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_sample_file_is_written_as_it_was_read_and_read_the_same_again(path: Path) -> None:
    for data in variants(path.read_bytes()):
        assert decode(data).encode() == data
        assert layer(decode(data).encode(), "f.cfg") == layer(data, "f.cfg")


def test_the_sample_files_lose_no_setting() -> None:
    counts = {path.stem: len(layer(path.read_bytes(), path.name).settings) for path in FIXTURES}
    assert counts == {
        "common_for_any_registrar": 24,
        "common_of_a_hotel": 22,
        "model_of_a_clinic": 8,
        "phone_for_any_registrar": 18,
        "phone_in_another_hand": 8,
        "phone_of_a_bank": 20,
        "phone_of_a_clinic": 22,
        "phone_of_an_old_template": 10,
        "phone_with_few_settings": 3,
    }


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_every_line_of_a_sample_is_a_setting_a_remark_a_comment_or_blank(path: Path) -> None:
    for data in variants(path.read_bytes()):
        text = decode(data).text
        found, remarks = settings(text, "f.cfg")
        said = {one.line for one in found} | {one.line for one in remarks}
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        empty = {number for number, line in enumerate(lines, 1) if not line.strip() or line.strip().startswith("#")}
        assert said | empty == set(range(1, len(lines) + 1)) and not said & empty


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_what_a_sample_says_written_plainly_says_the_same(path: Path) -> None:
    found, _remarks = settings(decode(path.read_bytes()).text, "f.cfg")
    sure = [one for one in found if one.doubt is None]
    plain = "\n".join(f'{one.mark}{one.written}: "{one.value}"' for one in sure)
    again, remarks = settings(plain, "f.cfg")
    assert remarks == []
    assert [(one.name, one.value, one.mark) for one in again] == [(one.name, one.value, one.mark) for one in sure]


@given(st.binary(max_size=400))
@example(b"\xff\xfea\x00:\x001\x00")
@example(b"\xef\xbb\xbf\xff")
@example(b'a: "\n"')
@example(b":" * 50 + b"#" * 50)
def test_any_bytes_are_read_without_an_error_and_written_as_they_were(data: bytes) -> None:
    assert decode(data).encode() == data
    read = layer(data, "f.cfg")
    assert all(setting.value is not None for setting in read.settings.values())


LINES = st.lists(st.sampled_from([line for line, _wanted in CLEAN] + [line for line, *_rest in DOUBTED] + ["", "# c"]))


@given(LINES, st.sampled_from(["\n", "\r\n", "\r"]))
def test_what_a_file_says_does_not_depend_on_how_its_lines_end(lines: list[str], end: str) -> None:
    assert settings(end.join(lines), "f") == settings("\n".join(lines), "f")
