# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules that read or switch one system, against the lab's pages in every skin and language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils import _door
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import (
    AuthError,
    MivoiceError,
    OperatorStepNeeded,
    Refused,
)
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import (
    encryption_right,
    inter_ipbx_encryption,
    licence,
    system_info,
    voice_encryption,
)
from socketless import LabFleet

LabOf = Callable[[str], LabFleet]


def run(lab: LabFleet, resource: Any, device: str, *, check_mode: bool = False, **options: Any) -> dict[str, Any]:
    """One task on a device, with its options validated and defaulted as both doors do."""
    return resource.run(lab.options(resource, device, **options), lab.context(check_mode))


def test_everything_of_a_system_is_read_in_one_session(lab_of: LabOf) -> None:
    lab = lab_of("small")
    lab.run(900)
    found = run(lab, system_info, "pbx1", hardware="server")["system"]
    assert found["unread"] == []
    assert found["licence"]["state"] == "authorised"
    assert found["release"] == {"value": "R7.2", "supported": True}
    assert found["certificate"]["assigned"] is False
    assert found["switches"]["voice_encryption"] is False
    assert found["alarms"] == {"AlmLocPers": True, "EN ALARME": True}
    assert [tunnel["encrypted"] for tunnel in found["tunnels"]] == [False]
    assert {line["transport"] for line in found["registrations"]} == {"udp"}
    assert len(lab.world.events.of_kind("login")) == 1


SWITCHES = [
    pytest.param(voice_encryption, {"state": "enabled", "role": "remote_site"}, "voice_encryption", id="voice"),
    pytest.param(inter_ipbx_encryption, {"state": "enabled"}, "inter_ipbx", id="inter-iPBX"),
]


@pytest.mark.parametrize(("resource", "options", "attribute"), SWITCHES)
def test_a_switch_is_planned_made_once_and_then_left_alone(
    lab_of: LabOf, resource: Any, options: dict[str, Any], attribute: str
) -> None:
    lab = lab_of("small")
    if resource is inter_ipbx_encryption:
        options = options | {"peers": [run(lab, system_info, "pbx2")["system"] | {"name": "pbx2"}]}
    plan = run(lab, resource, "pbx1", check_mode=True, **options)
    assert lab.writes() == []
    made = run(lab, resource, "pbx1", **options)
    assert getattr(lab.world.systems["pbx1"], attribute) is True
    assert (plan["changed"], plan["writes"]) == (True, made["writes"])
    assert len(lab.writes()) == 1
    again = run(lab, resource, "pbx1", **options)
    assert (again["changed"], again["writes"], len(lab.writes())) == (False, [], 1)


def test_voice_encryption_is_not_switched_on_without_licence(lab_of: LabOf) -> None:
    lab = lab_of("small")
    lab.world.systems["pbx1"].licence = "refused"
    with pytest.raises(Refused) as refused:
        run(lab, voice_encryption, "pbx1", state="enabled", role="remote_site")
    assert refused.value.rule == "INV-27"
    assert lab.writes() == []


def test_a_missing_licence_is_entered_only_with_a_keycode(lab_of: LabOf) -> None:
    lab = lab_of("small")
    system = lab.world.systems["pbx1"]
    system.licence = "refused"
    system.valid_keycodes.append("KEY-0001")
    with pytest.raises(MivoiceError, match="licence"):
        run(lab, licence, "pbx1")
    made = run(lab, licence, "pbx1", keycode="KEY-0001")
    assert (made["changed"], system.licence) == (True, "authorised")
    assert run(lab, licence, "pbx1")["changed"] is False


def test_every_subscription_gets_the_right(lab_of: LabOf) -> None:
    lab = lab_of("standalone")
    name, system = next(iter(lab.world.systems.items()))
    lost = list(system.subscriptions)[:2]
    for number in lost:
        system.subscriptions[number].right = False
    plan = run(lab, encryption_right, name, check_mode=True, scope="subscriptions", state="enabled")
    assert lab.writes() == []
    made = run(lab, encryption_right, name, scope="subscriptions", state="enabled")
    assert all(subscription.right for subscription in system.subscriptions.values())
    assert plan["writes"] == made["writes"]
    assert run(lab, encryption_right, name, scope="subscriptions", state="enabled")["changed"] is False


def test_feature_classes_of_a_manager_get_the_right(lab_of: LabOf) -> None:
    lab = lab_of("small")
    name, manager = next(iter(lab.world.managers.items()))
    first = next(iter(manager.feature_classes))
    manager.feature_classes[first] = False
    made = run(lab, encryption_right, name, scope="feature_classes", via="manager", state="enabled")
    assert (made["changed"], manager.feature_classes[first]) == (True, True)
    assert run(lab, encryption_right, name, scope="feature_classes", via="manager", state="enabled")["changed"] is False


def test_a_wrong_password_is_tried_once(lab_of: LabOf) -> None:
    lab = lab_of("small")
    with pytest.raises(AuthError) as refused:
        run(lab, system_info, "pbx1", password="wröng")
    assert len(lab.world.events.of_kind("login_refused")) == 1
    assert "wröng" not in str(refused.value)


def test_a_session_left_by_a_killed_run_is_met_and_closed(lab_of: LabOf) -> None:
    lab = lab_of("small")
    killed = lab.context().transport
    assert killed is not None
    lab.leave_a_session_open("pbx1")
    assert len(lab.app.open_sessions()) == 1
    assert run(lab, system_info, "pbx1", hardware="server")["system"]["unread"] == []


def test_a_step_without_screen_is_handed_to_a_person(lab_of: LabOf) -> None:
    lab = lab_of("small")
    screens = lab.params("pbx1")["screens"]
    screens["screens"]["W10"]["controls"].pop("inter_ipbx")
    peers = [run(lab, system_info, "pbx2")["system"] | {"name": "pbx2"}]
    with pytest.raises(OperatorStepNeeded) as asked:
        run(lab, inter_ipbx_encryption, "pbx1", state="enabled", screens=screens, peers=peers)
    step = asked.value.details["operator_steps"][0]
    assert step["text"] and step["path"]
    assert lab.writes() == []


def test_options_are_validated_by_the_same_specification_as_at_the_doors() -> None:
    assert "host" in _door.argument_spec(system_info)
