# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps the library's warnings about odd files (BER, serial numbers of zero) out of a run's output."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

_ONE_AT_A_TIME = threading.RLock()


@contextmanager
def quietly() -> Iterator[None]:
    """No warning inside. A filter holds for all threads, and is put back: so only one thread at a time."""
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
