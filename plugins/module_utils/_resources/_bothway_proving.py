# SPDX-License-Identifier: GPL-3.0-or-later
"""After the box: the port has to show it, phones have to come back, or the box is taken back (BWY-9, SBW-1, SBW-3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from .._context import Context
from .._errors import MivoiceError, ReadBackMismatch, RollBackFailed, RolledBack, Where
from .._safety.engine import require
from .._safety.facts import as_moment, listed
from .._safety.modes import bothway_flag
from .._wire import probe
from .._wire.client import Client, foreign
from . import _bothway_box as box
from . import _bothway_facts, _bothway_phones, _phone_certificates, _ports
from ._bothway_facts import name_of
from ._bothway_phones import Back
from ._bothway_proofs import Proof, contradicted, not_proven, tried
from ._ports import Sip
from ._writes import evidence

FOUND_TICKED = "that phones came back after the switch: it was found made, and not by this run"
NO_LIST = "that phones came back: the registrations screen of this system is not declared"
KEPT_OUT = "they were not seen on its list of registrations: off, elsewhere, or kept out"
UNDATED = "when phones registered: the list of registrations has no times, it tells who is there now"


def follows(on: bool) -> dict[str, Any]:
    """What later stages of a check may assume of the system."""
    demanded = "required" if on else "not_asked"
    return {"switches": {box.BOX: on}, "sip": {"client_certificate": demanded}}


@dataclass
class Proving:
    """What one run sees after the box. ``expected``: phones that registered over TLS before.

    ``since``: the latest time at which the port was not yet seen as wanted; what registered before then did so with the
    service of before. Where the port never came to be as wanted, the time of the switch.
    """

    params: Mapping[str, Any]
    context: Context
    clients: Mapping[str, Client]
    expected: list[str] = field(default_factory=list)
    proofs: list[Proof] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    sip: Sip = field(default_factory=dict)
    since: datetime | None = None
    back: Back = field(default_factory=Back)

    def expect(self, phones: Sequence[str]) -> None:
        self.expected = list(phones)

    @property
    def not_proven(self) -> list[str]:
        return [*not_proven(self.proofs), *(f"not proven {doubt}" for doubt in self.doubts)]

    @property
    def phones(self) -> dict[str, list[str]]:
        return {"before": self.expected, "back": self.back.back, "missing": self.back.missing}

    def evidence(self) -> list[dict[str, Any]]:
        """What was seen on the port and in the list of registrations, each with its time."""
        if not self.sip:
            return []
        now = self.context.clock().isoformat(timespec="seconds")
        port = f"port {self.params['sips_port']} of {self.params['tel_address']}"
        found = [
            evidence(proof["told"], port, now, proof["found"], verified=bool(proof["proven"])) for proof in self.proofs
        ]
        if self.expected:
            found.append(evidence("phones over TLS", "registrations", now, self.phones, verified=not self.back.missing))
        return found

    def prove(self, writes: Sequence[Mapping[str, Any]], told: Mapping[str, Any]) -> None:
        """After our own switch: everything that was registered has to come back, or the box is taken back.

        Raises RolledBack, RollBackFailed, or ReadBackMismatch when the port does not do what the box says although
        phones are well.
        """
        try:
            demanded, why = self._seen_after_our_switch()
        except Exception as error:  # whatever it is: nobody has seen the phones, so the switch is not left as it is
            self.back = Back([], list(self.expected))
            demanded, why = False, f"looking at what became of it failed ({type(error).__name__}: {error})"
        if why:
            self._roll_back(why, writes, told)
        self._require_proofs(demanded, writes, told)

    def _seen_after_our_switch(self) -> tuple[bool, str | None]:
        """Whether the port demands certificates, and why the box has to be taken back."""
        demanded = self._port_shows(True)
        harmful = [proof for proof in contradicted(self.proofs) if proof["harmful"]]
        if not _ports.silent(self.sip) and not harmful:
            self.back = self._wait()
        else:
            self.back = Back([], list(self.expected))
        self._note_dates()
        return demanded, self._why_back(harmful)

    def hold(self, seen: box.Seen, told: dict[str, Any]) -> None:
        """The box was found ticked: an earlier run may have been killed before it had looked at the phones.

        Phones that are off cannot be told from phones that are kept out, so the box is taken back only when not one of
        those at home here gets in, and a restart of SIP is permitted now.
        """
        demanded = self._port_shows(True)
        self.doubts.append(FOUND_TICKED if seen.lines is not None else NO_LIST)
        if seen.lines is not None and self._fresh(seen.lines):
            self._look_who_is_missing(seen)
        elif seen.lines is not None:
            self.expect(self._at_home(seen))
            since = self.context.clock() - timedelta(seconds=self.params["inventory_lag"])
            self.back = _bothway_phones.wait(self.params, self.context, self.expected, since, one_is_enough=True)
            if self.expected and not self.back.back:
                self._permitted(told)
                self._roll_back("not one of the phones at home here registers over TLS", [], told)
        self._note_missing()
        self._require_proofs(demanded, [], told)

    def _look_who_is_missing(self, seen: box.Seen) -> None:
        """Phones get in: which ones at home here are not on the list that was just read, by one look at TMA."""
        try:
            self.expect(self._at_home(seen))
        except MivoiceError as error:  # the box is as wanted, and phones were seen: a TMA that is away changes neither
            self.doubts.append(f"that every phone at home here gets in: who is at home could not be read ({error})")
            return
        here = set(_bothway_phones.on_tls(seen.lines or []))
        self.back = Back(
            back=[name for name in self.expected if name in here],
            missing=[name for name in self.expected if name not in here],
        )

    def _note_missing(self) -> None:
        if self.back.missing:
            self.doubts.append(f"that these phones at home here get in: {listed(self.back.missing, 50)}; {KEPT_OUT}")

    def leave(self) -> str | None:
        """After the box was unticked: what is not as before, in words; None when all is."""
        if not self._port_shows(False):
            return f"port {self.params['sips_port']} still demands client certificates, or no port answers"
        self.back = self._wait()
        self._note_dates()
        return self.back.text if self.back.missing else None

    def _wait(self) -> Back:
        return _bothway_phones.wait(self.params, self.context, self.expected, self.since or self.context.clock())

    def _port_shows(self, on: bool) -> bool:
        begun = self.since = self.context.clock()
        self.sip, shown = _ports.until(
            lambda sip: bothway_flag({"sip": sip}) is on,
            lambda: self._look(on),
            self.params["restart_timeout"],
            self.context,
        )
        if not shown:
            self.since = begun
        if on and not _ports.silent(self.sip):
            self.proofs = tried(self.sip, self.clients, self._foreign(), self._present)
        return shown

    def _look(self, on: bool) -> Sip:
        asked, sip = self.context.clock(), _ports.look(self.params, self.context)
        if bothway_flag({"sip": sip}) is not on:
            self.since = asked
        return sip

    def _foreign(self) -> Client:
        known = _phone_certificates.authorities(self.params) or ()
        return foreign(self.context.clock(), known[0].subject if known else None)

    def _present(self, client: Client) -> Any:
        wire = self.context.wire or probe
        return wire.present(self.params["tel_address"], self.params["sips_port"], client, _ports.SECONDS)

    def _note_dates(self) -> None:
        if self.expected and not self.back.dated:
            self.doubts.append(UNDATED)

    def _why_back(self, harmful: Sequence[Proof]) -> str | None:
        if _ports.silent(self.sip):
            return f"the SIP service answers on neither port {self.params['restart_timeout']} s after the switch"
        if harmful:
            return f"it is not so that {harmful[0]['told']} ({harmful[0]['found']})"
        if self.back.missing:
            return f"after {self.params['phones_timeout']} s only {self.back.text}"
        return None

    def _fresh(self, lines: Sequence[box.Line]) -> bool:
        oldest = self.context.clock() - timedelta(seconds=self.params["inventory_lag"])
        times = [as_moment(line["seen_at"]) for line in lines if line["transport"] == "tls" and line["seen_at"]]
        undated = any(line["transport"] == "tls" and line["seen_at"] is None for line in lines)
        return undated or any(when is not None and when >= oldest for when in times)

    def _at_home(self, seen: box.Seen) -> list[str]:
        """As TMA lists them; where they are seen otherwise is not asked."""
        homes = {**self.params, "connections": [], "fetched": []}
        facts = _bothway_facts.gather(homes, self.context, seen, self.sip)
        return _bothway_facts.at_home(facts, vouched=False)

    def _permitted(self, told: dict[str, Any]) -> None:
        """INV-24 for a restart that no permission of an earlier run covers."""
        restart = {"restarts": [name_of(self.params)], "now": self.context.clock().isoformat()}
        restart |= {key: self.params[key] for key in ("sip_restart", "window")}
        verdicts = require(["INV-24"], restart, self.params["override"])
        told["verdicts"] = [verdict.as_dict() for verdict in verdicts]

    def _roll_back(self, why: str, writes: Sequence[Mapping[str, Any]], told: Mapping[str, Any]) -> None:
        """Untick again under the permission of the switch (SBW-3), see phones come back, and raise with all of it."""
        lost = self.back.missing
        self.context.progress(f"{self.params['host']}: BOTHWAY is taken back, for {why}")
        details: dict[str, Any] = self._details(writes, told) | {"why": why, "rolled_back": False}
        where = Where(host=self.params["host"], screen_id="SCR-W10.3")
        try:
            details["writes"] = [*writes, *box.put(self.params, self.context, False)]
            details["rolled_back"] = True
            left = self._port_shows(False)
            after = self._wait()
        except MivoiceError as error:
            raise RollBackFailed(
                problem=f"BOTHWAY had to be taken back, for {why}; and that did not succeed: {error}",
                where=where,
                remedy="Untick 'SIP terminal certificate verification' (menu 4.4.4) of this system by hand now",
                details=details,
            ) from error
        details["phones"] |= {"back_after_roll_back": after.back, "missing_after_roll_back": after.missing}
        if after.missing or not left:
            told_port = "" if left else f"; port {self.params['sips_port']} still demands client certificates"
            raise RollBackFailed(
                problem=f"BOTHWAY was taken back, for {why}; still {after.text}{told_port}",
                where=where,
                remedy="Look at the SIP service of the system and at these phones now; the box is unticked",
                details=details,
            )
        raise RolledBack(
            problem=f"BOTHWAY was taken back, for {why}. {len(after.back)} phones register over TLS as before",
            where=where,
            found=f"missing in BOTHWAY: {listed(lost, 50)}" if lost else None,
            remedy="Look at the certificates of these phones and at the CA file of the system (BWY-2), then run again",
            details=details,
        )

    def _require_proofs(self, demanded: bool, writes: Sequence[Mapping[str, Any]], told: Mapping[str, Any]) -> None:
        wrong = contradicted(self.proofs)
        if demanded and not wrong:
            return
        found = "; ".join(f"not so: {proof['told']} ({proof['found']})" for proof in wrong)
        raise ReadBackMismatch(
            problem="The box is ticked, and the port does not do what it says",
            where=Where(host=self.params["host"], screen_id="SCR-W10.3"),
            found=found or f"client certificate {self.sip.get('client_certificate')}",
            wanted=f"a client certificate demanded and verified within {self.params['restart_timeout']} s",
            remedy="Look at the SIP service and at its CA file (BWY-2), or leave BOTHWAY (state: disabled)",
            details=self._details(writes, told),
        )

    def _details(self, writes: Sequence[Mapping[str, Any]], told: Mapping[str, Any]) -> dict[str, Any]:
        seen: dict[str, Any] = {"proofs": self.proofs, "not_proven": self.not_proven, "phones": dict(self.phones)}
        return {"writes": list(writes), "sip": self.sip, **seen, **told}
