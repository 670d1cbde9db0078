# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of certificates that phones are told to fetch, and what an audit of a download server says of them (INV-13)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._safety.facts import listed

ABSENT = "certificate_file_absent"
UNLISTED = "for it does not list its files"


def absent_files(server: str, audit: Mapping[str, Any], here: set[str]) -> list[str]:
    """Each file that is named and does not lie there, in words, with the phones ``here`` that would fetch it."""
    lacking: dict[str, set[str]] = defaultdict(set)
    for terminal in audit["terminals"]:
        for finding in terminal["findings"]:
            if terminal["mac"] in here and finding["id"] == ABSENT:
                lacking[str(finding["text"]).rpartition(" - ")[2]].add(str(terminal["mac"]))
    return [
        f"{server}: {name} is not there: phones {listed(sorted(macs))} lack it from their next start on"
        for name, macs in sorted(lacking.items())
    ]


def keys_looked_for(audit: Mapping[str, Any]) -> bool:
    """Whether the server tells the names of its files: a key is never asked for, so as not to be read."""
    return not any(assumed.get("option") == "terminals" for assumed in audit.get("unverified") or [])
