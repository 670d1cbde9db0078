# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP and HTTPS by urllib3. No redirect is followed: a file that lies elsewhere is not on this server."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from ... import _deps
from ..._errors import ConnectionFailed
from ..._phoneconfig.folder import unreadable
from ..._webadmin.transport import fingerprint, ssl_context
from . import names, problems
from .part import CHUNK, Broken, Part
from .pooled import Reader
from .server import Server

NOT_THERE = (404, 410)
LOG_IN = (401, 407)
WRITTEN = (200, 201, 204)
REMOVED = (200, 202, 204)
AGAIN = (408, 425, 429, 500, 502, 503, 504)
"""What may go by itself."""
_FROM = re.compile(r"bytes (\d+)-")


class HttpLink:
    """One kept-alive connection."""

    usable = True

    def __init__(self, server: Server) -> None:
        self._server = server
        self._library = _deps.imported(_deps.SERVER_LIBRARIES[server.protocol], "HTTP")
        self._faults = (self._library.exceptions.HTTPError, OSError)
        self._pool = self._made()
        self._base = "".join(f"/{quote(names.encoded(part))}" for part in server.folder_parts)
        self._headers = {"Accept": "*/*"}
        if server.username:
            log_in = f"{server.username}:{server.password or ''}".encode()
            self._headers |= self._library.make_headers(basic_auth=log_in.decode("latin-1"))

    def _made(self) -> Any:
        server, timeout = self._server, self._library.Timeout(self._server.timeout)
        if server.protocol == "http":
            return self._library.HTTPConnectionPool(server.host, server.reached_port, timeout=timeout)
        pin = fingerprint(server.fingerprint) if server.fingerprint else None
        return self._library.HTTPSConnectionPool(
            server.host,
            server.reached_port,
            timeout=timeout,
            ssl_context=ssl_context(server.ca_path, pin is not None, []),
            assert_fingerprint=pin,
            assert_hostname=False if pin else None,
        )

    def greet(self) -> None:
        """Raises TlsError, ConnectionFailed, AuthError; whatever else the server says, it is one."""
        try:
            with self._asked("HEAD", f"{self._base}/") as answer:
                status = answer.status
        except self._faults as error:
            raise self._failed(error) from error
        if status in LOG_IN and self._server.username:
            raise problems.log_in_refused(self._server, f"HTTP status {status}")

    def close(self) -> None:
        self._pool.close()

    def fetch(self, name: str, part: Part) -> None:
        try:
            self._fetch(name, part)
        except self._faults as error:
            raise Broken(problems.told(self._server, error)) from error

    def _fetch(self, name: str, part: Part) -> None:
        with self._asked("GET", self._path(name), _rest_of(part)) as answer:
            if answer.status in NOT_THERE:
                raise problems.not_there(name)
            if answer.status in AGAIN:
                raise Broken(f"HTTP status {answer.status}")
            if answer.status not in (200, 206):
                raise unreadable(name, f"the server answers with HTTP status {answer.status}")
            if answer.headers.get("Content-Encoding", "identity") != "identity":
                raise unreadable(name, "the server sends it packed, which nobody asked for")
            self._place(answer, part)
            for block in answer.stream(CHUNK, decode_content=False):
                part.take(block)

    def _place(self, answer: Any, part: Part) -> None:
        """What comes is the rest only when the server says so, and of the same version of the file."""
        stamp = _stamp(answer)
        if answer.status == 200:
            part.restart(stamp)
        else:
            told = _FROM.match(answer.headers.get("Content-Range", ""))
            if told is None or int(told[1]) != len(part.data) or part.stamp is None or stamp != part.stamp:
                part.restart(None)
                raise Broken("the server sends another part than was asked for")
        announced = answer.headers.get("Content-Length", "")
        part.fits(len(part.data) + (int(announced) if announced.isdecimal() else 0))

    def send(self, name: str, data: bytes) -> int:
        """The status of the answer."""
        try:
            with self._asked("PUT", self._path(name), body=data) as answer:
                return int(answer.status)
        except self._library.exceptions.NewConnectionError as error:
            raise self._failed(error) from error
        except self._faults as error:
            raise problems.uncertain(self._server, name, problems.told(self._server, error)) from error

    def delete(self, name: str) -> int:
        """The status of the answer."""
        try:
            with self._asked("DELETE", self._path(name)) as answer:
                return int(answer.status)
        except self._faults as error:
            raise self._failed(error) from error

    def page(self) -> bytes:
        """Start of what the server shows for the folder itself, empty when it shows nothing."""
        try:
            with self._asked("GET", f"{self._base}/") as answer:
                shown: bytes = answer.read(CHUNK) if answer.status == 200 else b""
                return shown
        except self._faults as error:
            raise self._failed(error) from error

    @contextlib.contextmanager
    def _asked(self, method: str, path: str, headers: dict[str, str] | None = None, body: Any = None) -> Iterator[Any]:
        answer = self._pool.request(
            method,
            path,
            headers=self._headers | (headers or {}),
            body=body,
            redirect=False,
            retries=False,
            preload_content=False,
        )
        try:
            yield answer
            if len(answer.read(CHUNK, decode_content=False)) == CHUNK:
                answer.close()
        except BaseException:
            answer.close()
            raise
        finally:
            answer.release_conn()

    def _path(self, name: str) -> str:
        return f"{self._base}/{quote(names.encoded(name))}"

    def _failed(self, error: Exception) -> ConnectionFailed:
        if "fingerprint" in str(error).lower():
            return problems.wrong_identity(self._server, problems.told(self._server, error), "fingerprint")
        return problems.failed(self._server, error)


class HttpServer(Reader[HttpLink]):
    """DownloadServer over HTTP or HTTPS; it writes by PUT and DELETE, which few servers allow."""

    lists = False
    writes = True
    atomic = False

    def __init__(self, server: Server) -> None:
        super().__init__(server, lambda: HttpLink(server))
        with self._links.lent() as link:
            link.greet()

    def names(self) -> Iterator[str]:
        raise problems.cannot_list(self._server)

    def write(self, name: str, data: bytes) -> None:
        with self._links.lent() as link:
            status = link.send(names.checked(name), data)
        if status not in WRITTEN:
            raise problems.refused(self._server, name, "written", f"HTTP status {status}")

    def remove(self, name: str) -> bool:
        with self._links.lent() as link:
            status = link.delete(names.checked(name))
        if status not in (*REMOVED, *NOT_THERE):
            raise problems.refused(self._server, name, "removed", f"HTTP status {status}")
        return status in REMOVED


def _rest_of(part: Part) -> dict[str, str]:
    if not part.data or part.stamp is None:
        return {}
    return {"Range": f"bytes={len(part.data)}-", "If-Range": str(part.stamp)}


def _stamp(answer: Any) -> str | None:
    """What tells this version of the file from another, None when the server says nothing that is sure."""
    told = answer.headers.get("ETag") or answer.headers.get("Last-Modified")
    return None if told is None or told.startswith("W/") else str(told)
