# SPDX-License-Identifier: GPL-3.0-or-later
"""What an answer says that the page before did not, whatever the markup."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.tests.unit.webadmin.pages import DOORS, switches
from ansible_collections.voiceops.mivoice5000.tests.unit.webadmin.scripted import Appliance, drive

CLOCK = "<p>It is 12:01:07</p>"


def said(before: Any, after: Any) -> list[str]:
    appliance = Appliance(DOORS | {"GET /w10": before, "POST /w10/save": after})
    with drive(appliance) as driver:
        screen = driver.open("W10")
        assert screen.news() != []  # nothing was before the first page
        return screen.press("validate").news()


@pytest.mark.parametrize(
    "shown",
    [
        "<p>Password wrong.</p>",
        "<table><tr><td><font color=red>Password wrong.</font></td></tr></table>",
        "<div class=error>Password <b>wrong</b>.</div>",
        "Password wrong.<br>",
    ],
)
def test_a_new_sentence_is_told_whatever_its_markup(shown: str) -> None:
    assert said(switches(more=CLOCK), switches(more=CLOCK + shown)) == ["Password wrong."]


def test_what_stood_there_before_and_what_only_counts_is_no_news() -> None:
    old = "<p>Old notice.</p>"
    assert said(switches(more=CLOCK + old), switches(True, more=CLOCK.replace("07", "09") + old)) == []
