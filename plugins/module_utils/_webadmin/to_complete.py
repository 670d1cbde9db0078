# SPDX-License-Identifier: GPL-3.0-or-later
"""The screens file that a survey leaves for the site to complete, and the survey as lines to read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .survey import AMBIGUOUS, FOUND, IN_A_CHANGE, MISSING, NOT_DECLARED, NOT_NEEDED, ON_ENTRY, OTHER_KIND, UNREADABLE

MOST = 40
WORDS = {
    FOUND: "found",
    AMBIGUOUS: "ambiguous: more than one answers",
    MISSING: "missing",
    NOT_DECLARED: "no manual says where it is: declare it",
    UNREADABLE: "cannot be read",
    OTHER_KIND: "beside a control of another kind",
    IN_A_CHANGE: "reached only in a change, not looked for",
    ON_ENTRY: "passed on the way in",
}
HEADER = """\
# SPDX-License-Identifier: GPL-3.0-or-later
---
# What the survey did not find here. Complete the empty lists, copy the file beside your inventory and name the copy in
# mivoice_screens; the next survey writes this file anew. An entry left empty changes nothing.
"""


def yaml(report: Mapping[str, Any]) -> str:
    """Screens file (YAML): an empty list for each thing that was not found, what the page offers as comments."""
    lines = [line for screen in report["screens"] for line in _screen(screen)]
    return HEADER + ("screens:\n" + "\n".join(lines) if lines else "screens: {}") + "\n"


def text(report: Mapping[str, Any]) -> list[str]:
    """One line a screen, after one line about the whole."""
    first = f"{report['area']}, release {report['release'] or 'unknown'}, language {report['language'] or 'unknown'}"
    return [first, *(_line(screen) for screen in report["screens"])]


def open_parts(screen: Mapping[str, Any]) -> dict[str, str]:
    return {name: state for name, state in screen["parts"].items() if state not in (FOUND, NOT_NEEDED)}


def _line(screen: Mapping[str, Any]) -> str:
    where = f" {screen['label_path']}" if screen["label_path"] else ""
    menu = f", menu {screen['menu']}" if screen["menu"] else ""
    line = f"{screen['screen_id']}{where}{menu}: {WORDS[screen['state']]}"
    verified = f"verified on {', '.join(screen['verified_on'])}" if screen["verified_on"] else "unverified"
    parts = "; ".join(f"{name} {WORDS[state]}" for name, state in open_parts(screen).items())
    script = f"; built by script: {', '.join(screen['by_script'])}" if screen["by_script"] else ""
    return f"{line} ({verified})" + (f"; {parts}" if parts else "") + script


def _screen(screen: Mapping[str, Any]) -> list[str]:
    missing = open_parts(screen)
    placeless = screen["state"] in (MISSING, AMBIGUOUS, NOT_DECLARED)
    if not missing and not placeless:
        return []
    lines = [f"  {screen['screen_id']}:  # {screen['scr']}, {WORDS[screen['state']]}"]
    if screen["problem"]:
        lines.append(f"    # {_flat(screen['problem'])}")
    if placeless:
        lines.append("    path: []  # label path, as in: Telephony service>System>Info>Licences")
    if screen["offered"]:
        lines.append(f"    # labels on the screen: {_listed(screen['offered'])}")
    tables = [name for name in missing if name in screen["tables"]]
    controls = [name for name in missing if name not in screen["tables"]]
    lines += ["    controls:"] if controls else []
    lines += [f"      {name}: {{labels: []}}  # {WORDS[missing[name]]}" for name in controls]
    if tables and screen["headings"]:
        lines.append(f"    # tables on the screen: {_listed(screen['headings'])}")
    lines += ["    tables:"] if tables else []
    for name in tables:
        lines += [f"      {name}:  # {WORDS[missing[name]]}", "        columns:"]
        lines += [f"          {column}: {{labels: []}}" for column in screen["tables"][name]]
    return lines


def _listed(texts: list[str]) -> str:
    return ", ".join(json.dumps(_flat(text), ensure_ascii=False) for text in texts[:MOST])


def _flat(text: str) -> str:
    return " ".join(text.split())
