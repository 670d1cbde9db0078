# SPDX-License-Identifier: GPL-3.0-or-later
"""The work without Ansible, in plain threads with urllib3. Reads its plan from stdin.

``reads`` is what ``system_info`` does, by the same code; ``requests`` only sends the recorded requests and looks at
no page.
"""

from __future__ import annotations

import json
import ssl
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import urllib3
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._context import Context
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import system_info

THREADS = 20


def read(system: dict[str, Any]) -> None:
    """Read *system* with the collection's own code."""
    unread = system_info.run(system["params"], Context())["system"]["unread"]
    if unread:
        raise RuntimeError(f"{system['params']['host']}: {unread}")


def send(system: dict[str, Any]) -> None:
    """Send every recorded request of *system* over one connection."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    host = system["params"]["host"]
    pool = urllib3.HTTPSConnectionPool(
        host,
        system["params"]["port"],
        maxsize=1,
        retries=False,
        ssl_context=context,
        assert_fingerprint=system["params"]["fingerprint"],
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
            raise RuntimeError(f"{host}{request['path']}: status {answer.status}")
        cookies.append(_cookies(answer.headers))
    pool.close()


def _cookies(headers: urllib3.HTTPHeaderDict) -> str | None:
    return "; ".join(line.split(";")[0] for line in headers.getlist("set-cookie")) or None


WORK = {"reads": read, "requests": send}

if __name__ == "__main__":
    plan = json.load(sys.stdin)
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(WORK[sys.argv[1]], plan))
