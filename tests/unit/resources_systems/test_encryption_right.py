# SPDX-License-Identifier: GPL-3.0-or-later
"""encryption_right: in every shape of the screens, and never for a name that is not there."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import ReadBackMismatch, UsageError
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import _session, encryption_right
from ansible_collections.voiceops.mivoice5000.tests.unit.support.fake_driver import (
    Button,
    FakeFleet,
    FakeSystem,
    Page,
)


@pytest.fixture
def behind_a_select(pbx: FakeSystem) -> dict[str, bool]:
    """Feature classes shown one at a time."""
    rights = {"Standard": True, "Guest": False, "Lobby": False}

    def show(system: FakeSystem, _staged: Any) -> None:
        page = system.pages["W9"]
        page.values["right"] = rights[page.values["feature_class"]]

    def keep(system: FakeSystem, _staged: Any) -> None:
        page = system.pages["W9"]
        rights[page.values["feature_class"]] = page.values["right"]

    pbx.pages["W9"] = Page(
        "Feature classes",
        values={"feature_class": "Standard", "right": True},
        options={"feature_class": list(rights)},
        buttons={"show": Button("navigate", show), "validate": Button("write", keep)},
    )
    return rights


def test_a_class_shown_one_at_a_time_is_written_one_at_a_time(
    run: Any, pbx: FakeSystem, behind_a_select: dict[str, bool]
) -> None:
    result = run(encryption_right, scope="feature_classes")
    assert behind_a_select == {"Standard": True, "Guest": True, "Lobby": True}
    assert [write["changes"] for write in result["writes"]] == [
        {"right Guest": {"before": False, "after": True}},
        {"right Lobby": {"before": False, "after": True}},
    ]
    assert len(pbx.writes) == 2
    assert run(encryption_right, scope="feature_classes")["changed"] is False


def test_exceptions_are_left_as_they_are(run: Any, pbx: FakeSystem) -> None:
    result = run(encryption_right, scope="subscriptions", **{"except": ["2107"]})
    assert result["changed"] is False


def test_a_name_that_the_screen_does_not_list_is_refused(run: Any, pbx: FakeSystem) -> None:
    with pytest.raises(UsageError, match="'names'.*2199"):
        run(encryption_right, scope="subscriptions", names=["2107", "2199"])
    assert pbx.writes == []


def test_the_manager_has_feature_classes_on_a_screen_of_its_own(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    page = Page(
        "Feature classes",
        tables={"feature_classes": [{"name": "Standard", "right": False}]},
        buttons={"validate": Button()},
    )
    manager = FakeSystem("mgr1", {"M2": page}, area="manager")
    monkeypatch.setattr(_session, "connect", FakeFleet(manager).connect)
    result = run(encryption_right, host="mgr1", scope="feature_classes", via="manager")
    assert [write["screen_id"] for write in result["writes"]] == ["M2"]
    assert page.tables["feature_classes"][0]["right"] is True


def test_subscriptions_by_way_of_the_manager_are_a_contradiction(run: Any, pbx: FakeSystem) -> None:
    with pytest.raises(UsageError, match="via"):
        run(encryption_right, scope="subscriptions", via="manager")
    assert pbx.sessions == 0


def test_a_right_that_the_appliance_drops_is_noticed(run: Any, pbx: FakeSystem) -> None:
    pbx.pages["W8"].stuck.add("right")
    with pytest.raises(ReadBackMismatch, match="right 2107") as caught:
        run(encryption_right, scope="subscriptions")
    assert caught.value.details["writes"]
