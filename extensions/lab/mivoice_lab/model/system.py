# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes of a system, as its Web Admin makes them (spec 2.1): every one is logged, refused ones too."""

from __future__ import annotations

from .certificate import Certificate, self_signed
from .refusal import GENERATION_FAILED, NOT_UNLOCKED, WRONG_KEYCODE
from .registrar import Registrar


class System(Registrar):
    """One MiVoice 5000 system. `actor` names the login that acts, for the log."""

    def set_voice_encryption(self, actor: str, on: bool) -> None:
        """SCR-W10.1. Needs the licence to be switched on (ERR-2). The nodes of a cluster server follow (TOP-4)."""
        self._switch(actor, "voice_encryption", on)

    def set_inter_ipbx(self, actor: str, on: bool) -> None:
        """SCR-W10.4, LIC-7. Needs the licence to be switched on (ERR-2). Nodes follow."""
        self._switch(actor, "inter_ipbx", on)

    def set_voice_type(self, actor: str, value: str) -> None:
        """SCR-W10.2 (OPEN-6). ValueError when the screen does not offer `value`."""
        if value not in self.voice_types:
            raise ValueError(value)
        self.world.operator_action(actor, self.name, "voice_type", before=self.voice_type, after=value)
        for system in [self, *self.nodes()]:
            system.voice_type = value

    def set_bothway(self, actor: str, on: bool) -> None:
        """SCR-W10.3. Restarts SIP either way (OPEN-30). The product does not protect from the fault of MOD-2: ticked
        without certificate, nobody connects. Not inherited by nodes (OPEN-22)."""
        if on:
            self._need_licence(actor, "bothway")
        self.world.operator_action(actor, self.name, "bothway", before=self.bothway, after=on)
        self.bothway = on
        self.restart_sip("bothway")

    def enter_keycode(self, actor: str, code: str) -> None:
        """SCR-W1.2. The code itself is never logged."""
        if code not in self.valid_keycodes:
            self.world.refuse(actor, self.name, "keycode", WRONG_KEYCODE)
        self.world.operator_action(actor, self.name, "keycode", before=self.licence, after="authorised")
        self.licence = "authorised"

    def set_subscription_right(self, actor: str, number: str, right: bool) -> None:
        """SCR-W8.1. KeyError for an unknown number."""
        subscription = self.subscriptions[number]
        self.world.operator_action(
            actor, self.name, "subscription_right", item=number, before=subscription.right, after=right
        )
        subscription.right = right
        self.world.loss.voice_changed(self)

    def set_feature_class_right(self, actor: str, name: str, right: bool) -> None:
        """SCR-W9.1. KeyError for an unknown class."""
        before = self.feature_classes[name]
        self.world.operator_action(actor, self.name, "feature_class_right", item=name, before=before, after=right)
        self.feature_classes[name] = right
        self.world.loss.voice_changed(self)

    def set_service(self, actor: str, name: str, state: str) -> None:
        """SCR-W2. `name`: terminal, tma or ftp; `state`: started or stopped. Stopping ftp stops the integrated
        download server. KeyError or ValueError for anything else."""
        if state not in ("started", "stopped"):
            raise ValueError(state)
        before = self.services[name]
        self.world.operator_action(actor, self.name, f"service_{name}", before=before, after=state)
        self.services[name] = state
        if name == "ftp":
            for server in self.world.download_servers.values():
                if server.integrated_in == self.name:
                    server.enabled = state == "started"

    def set_eip_address(self, actor: str, address: str, card: str | None = None) -> None:
        """SCR-W4.1, of the card named, else of the first one. LookupError when there is none."""
        chosen = next((c for c in self.cards if card in (None, c.name)), None)
        if chosen is None:
            raise LookupError(card)
        self.world.operator_action(
            actor, self.name, "eip_address", item=chosen.name, before=chosen.address, after=address
        )
        chosen.address = address

    def regenerate_certificate(self, actor: str) -> None:
        """SCR-W5.2: new self-signed certificate, then SIP restarts (CERT-11). ERR-2 without licence, ERR-3 when the
        generation fails."""
        self.check_generation(actor)
        self.world.operator_action(actor, self.name, "regenerate_certificate")
        self.install_certificate(self.new_self_signed(), "certificate")

    def check_generation(self, actor: str) -> None:
        """LabRefusal when this system cannot make a certificate: ERR-2, ERR-3."""
        self._need_licence(actor, "regenerate_certificate")
        if self.generation_fails:
            self.world.refuse(actor, self.name, "regenerate_certificate", GENERATION_FAILED)

    def new_self_signed(self) -> Certificate:
        """A certificate by this system for itself, dated by its own clock."""
        addresses = tuple(dict.fromkeys((self.tel_address, self.admin_address)))
        return self_signed(self.tel_address, addresses, self.now(), self.key_type)

    def install_certificate(self, certificate: Certificate, cause: str) -> None:
        """Assign a certificate to the SIP service, which restarts (CERT-10, CERT-11)."""
        self.certificate = certificate
        self.restart_sip(cause)

    def restart_sip(self, cause: str) -> None:
        """Stop the SIP service for the length of a restart; event "sip_restart" (INV-24)."""
        timing = self.world.timing
        self.sip_down_until = self.world.clock.after(timing.sip_restart)
        self.sip_restarts += 1
        self.world.events.append("sip_restart", self.name, cause=cause, seconds=timing.sip_restart)
        self.world.schedule(self.sip_down_until, lambda: self.world.loss.voice_changed(self))

    def renew_if_ended(self) -> None:
        """A self-signed certificate renews itself when it ends, and SIP restarts unasked (CERT-3, EXP-8)."""
        ended = self.certificate is not None and self.now() > self.certificate.not_after
        if ended and self.certificate and self.certificate.kind == "self_signed" and self.auto_renewal:
            self.install_certificate(self.new_self_signed(), "automatic renewal")

    def _switch(self, actor: str, what: str, on: bool) -> None:
        if on:
            self._need_licence(actor, what)
        self.world.operator_action(actor, self.name, what, before=getattr(self, what), after=on)
        for system in [self, *self.nodes()]:
            if system is not self and getattr(system, what) != on:
                self.world.events.append("cluster_sync", system.name, self.name, what=what, after=on)
            setattr(system, what, on)
            self.world.loss.voice_changed(system)

    def _need_licence(self, actor: str, what: str) -> None:
        if self.licence != "authorised":
            self.world.refuse(actor, self.name, what, NOT_UNLOCKED)
