# SPDX-License-Identifier: GPL-3.0-or-later
"""Search for bytes that the reader or the audit of phone files cannot stand.

Whatever is raised is a fault: the one error that reading a phone's file raises, UnreadableFile, becomes a finding. A
description of the 5300's files that makes no sense is refused with UsageError.
"""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import start

with start.watched("_phoneconfig"):
    from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import UsageError
    from ansible_collections.voiceops.mivoice5000.plugins.module_utils._phoneconfig import (
        files_audit,
        layers,
        lines,
        sites,
    )
    from ansible_collections.voiceops.mivoice5000.plugins.module_utils._phoneconfig.findings import STATUSES
    from ansible_collections.voiceops.mivoice5000.plugins.module_utils._phoneconfig.folder import Folder
    from ansible_collections.voiceops.mivoice5000.plugins.module_utils._phoneconfig.profiles import MODES

MAC = "00085D31C2A7"
FILES = ("startup.cfg", "6867i.cfg", f"{MAC}.cfg", f"{MAC.lower()}.cfg", "aastra.cfg", f"set_{MAC}.txt", "all.txt")
CUT = b"\x1d"
"""Divides an input into the files of a folder."""
SITE = {
    "file_pattern": "set_{mac}.txt",
    "global_file": "all.txt",
    "delimiter": "=",
    "comment": ";",
    "quotes": True,
    "mac_separator": "",
    "names": None,
}
NAMINGS = {"mitel6000": sites.mitel_6000(), "mivoice5300": sites.site_format(SITE)}


def one_input(data: bytes) -> None:
    """Read and write one file; then audit a folder made of the input's parts."""
    text = lines.decode(data)
    assert text.encode() == data
    assert layers.layer(text.encode(), "f.cfg") == layers.layer(data, "f.cfg")
    _described(text.text)
    chosen, _cut, rest = data.partition(CUT)
    mode = MODES[len(chosen) % len(MODES)]
    parts = rest.split(CUT)[: len(FILES)]
    with TemporaryDirectory(dir=PLACE) as path:
        for name, part in zip(FILES[2:] + FILES[:2], parts, strict=False):
            (Path(path) / name).write_bytes(part)
        _audit(path, mode, {MAC: ("mitel6000", "6867i")} if len(rest) % 2 else {})


def _audit(path: str, mode: str, models: dict[str, tuple[str, str]]) -> None:
    wanted = files_audit.Wanted(mode, {}, NAMINGS, models=models)
    families = ["mitel6000"] if mode == "bothway" else list(NAMINGS)
    with Folder(path) as folder:
        for family in families:
            for item in files_audit.audited(folder, family, wanted, values=True):
                json.dumps(item.as_result()).encode()
                if isinstance(item, files_audit.Terminal):
                    errors = [finding for finding in item.findings if finding.kind.status != "ok"]
                    assert (item.status == STATUSES[0]) == (not errors)


def _described(words: str) -> None:
    """A site's description made of the words of a file is taken or refused, and what it is taken for reads any text."""
    pattern, delimiter, comment, common, *_rest = [*words.split("\n", 4), *[""] * 4]
    described = SITE | {"file_pattern": pattern, "delimiter": delimiter, "comment": comment, "global_file": common}
    try:
        naming = sites.site_format(described)
    except UsageError:
        return
    assert naming.mac(naming.asked(MAC)) == MAC
    lines.settings(words, "f.txt", naming.syntax)


PLACE = "/dev/shm" if Path("/dev/shm").is_dir() else None


def samples() -> list[bytes]:
    """Our sample files, alone and as folders of several."""
    folder = start.ROOT / "tests" / "fixtures" / "phones"
    files = [path.read_bytes() for path in sorted(folder.glob("*.cfg"))]
    whole = [mode + CUT + CUT.join(files[at:] + files[:at]) for at in range(len(files)) for mode in (b"", b"a", b"aa")]
    return files + whole + [b"set_{mac}.txt\n=\n;\nall.txt\nSIP_PORT_PBX=5061 ; port\n"]


if __name__ == "__main__":
    start.fuzz("phone_files", samples(), one_input)
