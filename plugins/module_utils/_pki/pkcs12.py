# SPDX-License-Identifier: GPL-3.0-or-later
"""Open a PKCS#12 file, and when that fails say why (CERT-4, CERT-5)."""

from __future__ import annotations

from typing import NamedTuple

try:
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization.pkcs12 import PKCS12KeyAndCertificates, load_pkcs12
except ImportError:  # the doors name the missing package before anything here runs
    pass

from .._errors import CertificateUnreadable
from . import keys, problems
from .bundle import Bundle, Entry, KeyEntry, Pkcs12Facts, spki
from .encryption import KEPT, MAX_ITERATIONS, Encryption
from .pkcs12_envelope import Envelope, envelope_of
from .pkcs12_mac import encoded
from .quiet import quietly
from .x509_loading import checked

WHAT = "PKCS#12"


class Opened(NamedTuple):
    """``password``: the one that did open it; ``kind`` as :attr:`Pkcs12Facts.password_kind`."""

    content: PKCS12KeyAndCertificates
    password: str
    kind: str


def read(data: bytes, password: str | None) -> Bundle:
    """The certificates and keys of a PKCS#12 file; CertificateUnreadable says which of its reasons applies."""
    try:
        envelope = envelope_of(data)
    except ValueError:
        raise problems.broken(WHAT) from None
    if envelope.iterations > MAX_ITERATIONS:
        raise problems.too_costly(WHAT, envelope.iterations, MAX_ITERATIONS)
    opened = _open(data, envelope, password or "")
    return Bundle("", "pkcs12", _certificates(opened), _keys(opened, envelope), _facts(opened, envelope))


def _open(data: bytes, envelope: Envelope, password: str) -> Opened:
    if envelope.mac is None and not envelope.encryptions:
        password = ""
    for attempt in dict.fromkeys((password, "")):
        content = _load(data, attempt)
        if content is not None:
            return Opened(content, attempt, "given" if attempt else _unprotected_kind(envelope))
    raise _explained(envelope, password)


def _load(data: bytes, password: str) -> PKCS12KeyAndCertificates | None:
    """None for a wrong password and for whatever else the library does not tell from it.

    The library warns of BER, which NSS writes and every reader reads. A NUL makes it panic with the password in the
    message; no producer takes one.
    """
    if "\0" in password:
        return None
    try:
        with quietly():
            return load_pkcs12(data, encoded(password))
    except (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion):
        return None


def _unprotected_kind(envelope: Envelope) -> str:
    """OpenSSL tries the empty password and no password, which differ in the derivation of RFC 7292 only."""
    if envelope.mac is None:
        return "empty" if envelope.encryptions else "none"
    return "empty" if envelope.mac.matches("", envelope.content) else "none"


def _explained(envelope: Envelope, password: str) -> CertificateUnreadable:
    mac = envelope.mac
    if mac is None and not envelope.encryptions:
        return problems.broken(WHAT)
    doubtful = sorted({encryption.name for encryption in envelope.encryptions} - set(KEPT))
    if mac is not None and not mac.checkable:
        return problems.unsupported(WHAT, f"a MAC by {mac.name}")
    if mac is not None and any(
        mac.matches(attempt, envelope.content) for attempt in dict.fromkeys((password, "", None))
    ):
        return problems.unsupported(WHAT, ", ".join(doubtful)) if doubtful else problems.broken(WHAT)
    if not password:
        return problems.password_needed(WHAT)
    if mac is None and doubtful:
        return problems.undecided(WHAT, ", ".join(doubtful))
    return problems.wrong_password(WHAT)


def _certificates(opened: Opened) -> tuple[Entry, ...]:
    content = opened.content
    found = [content.cert] if content.cert else []
    return tuple(
        Entry(_checked(held.certificate, position), position, _text(held.friendly_name))
        for position, held in enumerate([*found, *content.additional_certs], start=1)
    )


def _checked(certificate: x509.Certificate, position: int) -> x509.Certificate:
    try:
        return checked(certificate)
    except ValueError:
        raise problems.broken(f"{WHAT}, certificate {position}") from None


def _keys(opened: Opened, envelope: Envelope) -> tuple[KeyEntry, ...]:
    """The library gives the first key only; the others (a keystore of several systems) are read from the envelope."""
    if len(envelope.keys) > 1 and opened.password:
        return tuple(
            keys.from_der(key, opened.password, position, encrypted=encrypted)
            for position, (key, encrypted) in enumerate(envelope.keys, start=1)
        )
    if opened.content.key is None:
        return ()
    encrypted = envelope.keys[0][1] if envelope.keys else True
    return (KeyEntry(spki(opened.content.key.public_key()), 1, encrypted),)


def _facts(opened: Opened, envelope: Envelope) -> Pkcs12Facts:
    hidden = opened.content.key is not None and not envelope.keys
    return Pkcs12Facts(
        mac=envelope.mac.name if envelope.mac else None,
        mac_iterations=envelope.mac.iterations if envelope.mac else None,
        certificate_encryption=_names(envelope.contents_encryption),
        key_encryption=None if hidden else _names(envelope.keys_encryption),
        password_kind=opened.kind,
    )


def _names(encryptions: list[Encryption]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(encryption.name for encryption in encryptions))


def _text(friendly_name: bytes | None) -> str | None:
    return None if friendly_name is None else friendly_name.decode("utf-8", "replace")
