# SPDX-License-Identifier: GPL-3.0-or-later
"""A fleet as the monkey knows it: facts last read, files last copied, actions last started, phones given up."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from operator import itemgetter
from typing import Any
from unittest.mock import patch

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import MivoiceError
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import sip_probe, system_info
from mivoice_lab.model.issue import Authority, key_pem, new_authority, pem
from socketless import LabFleet

FLEETS = ("small", "standalone", "with_manager", "bothway_alone", "bothway")
"""The last two have no 5300, so that their systems can be in BOTHWAY with every phone in service."""
FAMILIES = ("mivoice5300", "mitel6000")
CHANGES = ("write", "operator", "fault", "sip_restart", "cluster_sync", "certificate_expired")
"""Events after which what was read of a system may be old."""
DAY = timedelta(days=1)
KEYCODE, FILE_PASSWORD = "MONKEY-KEYCODE-1", "clé du singe"
Options = dict[str, Any]
Choice = dict[str, Any]
Interruption = Callable[[int, str, Callable[[], Any]], Any]
"""Takes the number of a request, its method, and what carries it."""


class Site:
    """``blinded``: something happened by which phones may lose service whatever is read.

    ``given_up``: MACs of phones that some call has written off. ``may_restart``: writes of calls that might restart
    SIP. ``interrupted``: a request of the present call did not get through.
    """

    def __init__(self, fleet: str, skin: str, language: str) -> None:
        self.lab = LabFleet(fleet, skin, language)
        self.world = self.lab.world
        self.facts: dict[str, Options] = {}
        self.deployed: dict[str, Any] = {}
        self.holds: dict[str, Any] = {}
        self.actions: dict[str, str] = {}
        self.given_up: set[str] = set()
        self.may_restart: set[int] = set()
        self.blinded = self.interrupted = False
        self._interruption: Interruption | None = None
        self._read: dict[str, int] = {}
        self._own: dict[int, dict[str, Options]] = {}
        now = self.lab.clock.now()
        self.authorities = [new_authority(name, now - DAY, now + 900 * DAY) for name in ("Site CA", "Next CA")]
        for system in self.world.systems.values():
            system.valid_keycodes.append(KEYCODE)

    @property
    def manager(self) -> str | None:
        return next(iter(self.world.managers), None)

    def system(self, number: int) -> Any:
        systems = list(self.world.systems.values())
        return systems[number % len(systems)]

    def scope(self) -> Options:
        """Log-in and choice of site for the only TMA."""
        [tma] = self.world.tmas()
        [(region, site)] = tma.scopes
        [(username, password)] = tma.credentials.items()
        choice = {"region": region, "multisite": site} if self.manager else {}
        return {"tma_username": username, "tma_password": password} | choice

    def tma_device(self) -> str:
        return str(self.world.tmas()[0].owner)

    def tma(self) -> Options:
        return self.lab.params(self.tma_device(), **self.scope())

    def connections(self) -> list[Options]:
        return [
            self.lab.params(name, name=system.site_name, tel_address=system.tel_address)
            for name, system in self.world.systems.items()
        ]

    def identity(self, name: str) -> Options:
        system = self.world.systems[name]
        told = {"name": system.site_name, "role": system.role, "hardware": system.hardware}
        names = ("tel_address", "manager", "multisite", "cluster_server", "backup")
        return told | {key: getattr(system, key) for key in names}

    def read(self, name: str) -> None:
        """Read one system again, with its ports."""
        params = self.lab.options(system_info, name, **self.identity(name))
        self.keep(name, system_info.run(params, self.lab.context())["system"])

    def keep(self, name: str, facts: Options) -> None:
        """Remember facts of a system, with what its ports show now."""
        system = self.world.systems[name]
        probe = self.lab.options(sip_probe, name, tel_address=system.tel_address)
        seen = {"sip": sip_probe.run(probe, self.lab.context())["sip"], "multisite": system.multisite}
        self.facts[name] = facts | seen | {"download_servers": list(system.download_servers)}
        self._read[name] = self.world.events.last

    def told(self, how: str) -> list[Options]:
        """Facts of systems: ``fresh`` reads again what may have changed, ``kept`` are old, ``some`` lack the last."""
        for name in self.world.systems:
            if name not in self.facts or (how == "fresh" and self._outdated(name)):
                self._try(name)
        known = [self.facts[name] for name in self.world.systems if name in self.facts]
        return known[:-1] if how == "some" else known

    def _outdated(self, name: str) -> bool:
        """Whether something has happened to it, or to all, since it was read."""
        concerned = (name, self.world.systems[name].cluster_server)
        news = [event for event in self.world.events.since(self._read[name]) if event["kind"] in CHANGES]
        return any(event["kind"] == "fault" or event["target"] in concerned for event in news)

    def _try(self, name: str) -> None:
        try:
            self.read(name)
        except MivoiceError:
            return

    def interrupt(self, interruption: Interruption) -> None:
        """Have the requests of the next call carried by ``interruption``."""
        self._interruption = interruption

    @contextmanager
    def calling(self) -> Iterator[None]:
        """The length of one call; a session that a broken connection left open is forgotten after it."""
        interruption, self._interruption = self._interruption, None
        self.interrupted, handle = interruption is not None, self.lab.app.handle
        with patch.object(self.lab.app, "handle", _through(interruption, handle) if interruption else handle):
            yield
        if interruption:
            self.lab.app.expire_sessions()

    def off(self) -> list[str]:
        return [phone.mac for phone in self.world.phones.values() if not phone.powered]

    def file(self, *authorities: int) -> Options:
        """A CA file with these authorities, under a name that tells them."""
        chosen: list[Authority] = [self.authorities[number] for number in authorities]
        name = f"ca{''.join(map(str, authorities))}.crt"
        return {"name": name, "content": "".join(pem(one.certificate) for one in chosen)}

    def own(self, number: int) -> dict[str, Options]:
        """What phones present of an authority, by what a file holds: ``authorities``, ``certificate`` and ``key``."""
        if number not in self._own:
            authority, now = self.authorities[number], self.lab.clock.now()
            shown, key = authority.certify("phone", ["127.1.9.9"], now - DAY, now + 700 * DAY)
            self._own[number] = {
                "authorities": {"name": f"phones-ca{number}.crt", "content": pem(authority.certificate)},
                "certificate": {"name": f"phone{number}.crt", "content": pem(shown)},
                "key": {"name": f"phone{number}.key", "content": key_pem(key)},
            }
        return self._own[number]

    def fetched(self) -> list[Options]:
        """The latest download of every file by every phone, as the logs of the download servers tell."""
        phones = {phone.address: phone.mac for phone in self.world.phones.values()}
        lines = [line for server in self.world.download_servers.values() for line in server.log]
        latest = {(phones[line["client"]], line["path"]): line["at"] for line in sorted(lines, key=itemgetter("at"))}
        return [{"phone": mac, "file": name, "at": at} for (mac, name), at in latest.items()]

    def secrets(self) -> set[str]:
        """What no result, message or line of progress may hold."""
        admins = {word for device in self._devices() for word in device.admins.values()}
        logins = {word for tma in self.world.tmas() for word in tma.credentials.values()}
        keys = {own["key"]["content"].splitlines()[1] for own in self._own.values()}
        return admins | logins | keys | {KEYCODE, FILE_PASSWORD, "PRIVATE KEY"}

    def _devices(self) -> list[Any]:
        return [*self.world.managers.values(), *self.world.systems.values()]


def _through(interruption: Interruption, handle: Callable[[str, Any], Any]) -> Callable[[str, Any], Any]:
    """``handle`` with every request carried by ``interruption``."""
    count = itertools.count(1)

    def carry(device: str, request: Any) -> Any:
        return interruption(next(count), request.method, lambda: handle(device, request))

    return carry
