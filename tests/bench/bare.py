# SPDX-License-Identifier: GPL-3.0-or-later
"""The floor without Ansible: threads with urllib3 that send the recorded requests. Reads its plan from stdin."""

from __future__ import annotations

import json
import ssl
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import urllib3

THREADS = 20


def visit(system: dict[str, Any]) -> int:
    """Send every request of *system* over one connection; return how many were sent."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    pool = urllib3.HTTPSConnectionPool(
        system["host"],
        system["port"],
        maxsize=1,
        retries=False,
        ssl_context=context,
        assert_fingerprint=system["fingerprint"],
        assert_hostname=False,
    )
    cookies: list[str | None] = []
    for request in system["requests"]:
        headers = {}
        if request["cookies_of"] is not None:
            headers["Cookie"] = cookies[request["cookies_of"]]
        if request["content_type"]:
            headers["Content-Type"] = request["content_type"]
        answer = pool.urlopen(request["method"], request["path"], body=request["body"], headers=headers, redirect=False)
        if answer.status >= 400:
            raise RuntimeError(f"{system['host']}{request['path']}: status {answer.status}")
        cookies.append(_cookies(answer.headers))
    pool.close()
    return len(system["requests"])


def _cookies(headers: urllib3.HTTPHeaderDict) -> str | None:
    return "; ".join(line.split(";")[0] for line in headers.getlist("set-cookie")) or None


if __name__ == "__main__":
    plan = json.load(sys.stdin)
    with ThreadPoolExecutor(THREADS) as threads:
        print(sum(threads.map(visit, plan)))
