# SPDX-License-Identifier: GPL-3.0-or-later
"""The pictures of the inventory's encryption column."""

from __future__ import annotations

import base64

_DOT = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
ICONS: dict[str, bytes] = {f"/icons/{name}.gif": _DOT for name in ("srtp_tls", "tls", "unknown")}
