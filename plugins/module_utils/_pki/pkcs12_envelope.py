# SPDX-License-Identifier: GPL-3.0-or-later
"""What a PKCS#12 file says of itself without its password: MAC, encryption algorithms, bags in plain sight (RFC 7292).

By pyasn1; :func:`encryption.parsed` says why that library.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

try:
    from pyasn1.type import namedtype, tag, univ
    from pyasn1_modules import rfc2315, rfc5208, rfc7292
except ImportError:  # the doors name the missing package before anything here runs
    pass

from .encryption import Encryption, encryption_of, malformed_is_value_error, parsed
from .pkcs12_mac import Mac, mac_of

_BAGS = "1.2.840.113549.1.12.10.1."
KEY_BAG, SHROUDED_KEY_BAG = _BAGS + "1", _BAGS + "2"


@dataclass
class Envelope:
    """``content``: what the MAC covers. ``keys``: those in plain sight, (DER, whether encrypted), in the file's order.

    ``contents_encryption``: one per encrypted part; ``keys_encryption``: one per encrypted key in plain sight.
    """

    mac: Mac | None
    content: bytes = field(default=b"", repr=False)
    contents_encryption: list[Encryption] = field(default_factory=list)
    keys_encryption: list[Encryption] = field(default_factory=list)
    keys: list[tuple[bytes, bool]] = field(default_factory=list, repr=False)

    @property
    def encryptions(self) -> list[Encryption]:
        return [*self.contents_encryption, *self.keys_encryption]

    @property
    def iterations(self) -> int:
        """Rounds of key derivation that opening the file takes in all."""
        return sum(encryption.iterations for encryption in self.encryptions) + (self.mac.iterations if self.mac else 0)


def looks_like(data: bytes) -> bool:
    """Whether the data begin as a PFX does: a sequence whose first element is the INTEGER 3."""
    start = 2 + (data[1] & 0x7F if data[1:2] > b"\x80" else 0)
    return data[:1] == b"\x30" and data[start : start + 3] == b"\x02\x01\x03"


def envelope_of(data: bytes) -> Envelope:
    """Takes the file apart; ValueError when it is not a well-formed PFX, in BER or DER."""
    part = _part_type()
    with malformed_is_value_error():
        pfx = parsed(data, _pfx_type(part))
        content = bytes(pfx["authSafe"]["content"]["plain"])
        envelope = Envelope(mac_of(pfx["macData"]) if pfx["macData"].isValue else None, content)
        for each in parsed(content, univ.SequenceOf(componentType=part)):
            _take_part(each["content"], envelope)
        return envelope


def _part_type() -> Any:
    """ContentInfo with its content spelled out. The one of pyasn1-modules has it as ANY, and of an ANY that is written
    with indefinite lengths (NSS) pyasn1 loses the end marks, so that what remains cannot be taken further apart."""
    choice = univ.Choice(
        componentType=namedtype.NamedTypes(
            namedtype.NamedType("plain", univ.OctetString()),
            namedtype.NamedType("encrypted", rfc2315.EncryptedData()),
        )
    ).subtype(explicitTag=tag.Tag(tag.tagClassContext, tag.tagFormatConstructed, 0))
    fields = (namedtype.NamedType("contentType", univ.ObjectIdentifier()), namedtype.NamedType("content", choice))
    return univ.Sequence(componentType=namedtype.NamedTypes(*fields))


def _pfx_type(part: Any) -> Any:
    fields = (
        namedtype.NamedType("version", univ.Integer()),
        namedtype.NamedType("authSafe", part),
        namedtype.OptionalNamedType("macData", rfc7292.MacData()),
    )
    return univ.Sequence(componentType=namedtype.NamedTypes(*fields))


def _take_part(content: Any, envelope: Envelope) -> None:
    if content.getName() == "encrypted":
        algorithm = content["encrypted"]["encryptedContentInfo"]["contentEncryptionAlgorithm"]
        envelope.contents_encryption.append(encryption_of(algorithm))
        return
    for bag in parsed(content["plain"], rfc7292.SafeContents()):
        _take_bag(bag, envelope)


def _take_bag(bag: Any, envelope: Envelope) -> None:
    kind, value = str(bag["bagId"]), bytes(bag["bagValue"])
    if kind == KEY_BAG:
        envelope.keys.append((value, False))
    elif kind == SHROUDED_KEY_BAG:
        identifier = parsed(value, rfc5208.EncryptedPrivateKeyInfo())["encryptionAlgorithm"]
        envelope.keys.append((value, True))
        envelope.keys_encryption.append(encryption_of(identifier))
