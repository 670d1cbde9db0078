# SPDX-License-Identifier: GPL-3.0-or-later
"""A site with a Manager, and one whose terminals encrypt."""

from __future__ import annotations

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import (
    multisite_encryption,
)
from mivoice_lab.servers.hand import operator_step
from parameters_site import FAMILIES, NTP, Site
from socketless import LabFleet


@pytest.fixture
def site() -> Site:
    return Site(LabFleet("small"))


@pytest.fixture
def encrypting(site: Site) -> Site:
    """Systems with certificates, and phones that have taken up what they were given: TLS, all of them."""
    operator_step(site.lab.world, {"step": "T60-5", "target": site.device, "value": NTP})
    systems = []
    for system in site.systems():
        device = site.lab.world.systems[system["name"]]
        device.set_voice_encryption("operator", True)
        systems.append(system | {"tel_address": device.tel_address, "role": device.role})
    asked = {"state": "enabled", "multisite": systems[0]["multisite"], "systems": systems, "sip_restart": "allow"}
    multisite_encryption.run(site.lab.options(multisite_encryption, site.device, **asked), site.lab.context())
    for family in FAMILIES:
        site.run(family)
    site.lab.run(900)
    return site
