# SPDX-License-Identifier: GPL-3.0-or-later
"""A status is the text beside its label, never a heading and never a control."""

from __future__ import annotations

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._webadmin.document import Document
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._webadmin.statuses import statuses
from ansible_collections.voiceops.mivoice5000.tests.unit.webadmin.scripted import page

PLAIN = "<tr><td>a</td><td>b</td></tr>"


def found(source: str) -> set[str]:
    return set(statuses(Document.parse("https://pbx.example/", page(source), "pbx.example"), {"state"}))


@pytest.mark.parametrize(
    "source",
    [
        "<table><tr><td>State</td><td>START</td></tr></table>",
        "<table><tr><td>State</td><td>:</td><td>START</td></tr></table>",
        f"<table><tr><th>State</th><td>START</td></tr>{PLAIN}</table>",
        "<table><tr><td><b>State</b></td><td><b>START</b></td></tr><tr><td><b>x</b></td><td><b>y</b></td></tr></table>",
        "<table><tr><td><table><tr><td>State</td></tr></table></td><td>START</td></tr></table>",
        "<dl><dt>State:</dt><dd>START</dd></dl>",
        '<label for="o">State</label> <output id="o">START</output>',
        '<div><label for="o">State</label></div><div><output id="o">START</output></div>',
        "<p><b>State</b> START</p>",
        "<p>State: START</p>",
        "<div><span>State</span><span>START</span></div>",
    ],
)
def test_the_value_beside_a_label_is_read(source: str) -> None:
    assert found(source) == {"START"}


@pytest.mark.parametrize(
    "source",
    [
        f"<table><tr><th>State</th><th>Date</th></tr>{PLAIN}</table>",
        f"<table><tr><td><b>State</b></td><td><b>Date</b></td></tr>{PLAIN}</table>",
        f"<table><thead><tr><td>State</td><td>Date</td></tr></thead>{PLAIN}</table>",
        "<table><tr><td>State</td><td><input name=s></td></tr></table>",
        "<table><tr><td>State of things</td><td>START</td></tr></table>",
    ],
)
def test_headings_and_controls_are_no_values(source: str) -> None:
    assert found(source) == set()
