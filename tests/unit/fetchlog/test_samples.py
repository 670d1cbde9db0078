# SPDX-License-Identifier: GPL-3.0-or-later
"""The sample logs, from which the fuzzer starts, are understood to the last line."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._fetchlog.formats import FORMATS
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._fetchlog.reader import Reader

from .plain import compare
from .told import told

SAMPLES = Path(__file__).parents[2] / "fixtures" / "logs"
TOLD = {
    "apache": {"fetched": 2, "doubtful": 2, "unsuccessful": 0, "requested": 0},
    "nginx": {"fetched": 3, "doubtful": 1, "unsuccessful": 2, "requested": 0},
    "rsyslog": {"fetched": 2, "doubtful": 0, "unsuccessful": 0, "requested": 2},
    "tftpd": {"fetched": 1, "doubtful": 0, "unsuccessful": 1, "requested": 2},
    "vsftpd": {"fetched": 2, "doubtful": 0, "unsuccessful": 2, "requested": 0},
    "xferlog": {"fetched": 2, "doubtful": 0, "unsuccessful": 1, "requested": 0},
}
FORMS = {"rsyslog": "tftpd", "xferlog": "vsftpd"}


@pytest.mark.parametrize("name", sorted(path.stem for path in SAMPLES.glob("*.log")))
def test_a_sample_log_is_understood_in_full(name: str) -> None:
    form, data = FORMS.get(name, name), (SAMPLES / f"{name}.log").read_bytes()
    reader = Reader(FORMATS[form])
    reader.feed(data)
    found = [fetch.sort for fetch in told(reader).fetches]
    assert {sort: found.count(sort) for sort in TOLD[name]} == TOLD[name]
    assert reader.counts.unparsed == 0
    compare(reader, form, data)
