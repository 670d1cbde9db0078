# SPDX-License-Identifier: GPL-3.0-or-later
"""Taking secrets and personal data out of captured pages: passwords, tokens, names, numbers, MAC and IP addresses.

A value gets the same stand-in wherever it shows up, in links too, so that a scrubbed capture still hangs together.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

MAC = re.compile(r"(?<![0-9A-Fa-f])(?:[0-9A-Fa-f]{2}([:-]))(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}(?![0-9A-Fa-f])")
BARE_MAC = re.compile(r"(?<![\w])(?=[0-9A-Fa-f]*\d)[0-9A-Fa-f]{12}(?![\w])")
IPV4 = re.compile(
    r"(?<![\d.])(?!(?:\d\.){3}\d(?!\d))(?:\d{1,3}\.){3}\d{1,3}(?![\d.])"
)  # not a menu number such as 2.3.4.2
IPV6 = re.compile(r"(?<![\w:])(?:[0-9A-Fa-f]{1,4}:){3,7}(?::?[0-9A-Fa-f]{1,4})+(?![\w:])")
MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
TOKEN = re.compile(r"(?<![\w])(?=[A-Za-z_-]*\d)[\w-]{20,}(?![\w])")
NUMBER = re.compile(r"(?<=>)(\s*)\+?(\d[\d ]{2,14}\d)(\s*)(?=<)")
TEXT_INPUT = re.compile(r"<input\b[^>]*>", re.I)
VALUE = re.compile(r"""(\bvalue\s*=\s*)("[^"]*"|'[^']*'|[^\s>"']+)""", re.I)
TYPE = re.compile(r"""\btype\s*=\s*["']?(\w+)""", re.I)
TEXTAREA = re.compile(r"(<textarea\b[^>]*>)(.*?)(</textarea>)", re.I | re.S)
OPEN_TYPES = ("text", "password", "email", "tel", "search", "number", "url")
MANY = 254
SIP_PORTS = ("5060", "5061")


class Scrubber:
    """``secrets`` vanish; ``known`` (names, numbers of people and sites) get stand-ins; patterns are found by shape."""

    def __init__(self, secrets: Iterable[str], known: Iterable[str]) -> None:
        self._secrets = sorted(filter(None, secrets), key=len, reverse=True)
        self._stand_ins: dict[tuple[str, str], str] = {}
        self._known = self._pattern(known)

    @staticmethod
    def _pattern(known: Iterable[str]) -> re.Pattern[str] | None:
        spellings = {s for value in known if len(value) > 2 for s in (value, html.escape(value))}
        ordered = sorted(spellings, key=len, reverse=True)
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, ordered))})(?!\w)") if ordered else None

    def text(self, text: str) -> str:
        """Plain text, an address or a page's source without what must not be seen."""
        for secret in self._secrets:
            for spelling in (secret, html.escape(secret)):
                text = text.replace(spelling, "scrubbed")
        if self._known:
            text = self._known.sub(lambda found: self._stand_in("known", found.group(0)), text)
        for kind, pattern in (("mac", MAC), ("mac", BARE_MAC), ("ip", IPV4), ("ip", IPV6), ("mail", MAIL)):
            text = pattern.sub(lambda found, kind=kind: self._stand_in(kind, found.group(0)), text)  # type: ignore[misc]
        return TOKEN.sub(lambda found: self._stand_in("token", found.group(0)), text)

    def page(self, source: str) -> str:
        """Source of a page; what people typed into fields and lone long numbers go as well."""
        source = TEXT_INPUT.sub(lambda found: self._input(found.group(0)), source)
        source = TEXTAREA.sub(lambda found: found.group(1) + found.group(3), source)
        source = self.text(source)
        return NUMBER.sub(self._lone_number, source)

    def _lone_number(self, found: re.Match[str]) -> str:
        before, number, after = found.groups()
        return before + (number if number in SIP_PORTS else self._stand_in("number", number)) + after

    def _input(self, tag: str) -> str:
        given = TYPE.search(tag)
        if given and given.group(1).lower() not in OPEN_TYPES:
            return tag
        return VALUE.sub(lambda found: f"{found.group(1)}{self._typed(found.group(2))}", tag)

    def _typed(self, quoted: str) -> str:
        value = quoted.strip("\"'")
        return f'"{self._stand_in("typed", value)}"' if value and not IPV4.fullmatch(value) else quoted

    def _stand_in(self, kind: str, value: str) -> str:
        if value in self._stand_ins.values():
            return value
        kind = "number" if kind in ("known", "typed") and value.isdigit() else kind
        key = (kind, value.lower())
        if key not in self._stand_ins:
            count = sum(1 for known, _value in self._stand_ins if known == kind) + 1
            self._stand_ins[key] = _made_up(kind, value, count)
        return self._stand_ins[key]


def _made_up(kind: str, value: str, count: int) -> str:
    if kind == "mac":
        mark = ":" if ":" in value else "-" if "-" in value else ""
        return mark.join(re.findall("..", f"02{count:010X}"))
    if kind == "ip":
        return f"192.0.2.{count}" if count <= MANY else f"198.18.{count // 256}.{count % 256}"
    if kind == "number":
        return str(9 * 10 ** (max(len(value), 4) - 1) + count)
    return f"{kind}-{count}"
