# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS ports on loopback addresses, each with a certificate of its own, in a process of their own.

Takes the folder with ``<address>.pem`` files; prints the port when all listen; ends with its standard input.
"""

from __future__ import annotations

import asyncio
import ssl
import sys
from pathlib import Path


async def _wait(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Say nothing, and go when the client goes."""
    try:
        await reader.read(1)
    except OSError:
        pass
    finally:
        writer.close()


def _context(path: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


async def main(folder: Path) -> None:
    port = 0
    for path in sorted(folder.glob("*.pem")):
        server = await asyncio.start_server(_wait, path.stem, port, ssl=_context(path), backlog=128)
        port = server.sockets[0].getsockname()[1]
    print(port, flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
