# SPDX-License-Identifier: GPL-3.0-or-later
"""Two independent readings of the same files agree: ours, and that of the lab's phones (product-facts 3.1)."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._phoneconfig.layers import (
    MITEL_6000,
    Setting,
    Syntax,
    layer,
    merge,
)
from mivoice_lab.model import phone_config, phone_files

from .folders import MODES, OWN, good, one, text

SETS_PER_SEED = 250
MAC, MODEL = "00085D31C2A7", "6867i"


@dataclass(frozen=True)
class Family:
    """What its files look like, and what they hold here."""

    name: str
    syntax: Syntax
    parameters: tuple[str, ...]
    marks: tuple[str, ...]


SIX = Family(
    "mitel6000",
    MITEL_6000,
    (
        "sip proxy port",
        "sip registrar port",
        "sip transport protocol",
        "sips persistent tls",
        "sips tls authentication",
        "sips trusted certificates",
        "sip srtp mode",
        "sip line1 srtp mode",
        "sip line2 proxy port",
        "sip persistent tls keep alive",
        "sips persist tls keep alive",
        "time server1",
        "time server disabled",
        "directory 1 name",
    ),
    ("", "", "", "^", "!", "^ ", "^!"),
)
FIVE = Family(
    "mivoice5300",
    Syntax(delimiter="=", comment="#", marks="", quotes=True),
    ("SIP_PORT_PBX", "SIP_PORT_PBX_BACKUP", "SIP_TRANS_PROTO", "TRUSTED_CERTS", "TIME_SERVER", "NUMBER"),
    ("",),
)
FAMILIES = [pytest.param(SIX, id="6000"), pytest.param(FIVE, id="5300")]
VALUES = (
    "",
    "0",
    "1",
    "2",
    "4",
    "5060",
    "5061",
    "ca.crt",
    "tftp://10.0.0.1/ca.crt",
    "10.0.0.9",
    "Accueil \u00e9tage",
    "a b",
    "a: b=c",
    '"5061"',
    '"pbx #1"',
    '""',
    '"open',
    '"a" b',
    "a#b",
    "a #b",
    "a\u00a0",
    "a\x85b",
    "x+;|x\\",
)
NOISE = (
    "",
    "   ",
    "\t",
    "# a comment",
    "  # sip proxy port: 1",
    "#sip srtp mode: 0",
    "#SIP_PORT_PBX=1",
    "no delimiter here",
    ":",
    "= 1",
    "^: 1",
    "sip srtp mode # : 1",
    "[section]",
)
DAMAGED = ("\x00\x01", "sip srtp mode: 1\x00", "SIP_PORT_PBX=a\x0bb")


def line(rng: random.Random, family: Family) -> str:
    kind = rng.random()
    if kind < 0.2:
        return rng.choice(DAMAGED if kind < 0.01 else NOISE)
    before, mark = rng.choice(("", "", " ")), rng.choice(family.marks)
    name = rng.choice(family.parameters) + rng.choice(("", "", " "))
    value = rng.choice(("", " ", "  ", "\t")) + rng.choice(VALUES)
    after = rng.choice(("", "", "", " # trailing", "\t# trailing: with a = and a colon", "   ", "#"))
    return f"{before}{mark}{name}{family.syntax.delimiter}{value}{after}"


def file(rng: random.Random, family: Family) -> bytes:
    """LF, CR LF, CR or any of them; UTF-8, with or without its mark, or latin-1."""
    ends = rng.choice((["\n"], ["\r\n"], ["\r"], ["\n", "\r\n", "\r"]))
    text = "".join(line(rng, family) + rng.choice(ends) for _number in range(rng.randrange(12)))
    text += rng.choice(("", line(rng, family)))
    encoding = rng.choice(("utf-8", "utf-8", "latin-1"))
    return rng.choice((b"", b"", b"\xef\xbb\xbf" if encoding == "utf-8" else b"")) + text.encode(encoding)


def file_sets(seed: int, family: Family) -> Iterator[tuple[random.Random, dict[str, bytes]]]:
    rng = random.Random(seed)
    for _number in range(SETS_PER_SEED):
        names = phone_files.file_names(family.name, MODEL, MAC)
        yield rng, {name: file(rng, family) for name in names}


def ours(files: dict[str, bytes], family: Family) -> dict[str, Setting] | None:
    """By the name as the file writes it; None when we cannot tell what a phone makes of one of the files."""
    layers = [layer(data, name, family.syntax) for name, data in files.items()]
    if any(one.doubt is not None for one in layers):
        return None
    return {setting.written: setting for setting in merge(layers).settings.values()}


def theirs(files: dict[str, bytes], family: Family, local: dict[str, str]) -> dict[str, str]:
    return phone_files.merge([phone_files.parse(family.name, data) for data in files.values()], local)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("seed", range(24))
def test_every_effective_value_that_we_do_not_doubt_is_the_phone_s(seed: int, family: Family) -> None:
    certain = 0
    for _rng, files in file_sets(seed, family):
        read = ours(files, family)
        if read is None:
            continue
        certain += 1
        told = theirs(files, family, {})
        assert read.keys() == told.keys(), files
        for name, setting in read.items():
            assert setting.doubt is not None or told[name] == setting.value, (name, files)
    assert certain > SETS_PER_SEED / 2


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("seed", range(100, 116))
def test_what_we_call_protected_is_what_no_setting_made_on_the_phone_beats(seed: int, family: Family) -> None:
    for rng, files in file_sets(seed, family):
        chosen = rng.sample(family.parameters, rng.randrange(len(family.parameters)))
        told = theirs(files, family, dict.fromkeys(chosen, "set on the phone"))
        for name, setting in (ours(files, family) or {}).items():
            beaten = name in chosen and not setting.mark
            if beaten or setting.doubt is None:
                assert told[name] == ("set on the phone" if beaten else setting.value), (name, files)


PER_LINE = {"sip proxy port": "5061", "sip registrar port": "5061", "sip line1 registrar port": "5060"}


def value_of(data: bytes) -> str | None:
    return merge([layer(data, "startup.cfg")]).settings["sip proxy ip"].value


@pytest.mark.parametrize("data", [b'sip proxy ip: "10.0.0.1"\n', b'sip proxy ip: "pbx #1" # the first\n'])
def test_a_value_may_stand_in_quotes(data: bytes) -> None:
    assert phone_files.merge([phone_files.parse("mitel6000", data)], {})["sip proxy ip"] == value_of(data)


@pytest.mark.parametrize("sign", ["\x85", "\u2028"])
def test_only_returns_and_line_feeds_end_a_line(sign: str) -> None:
    data = f"sip proxy ip: a{sign}sip proxy ip: b\n".encode()
    assert phone_files.merge([phone_files.parse("mitel6000", data)], {})["sip proxy ip"] == value_of(data)


def test_a_port_for_one_line_beats_the_global_one() -> None:
    assert phone_config.Settings("mitel6000", PER_LINE).port == 5060


@pytest.mark.parametrize("written", ["Sip Srtp Mode", "sip  srtp mode"])
def test_a_name_that_the_lab_does_not_know_is_never_counted_as_right(tmp_path: Path, written: str) -> None:
    # nothing published says whether phones take other letters and blanks for the same name
    values = MODES["self_signed"] | {"sip srtp mode": "0"}
    files = good("self_signed") | {OWN: text(values) + f"{written}: 1\n"}
    assert phone_files.merge([phone_files.parse("mitel6000", str(files[OWN]).encode())], {})["sip srtp mode"] == "0"
    assert one(tmp_path, files, "self_signed")["status"] == "missing"
