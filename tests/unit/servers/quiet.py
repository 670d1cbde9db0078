# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that an exception says, to look for secrets in."""

from __future__ import annotations

import traceback


def words(error: BaseException) -> str:
    """Text, representation, arguments and traceback of an exception and of all that it comes from."""
    said, waiting, seen = [], [error], set()
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        said += [str(one), repr(one), repr(one.args), repr(vars(one))]
        waiting += [other for other in (one.__cause__, one.__context__, *one.args) if isinstance(other, BaseException)]
    return "\n".join([*said, *traceback.format_exception(error)])
