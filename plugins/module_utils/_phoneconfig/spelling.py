# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of parameters in the files of the phones, how certain each is, and forms a phone will not know.

Certainty as in product-facts: VENDOR and SEED are documents of the maker; CODE was seen in public code only; INFERRED
is a conclusion; SITE was said by the site. What is neither VENDOR nor SEED is reported as unverified.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from .._errors import UsageError
from .lines import folded
from .profiles import TABLE

DOCUMENTED = ("VENDOR", "SEED")


class Name(NamedTuple):
    """``title``: as spec section 5 has it. ``wrong``: forms met elsewhere, which a phone most likely ignores."""

    title: str
    key: str
    certainty: str
    wrong: tuple[str, ...] = ()


KEEP_ALIVE = "sips persist tls keep alive"
SYMMETRIC = "sips symmetric tls signaling"
TRUSTED = "sips trusted certificates"
LOCAL_PORT = "sip local tls port"
TIME_DISABLED = "time server disabled"
ADMIN_PASSWORD = "admin password"
VALIDATION = ("https validate certificates", "https validate expires", "https validate hostname")

_VENDOR = (
    "sip transport protocol",
    "sips persistent tls",
    "sips root and intermediate certificates",
    "sips local certificate",
    "sips private key",
    LOCAL_PORT,
    *VALIDATION,
)

NAMES: dict[str, Name] = (
    {row.name: Name(row.name, row.name, "SEED") for row in TABLE}
    | {name: Name(name, name, "VENDOR") for name in _VENDOR}
    | {
        KEEP_ALIVE: Name(
            KEEP_ALIVE, "sip persistent tls keep alive", "VENDOR", (KEEP_ALIVE, "sips persistent tls keep alive")
        ),
        TRUSTED: Name(TRUSTED, TRUSTED, "VENDOR", ("sips trusted certificate",)),
        SYMMETRIC: Name(SYMMETRIC, SYMMETRIC, "SEED", ("sips symmetric tls signalling",)),
        TIME_DISABLED: Name(TIME_DISABLED, TIME_DISABLED, "CODE"),
        ADMIN_PASSWORD: Name(ADMIN_PASSWORD, ADMIN_PASSWORD, "INFERRED"),
    }
)
"""Title -> name (product-facts 3.2, 3.3). The 5300's keys are those of the seeds; a site tells their file."""

FIRMWARE = {
    "sip transport protocol": "1",
    "sip srtp mode": "0",
    LOCAL_PORT: "5061",
    **dict.fromkeys(VALIDATION, "1"),
}
"""Defaults of the phones that a vendor document states (product-facts 3.3); others are not known."""


def names(site: Mapping[str, str]) -> dict[str, Name]:
    """The table with the keys that a site gives. Raises UsageError for a title that is not in it, or an empty key."""
    wrong = sorted(title for title, key in site.items() if title not in NAMES or not folded(key))
    if wrong:
        raise UsageError(
            problem=f"Option 'names' cannot rename {', '.join(map(repr, wrong))}",
            wanted=f"a key that is not empty, for one of {', '.join(sorted(NAMES))}",
        )
    return NAMES | {title: Name(title, " ".join(key.split()), "SITE") for title, key in site.items()}
