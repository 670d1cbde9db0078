# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever a folder holds and however a site describes its files: no error but the documented one (issue 4)."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import UsageError
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._phoneconfig.files_audit import (
    Terminal,
    Wanted,
    audited,
)
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._phoneconfig.findings import STATUSES
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._phoneconfig.folder import Folder
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._phoneconfig.lines import settings as read
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._phoneconfig.sites import mitel_6000, site_format
from hypothesis import example, given, settings
from hypothesis import strategies as st

from .folders import MAC, MODES, OWN, text

LOWER = f"{MAC.lower()}.cfg"
NAMES = ["startup.cfg", "aastra.cfg", "startup.tuz", "6867i.cfg", "6867i.tuz", OWN, LOWER, f"{MAC}.tuz", "ca.crt", "x"]
CONTENTS = st.one_of(
    st.binary(max_size=120),
    st.sampled_from([text(values).encode() for values in MODES.values()]),
    st.text(alphabet='sip: rtmode01#"^!\n\r\x00\ufeffé', max_size=60).map(lambda content: content.encode()),
)
FILES = st.dictionaries(st.one_of(st.sampled_from(NAMES), st.sampled_from([OWN, "startup.cfg"])), CONTENTS, max_size=8)


@settings(max_examples=200)
@given(FILES, st.sampled_from(sorted(MODES)), st.booleans(), st.booleans(), st.booleans())
def test_any_files_are_judged_and_the_status_follows_from_the_findings(
    files: dict[str, bytes], mode: str, known: bool, any_case: bool, whole_sets: bool
) -> None:
    models = {MAC: ("mitel6000", "6867i")} if known else {}
    namings = {"mitel6000": mitel_6000(any_case=any_case)}
    with TemporaryDirectory() as path:
        for name, content in files.items():
            (Path(path) / name).write_bytes(content)
        with Folder(path) as folder:
            wanted = Wanted(mode, {}, namings, whole_sets=whole_sets, models=models)
            items = list(audited(folder, "mitel6000", wanted, values=True))
    phones = [item for item in items if isinstance(item, Terminal)]
    own = {name for name in files if name.casefold().startswith(MAC.casefold())}
    assert [phone.mac for phone in phones] == ([MAC] if own or known else [])
    for item in items:
        json.dumps(item.as_result()).encode()
    for phone in phones:
        assert phone.status in STATUSES
        assert (phone.status == "ok") == all(finding.kind.status == "ok" for finding in phone.findings)


WORDS = st.text(alphabet=st.characters(codec="utf-8"), max_size=12)
PATTERNS = st.one_of(WORDS, st.tuples(WORDS, WORDS).map(lambda parts: f"{parts[0]}{{mac}}{parts[1]}"))


@settings(max_examples=300)
@given(PATTERNS, WORDS, WORDS, st.one_of(st.none(), WORDS), st.sampled_from(["", "-", "_", "."]), st.booleans(), WORDS)
@example("{mac}.txt", "=", ";", None, "", False, "a=1")
@example("([{mac}", "\\d", "(", "all", "-", True, "a\\d1")
def test_any_description_of_a_site_is_refused_or_works(
    pattern: str, delimiter: str, comment: str, common: str | None, separator: str, quotes: bool, content: str
) -> None:
    described: dict[str, Any] = {
        "file_pattern": pattern,
        "global_file": common,
        "delimiter": delimiter,
        "comment": comment,
        "mac_separator": separator,
        "quotes": quotes,
        "names": None,
    }
    try:
        naming = site_format(described)
    except UsageError:
        return
    assert naming.mac(naming.asked(MAC)) == MAC
    assert naming.mac(naming.asked(MAC).lower()) in (MAC, None)
    for setting in read(f"{content}\nKEY {delimiter} 5061 {comment} port\n", "f", naming.syntax)[0]:
        assert setting.value is not None


@pytest.mark.parametrize("pattern", ["a\0{mac}", "{mac}/x", "\\{mac}", "..{mac}{mac}"])
def test_a_pattern_that_is_no_name_of_a_file_is_refused(pattern: str) -> None:
    described = {"file_pattern": pattern, "global_file": None, "delimiter": "=", "comment": ";", "mac_separator": ""}
    with pytest.raises(UsageError):
        site_format(described | {"quotes": False, "names": None})
