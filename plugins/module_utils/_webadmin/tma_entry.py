# SPDX-License-Identifier: GPL-3.0-or-later
"""The way into TMA (SCR-T0): region and site where it asks for them, and a log-in of its own, in either order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .._errors import ControlNotFound, UsageError
from . import forms
from .login import Login, login_form
from .text import normal

if TYPE_CHECKING:
    from .._drivers.screen import WebScreen

MOST_STEPS = 5
ASKED = {"region": "region", "site": "multisite"}
"""T0 control -> option that answers it."""


def enter(screen: WebScreen, login: Login, scope: Mapping[str, Any]) -> None:
    """Answer what T0 asks until it asks no more; ``login`` is tried once.

    Raises AuthError, UsageError when a choice is asked for and the scope does not make it, ControlNotFound when the
    choice is not offered.
    """
    for _step in range(MOST_STEPS):
        asks = [name for name in ASKED if screen.locator.places(name)]
        secret = login_form(screen.locator.documents) is not None
        if not secret and not (asks and screen.locator.places("continue")):
            break
        moved = False
        for name in asks:
            moved = _choose(screen, name, scope, may_wait=moved and not secret) or moved
        if secret:
            login.sign_in()
        else:
            screen.press("continue")
    else:
        raise ControlNotFound("TMA asks for region and site again and again", screen.where())
    login.check_inside()


def _choose(screen: WebScreen, name: str, scope: Mapping[str, Any], may_wait: bool) -> bool:
    """Select in place what the scope says; True when that changed the choice.

    ``may_wait``: the sites of a region just chosen may come with the next page.
    """
    _document, select = screen.locator.one(name)
    offered = {normal(text): text for option in select.iter("option") if (text := forms.option_text(option))}
    where, wanted = screen.where(screen.locator.label(name)), normal(str(scope.get(ASKED[name]) or ""))
    if wanted in offered:
        before = forms.value_of(select)
        forms.set_value(select, offered[wanted])
        return before != offered[wanted]
    if wanted and not may_wait:
        raise ControlNotFound(
            "TMA does not offer what is wanted",
            where,
            found=", ".join(offered.values()),
            wanted=str(scope.get(ASKED[name])),
            remedy=f"Check the option {ASKED[name]!r}",
        )
    if not wanted and len(offered) > 1:
        raise UsageError(
            "TMA asks which one to work on",
            where,
            found=", ".join(offered.values()),
            remedy=f"Set the option {ASKED[name]!r}",
        )
    return False
