# SPDX-License-Identifier: GPL-3.0-or-later
"""The monkey: a state machine of hypothesis that makes calls, lets things happen and time pass, and judges all."""

from __future__ import annotations

from collections.abc import Callable

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import MivoiceError
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from monkey import calls, faults, oracles, starts
from monkey.report import Tally
from monkey.site import FLEETS, Choice, Site

SKINS = ("forms", "frames", "dialogs")
SECONDS = (30.0, 400.0, 4000.0, 90000.0)


class Monkey(RuleBasedStateMachine):
    """``tally`` counts what is done; one for all runs of the machine."""

    tally = Tally()

    def __init__(self) -> None:
        super().__init__()
        self.site: Site
        self.stormy = False

    @initialize(
        fleet=st.sampled_from(FLEETS),
        skin=st.sampled_from(SKINS),
        language=st.sampled_from(["en", "fr"]),
        start=st.sampled_from(list(starts.STARTS)),
        stormy=st.sampled_from([False, False, True]),
    )
    def begin(self, fleet: str, skin: str, language: str, start: str, stormy: bool) -> None:
        self.site, self.stormy = Site(fleet, skin, language), stormy
        starts.prepare(self.site, start)
        for name, choice in starts.STARTS[start].calls:
            self._call(name, choice, check=False)
            self.site.lab.run(starts.SETTLED)

    @rule(wish=calls.WISHES)
    def call(self, wish: tuple[str, Choice, bool]) -> None:
        """This rule and the next one do the same, so that calls are more frequent than what happens between them."""
        self._call(*wish)

    @rule(wish=calls.WISHES)
    def call_too(self, wish: tuple[str, Choice, bool]) -> None:
        self._call(*wish)

    @rule(wish=calls.ROLL_OUT)
    def roll_out(self, wish: tuple[str, Choice, bool]) -> None:
        """Sensible calls, so that phones get to encrypt."""
        self._call(*wish)

    @rule(seconds=st.sampled_from(SECONDS))
    def time_passes(self, seconds: float) -> None:
        self._between("time", lambda: self.site.lab.run(seconds))

    @precondition(lambda self: not self.stormy)
    @rule(wish=faults.wishes(stormy=False))
    def happens(self, wish: tuple[str, Choice]) -> None:
        self._between("deed", lambda: faults.happen(self.site, *wish))

    @precondition(lambda self: self.stormy)
    @rule(wish=faults.wishes(stormy=True))
    def storms(self, wish: tuple[str, Choice]) -> None:
        self._between("deed", lambda: faults.happen(self.site, *wish))

    def _between(self, what: str, do: Callable[[], None]) -> None:
        step = oracles.Step(site=self.site, since=self.site.world.events.last)
        do()
        self.tally.count(what, "done")
        self._judge(step)

    def _call(self, name: str, choice: Choice, check: bool) -> None:
        made = calls.CALLS[name].options(self.site, choice)
        if made is None:
            return
        self._judge(self._made(name, *made, check))

    def _judge(self, step: oracles.Step) -> None:
        oracles.judge(step)
        self.tally.losses += len(step.events("service_loss"))

    def _made(self, name: str, device: str, told: Choice, check: bool) -> oracles.Step:
        site, resource = self.site, calls.CALLS[name].resource
        site.given_up |= {entry["phone"] for entry in told.get("written_off", [])}
        step = oracles.Step(
            site=site,
            since=site.world.events.last,
            name=name,
            check=check,
            told=told,
            may_restart=calls.may_restart(told, site.lab.clock.now()),
            encrypting=oracles.encrypting(site),
            in_bothway=oracles.in_bothway(site),
        )
        with site.calling():
            try:
                step.result = resource.run(site.lab.options(resource, device, **told), site.lab.context(check))
            except Exception as error:  # noqa: BLE001 - the oracle says which are answers
                step.error = error
        self.tally.count(name, _verdict(step.error))
        if step.result and not check:
            calls.remember(site, name, device, told, step.result)
        return step


def _verdict(error: Exception | None) -> str:
    if error is None:
        return "done"
    if isinstance(error, MivoiceError) and error.rule:
        return f"refused by {error.rule}"
    return type(error).__name__
