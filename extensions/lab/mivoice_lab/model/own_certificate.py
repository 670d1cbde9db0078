# SPDX-License-Identifier: GPL-3.0-or-later
"""The certificate that a phone presents in BOTHWAY, put together from the files it has fetched (BCRT-2 to BCRT-4)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from .trust import load

PARAMETERS = ("sips root and intermediate certificates", "sips local certificate", "sips private key")
"""PAR6-14 to PAR6-16, in the order in which a phone fetches what they name."""
_FORM = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
_CAPABLE = re.compile(r"(6739|68\d\d|69\d\d)i?(ip)?", re.IGNORECASE)


@dataclass(frozen=True)
class OwnCertificate:
    """`certificate`: PEM, the phone's own first. `key`: PEM."""

    certificate: str
    key: str = field(repr=False)


def can_hold_one(model: str) -> bool:
    """CMP-2, CMP-4, CMP-5: 6739i, 68xx and 69xx, no other 67xx and no 5300."""
    return _CAPABLE.fullmatch(model) is not None


def own_certificate(names: Mapping[str, str], held: Mapping[str, str]) -> OwnCertificate | str:
    """What a phone presents, or why it presents nothing. `names`: files by parameter; `held`: their texts by name.

    A phone that lacks one of the files of MOD-10, or whose key is another's, presents nothing (assumed).
    """
    texts = {}
    for parameter in PARAMETERS:
        name = names.get(parameter, "")
        if not name:
            return f"no {parameter} set"
        if name not in held:
            return f"{name} was not fetched"
        texts[parameter] = held[name]
    root, local, key = (texts[parameter] for parameter in PARAMETERS)
    public = _public_part(key)
    for parameter, readable in zip(PARAMETERS, (load(root), load(local), public), strict=True):
        if not readable:
            return f"nothing readable in {names[parameter]}"
    if public != load(local)[0].public_key().public_bytes(*_FORM):
        return f"{names[PARAMETERS[2]]} is not the key of {names[PARAMETERS[1]]}"
    return OwnCertificate(local, key)


@lru_cache(maxsize=1024)
def _public_part(key: str) -> bytes | None:
    """The public key of a private one in PEM, None when it cannot be read; a phone knows no password."""
    try:
        return load_pem_private_key(key.encode(), None).public_key().public_bytes(*_FORM)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
