# SPDX-License-Identifier: GPL-3.0-or-later
"""A gateway on a fake fleet, and a checked run of one resource against it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.voiceops.mivoice5000.plugins.module_utils import _door
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._context import Context, Wire
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import _session
from ansible_collections.voiceops.mivoice5000.tests.unit.support.fake_bothway import Registrar
from ansible_collections.voiceops.mivoice5000.tests.unit.support.fake_driver import FakeFleet, FakeSystem
from ansible_collections.voiceops.mivoice5000.tests.unit.support.fake_pages import connection, gateway

NOW = datetime(2026, 3, 2, 21, 30, tzinfo=UTC)
Run = Callable[..., dict[str, Any]]


@pytest.fixture
def pbx() -> FakeSystem:
    return gateway()


@pytest.fixture
def fleet(pbx: FakeSystem, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeFleet]:
    """The fleet that every session reaches; every session has to be closed in the end."""
    made = FakeFleet(pbx)
    monkeypatch.setattr(_session, "connect", made.connect)
    yield made
    assert made.open_sessions == 0


@pytest.fixture
def run(fleet: FakeFleet) -> Run:
    """Runs a resource with options validated by its own argument spec; errors come out as raised.

    Time passes while somebody sleeps, unless a clock is given. A wire that lives by a clock is told of it.
    """

    def _run(
        resource: Any,
        check: bool = False,
        clock: Callable[[], datetime] | None = None,
        wire: Wire | None = None,
        **options: Any,
    ) -> Any:
        given = (connection() if resource.CONNECTED else {}) | options
        checked = ArgumentSpecValidator(_door.argument_spec(resource), **resource.SPEC_EXTRAS).validate(given)
        assert not checked.error_messages, checked.error_messages
        slept: list[float] = []
        now = clock or (lambda: NOW + timedelta(seconds=sum(slept)))
        if isinstance(wire, Registrar):
            wire.clock = now
        context = Context(check_mode=check, clock=now, sleep=slept.append, wire=wire)
        return resource.run(checked.validated_parameters, context)

    return _run
