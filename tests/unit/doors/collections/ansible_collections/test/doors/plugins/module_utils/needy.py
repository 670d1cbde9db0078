# SPDX-License-Identifier: GPL-3.0-or-later
"""A resource that needs a library no machine has."""

from __future__ import annotations

from typing import Any

ARGUMENT_SPEC: dict[str, dict[str, Any]] = {}
CONNECTED = False
SPEC_EXTRAS: dict[str, Any] = {}
REQUIRES = ("library_of_babel",)


def run(params: dict[str, Any], context: Any) -> dict[str, Any]:
    raise AssertionError("a resource ran without its library")
