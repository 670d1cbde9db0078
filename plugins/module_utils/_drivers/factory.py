# SPDX-License-Identifier: GPL-3.0-or-later
"""Opening a session with a host."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._context import Context
from .._webadmin import site
from .._webadmin.browser import Browser
from .._webadmin.login import Login
from .._webadmin.transport import HttpsTransport
from .base import Driver
from .webadmin import WebDriver


def connect(
    params: Mapping[str, Any], context: Context, area: str, read_only: bool, scope: Mapping[str, Any] | None = None
) -> Driver:
    """Log in to ``area`` (webadmin | manager | tma). ``scope`` gives region and multisite for TMA."""
    here = site.of(params.get("screens"))
    host = str(params["host"])
    transport = context.transport(params) if context.transport else HttpsTransport(params)
    browser = Browser(transport, host, context.clock)
    base = f"https://{host}:{params.get('port') or 443}"
    login = Login(browser, here, host, str(params["username"]), str(params["password"]), base)
    driver = WebDriver(browser, here, host, login, read_only)
    try:
        driver.start()
        if area == "tma":
            wanted = scope or {key: params.get(key) for key in ("region", "multisite")}
            driver.enter_tma(
                _entrance(here, params),
                wanted,
                str(params.get("tma_username") or ""),
                str(params.get("tma_password") or ""),
            )
    except BaseException:
        driver.close()
        raise
    return driver


def _entrance(here: site.Site, params: Mapping[str, Any]) -> str:
    """M5 on a Manager; W12 on a system, whose path only a site can tell (OPEN-9)."""
    return "W12" if here.screens["W12"].paths or here.screens["W12"].url else "M5"
