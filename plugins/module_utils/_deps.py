# SPDX-License-Identifier: GPL-3.0-or-later
"""Third-party libraries: which ones a resource needs and what to tell when one is not there.

Code that uses a library imports it itself, inside ``try/except ImportError``; the doors ask :func:`require`
before any resource runs, so a missing library fails one host and names the package to install.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable
from typing import Any

from ._errors import UsageError

CONNECTED_NEEDS = ("urllib3", "lxml")
"""Import names (equal to the package names) that every resource with a connection needs."""

PKI_NEEDS = ("cryptography", "pyasn1", "pyasn1_modules")
"""Import names that reading certificate files (``_pki.reading``) needs. pip takes the last one for pyasn1-modules."""

SERVER_LIBRARIES = {"http": "urllib3", "https": "urllib3", "sftp": "asyncssh", "tftp": "tftpy"}
"""Protocol of a download server -> the package that speaks it. Asked for only when such a server is opened."""


def needs(resource: Any) -> tuple[str, ...]:
    """Import names that ``resource`` needs: those of its connection plus its own ``REQUIRES``."""
    connected = CONNECTED_NEEDS if resource.CONNECTED else ()
    return (*connected, *getattr(resource, "REQUIRES", ()))


def missing(names: Iterable[str]) -> list[str]:
    """Those of ``names`` that cannot be imported by this interpreter."""
    absent = []
    for name in names:
        try:
            importlib.import_module(name)
        except ImportError:
            absent.append(name)
    return absent


def require(resource: Any) -> None:
    """Raise UsageError naming the packages that ``resource`` needs and this interpreter lacks."""
    absent = missing(needs(resource))
    if absent:
        packages = " ".join(absent)
        raise UsageError(
            problem=f"The Python interpreter {sys.executable} lacks {packages}",
            remedy=f"Install it there: {sys.executable} -m pip install {packages}",
            details={"missing_libraries": absent},
        )


def imported(name: str, purpose: str) -> Any:
    """A library that only some tasks need. Raises UsageError that names the package where it is missing."""
    try:
        return importlib.import_module(name)
    except ImportError:
        raise UsageError(
            problem=f"The Python interpreter {sys.executable} lacks {name}, which {purpose} needs",
            remedy=f"Install it there: {sys.executable} -m pip install {name}",
            details={"missing_libraries": [name]},
        ) from None
