# SPDX-License-Identifier: GPL-3.0-or-later
"""Models and what they can do (CMP-1..9); an unknown one can do nothing."""

from __future__ import annotations

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import UsageError
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._phoneconfig.models import (
    UNKNOWN,
    capabilities,
    family_of,
)

MODELS = [
    ("5330 IP", "mivoice5300", True, False),
    ("5370IP", "mivoice5300", True, False),
    ("MiVoice 5300 IP phone", "mivoice5300", True, False),
    ("6739i", "mitel6000", True, True),
    ("Mitel 6739", "mitel6000", True, True),
    ("6731i", "mitel6000", True, False),
    ("6755i", "mitel6000", True, False),
    ("6867i", "mitel6000", True, True),
    ("Mitel 6869", "mitel6000", True, True),
    ("6940", "mitel6000", True, True),
    ("6930w", "mitel6000", True, True),
    ("Mitel 6000 SIP Phone", "mitel6000", True, False),
    ("MiVoice 5300 Digital phone", "tdm", False, False),
    ("6755 Digital", "tdm", False, False),
    ("i740", "i7xx", False, False),
    ("OMM", "dect_omm", False, False),
    ("TA 7102", "other_sip", False, False),
    ("5370", "unknown", False, False),
    ("6755", "unknown", False, False),
    ("", "unknown", False, False),
    (None, "unknown", False, False),
]


@pytest.mark.parametrize(("model", "family", "tls", "bothway"), MODELS, ids=[str(model[0]) for model in MODELS])
def test_a_model_is_known_by_its_full_name(model: str | None, family: str, tls: bool, bothway: bool) -> None:
    found = capabilities(model)
    assert (found.family, found.tls, found.bothway) == (family, tls, bothway)
    assert family_of(model) == family


def test_a_site_may_add_and_correct_models() -> None:
    site = [{"pattern": "^SP 12$", "family": "mitel6000", "tls": True, "bothway": True, "aes256": True}]
    assert capabilities("SP 12", site) == ("mitel6000", True, True, True)
    assert capabilities("nothing", site) == UNKNOWN


@pytest.mark.parametrize(
    "entry", [{"pattern": "x", "family": "sip"}, {"pattern": "(", "family": "tdm"}, {"pattern": "x"}]
)
def test_a_site_entry_that_makes_no_sense_is_refused(entry: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        capabilities("x(", [entry])
