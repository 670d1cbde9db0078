# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes of a system, as its Web Admin makes them (spec 2.1): every one is logged, refused ones too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from .certificate import Certificate, self_signed
from .pkcs12 import Opened, Unfit, open_file, system_certificate
from .refusal import GENERATION_FAILED, NOT_UNLOCKED, WRONG_KEYCODE
from .registrar import Registrar

NEVER = datetime.max.replace(tzinfo=UTC)


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
        without certificate, nobody connects. Calls go on and cannot be released (TRN-6). Not inherited by nodes
        (OPEN-22)."""
        if on:
            self._need_licence(actor, "bothway")
        write = self.world.operator_action(actor, self.name, "bothway", before=self.bothway, after=on)
        if on:
            self.world.calls.into_bothway(self, write)
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

    def import_certificate(self, actor: str, data: bytes, password: str) -> None:
        """SCR-W5.3: a PKCS#12 file becomes the certificate of the SIP service, which restarts (CERT-4, CERT-11).
        Refused without licence (ERR-2) and for what `pkcs12` finds in it (ERR-1, ERR-4, ERR-5, assumed texts)."""
        self._need_licence(actor, "import_certificate")
        try:
            certificate = self.own_certificate(open_file(data, password))
        except Unfit as unfit:
            self.world.refuse(actor, self.name, "import_certificate", unfit.texts)
        self.world.operator_action(
            actor,
            self.name,
            "import_certificate",
            common_name=certificate.common_name,
            not_after=certificate.not_after.isoformat(),
        )
        self.install_certificate(certificate, "certificate")

    def own_certificate(self, opened: Opened) -> Certificate:
        """The certificate of this system that a file holds; Unfit when it holds none that it could use."""
        return system_certificate(opened, self.tel_address, self.now(), in_common_name=self._has_5300())

    def check_generation(self, actor: str) -> None:
        """LabRefusal when this system cannot make a certificate: ERR-2, ERR-3."""
        self._need_licence(actor, "regenerate_certificate")
        if self.generation_fails:
            self.world.refuse(actor, self.name, "regenerate_certificate", GENERATION_FAILED)

    def new_self_signed(self) -> Certificate:
        """A certificate by this system for itself, dated by its own clock."""
        return self_signed(self.tel_address, self.addresses(), self.now(), self.key_type)

    def install_certificate(self, certificate: Certificate, cause: str, writes: Sequence[int] = ()) -> None:
        """Assign a certificate to the SIP service, which restarts (CERT-10, CERT-11)."""
        if not self.keeps_certificate:
            self.certificate = certificate
            self._expiry_told = False
        self.restart_sip(cause, writes)

    def restart_sip(self, cause: str, writes: Sequence[int] = ()) -> None:
        """Stop the SIP service for the length of a restart; event "sip_restart" (INV-24). `writes`: numbers of the
        write events behind it when they lie back, as those of a generation do."""
        timing = self.world.timing
        self.sip_down_until = NEVER if self.sip_hangs else self.world.clock.after(timing.sip_restart)
        self.sip_restarts += 1
        self.world.events.append("sip_restart", self.name, cause=cause, seconds=timing.sip_restart, writes=list(writes))
        self.world.schedule(self.sip_down_until, lambda: self.world.loss.voice_changed(self))

    def let_sip_hang(self, on: bool) -> None:
        """A fault: the SIP service does not come back from its next restart, until this is switched off again."""
        self.sip_hangs = on
        if not on and self.sip_down_until == NEVER:
            self.sip_down_until = self.world.clock.now()

    def look_at_validity(self) -> None:
        """A self-signed certificate renews itself when it ends, and SIP restarts unasked (CERT-3, EXP-8). Any other
        that ends stays: calls go on, voice is clear (EXP-4); event "certificate_expired"."""
        certificate = self.certificate
        if certificate is None or self.now() <= certificate.not_after:
            return
        if certificate.kind == "self_signed" and self.auto_renewal:
            self.install_certificate(self.new_self_signed(), "automatic renewal")
        elif not self._expiry_told:
            self._expiry_told = True
            self.world.events.append("certificate_expired", self.name, not_after=certificate.not_after.isoformat())
            self.world.loss.voice_changed(self)

    def _has_5300(self) -> bool:
        """Whether a 5300 may register here (CERT-15)."""
        return any(p.family == "mivoice5300" and self.name in p.systems() for p in self.world.phones.values())

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
