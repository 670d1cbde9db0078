# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTPS to one appliance over one kept-alive connection (urllib3), with the trust the operator chose."""

from __future__ import annotations

import codecs
import re
import ssl
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from .._context import HttpResponse
from .._errors import ConnectionFailed, MivoiceError, PageError, TlsError, UsageError, Where, WriteUncertain

try:
    import urllib3
    from urllib3 import exceptions as problems
except ImportError:
    urllib3 = problems = None  # type: ignore[assignment]

OP_LEGACY_SERVER_CONNECT = 0x4
LARGEST_PAGE = 64 * 1024 * 1024
_LEGACY_HINTS = (
    ("UNSUPPORTED_PROTOCOL", "tls1_0 or tls1_1"),
    ("TLSV1_ALERT_PROTOCOL_VERSION", "tls1_0 or tls1_1"),
    ("WRONG_VERSION_NUMBER", "tls1_0 or tls1_1, if this port speaks TLS at all"),
    ("NO_PROTOCOLS_AVAILABLE", "tls1_0 or tls1_1"),
    ("DH_KEY_TOO_SMALL", "weak_keys"),
    ("EE_KEY_TOO_SMALL", "weak_keys"),
    ("CA_MD_TOO_WEAK", "weak_keys"),
    ("CA_KEY_TOO_SMALL", "weak_keys"),
    ("UNSAFE_LEGACY_RENEGOTIATION_DISABLED", "renegotiation"),
    ("SSLV3_ALERT_HANDSHAKE_FAILURE", "weak_keys"),
)

_BETWEEN_DIGITS = re.compile(r"[:\s]")
_SHA256 = re.compile(r"[0-9a-f]{64}")

ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
codecs.lookup("idna")
"""Thrown away: OpenSSL sets itself up at the first one, and the first handshake loads the codec; every forked worker
then inherits both."""


def fingerprint(text: str) -> str:
    """64 hexadecimal digits; raises UsageError for anything else, SHA-1 included."""
    digits = _BETWEEN_DIGITS.sub("", text).lower()
    if not _SHA256.fullmatch(digits):
        raise UsageError(
            "The option 'fingerprint' is not a SHA-256 fingerprint",
            found=f"{len(digits)} digits",
            wanted="64 hexadecimal digits, colons allowed",
        )
    return digits


def ssl_context(ca_path: str | None, pinned: bool, legacy: list[str]) -> ssl.SSLContext:
    """A context of its own for each host: urllib3 changes the one it is given."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if "tls1_0" in legacy or "tls1_1" in legacy:
        context.minimum_version = ssl.TLSVersion.TLSv1 if "tls1_0" in legacy else ssl.TLSVersion.TLSv1_1
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
    elif "weak_keys" in legacy:
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
    if "renegotiation" in legacy:
        context.options |= OP_LEGACY_SERVER_CONNECT
    if pinned:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    elif ca_path:
        try:
            context.load_verify_locations(ca_path)
        except (OSError, ssl.SSLError) as error:
            raise UsageError(f"The file of option 'ca_path' cannot be used: {error}", found=ca_path) from error
    else:
        context.load_default_certs()
    return context


def headers_of(given: Any) -> dict[str, str]:
    """Headers by lower-case name; several cookies stay apart, one a line, because they may hold commas."""
    return {
        name: ("\n" if name == "set-cookie" else ", ").join(given.getlist(name))
        for name in {shown.lower() for shown in given}
    }


class HttpsTransport:
    """Follows no redirect and never repeats a request."""

    def __init__(self, params: Mapping[str, Any]) -> None:
        pin = fingerprint(params["fingerprint"]) if params.get("fingerprint") else None
        self._host = str(params["host"])
        self._place = "https", f"{self._host}:{params['port']}"
        self._sent = False
        trust = ssl_context(params.get("ca_path"), pin is not None, list(params.get("tls_legacy") or ()))
        self._pool = urllib3.HTTPSConnectionPool(
            self._host,
            params["port"],
            timeout=float(params.get("timeout") or 30),
            maxsize=1,
            block=True,
            ssl_context=trust,
            assert_fingerprint=pin,
            assert_hostname=False if pin else None,
        )
        self._pool.ConnectionCls = self._noting(self._pool.ConnectionCls)

    def request(self, method: str, url: str, *, headers: Mapping[str, str], body: bytes | None) -> HttpResponse:
        self._sent = False
        try:
            answer = self._pool.request(
                method,
                self._target(url),
                body=body,
                headers=dict(headers),
                retries=False,
                redirect=False,
                preload_content=False,
            )
        except (problems.HTTPError, OSError) as error:
            raise self._explained(method, error) from error
        try:
            content = answer.read(LARGEST_PAGE + 1)
            if len(content) > LARGEST_PAGE:
                raise problems.ProtocolError(f"more than {LARGEST_PAGE} bytes")
        except (problems.HTTPError, OSError) as error:
            answer.close()
            raise self._cut_short(method, error) from error
        finally:
            answer.release_conn()
        return HttpResponse(answer.status, headers_of(answer.headers), content)

    def _target(self, url: str) -> str:
        """What the request line names: path and query alone, as from a browser; not every server takes more."""
        parts = urlsplit(url)
        if parts[:2] != self._place and not self._pool.is_same_host(url):
            raise problems.HostChangedError(self._pool, url)
        return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"

    def _noting(self, connection: Any) -> Any:
        """A connection that notes when the first byte of a request leaves: TLS is set up then."""
        transport = self

        class Connection(connection):  # type: ignore[misc]
            def request(self, *args: Any, **options: Any) -> Any:
                transport._sent = True
                return super().request(*args, **options)

        return Connection

    def _explained(self, method: str, error: Exception) -> MivoiceError:
        where = Where(host=self._host)
        if self._sent and method == "POST":
            return self._uncertain(error)
        if isinstance(error, problems.SSLError) and not isinstance(next(iter(error.args), None), ssl.SSLEOFError):
            return self._tls(where, error)
        return ConnectionFailed(
            "The administration interface does not answer",
            where,
            found=str(error),
            remedy="Check address, port and network path, then run again",
        )

    def _cut_short(self, method: str, error: Exception) -> MivoiceError:
        if method == "POST":
            return self._uncertain(error)
        return PageError(
            "The page is not whole: the appliance stopped in the middle of it",
            Where(host=self._host),
            found=str(error),
            remedy="Try again; nothing on this page was believed",
        )

    def _uncertain(self, error: Exception) -> WriteUncertain:
        return WriteUncertain(
            "The connection broke while a form was being sent; it may or may not have been carried out",
            Where(host=self._host),
            found=str(error),
            remedy="Run the same command again: it reads the state first",
        )

    def _tls(self, where: Where, error: Exception) -> TlsError:
        text = str(error)
        if "fingerprint" in text.lower():
            return TlsError(
                "The certificate is not the one that option 'fingerprint' names",
                where,
                found=text,
                remedy="Compare with the appliance itself before you change the fingerprint",
            )
        for reason, item in _LEGACY_HINTS:
            if reason in text.upper().replace(" ", "_"):
                return TlsError(
                    "TLS cannot be set up with today's security settings",
                    where,
                    found=text,
                    remedy=f"If this appliance is known to be old, add {item} to option 'tls_legacy'",
                )
        return TlsError(
            "The certificate of the administration interface is not trusted",
            where,
            found=text,
            remedy="Give the authority in 'ca_path', or pin the certificate with 'fingerprint'",
        )

    def close(self) -> None:
        self._pool.close()
