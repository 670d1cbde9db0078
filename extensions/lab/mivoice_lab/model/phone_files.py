# SPDX-License-Identifier: GPL-3.0-or-later
"""Configuration files of phones: names, syntax, precedence (product-facts 3.1).

6000: `name: value`, `#` comments, `startup.cfg` < `<model>.cfg` < `<MAC>.cfg`, last read wins, then what was set on
the phone wins, except over lines marked `^` or `!`. 5300: `KEY=VALUE` in `MV5300.cfg` and `MV5300_<MAC>.cfg`; this
form is an assumption of the lab, no sample is public.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

COMMON_FILE = {"mitel6000": "startup.cfg", "mivoice5300": "MV5300.cfg"}
_SEPARATOR = {"mitel6000": ":", "mivoice5300": "="}


@dataclass(frozen=True)
class Line:
    """One setting; `mark` is "", "^" (overwrites the local value) or "!" (locks)."""

    name: str
    value: str
    mark: str = ""


def mac_file(family: str, mac: str) -> str:
    """Name of the phone's own file."""
    return f"{mac}.cfg" if family == "mitel6000" else f"MV5300_{mac}.cfg"


def file_names(family: str, model: str, mac: str) -> list[str]:
    """Files that a phone asks for at boot, in order of increasing precedence."""
    middle = [f"{model}.cfg"] if family == "mitel6000" else []
    return [COMMON_FILE[family], *middle, mac_file(family, mac)]


def render(family: str, lines: Iterable[tuple[str, str]]) -> bytes:
    """Text of a file."""
    glue = ": " if family == "mitel6000" else "="
    return "".join(f"{name}{glue}{value}\n" for name, value in lines).encode()


def parse(family: str, data: bytes) -> list[Line]:
    """Settings of a file, in order; lines that are no setting are skipped, as phones do."""
    lines = []
    for raw in data.decode("utf-8", "replace").splitlines():
        text = raw.split("#", 1)[0].strip()
        name, found, value = text.partition(_SEPARATOR[family])
        if not found:
            continue
        mark = name[0] if family == "mitel6000" and name[:1] in ("^", "!") else ""
        lines.append(Line(name[len(mark) :].strip(), value.strip(), mark))
    return lines


def merge(files: Iterable[list[Line]], local: dict[str, str]) -> dict[str, str]:
    """Effective settings of a phone: files in order of precedence, then its local overrides."""
    values: dict[str, str] = {}
    forced: set[str] = set()
    for lines in files:
        for line in lines:
            values[line.name] = line.value
            (forced.add if line.mark else forced.discard)(line.name)
    return values | {name: value for name, value in local.items() if name not in forced}
