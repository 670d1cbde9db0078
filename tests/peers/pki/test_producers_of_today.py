# SPDX-License-Identifier: GPL-3.0-or-later
"""What the installed producers write today reads as their committed files do (CERT-4, CERT-5)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki import chain, reading
from fixtures.pki.authorities import Authorities, Server
from fixtures.pki.producers import EMPTY, MODERN, NO_ENCRYPTION, NO_MAC, NONE, OLD, Content, Flavour

KINDS = {"given": (*MODERN, *OLD, *NO_MAC), "empty": (*EMPTY, *NO_ENCRYPTION), "none": NONE}
CASES = [(kind, flavour) for kind, flavours in KINDS.items() for flavour in flavours]


@pytest.fixture(scope="module")
def content() -> Content:
    authorities = Authorities()
    server = authorities.issue(Server())
    return Content([server.certificate, *authorities.chain], server.key)


@pytest.mark.parametrize(("kind", "flavour"), CASES, ids=[f"{kind}-{flavour.name}" for kind, flavour in CASES])
def test_a_file_made_today_is_read(kind: str, flavour: Flavour, content: Content, tmp_path: Path) -> None:
    password = content.password if kind == "given" else ""
    data = flavour.make(replace(content, password=password), tmp_path, flavour)
    bundle = reading.read(data, password)
    built = chain.build(bundle)
    assert (len(built.path), built.key_matches, built.missing_issuer) == (4, True, None)
    assert bundle.pkcs12 is not None
    assert bundle.pkcs12.password_kind == kind
