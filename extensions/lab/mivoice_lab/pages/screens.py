# SPDX-License-Identifier: GPL-3.0-or-later
"""The screens: where each stands in the menu (spec 2.1-2.3), and the view that describes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .context import Context
from .elements import Block
from .views import manager, rights, status, tma, tma_deployment, tma_update, webadmin

View = Callable[[Context], list[Block]]


@dataclass(frozen=True, slots=True)
class Screen:
    """``path``: label keys from the root of the menu, empty for a screen that another one opens. ``number``: menu
    number, where the spec gives one. ``title``: label key of a screen without path. ``needs``: parameters of its
    address."""

    id: str
    area: str
    view: View
    path: tuple[str, ...] = ()
    number: str = ""
    title: str = ""
    needs: tuple[str, ...] = ()


def _path(*names: str) -> tuple[str, ...]:
    return tuple(f"menu.{name}" for name in names)


_CONFIGURATION = ("telephony", "system", "configuration")
_STATES = ("telephony", "system", "supervision", "status_display")

WEBADMIN = (
    Screen(
        "W8",
        "webadmin",
        rights.subscriptions,
        _path("telephony", "subscribers", "subscriptions", "characteristics"),
        "1.2.3",
    ),
    Screen(
        "W9",
        "webadmin",
        rights.feature_classes,
        _path("telephony", "subscribers", "rights", "feature_classes"),
        "1.4.3",
    ),
    Screen("W1", "webadmin", webadmin.licences, _path("telephony", "system", "info", "licences"), "2.1.3"),
    Screen("W2", "webadmin", webadmin.services, _path(*_CONFIGURATION, "services"), "2.3.1"),
    Screen("W3", "webadmin", status.cards, _path(*_CONFIGURATION, "cards", "main_board"), "2.3.4.2"),
    Screen("W4", "webadmin", webadmin.ip_cards, _path(*_CONFIGURATION, "cards", "ip_cards")),
    Screen("W6", "webadmin", webadmin.alarms, _path(*_CONFIGURATION, "alarms", "individual")),
    Screen("W5", "webadmin", webadmin.certificates, _path("telephony", "system", "security", "certificates"), "2.4.1"),
    Screen("W11", "webadmin", status.sip_certificate, _path("telephony", "system", "security", "sip_certificate")),
    Screen("W7", "webadmin", status.tunnels, _path(*_STATES, "tunnels")),
    Screen("WREG", "webadmin", status.registrations, _path(*_STATES, "registered")),
)
_QUALITY = ("telephony", "network", "quality")
W10_WITH_MANAGER = Screen("W10", "webadmin", webadmin.encryption, _path(*_QUALITY, "encryption"), "4.4.4")  # DIS-2
W10_ALONE = Screen("W10", "webadmin", webadmin.encryption, _path(*_QUALITY, "ip_encryption"), "4.3.4")  # DIS-2, DIS-3

MANAGER = (
    Screen("M2", "manager", rights.feature_classes, _path("technical", "feature_classes")),
    Screen("M3", "manager", manager.topology, _path("administration", "topology")),
    Screen("M3C", "manager", manager.settings, title="title.settings", needs=("multisite",)),
    Screen("M3G", "manager", manager.generate, title="title.generate", needs=("multisite",)),
    Screen("M4", "manager", manager.operations, _path("administration", "operations")),
)
TMA = (
    Screen("T1", "tma", tma_deployment.deployment, _path("deployment")),
    Screen("T2", "tma", tma.distribution, _path("terminal_configuration")),
    Screen("T3", "tma", tma_update.specific, title="title.modify", needs=("family", "package")),
    Screen("T4", "tma", tma_update.action, title="title.action", needs=("draft",)),
    Screen("T5", "tma", tma.actions, _path("actions")),
    Screen("T6", "tma", tma.inventory, _path("inventory")),
)


@dataclass(frozen=True, slots=True)
class Door:
    """A menu entry that leads into another area."""

    id: str
    area: str
    path: tuple[str, ...]
    to: str = "tma"


W12 = Door("W12", "webadmin", _path("telephony", "subscribers", "terminals", "integrated_tma"))
M5 = Door("M5", "manager", _path("administration", "manager_telephony", "terminal_management"))


@dataclass(frozen=True, slots=True)
class Site:
    """The screens and doors of one device's area."""

    area: str
    screens: dict[str, Screen]
    doors: dict[str, Door]


def _site(area: str, screens: tuple[Screen, ...], *doors: Door) -> Site:
    return Site(area, {screen.id: screen for screen in screens}, {door.id: door for door in doors})


SITES: dict[str, Site] = {
    "webadmin": _site("webadmin", (*WEBADMIN, W10_WITH_MANAGER)),
    "webadmin alone": _site("webadmin", (*WEBADMIN, W10_ALONE), W12),
    "manager": _site("manager", MANAGER, M5),
    "tma": _site("tma", TMA),
}
