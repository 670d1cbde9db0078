# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a download server tells the names of its files to whoever comes without an account."""

from __future__ import annotations

import contextlib
import re
from dataclasses import replace

from .http import HttpLink
from .server import Server

A_FILE = re.compile(rb"""href\s*=\s*["']?[^"'>\s/?]+\.(?:cfg|tuz|st|crt|pem|key)\b""", re.IGNORECASE)
"""A link to a file such as download servers have, in a page that nobody wrote by hand."""


def to_anyone(server: Server) -> bool:
    """True when it does. FTP always lists, so there the account decides. Raises TlsError and ConnectionFailed."""
    if server.protocol in ("http", "https"):
        with contextlib.closing(HttpLink(replace(server, username=None, password=None))) as link:
            return A_FILE.search(link.page()) is not None
    return server.protocol in ("ftp", "ftps") and (server.username or "anonymous") == "anonymous"
