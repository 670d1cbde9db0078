# SPDX-License-Identifier: GPL-3.0-or-later
"""A real FTP server on a folder, in a thread of this process, for tests whose modules run in other processes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler
from pyftpdlib.ioloop import IOLoop
from pyftpdlib.servers import FTPServer

USER, PASSWORD = "files", "the pässword of files"


@contextmanager
def ftp_folder(folder: Path, *, read_only: bool = False) -> Iterator[dict[str, Any]]:
    """Yields the option ``server`` that leads there."""
    authorizer = DummyAuthorizer()
    authorizer.add_user(USER, PASSWORD, str(folder), perm="elr" if read_only else "elradfmw")
    handler = type("Handler", (FTPHandler,), {"authorizer": authorizer})
    loop = IOLoop()
    server = FTPServer(("127.0.0.1", 0), handler, ioloop=loop)
    stopping = threading.Event()

    def work() -> None:
        while not stopping.is_set():
            loop.loop(timeout=0.05, blocking=False)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        host, port = server.address
        yield {"protocol": "ftp", "host": host, "port": port, "username": USER, "password": PASSWORD}
    finally:
        stopping.set()
        thread.join()
        server.close_all()
