# SPDX-License-Identifier: GPL-3.0-or-later
"""From the pre-configuration platform to the working one on the wire (spec 6.9)."""

from mivoice_lab.servers.phone_hand import phone_step

from .wire import standalone

FLEET = [{"model": "6867i", "numbers": "2101-2102"}]


def test_a_phone_that_is_plugged_into_the_other_platform_registers_there_at_once(start):
    tree = standalone(FLEET)
    tree["systems"]["work1"] = {"login_address_of": "pbx1", "download_servers": ["dl2"]}
    tree["download_servers"]["dl2"] = {"enabled": False}
    lab = start(tree, speed=60.0)
    lab.change(lambda: phone_step(lab.world, {"step": "plug", "phones": ["2101"], "system": "work1"}))
    held = lab.wait(lambda: list(lab.system("work1").registrations.values()), "the phone on the working platform")
    assert [one.number for one in held] == ["2101"]
    assert lab.transport("2102") == "udp"
    assert not lab.world.events.of_kind("service_loss", "outage")
