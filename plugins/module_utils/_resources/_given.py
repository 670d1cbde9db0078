# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task gives as a file: ``content``, or ``src``, which the action has read into it (``_options.SOURCE``)."""

from __future__ import annotations

import base64
import binascii

from .._errors import UsageError

TEXT = "-----BEGIN "
"""What tells a file in PEM format, given as it is, from one in base64."""


def decoded(content: str | None, what: str = "Option 'content'", *, text: bool = False) -> bytes:
    """The bytes of a file given in base64, blanks and line ends aside; with ``text`` also of one given as PEM text.

    ``what`` names the place in messages. Raises UsageError, which never shows the content.
    """
    given = content or ""
    if text and TEXT in given:
        return as_sent(given)
    try:
        return base64.b64decode("".join(given.split()), validate=True)
    except (binascii.Error, ValueError):
        raise UsageError(
            problem=f"{what} is {'neither PEM text nor' if text else 'not'} base64",
            remedy="Give it with the filter b64encode, or name the file in 'src'",
        ) from None


def as_sent(content: str | bytes) -> bytes:
    """The bytes of a file; a text ends with a line end, which templates like to lose."""
    if isinstance(content, bytes):
        return content
    return (content if content.endswith("\n") else f"{content}\n").encode()
