# SPDX-License-Identifier: GPL-3.0-or-later
"""Opening a session with a host."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urljoin

from .._context import Context
from .._errors import UsageError, Where
from .._webadmin import site, tma_entry
from .._webadmin.browser import Browser
from .._webadmin.login import Login
from .._webadmin.text import any_of
from .._webadmin.transport import HttpsTransport
from .screen import WebScreen
from .webadmin import WebDriver

AREAS = ("webadmin", "manager", "tma")


def connect(
    params: Mapping[str, Any], context: Context, area: str, read_only: bool, scope: Mapping[str, Any] | None = None
) -> WebDriver:
    """Log in to ``area`` (webadmin | manager | tma). ``scope`` gives region and multisite for TMA.

    Raises UsageError, ConnectionFailed, TlsError, AuthError, PageError, ScreenNotFound; nothing stays open then.
    """
    if area not in AREAS:
        raise UsageError(f"There is no area {area!r}", wanted=", ".join(AREAS))
    here = site.of(params.get("screens"))
    host = str(params["host"])
    transport = context.transport(params) if context.transport else HttpsTransport(params)
    driver = WebDriver(Browser(transport, host, context.clock), here, host, read_only)
    try:
        driver.start(_way_in(driver, params, area, scope))
    except BaseException:
        driver.close()
        raise
    return driver


def _way_in(
    driver: WebDriver, params: Mapping[str, Any], area: str, scope: Mapping[str, Any] | None
) -> Callable[[], None]:
    """Log-in of the area under TMA and, if wanted, of TMA behind it."""
    start = urljoin(f"https://{driver.host}:{params['port']}", driver.site.session_url)
    outer = Login(
        driver.browser,
        dict(driver.site.session_labels),
        Where(driver.host, "log-in"),
        str(params["username"]),
        str(params["password"]),
    )
    inner = _tma_login(driver, params) if area == "tma" else None
    chosen = scope if scope is not None else {key: params.get(key) for key in ("region", "multisite")}

    def enter() -> None:
        driver.reset()
        with driver.entering(outer):
            outer.log_in(start)
        if inner is not None:
            driver.lead_to(_entrance(driver.site))
            with driver.entering(inner):
                tma_entry.enter(WebScreen(driver, driver.site.screens["T0"], "TMA"), inner, chosen)

    return enter


def _tma_login(driver: WebDriver, params: Mapping[str, Any]) -> Login:
    controls = driver.site.screens["T0"].controls
    more = {"username": controls["login"], "password": controls["password"], "login": controls["continue"]}
    labels = dict(driver.site.session_labels)
    labels |= {name: labels[name] | any_of(control.labels) for name, control in more.items()}
    return Login(
        driver.browser,
        labels,
        Where(driver.host, "TMA log-in", "SCR-T0"),
        str(params.get("tma_username") or ""),
        str(params.get("tma_password") or ""),
    )


def _entrance(here: site.Site) -> str:
    """M5 on a Manager; W12 on a system, whose path only a site can tell (OPEN-9)."""
    return "W12" if here.screens["W12"].paths or here.screens["W12"].url else "M5"
