# SPDX-License-Identifier: GPL-3.0-or-later
"""Cookies of one host (RFC 6265, the parts a session with one appliance needs: paths and removal)."""

from __future__ import annotations

from http.cookies import CookieError, Morsel, SimpleCookie
from urllib.parse import urlsplit


class Cookies:
    """Two areas of one host may use one cookie name under two paths; each gets its own back."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], str] = {}

    def learn(self, url: str, header: str) -> None:
        """Take the ``Set-Cookie`` lines of an answer; an unreadable one is as good as none."""
        for line in header.splitlines():
            try:
                parsed = SimpleCookie(line)
            except CookieError:
                continue
            for name, morsel in parsed.items():
                self._take(name, morsel, morsel["path"] or _folder(url))

    def _take(self, name: str, morsel: Morsel[str], path: str) -> None:
        self._kept.pop((name, path), None)
        if morsel["max-age"] != "0" and morsel.value:
            self._kept[name, path] = morsel.value

    def header(self, url: str) -> str:
        """Value of the ``Cookie`` header, the longest paths first; '' when there is nothing to send."""
        asked = urlsplit(url).path or "/"
        fitting = [(path, name, value) for (name, path), value in self._kept.items() if _lies_in(asked, path)]
        fitting.sort(key=lambda item: -len(item[0]))
        return "; ".join(f"{name}={value}" for _path, name, value in fitting)


def _folder(url: str) -> str:
    return urlsplit(url).path.rpartition("/")[0] or "/"


def _lies_in(asked: str, path: str) -> bool:
    return asked == path or asked.startswith(path if path.endswith("/") else f"{path}/")
