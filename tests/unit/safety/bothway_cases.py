# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases of the rules about BOTHWAY, the mock-up and DECT, as ``test_rules`` has them: rule, why, what is changed."""

from __future__ import annotations

from typing import Any

from ansible_collections.voiceops.mivoice5000.tests.unit.safety.worlds import (
    DELETE,
    at,
    bothway_phone,
    changed,
    omm,
    phone,
    plain_system,
    presented,
    silent,
    system,
)

FIVE = "mivoice5300"
ON_UDP = bothway_phone("2101", registration={"system": "pbx1", "transport": "udp", "port": 5060, "seen_at": at()})
OFF = bothway_phone("2101", **silent())
OFF_TOO = bothway_phone("2102", **silent())
RECORDED: dict[str, Any] = {"recorded_phones": ["2101", "2102"]}  # MCK-9
GIVEN_UP = {"written_off": [{"phone": "2101", "reason": "in the cellar"}]}
VOUCHED = [{"step": "BWY-2", "by": "Ann"}, {"gate": "mitel6000-bothway", "phones": ["2101"], "by": "Ben"}]
OMM = phone("omm1", "dect_omm", model="SIP-DECT OMM", mac=None, bothway=True)
STRANGER = {"mac": "001122334455", "number": "9001", "address": "10.0.7.7", "port": 5060, "transport": "udp"}
SELF_SIGNED = system("pbx1")
CHECK = {"check_mode": True, "planned": {"phones": {"mitel6000": "bothway"}}}

STILL_PASSES: list[tuple[str, str, dict[str, Any]]] = [
    *((f"INV-{number}", "leaving it", {"state": "disabled"}) for number in range(1, 10)),
    ("INV-1", "a phone given up on by name", {"phones.0": ON_UDP} | GIVEN_UP),
    ("INV-1", "a phone of other systems", {"phones.3.registration.transport": "udp"}),
    ("INV-1", "a silent phone that a person vouches for", {"phones.0": OFF, "operator_done": VOUCHED}),
    ("INV-1", "a silent phone that the other platform has shown", {"phones.0": OFF} | RECORDED),
    ("INV-1", "it answers over TLS", {"phones.0": OFF | {"answers": {"transport": "tls", "port": 5061}}}),
    ("INV-1", "an earlier stage of a check moves it", {"phones.0": ON_UDP} | CHECK),
    ("INV-1", "a trunk", {"systems.0.registrations": [STRANGER], "sip_trunks": ["10.0.7.7"]}),
    ("INV-1", "an OMM that the site vouches for", {"phones.0": OMM}),
    ("INV-2", "a 5300 of other systems", {"phones.3.family": FIVE}),
    ("INV-2", "a 5300 given up on by name", {"phones.0.family": FIVE} | GIVEN_UP),
    ("INV-3", "no cluster", {"systems.0.role": "standalone", "cluster_nodes": DELETE}),
    ("INV-3", "its screen does not tell", {"systems.0.certificate.assigned": None}),
    ("INV-5", "no 6000 depends on it", {"phones": []}),
    ("INV-5", "a phone given up on by name", {"phones.0": OFF} | GIVEN_UP),
    ("INV-5", "a phone that a person vouches for", {"phones.0": OFF, "operator_done": VOUCHED}),
    ("INV-5", "phones that the other platform has shown", {"phones.0": OFF, "phones.1": OFF_TOO} | RECORDED),
    ("INV-5", "TMA's file says otherwise, the other platform has shown it", {"phones.0.inventory": "none"} | RECORDED),
    ("INV-5", "an earlier stage of a check moves them", {"phones.0": ON_UDP} | CHECK),
    ("INV-6", "an OMM that the site vouches for", {"phones.0": OMM, "systems.0.registrations": []}),
    ("INV-6", "the one 67xx that can", {"phones.0.model": "6739i"}),
    (
        "INV-6",
        "a model that the site vouches for",
        {"phones.0.model": "SP1", "models": [{"pattern": "SP1", "family": "mitel6000", "bothway": True}]},
    ),
    ("INV-6", "a 5300 is spoken of by INV-2", {"phones.0.family": FIVE}),
    ("INV-7", "a pair of its own", {"phone_certificates": [presented("2101"), presented("2102")]}),
    ("INV-7", "a bad pair of another phone", {"phone_certificates": [presented(), presented("2301", verified_by=[])]}),
    ("INV-7", "a key that is not at hand", {"phone_certificates.0.key_matches": None}),
    ("INV-7", "a phone given up on by name", {"phone_certificates": [presented("2102")]} | GIVEN_UP),
    ("INV-7", "nobody depends on it", {"phones": [], "operator_done": []}),
    ("INV-8", "no peer is named (WARN-17)", {"sip_peers": [], "sip_trunks": []}),
    ("INV-8", "a trunk known by its address", {"sip_trunks": ["10.9.9.9"]}),
    ("INV-9", "a person vouches", {"calls_in_progress": None, "operator_done": [{"step": "BWY-7", "by": "Ann"}]}),
    ("INV-17", "switching off", {"state": "disabled", "network.sip_port_pbx_in_dhcp": True}),
    ("INV-34", "new bases only", {"omms": [omm(mixed_bases=False, srtp=True)]}),
    ("INV-34", "no OMM", {"omms": []}),
    ("INV-35", "without TLS 5060 stays", {"omms": [omm(tls=False, proxy_port=5060, registrar_port=5061)]}),
]

REFUSED: list[tuple[str, str, dict[str, Any]]] = [
    ("INV-1", "a phone on UDP", {"phones.0": ON_UDP}),
    ("INV-1", "a phone on TCP that has it as backup", {"phones.1.registration.transport": "tcp"}),
    ("INV-1", "it answers on UDP", {"phones.0": OFF | {"answers": {"transport": "udp", "port": 5060}}}),
    ("INV-1", "a stranger on UDP", {"systems.0.registrations": [STRANGER]}),
    ("INV-1", "a plan is not believed in a run", {"phones.0": ON_UDP, "planned": CHECK["planned"]}),
    ("INV-2", "a 5300 at home there", {"phones.0.family": FIVE}),
    ("INV-2", "a 5300 that has it as backup", {"phones.1.family": FIVE}),
    (
        "INV-3",
        "the system has none",
        {"systems.0": changed(plain_system("pbx1"), {"role": "cluster_server", "certificate.assigned": False})},
    ),
    ("INV-3", "a node has none", {"systems.1.sip.tls_open": False, "systems.1.certificate.assigned": False}),
    (
        "INV-3",
        "another node of the target's cluster has none",
        {"targets": ["node1"], "systems.0.sip.tls_open": False, "systems.0.certificate.assigned": False},
    ),
    ("INV-4", "self-signed", {"systems.0": SELF_SIGNED}),
    ("INV-5", "a phone on UDP", {"phones.0": ON_UDP}),
    ("INV-5", "TMA's file says otherwise", {"phones.0.inventory": "none"}),
    ("INV-6", "a 67xx that cannot", {"phones.0.model": "6731i"}),
    ("INV-6", "a model nobody knows", {"phones.0.model": "SP-12"}),
    ("INV-6", "an OMM that nobody vouches for", {"phones.0": OMM | {"bothway": False}}),
    ("INV-6", "third party", {"phones.0.family": "other_sip"}),
    ("INV-6", "model and range contradict each other", {"phones.0.family": "unknown"}),
    ("INV-6", "a stranger, be it over TLS", {"systems.0.registrations": [STRANGER | {"transport": "tls"}]}),
    ("INV-7", "expired", {"phone_certificates.0.not_after": at(days=-1)}),
    ("INV-7", "not valid yet", {"phone_certificates.0.not_before": at(days=1)}),
    ("INV-7", "expired for the system's clock", {"systems.0.clock.offset": 400 * 86400}),
    (
        "INV-7",
        "of another authority",
        {"phone_certificates.0.verified_by": [], "phone_certificates.0.reasons": ["issued by CN=x"]},
    ),
    ("INV-7", "another key", {"phone_certificates.0.key_matches": False}),
    ("INV-7", "the pair of one phone", {"phone_certificates": [presented(), presented("2102", verified_by=[])]}),
    ("INV-8", "a peer that is no trunk", {"sip_trunks": ["another"]}),
    ("INV-9", "calls are in progress", {"calls_in_progress": 2}),
    ("INV-17", "it is in DHCP", {"network.sip_port_pbx_in_dhcp": True}),
    ("INV-34", "mixed bases with SRTP", {"omms.0.srtp": True}),
    ("INV-35", "a port of its own", {"omms.0.proxy_port": 5070}),
    ("INV-35", "TLS would be forced to 5060", {"omms.0.registrar_port": 5060}),
]

UNCERTAIN: list[tuple[str, str, dict[str, Any]]] = [
    ("INV-1", "a phone that is off", {"phones.0": OFF}),
    ("INV-1", "a transport nobody understands", {"phones.0.registration.transport": "unknown"}),
    ("INV-1", "a home that is not known", {"phones.3.main": None}),
    ("INV-1", "not known whether there is a backup", {"phones.3.backup": DELETE}),
    ("INV-1", "phones not read", {"phones": DELETE}),
    (
        "INV-1",
        "a stranger whose transport is not understood",
        {"systems.0.registrations": [STRANGER | {"transport": "?"}]},
    ),
    ("INV-1", "no system", {"targets": []}),
    ("INV-2", "a phone whose family is not known", {"phones.0.family": "unknown"}),
    ("INV-3", "a node that was not read", {"cluster_nodes.pbx1": ["node1", "node2"]}),
    ("INV-3", "nodes not told", {"cluster_nodes": {}}),
    ("INV-3", "screen and port contradict each other", {"systems.0.certificate.assigned": False}),
    ("INV-3", "no system", {"targets": []}),
    ("INV-4", "a kind that cannot be told", {"systems.0.sip.kind": None}),
    ("INV-4", "no system", {"targets": []}),
    ("INV-5", "a phone that is off", {"phones.0": OFF}),
    ("INV-5", "told to be trusted only", {"phones.0.sent.mode": "trusted"}),
    ("INV-5", "it has not fetched its key", {"phones.0.also_fetched.phone_key": DELETE}),
    ("INV-5", "it fetched its key before it was told to", {"phones.0.sent.begun_at": at(minutes=-5)}),
    (
        "INV-5",
        "at its latest start it got the others and not its key",
        {
            "phones.0.also_fetched.phone_crt": at(minutes=-20),
            "phones.0.also_fetched.terminals_crt": at(minutes=-20),
        },
    ),
    ("INV-5", "which files it should have is not known", {"phone_certificates": []}),
    ("INV-6", "others are not known", {"others_known": False}),
    ("INV-7", "what a phone presents is not known", {"phone_certificates": [presented("2102")]}),
    ("INV-7", "nobody loaded the CA file", {"operator_done": []}),
    ("INV-7", "dates not told", {"phone_certificates.0.not_after": None}),
    ("INV-7", "no clock shown", {"systems.0.clock.offset": None}),
    ("INV-8", "trunks not told", {"sip_trunks": None}),
    ("INV-9", "nobody counted calls", {"calls_in_progress": None}),
    (
        "INV-9",
        "somebody vouches without a name",
        {"calls_in_progress": None, "operator_done": [{"step": "BWY-7", "by": " "}]},
    ),
    ("INV-17", "nobody looked", {"network.sip_port_pbx_in_dhcp": None}),
    ("INV-34", "bases not told", {"omms.0.mixed_bases": None}),
    ("INV-35", "a port not told", {"omms.0.proxy_port": None}),
]
