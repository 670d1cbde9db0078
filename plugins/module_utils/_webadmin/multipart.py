# SPDX-License-Identifier: GPL-3.0-or-later
"""Forms that carry a file (HTML, "multipart form data"; RFC 7578)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, TypeAlias

try:
    from urllib3.fields import RequestField
    from urllib3.filepost import encode_multipart_formdata
except ImportError:
    RequestField = encode_multipart_formdata = None  # type: ignore[assignment,misc]

OCTETS = "application/octet-stream"
CERTIFICATE = "application/x-x509-ca-cert"
TYPES = {
    ".p12": "application/x-pkcs12",
    ".pfx": "application/x-pkcs12",
    ".crt": CERTIFICATE,
    ".cer": CERTIFICATE,
    ".der": CERTIFICATE,
    ".pem": CERTIFICATE,
}
"""What browsers call these files. The table of the standard library changes with the machine that it runs on."""
SAFE_NAME = re.compile(r"[A-Za-z0-9._-]{1,120}")
"""Names that no appliance can misread, whatever its character set (OPEN-35)."""


class NoFile(str):
    """Value of a file field in which no file was chosen."""


@dataclass(frozen=True)
class Upload:
    """A file to send. ``name`` is its name alone, without folders; what it holds is in no text made from this."""

    name: str
    content: bytes = field(repr=False)

    @property
    def media_type(self) -> str:
        return TYPES.get(PurePosixPath(self.name).suffix.lower(), OCTETS)

    def shown(self) -> dict[str, Any]:
        """All that a list of writes or a diff may tell of it: ``{name, size, sha256}``."""
        return {"name": self.name, "size": len(self.content), "sha256": hashlib.sha256(self.content).hexdigest()}


Value: TypeAlias = "str | Upload"
Entry = tuple[str, Value]


def encode(sent: Sequence[Entry], encoding: str) -> tuple[bytes, str]:
    """Body and content type of a form that says multipart/form-data, as one with a field for a file has to."""
    boundary = _boundary(sent)
    return encode_multipart_formdata([_field(name, value, encoding) for name, value in sent], boundary)


def _field(name: str, value: Value, encoding: str) -> Any:
    if isinstance(value, Upload):
        made = RequestField(name, value.content, filename=value.name)
        made.make_multipart(content_type=value.media_type)
        return made
    none_chosen = isinstance(value, NoFile)
    made = RequestField(name, value.encode(encoding, "xmlcharrefreplace"), filename="" if none_chosen else None)
    made.make_multipart(content_type=OCTETS if none_chosen else None)
    return made


def _boundary(sent: Sequence[Entry]) -> str:
    """A line that occurs in nothing sent, because it is made from all of it; the same form gives the same one."""
    whole = hashlib.sha256()
    for name, value in sent:
        whole.update(repr(name).encode())
        whole.update(value.content if isinstance(value, Upload) else repr(value).encode())
    return whole.hexdigest()[:32]
