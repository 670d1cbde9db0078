# SPDX-License-Identifier: GPL-3.0-or-later
"""The bytes of a file that a task gives, however it gives them."""

from __future__ import annotations

import base64

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import UsageError
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources._given import decoded

PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"


@pytest.mark.parametrize("width", [0, 76])
def test_base64_is_read_on_one_line_or_on_many(width: int) -> None:
    content = bytes(range(256))
    given = base64.encodebytes(content) if width else base64.b64encode(content)
    assert decoded(given.decode()) == content


def test_pem_text_is_taken_as_it_is_and_ends_with_a_line_end() -> None:
    assert decoded(PEM, text=True) == decoded(f"{PEM}\n", text=True) == f"{PEM}\n".encode()


def test_nothing_given_is_an_empty_file() -> None:
    assert decoded(None) == b""


@pytest.mark.parametrize(("given", "text"), [("sécret: 1", False), (PEM, False), ("sécret: 1", True)])
def test_anything_else_is_refused_without_being_shown(given: str, text: bool) -> None:
    with pytest.raises(UsageError, match="base64") as caught:
        decoded(given, text=text)
    assert "cret" not in str(caught.value) and caught.value.__cause__ is None
