# SPDX-License-Identifier: GPL-3.0-or-later
"""The audit of phone files on what the lab's TMA writes, mode after mode, and drift planted in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import terminal_file_info
from socketless import LabFleet
from trusted_site import FAMILIES, NTP, TrustedSite

MODES = ("disabled", "self_signed", "trusted")
FORMAT = {"file_pattern": "MV5300_{mac}.cfg", "global_file": "MV5300.cfg", "delimiter": "="}  # an assumption of the lab


@pytest.fixture
def site() -> TrustedSite:
    made = TrustedSite(LabFleet("small"))
    made.sign(made.authority)
    return made


def judged(site: TrustedSite, folder: Path, mode: str, family: str, **options: Any) -> dict[str, Any]:
    """The audit of a copy of the download server's folder."""
    for name, data in site.lab.world.download_servers["dl1"].files.items():
        (folder / name).write_bytes(data)
    told = {"path": str(folder), "mode": mode, "family": [family], "site_format": FORMAT} | options
    params = site.lab.options(terminal_file_info, "mgr1", **told)
    result: dict[str, Any] = terminal_file_info.run(params, site.lab.context())
    return result


def fitting(site: TrustedSite, folder: Path, family: str) -> list[str]:
    """Modes in which every file is right."""
    summaries = {mode: judged(site, folder, mode, family)["summary"] for mode in MODES}
    return [mode for mode, summary in summaries.items() if summary["ok"] == summary["total"]]


@pytest.mark.parametrize("family", FAMILIES)
def test_the_files_fit_the_mode_that_was_written_and_no_other(site: TrustedSite, tmp_path: Path, family: str) -> None:
    assert fitting(site, tmp_path, family) == ["disabled"]
    file = site.file(site.authority)
    site.trusting(family, file)
    assert fitting(site, tmp_path, family) == ["trusted"]
    site.push(family, "self_signed")
    site.lab.run(4000)
    assert fitting(site, tmp_path, family) == ["self_signed"]
    site.push(family, "disabled")
    site.lab.run(4000)
    assert fitting(site, tmp_path, family) == ["disabled"]


def test_the_named_values_are_those_that_were_written(site: TrustedSite, tmp_path: Path) -> None:
    site.trusting("mitel6000", site.file(site.authority))
    named = {"time_server": NTP, "trusted_file": "ca.crt"}
    result = judged(site, tmp_path, "trusted", "mitel6000", **named)
    assert result["summary"]["ok"] == result["summary"]["total"] > 1
    assert judged(site, tmp_path, "trusted", "mitel6000", trusted_file="old.crt")["summary"]["ok"] == 0


def test_drift_in_one_phones_file_is_found_to_the_line(site: TrustedSite, tmp_path: Path) -> None:
    site.push("mitel6000", "self_signed")
    site.lab.run(4000)
    files = site.lab.world.download_servers["dl1"].files
    name = sorted(file for file in files if file.startswith("00085D"))[0]
    files[name] += b"sip srtp mode: 0\n"
    (terminal,) = judged(site, tmp_path, "self_signed", "mitel6000", detail="problems")["terminals"]
    (finding,) = [finding for finding in terminal["findings"] if finding["severity"] == "error"]
    assert terminal["mac"] == name.removesuffix(".cfg")
    assert (terminal["status"], finding["parameters"]) == ("wrong", ["sip srtp mode"])
    assert (finding["file"], finding["line"]) == (name, files[name].count(b"\n"))
