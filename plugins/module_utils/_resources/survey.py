# SPDX-License-Identifier: GPL-3.0-or-later
"""Which screens of an area can be driven here, with captures and a screens file to complete. Read-only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._context import Context
from .._drivers.factory import AREAS
from .._options import NAMED, TMA
from .._webadmin import capture, survey, to_complete
from .._webadmin.scrub import Scrubber
from .._webadmin.transport import HttpsTransport

ARGUMENT_SPEC: dict[str, dict[str, Any]] = {
    "area": {"type": "str", "choices": list(AREAS), "default": "webadmin"},
    "capture_dir": {"type": "path"},
    **NAMED,
    **TMA,
}
CONNECTED = True
SPEC_EXTRAS: dict[str, Any] = {"required_if": [("area", "tma", ("tma_username", "tma_password"))]}
SECRETS = ("password", "tma_password")
OURS = ("username", "tma_username", "host", "name", "region", "multisite")


def run(params: dict[str, Any], context: Context) -> dict[str, Any]:
    """Survey ``params['area']``; in check mode no file is written.

    Raises UsageError for a folder that cannot be written, and what a session raises.
    """
    recorder = capture.Recorder(HttpsTransport)
    report = survey.survey(params, recorder.around(context), params["area"])
    scrubber = Scrubber(_given(params, SECRETS), [*_given(params, OURS), *report.pop("personal")])
    unfinished = scrubber.text(to_complete.yaml(report))
    files: list[str] = []
    if params.get("capture_dir") and not context.check_mode:
        files = capture.write(params["capture_dir"], recorder.exchanges(scrubber), unfinished)
    return {
        "changed": False,
        "survey": report,
        "text": to_complete.text(report),
        "screens_to_complete": unfinished,
        "files": files,
    }


def _given(params: Mapping[str, Any], names: tuple[str, ...]) -> list[str]:
    return [str(params[name]) for name in names if params.get(name)]
