# SPDX-License-Identifier: GPL-3.0-or-later
"""Pauses between looks are short at first and never longer than asked for."""

from __future__ import annotations

from itertools import islice

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources._pauses import pauses


@pytest.mark.parametrize(
    ("longest", "expected"), [(5.0, [0.5, 1.0, 2.0, 4.0, 5.0, 5.0]), (0.25, [0.25, 0.25, 0.25, 0.25, 0.25, 0.25])]
)
def test_pauses_double_up_to_the_longest(longest: float, expected: list[float]) -> None:
    assert list(islice(pauses(longest), 6)) == expected
