# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings for one line of a 6000, which beat the global ones (product-facts 1, fact 4).

When one member of a set is given for a line, the line takes the whole set and ignores the global one (VENDOR). Which
parameters make up the set of network settings is INFERRED.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from .findings import Finding, about, shown
from .layers import Base
from .lines import Setting

LINE = re.compile(r"sip line([1-9][0-9]?) (.+)", re.ASCII)
START = "sip line"
SRTP = "srtp mode"

PORTS = {
    "proxy port": "proxy ip",
    "registrar port": "registrar ip",
    "backup proxy port": "backup proxy ip",
    "backup registrar port": "backup registrar ip",
}
"""Port of a line -> the address it goes with. A line without a backup address needs no backup port."""

ALWAYS = ("proxy port", "registrar port")
OTHERS = ("outbound proxy", "outbound proxy port", "backup outbound proxy", "backup outbound proxy port")
NETWORK_SET = frozenset([*PORTS, *PORTS.values(), *OTHERS, "registration period"])

Lines = dict[str, dict[str, Setting]]


def lines(own: Mapping[str, Setting], base: Base) -> Lines:
    """Settings of each line by number, a phone's own file over the others."""
    found: Lines = defaultdict(dict)
    for settings, names in ((base.settings, base.line_names), (own, own)):
        for name in names:
            if name.startswith(START):
                match = LINE.fullmatch(name)
                if match:
                    found[match[1]][match[2]] = settings[name]
    return found


def check(found: Lines, port: str, srtp: str, *, whole_sets: bool) -> Iterable[Finding]:
    """What lines change about the ports and the SRTP mode that a mode demands. ``whole_sets``: the vendor's rule."""
    for number, given in found.items():
        own_set = whole_sets and not NETWORK_SET.isdisjoint(given)
        for name, address in PORTS.items():
            title = f"{START}{number} {name}"
            setting = given.get(name)
            if setting is not None:
                if setting.doubt is not None:
                    yield doubted(title, setting, port)
                elif setting.value != port:
                    yield about("line_port_wrong", title, setting, wanted=port, rule="PAR6-24")
            elif own_set and (name in ALWAYS or address in given):
                cause = [given[member] for member in given if member in NETWORK_SET][0]
                yield Finding("line_port_missing", (title,), cause.file, cause.line, wanted=port, rule="PAR6-24")
        setting = given.get(SRTP)
        if setting is not None and (setting.value != srtp or setting.doubt):
            yield about("line_srtp", f"{START}{number} {SRTP}", setting, wanted=srtp, rule="INV-28")


def doubted(title: str, setting: Setting, wanted: str) -> Finding:
    """A value that is not certain; raises ValueError for one that is."""
    if setting.doubt is None:
        raise ValueError(f"{title}: nothing speaks against the value")
    id_ = "value_disputed" if setting.doubt.kind == "disagreement" else "value_uncertain"
    found = shown(setting.value)
    return Finding(id_, (title,), setting.file, setting.line, found, wanted, rule="INV-46", note=setting.doubt.text)
