# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose a file is, and who asks: MAC addresses in file names and in the User-Agent (product-facts 3.1, 3.4)."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

_MAC = rb"(?<![0-9A-Fa-f])(?P<mac>[0-9A-Fa-f]{2}(?:[-:._]?[0-9A-Fa-f]{2}){5})(?![0-9A-Fa-f])"
IN_NAME = re.compile(rb"(?P<before>[^/]*?)" + _MAC + rb"(?P<after>[^/]*)", re.DOTALL)
ALONE = re.compile(_MAC)
OWN_BEFORE = re.compile(rb"(?:[A-Za-z][A-Za-z0-9]*[_-])?")
"""A site's prefix, such as that of the 5300 files, whose names are not public (product-facts 4)."""
OWN_AFTER = re.compile(rb"\.(?:cfg|tuz)", re.IGNORECASE)
OTHER_FILE = re.compile(rb".*\.(?:cfg|tuz|pem|crt|cer|der|key|st)", re.IGNORECASE | re.DOTALL)
"""Files that phones fetch and that name no phone: common and model files, certificates, software."""

AGENT = re.compile(
    rb"(?:Aastra|Mitel)[ /-]?(?P<model>[\w.-]*) +MAC:(?P<mac>[0-9A-Fa-f]{2}(?:[-:]?[0-9A-Fa-f]{2}){5})"
    rb"(?: +V:(?P<firmware>[\w.-]+?)(?:-SIP)?)?(?:\s|$)"
)
NO_AGENT = (None, b"", b"-")
LONGEST_NAME = 255


class Name(NamedTuple):
    """A file asked for. ``mac``: named by it, '' when none; ``own``: that phone's own configuration file."""

    file: str
    mac: str
    own: bool
    of_phones: bool


class Agent(NamedTuple):
    """A client. ``said``: it named itself at all; ``mac`` is '' unless it named itself a phone."""

    said: bool
    mac: str
    model: str | None
    firmware: str | None


def bare(mac: bytes) -> str:
    """``0008 5D00 0001`` in any spelling -> ``00085D000001``."""
    return re.sub(rb"[-:._]", b"", mac).decode("ascii").upper()


def bare_mac(text: str) -> str:
    """A MAC address in any spelling as 12 upper-case digits, '' when it is none."""
    found = ALONE.fullmatch(text.strip().encode("utf-8", "replace"))
    return bare(found["mac"]) if found else ""


def name_of_url(url: bytes) -> Name:
    """The file that a URL means; its query does not count."""
    return name_of(unquote_to_bytes(url.partition(b"?")[0]))


def name_of(path: bytes) -> Name:
    """The file at a path; its folder does not count."""
    last = path.replace(b"\\", b"/").rpartition(b"/")[2]
    file = "".join(sign if sign.isprintable() else "?" for sign in last.decode("utf-8", "replace")[:LONGEST_NAME])
    found = IN_NAME.fullmatch(last)
    if found is None:
        return Name(file, "", False, OTHER_FILE.fullmatch(last) is not None)
    own = OWN_BEFORE.fullmatch(found["before"]) and OWN_AFTER.fullmatch(found["after"])
    return Name(file, bare(found["mac"]), own is not None, True)


def own_file(phone: str, file: str) -> bool:
    """True when ``file`` is the own configuration file of the phone with that MAC address, in any spelling.

    Only that one counts for a gate as the phone's fetch: any client may ask for a common file or a certificate.
    """
    name = name_of(file.encode("utf-8", "replace"))
    return name.own and name.mac == bare_mac(phone)


def agent_of(text: bytes | None) -> Agent:
    """The client that a User-Agent speaks of; None, '' and '-' are a log or a client without one."""
    if text in NO_AGENT or text is None:
        return Agent(False, "", None, None)
    found = AGENT.match(text)
    if found is None:
        return Agent(True, "", None, None)
    model, firmware = found["model"].decode("ascii"), (found["firmware"] or b"").decode("ascii")
    return Agent(True, bare(found["mac"]), model or None, firmware or None)
