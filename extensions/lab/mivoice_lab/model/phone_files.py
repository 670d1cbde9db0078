# SPDX-License-Identifier: GPL-3.0-or-later
"""Configuration files of phones: names, syntax, precedence (product-facts 3.1).

6000: `name: value`, `#` comments, `startup.cfg` < `<model>.cfg` < `<MAC>.cfg`, last read wins, then what was set on
the phone wins, except over lines marked `^` or `!`. 5300: `KEY=VALUE` in `MV5300.cfg` and `MV5300_<MAC>.cfg`; this
form is an assumption of the lab, no sample is public. Assumed for both, as nothing is published: lines end at LF, CR or
both; blanks are spaces and tabs; text is UTF-8, with or without its mark, else latin-1; a value between double quotes
is taken without them and may hold `#`; names are read to the letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

COMMON_FILE = {"mitel6000": "startup.cfg", "mivoice5300": "MV5300.cfg"}
_SEPARATOR = {"mitel6000": ":", "mivoice5300": "="}
_MARKS = {"mitel6000": "^!", "mivoice5300": ""}
_LINE_END = re.compile(r"\r\n|\r|\n")
_BLANKS = " \t"
_QUOTED = re.compile(r'"([^"]*)"[ \t]*(?:#.*)?', re.DOTALL)


@dataclass(frozen=True)
class Line:
    """One setting; `mark` is "", "^" (overwrites the local value), "!" (locks) or both, in the order of the file."""

    name: str
    value: str
    mark: str = ""


def mac_file(family: str, mac: str) -> str:
    """Name of the phone's own file."""
    return f"{mac}.cfg" if family == "mitel6000" else f"MV5300_{mac}.cfg"


def model_file(model: str) -> str:
    """Name of the file that all 6000 of a model read."""
    return f"{model}.cfg"


def file_names(family: str, model: str, mac: str) -> list[str]:
    """Files that a phone asks for at boot, in order of increasing precedence."""
    middle = [model_file(model)] if family == "mitel6000" else []
    return [COMMON_FILE[family], *middle, mac_file(family, mac)]


def render(family: str, lines: Iterable[tuple[str, str]]) -> bytes:
    """Text of a file."""
    glue = ": " if family == "mitel6000" else "="
    return "".join(f"{name}{glue}{value}\n" for name, value in lines).encode()


def parse(family: str, data: bytes) -> list[Line]:
    """Settings of a file, in order; lines that are no setting are skipped, as phones do."""
    return [line for text in _LINE_END.split(_decoded(data)) if (line := _setting(family, text))]


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _setting(family: str, text: str) -> Line | None:
    name, found, value = text.partition(_SEPARATOR[family])
    marked, value = name.strip(_BLANKS), value.strip(_BLANKS)
    name = marked.lstrip(_MARKS[family]).strip(_BLANKS)
    if not found or not name or "#" in marked:
        return None
    quoted = _QUOTED.fullmatch(value)
    value = quoted[1] if quoted else value.split("#", 1)[0].strip(_BLANKS)
    return Line(name, value, marked[: marked.index(name)].strip(_BLANKS))


def merge(files: Iterable[list[Line]], local: dict[str, str]) -> dict[str, str]:
    """Effective settings of a phone: files in order of precedence, then its local overrides."""
    values: dict[str, str] = {}
    forced: set[str] = set()
    for lines in files:
        for line in lines:
            values[line.name] = line.value
            (forced.add if line.mark else forced.discard)(line.name)
    return values | {name: value for name, value in local.items() if name not in forced}
