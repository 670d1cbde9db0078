# SPDX-License-Identifier: GPL-3.0-or-later
"""Opening a whole lab."""

import asyncio
import socket

import pytest
from mivoice_lab.fleet import build_fleet
from mivoice_lab.pages.app import App
from mivoice_lab.servers.addresses import AddressError, claim_network
from mivoice_lab.servers.lab import Lab

from .wire import standalone


def test_a_port_that_is_taken_is_refused_by_name_and_everything_is_closed_again():
    network, control = claim_network(2)
    world = build_fleet(standalone([]), network=network)
    address = world.systems["pbx1"].tel_address

    async def scene():
        lab = Lab(world, App(world))
        try:
            await lab.open(control)
        finally:
            await lab.close()

    with control, socket.socket() as taken:
        taken.bind((address, 5060))
        taken.listen()
        with pytest.raises(AddressError, match=f"{address}.*another program"):
            asyncio.run(scene())
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind((address, 8443))
