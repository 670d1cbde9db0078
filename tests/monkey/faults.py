# SPDX-License-Identifier: GPL-3.0-or-later
"""What happens between calls: a table of a person's deeds and of faults, each done to a site with plain choices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import ConnectionFailed, WriteUncertain
from hypothesis import strategies as st
from mivoice_lab.model.issue import pem
from mivoice_lab.model.refusal import LabRefusal
from mivoice_lab.pages.http import Response
from mivoice_lab.servers.download_hand import HandError, by_hand
from mivoice_lab.servers.hand import operator_step, world_fault

from monkey.site import KEYCODE, Choice, Site

HAND = "operator"
BOOT = 60.0
"""Seconds in which a phone has started and fetched its files."""


class Deed(NamedTuple):
    """``blind``: phones may lose service by it, now or later, whatever the collection reads: no later loss counts."""

    choices: dict[str, st.SearchStrategy[Any]]
    do: Callable[[Site, Choice], None]
    blind: bool = False


ON = st.booleans()
TARGET = st.integers(0, 2)


def _power(site: Site, choice: Choice) -> None:
    phones = list(site.world.phones.values())
    for phone in phones if choice["phone"] == "all" else [phones[choice["phone"] % len(phones)]]:
        phone.power(choice["on"])


def _step(name: str) -> Callable[[Site, Choice], None]:
    def do(site: Site, _choice: Choice) -> None:
        value = site.world.time_server if name == "T60-5" else None
        operator_step(site.world, {"step": name, "target": site.tma_device(), "value": value})

    return do


def _regenerate(site: Site, choice: Choice) -> None:
    operator_step(site.world, {"step": "regenerate", "target": site.system(choice["target"]).name})


def _switch(name: str) -> Callable[[Site, Choice], None]:
    def do(site: Site, choice: Choice) -> None:
        getattr(site.system(choice["target"]), name)(HAND, choice["on"])

    return do


def _authority_loaded(site: Site, choice: Choice) -> None:
    """Nobody takes away from a system in BOTHWAY the authority of the phones that it serves."""
    authority, system = site.authorities[choice["authority"]], site.system(choice["target"])
    if not system.bothway:
        system.ca_file_pem = [pem(authority.certificate)]


def _bothway_left(site: Site, choice: Choice) -> None:
    system = site.system(choice["target"])
    if system.bothway:
        system.set_bothway(HAND, False)


def _certificate_lost(site: Site, choice: Choice) -> None:
    """A phone starts while its key is not on the server, where somebody puts it back at once."""
    phones = [phone for phone in site.world.phones.values() if phone.powered]
    if not phones:
        return
    phone = phones[choice["phone"] % len(phones)]
    server, key = site.world.download_servers[phone.download_server], site.own(choice["authority"])["key"]["name"]
    kept = server.files.get(key, b"")
    by_hand(site.world, {"step": "remove_file", "server": server.name, "name": key})
    phone.power(False)
    phone.power(True)
    site.lab.run(BOOT)
    server.files[key] = kept


def _licence(site: Site, choice: Choice) -> None:
    system = site.system(choice["target"])
    if choice["on"]:
        system.enter_keycode(HAND, KEYCODE)
    else:
        system.licence = "refused"
        site.world.loss.voice_changed(system)


def _rights(site: Site, choice: Choice) -> None:
    system = site.system(choice["target"])
    [number, *_others] = system.subscriptions
    system.set_subscription_right(HAND, number, choice["on"])


def _file_removed(site: Site, choice: Choice) -> None:
    own = site.own(choice["authority"]).get(choice["own"])
    name = (own or site.file(choice["authority"]))["name"]
    for server in site.world.download_servers:
        by_hand(site.world, {"step": "remove_file", "server": server, "name": name})


def _fault(kind: str, **fields: Any) -> Callable[[Site, Choice], None]:
    """A fault of the lab's control address, on a system."""

    def do(site: Site, choice: Choice) -> None:
        world_fault(site.world, kind, site.system(choice["target"]).name, fields | {"on": choice.get("on", True)})

    return do


def _server_fault(site: Site, choice: Choice) -> None:
    servers = list(site.world.download_servers)
    target = servers[choice["server"] % len(servers)]
    world_fault(site.world, choice["kind"], target, {"on": choice["on"]})


def _skew(site: Site, choice: Choice) -> None:
    world_fault(site.world, "clock_skew", site.system(choice["target"]).name, {"seconds": choice["seconds"]})


def _broken(site: Site, choice: Choice) -> None:
    """The ``nth`` request of the next call does not get through, or its answer does not."""
    site.interrupt(lambda count, method, go_on: _carried(choice, count, method, go_on))


def _carried(choice: Choice, count: int, method: str, go_on: Callable[[], Any]) -> Any:
    if count != choice["nth"]:
        return go_on()
    if choice["kind"] == "error500":
        return Response(500, [("Content-Type", "text/html")], b"<html><body>Error</body></html>")
    if choice["kind"] == "after":
        go_on()
    if method == "POST":
        raise WriteUncertain(problem="The connection broke while the answer was awaited")
    raise ConnectionFailed(problem="The host does not answer")


def _expired(site: Site, _choice: Choice) -> None:
    site.lab.app.expire_sessions()


DEEDS: dict[str, Deed] = {
    "power": Deed({"phone": st.sampled_from([0, 1, 2, 3, "all"]), "on": ON}, _power),
    "time server set": Deed({}, _step("T60-5")),
    "ports to 5061": Deed({}, _step("T53-7")),
    "ports to 5060": Deed({}, _step("STP-7")),
    "authority loaded": Deed({"target": TARGET, "authority": st.integers(0, 1)}, _authority_loaded),
    "bothway left": Deed({"target": TARGET}, _bothway_left),
    "certificate lost": Deed({"phone": st.integers(0, 5), "authority": st.sampled_from([0, 0, 1])}, _certificate_lost),
    "licence": Deed({"target": TARGET, "on": ON}, _licence),
    "right": Deed({"target": TARGET, "on": ON}, _rights),
    "links switched": Deed({"target": TARGET, "on": ON}, _switch("set_inter_ipbx")),
    "voice switched": Deed({"target": TARGET, "on": ON}, _switch("set_voice_encryption")),
    "connection broken": Deed(
        {"nth": st.integers(1, 25), "kind": st.sampled_from(["before", "after", "error500"])}, _broken
    ),
    "sessions expired": Deed({}, _expired),
    "generation fails": Deed({"target": TARGET, "on": ON}, _fault("generation_fails")),
    "certificate kept": Deed({"target": TARGET, "on": ON}, _fault("keeps_certificate")),
    "certificate regenerated": Deed({"target": TARGET}, _regenerate, blind=True),
    "bothway switched": Deed({"target": TARGET, "on": ON}, _switch("set_bothway"), blind=True),
    "SIP hangs": Deed({"target": TARGET, "on": ON}, _fault("sip_hangs"), blind=True),
    "clock off": Deed({"target": TARGET, "seconds": st.sampled_from([0, 30, 86400 * 400])}, _skew, blind=True),
    "file removed": Deed(
        {"authority": st.integers(0, 1), "own": st.sampled_from([None, "authorities", "certificate", "key"])},
        _file_removed,
        blind=True,
    ),
    "server": Deed(
        {
            "server": st.integers(0, 1),
            "kind": st.sampled_from(["disk_full", "server_down", "refuse_login"]),
            "on": ON,
        },
        _server_fault,
        blind=True,
    ),
}


def _wish(name: str) -> st.SearchStrategy[tuple[str, Choice]]:
    return st.tuples(st.just(name), st.fixed_dictionaries(DEEDS[name].choices))


def wishes(stormy: bool) -> st.SearchStrategy[tuple[str, Choice]]:
    """Deeds; without the blind ones unless it is ``stormy``."""
    return st.sampled_from(sorted(name for name, deed in DEEDS.items() if stormy or not deed.blind)).flatmap(_wish)


def happen(site: Site, name: str, choice: Choice) -> None:
    """Do a deed, as far as the fleet lets it."""
    try:
        DEEDS[name].do(site, choice)
    except (LabRefusal, HandError):
        return
    finally:
        site.world.events.append("fault", name, HAND)
        site.blinded |= DEEDS[name].blind
