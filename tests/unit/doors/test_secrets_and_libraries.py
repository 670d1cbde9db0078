# SPDX-License-Identifier: GPL-3.0-or-later
"""Scrubbing, plain types and missing libraries, without Ansible around them."""

from __future__ import annotations

import sys
from collections import OrderedDict
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils import _deps
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import UsageError
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._options import MOST_BYTES
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki.reading import MAX_BYTES
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._plain import plain
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._secrets import MASK, sanitised, scrub, secrets

SPEC: dict[str, dict[str, Any]] = {
    "host": {"type": "str"},
    "password": {"type": "str", "no_log": True},
    "scopes": {
        "type": "list",
        "elements": "dict",
        "options": {
            "tma_password": {"type": "str", "no_log": True},
            "systems": {"type": "list", "options": {"password": {"type": "str", "no_log": True}}},
        },
    },
}
PARAMS: dict[str, Any] = {
    "host": "pbx",
    "password": "é&1",
    "scopes": [{"tma_password": "two", "systems": [{"password": "three"}, {"password": None}]}],
}


def test_secrets_are_found_at_any_depth() -> None:
    assert secrets(SPEC, PARAMS) == {"é&1", "two", "three"}


def test_secrets_are_found_in_options_that_are_not_valid_yet() -> None:
    assert secrets(SPEC, {"password": ["a", {"b": "c"}], "scopes": "no list"}) == {"a", "c"}


def test_sanitised_options_keep_their_shape() -> None:
    assert sanitised(SPEC, PARAMS | {"typo": 1}) == {
        "host": "pbx",
        "password": MASK,
        "scopes": [{"tma_password": MASK, "systems": [{"password": MASK}, {"password": None}]}],
        "typo": 1,
    }


@pytest.mark.parametrize("text", ["é&1", "é&amp;1", "%C3%A9%261", "%E9%261", "\\u00e9&1"])
def test_every_way_to_write_a_secret_is_scrubbed(text: str) -> None:
    assert scrub({"deep": [{"note": f"before {text} after"}]}, {"é&1"}) == {"deep": [{"note": "before ******** after"}]}


def test_without_secrets_nothing_is_changed() -> None:
    assert scrub({"changed": True, "n": 1}, set()) == {"changed": True, "n": 1}


class _Tagged(str):
    """Text as templating hands it on."""


class _Vaulted:
    def __str__(self) -> str:
        return "clear"


def test_plain_leaves_only_built_in_types() -> None:
    found = plain(OrderedDict({_Tagged("a"): (_Tagged("b"), _Vaulted(), date(2026, 3, 2)), "n": {1}, "t": True}))
    assert found == {"a": ["b", "clear", "2026-03-02"], "n": [1], "t": True}
    assert {type(key) for key in found} == {str}
    assert [type(item) for item in found["a"]] == [str, str, str]


def test_a_missing_library_is_named_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lxml", None)
    with pytest.raises(UsageError, match=r"-m pip install lxml") as caught:
        _deps.require(SimpleNamespace(CONNECTED=True))
    assert caught.value.details == {"missing_libraries": ["lxml"]}


def test_a_resource_without_connection_needs_only_what_it_says() -> None:
    assert _deps.needs(SimpleNamespace(CONNECTED=False, REQUIRES=("jmespath",))) == ("jmespath",)


def test_no_door_takes_a_file_that_nobody_would_read() -> None:
    assert MOST_BYTES == MAX_BYTES
