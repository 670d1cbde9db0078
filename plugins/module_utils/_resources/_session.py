# SPDX-License-Identifier: GPL-3.0-or-later
"""One logged-in session per task: opened here, always closed here, its writes reported even when it fails."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from .._context import Context
from .._drivers.base import Driver
from .._drivers.factory import connect
from .._errors import MivoiceError
from ._turn import turn
from ._writes import sent


@contextmanager
def session(
    params: Mapping[str, Any],
    context: Context,
    area: str = "webadmin",
    *,
    read_only: bool | None = None,
    scope: Mapping[str, Any] | None = None,
) -> Iterator[Driver]:
    """Yield a driver for ``area`` of ``params['host']``; read-only in check mode or when asked for.

    A MivoiceError that passes through gains ``details['writes']`` (what was already sent) and the host's name.
    """
    unwritable = context.check_mode if read_only is None else read_only
    with turn(params, context), connect(params, context, area, unwritable, scope) as driver:
        try:
            yield driver
        except MivoiceError as error:
            error.where.host = error.where.host or driver.host
            if driver.writes:
                error.details.setdefault("writes", sent(driver))
            raise
        except Exception as error:
            if driver.writes:
                error.sent = sent(driver)  # type: ignore[attr-defined]  # for the door, which tells of a fault of ours
            raise
